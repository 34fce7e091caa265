/** Takes over codes that an issuer outside made: into a batch of origin IMPORTED, in parts, each code once. */
import { runCommand } from '@guildhall/shared/commands';
import { newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { batchesById, insertNewCodes, lockBatch, saveBatch } from '../storage/batches.ts';
import { batchMoved } from './batch-moved.ts';
import { batchCoupon, templateOfBatch } from './generate-codes.ts';

export const MAX_IMPORTED_AT_ONCE = 10_000;
/** What a till can print and a person type: 4 to 64 letters, digits and marks, no blanks. */
const WELL_FORMED = /^[\x21-\x7e]{4,64}$/;

export interface ImportCodes {
  readonly idempotencyKey: string;
  readonly batchId: string;
  readonly codes: readonly string[];
}

export interface CodesImported {
  readonly batchId: string;
  readonly imported: number;
  /** Codes that some coupon has already, and codes that nobody could type. */
  readonly known: readonly string[];
  readonly malformed: readonly string[];
}

export async function importCodes(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: ImportCodes,
): Promise<Outcome<CodesImported>> {
  const { batchId } = input;
  const [known] = await batchesById(kit.db.sql(), [batchId]);
  if (known === undefined) return refuse('NOT_FOUND', 'BATCH_NOT_FOUND', {}, ['batchId']);
  const coupon = batchCoupon(await templateOfBatch(kit, known));
  const command = { caller, operation: 'import-coupon-codes', idempotencyKey, input };
  return runCommand<CodesImported>(kit, command, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const batch = await lockBatch(db, batchId);
    if (batch === undefined) return refuse('NOT_FOUND', 'BATCH_NOT_FOUND', {}, ['batchId']);
    if (batch.origin !== 'IMPORTED') return refuse('RULE', 'BATCH_IS_GENERATED', {}, ['batchId']);
    if (batch.state === 'CLOSED')
      return refuse('RULE', 'BATCH_NOT_IN_STATE', { state: batch.state, move: 'IMPORT' }, [
        'batchId',
      ]);
    const told = [...new Set(input.codes.map((code) => code.trim()))];
    const wellFormed = told.filter((code) => WELL_FORMED.test(code));
    const ids = wellFormed.map(() => newUuid(now));
    const inserted = await insertNewCodes(db, batch, coupon, ids, wellFormed, now);
    const made = batch.made + inserted.size;
    await saveBatch(db, { ...batch, size: made, made }, now);
    await publish(batchMoved({ ...batch, size: made, made }, now));
    return accept({
      batchId,
      imported: inserted.size,
      known: wellFormed.filter((code) => !inserted.has(code)),
      malformed: told.filter((code) => !WELL_FORMED.test(code)),
    });
  });
}
