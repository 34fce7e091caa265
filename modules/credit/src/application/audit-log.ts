/**
 * Goes through the whole log and the rows behind it: every leaf's commitment, place and hash, every checkpoint's root and
 * signature, and that what the leaves say is what the tables say today. A changed, added or missing row is named.
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { canonicalJson, decode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import { commitmentOf, leafData } from '../domain/merkle/receipt.ts';
import { noteVerifier, openNote, readCheckpoint } from '../domain/merkle/signed-note.ts';
import { EMPTY_ROOT, type Hash, hashLeaf, hashNode } from '../domain/merkle/tree.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import {
  allCheckpoints,
  type CheckpointRow,
  type LeafRow,
  leavesFrom,
} from '../storage/shared-log.ts';
import type { CreditTables, Db } from '../storage/tables.ts';
import { changedLoggedRows, changedReplays } from './audit-logged-rows.ts';
import { changedRows } from './audit-rows.ts';
import { logSigner } from './shared-log.ts';

export interface AuditFinding {
  readonly code:
    | 'COMMITMENT'
    | 'PLACE'
    | 'ROOT'
    | 'SIGNATURE'
    | 'SCREENING_CHANGED'
    | 'SCREENING_UNLOGGED'
    | 'LISTING_CHANGED'
    | 'LISTING_UNLOGGED'
    | 'ENTRY_STATE'
    | 'APPEAL_CHANGED'
    | 'ENTRY_CHANGED'
    | 'OVERRIDE_CHANGED'
    | 'FACT_CHANGED'
    | 'EXPOSURE_CHANGED'
    | 'ASSESSMENT_CHANGED'
    | 'ROW_CHANGED'
    | 'ROW_UNLOGGED'
    | 'ROW_GONE'
    | 'REPLAY_DIFFERS';
  readonly detail: string;
}

export interface AuditResult {
  readonly leaves: number;
  readonly checkpoints: number;
  readonly findings: readonly AuditFinding[];
}

const BATCH = 2_000;

export interface AuditWish {
  /** Also decide every screening again from the tables: some milliseconds each. */
  readonly replays: boolean;
}

export async function auditLog(
  kit: ModuleKit,
  seal: FactSeal,
  { replays }: AuditWish = { replays: true },
): Promise<AuditResult> {
  const db = kit.db.sql<CreditTables>() as unknown as Db;
  const findings: AuditFinding[] = [];
  const checkpoints = await allCheckpoints(db);
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]));
  const frontier = new Frontier();
  checkRoot(bySize.get(0), frontier, findings);
  for (let from = 0; ; ) {
    const leaves = await leavesFrom(db, from, BATCH);
    for (const leaf of leaves) {
      if (leaf.position !== frontier.size)
        findings.push({ code: 'PLACE', detail: `leaf ${leaf.id} stands at ${leaf.position}` });
      checkCommitment(leaf, findings);
      frontier.add(hashLeaf(Buffer.from(leafData(leaf))));
      checkRoot(bySize.get(frontier.size), frontier, findings);
    }
    if (leaves.length < BATCH) break;
    from = (leaves.at(-1)?.position ?? from) + 1;
  }
  checkSignatures(checkpoints, logSigner(kit.secret).verifierKey, findings);
  const newest = checkpoints.at(-1)?.size ?? 0;
  if (newest > frontier.size)
    findings.push({
      code: 'PLACE',
      detail: `the log signed ${newest} leaves and has ${frontier.size}`,
    });
  findings.push(
    ...(await changedScreenings(db)),
    ...(await changedListings(db)),
    ...(await changedAppeals(db)),
    ...(await changedRows(db, seal)),
    ...(await changedLoggedRows(db)),
    ...(replays ? await changedReplays(kit, db) : []),
  );
  return { leaves: frontier.size, checkpoints: checkpoints.length, findings };
}

/** Roots of the complete subtrees on the left, as the log grows leaf by leaf. */
class Frontier {
  size = 0;
  #roots: Hash[] = [];

  add(leaf: Hash): void {
    let hash = leaf;
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2)
      hash = hashNode(this.#roots.pop() ?? EMPTY_ROOT, hash);
    this.#roots.push(hash);
    this.size += 1;
  }

  root(): Hash {
    return this.#roots.length === 0
      ? EMPTY_ROOT
      : this.#roots.reduceRight((right, left) => hashNode(left, right));
  }
}

function checkCommitment(
  { id, salt, payload, commitment }: LeafRow,
  findings: AuditFinding[],
): void {
  if (!commitmentOf(salt, payload).equals(commitment))
    findings.push({ code: 'COMMITMENT', detail: `leaf ${id}` });
}

function checkRoot(
  checkpoint: CheckpointRow | undefined,
  frontier: Frontier,
  findings: AuditFinding[],
): void {
  if (checkpoint === undefined || checkpoint.root.equals(frontier.root())) return;
  findings.push({ code: 'ROOT', detail: `checkpoint of size ${checkpoint.size}` });
}

function checkSignatures(
  checkpoints: readonly CheckpointRow[],
  key: string,
  findings: AuditFinding[],
): void {
  const verifier = noteVerifier(key);
  for (const { size, root, note } of checkpoints) {
    const text = verifier === undefined ? undefined : openNote(note, verifier);
    const said = text === undefined ? undefined : readCheckpoint(text);
    if (said?.size !== size || !said.root.equals(root)) {
      findings.push({ code: 'SIGNATURE', detail: `checkpoint of size ${size}` });
    }
  }
}

interface ScreeningPayload {
  readonly screening: string;
  readonly firm: string;
  readonly request: string;
  readonly facts: string;
  readonly decision: string;
  readonly decidedAt: Date;
}

async function changedScreenings(db: Db): Promise<AuditFinding[]> {
  const rows = await db
    .selectFrom('screening as s')
    .leftJoin('log_leaf as l', (join) =>
      join.onRef('l.subject', '=', 's.id').on('l.kind', '=', 'SCREENING'),
    )
    .select([
      's.id',
      's.firm_id',
      's.request',
      's.facts',
      's.decision',
      's.decided_at',
      's.answer',
      'l.payload',
    ])
    .execute();
  return rows.flatMap((row): AuditFinding[] => {
    if (row.payload === null) return [{ code: 'SCREENING_UNLOGGED', detail: row.id }];
    const said = decode(JSON.parse(row.payload)) as ScreeningPayload;
    const { answer } = JSON.parse(said.decision) as { answer: string };
    const same =
      said.screening === row.id &&
      said.firm === row.firm_id &&
      said.request === row.request &&
      said.facts === row.facts &&
      said.decision === row.decision &&
      answer === row.answer &&
      said.decidedAt.getTime() === new Date(row.decided_at).getTime();
    return same ? [] : [{ code: 'SCREENING_CHANGED', detail: row.id }];
  });
}

async function changedListings(db: Db): Promise<AuditFinding[]> {
  const steps = await db
    .selectFrom('list_step as s')
    .innerJoin('list_entry as e', 'e.id', 's.entry_id')
    .select([
      's.entry_id',
      's.no',
      's.act',
      's.from_state',
      's.to_state',
      's.person',
      's.asked_by',
      's.note',
      's.at',
      'e.firm_id',
      'e.list',
    ])
    .execute();
  const leaves = await db
    .selectFrom('log_leaf')
    .select(['payload'])
    .where('kind', '=', 'LISTING_STEP')
    .execute();
  const said = new Set(leaves.map(({ payload }) => payload));
  const findings = steps.flatMap((step): AuditFinding[] => {
    const payload = canonicalJson({
      entry: step.entry_id,
      firm: step.firm_id,
      list: step.list,
      no: step.no,
      act: step.act,
      from: step.from_state ?? undefined,
      to: step.to_state,
      person: step.person ?? undefined,
      askedBy: step.asked_by ?? undefined,
      note: step.note ?? undefined,
      at: new Date(step.at),
    });
    if (said.delete(payload)) return [];
    return [{ code: 'LISTING_CHANGED', detail: `entry ${step.entry_id}, step ${step.no}` }];
  });
  const gone = [...said].map((payload): AuditFinding => {
    const { entry, no } = JSON.parse(payload) as { entry: string; no: number };
    return {
      code: 'LISTING_UNLOGGED',
      detail: `the log has step ${no} of entry ${entry}, the table has not`,
    };
  });
  const { rows } = await sql<{ id: string }>`
    SELECT e.id FROM list_entry AS e WHERE e.state <> (
      SELECT s.to_state FROM list_step AS s WHERE s.entry_id = e.id ORDER BY s.no DESC LIMIT 1)`.execute(
    db,
  );
  const states = rows.map(({ id }): AuditFinding => ({ code: 'ENTRY_STATE', detail: id }));
  return [...findings, ...gone, ...states];
}

async function changedAppeals(db: Db): Promise<AuditFinding[]> {
  const rows = await db
    .selectFrom('appeal as a')
    .leftJoin('log_leaf as l', (join) =>
      join.onRef('l.subject', '=', 'a.id').on('l.kind', '=', 'APPEAL'),
    )
    .select(['a.id', 'a.entry_id', 'a.grounds', 'l.payload'])
    .execute();
  return rows.flatMap(({ id, entry_id, grounds, payload }): AuditFinding[] =>
    payload === canonicalJson({ appeal: id, entry: entry_id, grounds })
      ? []
      : [{ code: 'APPEAL_CHANGED', detail: id }],
  );
}
