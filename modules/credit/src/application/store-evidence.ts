/**
 * Keeps a file as evidence about a firm, under the hash of its bytes. What it may be and how big is checked against
 * the bytes themselves, not against what the caller calls them.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_EVIDENCE_TOO_BIG, CREDIT_EVIDENCE_TYPE.
 */
import { createHash } from 'node:crypto';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type EvidenceMediaType, mediaTypeOf } from '../domain/evidence-types.ts';
import { EVIDENCE, type EvidenceId, FIRM, type FirmId } from '../ids.ts';
import type { EvidenceStore } from '../storage/content-names.ts';
import { firmsByIds } from '../storage/firms.ts';
import { within } from '../storage/tables.ts';
import { accountOf, companyOf } from './caller.ts';

export const EVIDENCE_MAX_BYTES = 10 * 1024 * 1024;

export interface StoreEvidence {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface StoredEvidence {
  readonly evidenceId: EvidenceId;
  readonly sha256: string;
  readonly mediaType: EvidenceMediaType;
  readonly size: number;
}

export async function storeEvidence(
  kit: ModuleKit,
  store: EvidenceStore,
  caller: Principal,
  input: StoreEvidence,
): Promise<Outcome<StoredEvidence>> {
  const size = input.bytes.length;
  if (size === 0 || size > EVIDENCE_MAX_BYTES) {
    return refuse('VALIDATION', 'CREDIT_EVIDENCE_TOO_BIG', { size, maximum: EVIDENCE_MAX_BYTES }, [
      'content',
    ]);
  }
  const mediaType = mediaTypeOf(input.bytes);
  if (mediaType === undefined) return refuse('VALIDATION', 'CREDIT_EVIDENCE_TYPE', {}, ['content']);
  // Files first: a row never names bytes that are not there. Bytes without a row harm nobody.
  const sha256 = await store.put(input.bytes);
  const { bytes, ...rest } = input;
  const said = { ...rest, sha256: createHash('sha256').update(bytes).digest('hex') };
  const key: CommandKey = {
    caller,
    operation: 'store-evidence',
    idempotencyKey: input.idempotencyKey,
    input: said,
  };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0) {
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    }
    await db
      .insertInto('evidence')
      .values({
        id: newUuid(now),
        firm_id: firmId,
        sha256,
        media_type: mediaType,
        bytes: String(size),
        name: input.name,
        stored_by: accountOf(caller),
        stored_at: now,
        company: companyOf(caller),
      })
      .onConflict((conflict) => conflict.columns(['firm_id', 'sha256']).doNothing())
      .execute();
    const row = await db
      .selectFrom('evidence')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('sha256', '=', sha256)
      .executeTakeFirstOrThrow();
    return accept({
      evidenceId: fromUuid(EVIDENCE, row.id),
      sha256: sha256.toString('hex'),
      mediaType,
      size,
    });
  });
}
