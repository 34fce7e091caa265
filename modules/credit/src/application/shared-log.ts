/**
 * The shared log at work: gives leaves their places in batches, signs a checkpoint after each, and answers proofs,
 * receipts and tiles. One sequencer at a time; a leaf written by a transaction that ended late comes later, none is lost.
 */
import { hkdfSync } from 'node:crypto';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { sql } from 'kysely';
import { leafData, promiseText, type Receipt } from '../domain/merkle/receipt.ts';
import {
  checkpointText,
  type NoteSigner,
  noteSigner,
  signNote,
} from '../domain/merkle/signed-note.ts';
import {
  computeOver,
  coverOf,
  nodesCompletedBy,
  nodesWantedBy,
  tileNodes,
} from '../domain/merkle/stored-tree.ts';
import {
  consistencyProof,
  EMPTY_ROOT,
  hashLeaf,
  inclusionProof,
  type SubtreeRoot,
} from '../domain/merkle/tree.ts';
import { SCREENING, type ScreeningId } from '../ids.ts';
import {
  addCheckpoint,
  addNodes,
  type CheckpointRow,
  latestCheckpoint,
  leafOfSubject,
  leavesFrom,
  nodesAt,
  placeLeaves,
  unplacedLeaves,
} from '../storage/shared-log.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { type Cosignature, cosignaturesOf, latestCosigned } from './witness-log.ts';

export const LOG_ORIGIN = 'guildhall.credit/log';
const BATCH = 1_000;

/** The log's key comes from the installation's secret: the same installation signs with the same key. */
export function logSigner(secret: string): NoteSigner {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'guildhall credit log signing key', 32));
  return noteSigner(LOG_ORIGIN, seed);
}

/** Places what waits, at most one batch; answers how many leaves that was. */
export async function sequenceLog(kit: ModuleKit): Promise<number> {
  const signer = logSigner(kit.secret);
  return kit.db.transaction(async (tx) => {
    const db = within(tx);
    await sql`SELECT pg_advisory_xact_lock(hashtext('credit.log'))`.execute(db);
    const last = await latestCheckpoint(db);
    const waiting = await unplacedLeaves(db, BATCH);
    if (waiting.length === 0 && last !== undefined) return 0;
    const size = last?.size ?? 0;
    await placeLeaves(
      db,
      waiting.map(({ id }) => id),
      size,
    );
    const left = await nodesAt(db, coverOf(0, size));
    const leaves = waiting.map((leaf) => hashLeaf(Buffer.from(leafData(leaf))));
    await addNodes(db, nodesCompletedBy(size, leaves, left));
    const grown = size + waiting.length;
    const root = await rootAt(db, grown);
    const text = checkpointText({ origin: LOG_ORIGIN, size: grown, root });
    await addCheckpoint(db, { size: grown, root, note: signNote(text, [signer]) }, kit.clock.now());
    return waiting.length;
  });
}

async function rootAt(db: Db, size: number): Promise<Buffer> {
  if (size === 0) return EMPTY_ROOT;
  return overStoredNodes(db, (subtree) => subtree(0, size));
}

/** A root or a proof over the stored tree: what it needs is read at once. */
async function overStoredNodes<T>(db: Db, compute: (subtree: SubtreeRoot) => T): Promise<T> {
  return computeOver(await nodesAt(db, nodesWantedBy(compute)), compute);
}

export interface LogState {
  readonly origin: string;
  readonly verifierKey: string;
  readonly size: number;
  /** Signed note of the latest checkpoint, with the lines of its witnesses; empty before the first. */
  readonly checkpoint: string;
  /** Under the latest checkpoint that any witness has signed. */
  readonly cosignatures: readonly Cosignature[];
}

const reading = (kit: ModuleKit): Db => kit.db.sql<CreditTables>() as unknown as Db;

export async function logState(kit: ModuleKit): Promise<LogState> {
  const db = reading(kit);
  const last = await latestCheckpoint(db);
  const { verifierKey } = logSigner(kit.secret);
  return {
    origin: LOG_ORIGIN,
    verifierKey,
    size: last?.size ?? 0,
    checkpoint: last === undefined ? '' : await cosignedNote(db, last),
    cosignatures: await latestCosigned(db),
  };
}

async function cosignedNote(db: Db, { size, note }: CheckpointRow): Promise<string> {
  const lines = (await cosignaturesOf(db, size)).map(({ line }) => `${line}\n`);
  return note + lines.join('');
}

/** A bundle of up to 256 leaves, each after its length in two bytes (C2SP tlog-tiles); undefined where there is none. */
export async function logEntries(kit: ModuleKit, index: number): Promise<Buffer | undefined> {
  const db = reading(kit);
  const size = (await latestCheckpoint(db))?.size ?? 0;
  const from = index * 256;
  if (from >= size) return undefined;
  const leaves = await leavesFrom(db, from, Math.min(256, size - from));
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      const data = Buffer.from(leafData(leaf));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(data.length);
      return [length, data];
    }),
  );
}

/** Base64 hashes that prove that the log of `second` leaves begins with the log of `first`. */
export async function logConsistency(
  kit: ModuleKit,
  first: number,
  second: number,
): Promise<readonly string[] | undefined> {
  const db = reading(kit);
  const last = await latestCheckpoint(db);
  if (first < 1 || first > second || second > (last?.size ?? 0)) return undefined;
  const proof = await overStoredNodes(db, (subtree) => consistencyProof(subtree, first, second));
  return proof.map((hash) => hash.toString('base64'));
}

/** The receipt of a screening; undefined when there is none of that id. */
export async function screeningReceipt(
  kit: ModuleKit,
  id: ScreeningId,
): Promise<Receipt | undefined> {
  const db = reading(kit);
  const leaf = await leafOfSubject(db, 'SCREENING', toUuid(SCREENING, id));
  if (leaf === undefined) return undefined;
  const signer = logSigner(kit.secret);
  const promised = {
    origin: LOG_ORIGIN,
    verifierKey: signer.verifierKey,
    kind: leaf.kind,
    at: leaf.at,
    payload: leaf.payload,
    salt: leaf.salt.toString('base64'),
    promise: signNote(promiseText(LOG_ORIGIN, leafData(leaf)), [signer]),
  };
  const last = await latestCheckpoint(db);
  const { position } = leaf;
  if (position === undefined || last === undefined || position >= last.size) return promised;
  const proof = await overStoredNodes(db, (subtree) =>
    inclusionProof(subtree, position, last.size),
  );
  const hashes = proof.map((hash) => hash.toString('base64'));
  return {
    ...promised,
    inclusion: {
      index: position,
      size: last.size,
      proof: hashes,
      checkpoint: await cosignedNote(db, last),
    },
  };
}

/** The hashes of a tile, joined; undefined when the log has not grown into it. */
export async function logTile(
  kit: ModuleKit,
  level: number,
  index: number,
): Promise<Buffer | undefined> {
  const db = reading(kit);
  const size = (await latestCheckpoint(db))?.size ?? 0;
  const wanted = tileNodes(level, index, size);
  if (wanted.length === 0) return undefined;
  const hashes = await nodesAt(db, wanted);
  return Buffer.concat(
    wanted.flatMap(({ level: at, position }) => hashes.get(`${at}/${position}`) ?? []),
  );
}
