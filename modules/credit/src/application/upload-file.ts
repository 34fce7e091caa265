/**
 * Keeps a file that somebody sends to be imported or screened. The bytes decide what it is; it is forgotten after thirty
 * days, for such files are full of names.
 *
 * Refusals: CREDIT_UPLOAD_SIZE, CREDIT_UPLOAD_KIND.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { UPLOAD, type UploadId } from '../ids.ts';
import type { EvidenceStore } from '../storage/content-names.ts';
import { type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';

export const UPLOAD_MAX_BYTES = 64 * 1024 * 1024;
export const UPLOAD_KEPT_DAYS = 30;

export const UPLOAD_NAME = /\.(csv|tsv|json|ndjson|jsonl|xlsx)(\.gz)?$/i;
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const GZIP = [0x1f, 0x8b];

export interface UploadFile {
  readonly idempotencyKey: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface UploadedFile {
  readonly uploadId: UploadId;
  readonly sha256: string;
  readonly size: number;
}

export async function uploadFile(
  kit: ModuleKit,
  store: EvidenceStore,
  caller: Principal,
  { idempotencyKey, name, bytes }: UploadFile,
): Promise<Outcome<UploadedFile>> {
  const size = bytes.length;
  if (size === 0 || size > UPLOAD_MAX_BYTES)
    return refuse('VALIDATION', 'CREDIT_UPLOAD_SIZE', { size, maximum: UPLOAD_MAX_BYTES }, [
      'content',
    ]);
  if (!isWhatItSays(name, bytes))
    return refuse('VALIDATION', 'CREDIT_UPLOAD_KIND', { name }, ['name']);
  const sha256 = await store.put(bytes);
  const said = { name, sha256: sha256.toString('hex') };
  const key: CommandKey = { caller, operation: 'upload-file', idempotencyKey, input: said };
  return runCommand(kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    await within(tx)
      .insertInto('upload')
      .values({
        id,
        sha256,
        name,
        bytes: String(size),
        company: companyOf(caller),
        uploaded_by: accountOf(caller),
        uploaded_at: now,
      })
      .execute();
    return accept({ uploadId: fromUuid(UPLOAD, id), sha256: said.sha256, size });
  });
}

/** A spreadsheet is a zip, a packed file a gzip, and text is neither. */
function isWhatItSays(name: string, bytes: Uint8Array): boolean {
  if (!UPLOAD_NAME.test(name)) return false;
  const begins = (signature: readonly number[]) => signature.every((byte, i) => bytes[i] === byte);
  if (/\.gz$/i.test(name)) return begins(GZIP) && !/\.xlsx\.gz$/i.test(name);
  if (/\.xlsx$/i.test(name)) return begins(ZIP);
  return !begins(ZIP) && !begins(GZIP);
}

export interface UploadRow {
  readonly id: string;
  readonly sha256: Buffer;
  readonly name: string;
  readonly company: string;
  readonly gone: boolean;
}

export async function uploadById(db: Db, id: string): Promise<UploadRow | undefined> {
  const row = await db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst();
  return (
    row && {
      id: row.id,
      sha256: Buffer.from(row.sha256),
      name: row.name,
      company: row.company,
      gone: row.emptied_at !== null,
    }
  );
}

const FORGET_AT_ONCE = 100;

/** Forgets the bytes of old uploads, unless evidence or a younger upload is the same file; answers how many. */
export async function forgetUploads(kit: ModuleKit, store: EvidenceStore): Promise<number> {
  const now = kit.clock.now();
  const before = new Date(now.getTime() - UPLOAD_KEPT_DAYS * 86_400_000);
  const emptied = await kit.db.transaction(async (tx) => {
    const { rows } = await sql<{ sha256: Buffer; needed: boolean }>`
      UPDATE upload AS u SET emptied_at = ${now}
      WHERE u.id IN (
        SELECT id FROM upload WHERE emptied_at IS NULL AND uploaded_at < ${before}
        ORDER BY uploaded_at LIMIT ${FORGET_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING u.sha256, EXISTS (SELECT 1 FROM evidence AS e WHERE e.sha256 = u.sha256)
        OR EXISTS (SELECT 1 FROM upload AS o WHERE o.sha256 = u.sha256 AND o.uploaded_at >= ${before}) AS needed`.execute(
      within(tx),
    );
    return rows;
  });
  for (const { sha256, needed } of emptied) if (!needed) await store.remove(sha256);
  return emptied.length;
}
