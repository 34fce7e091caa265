/**
 * `POST /coupon-batches/{id}/codes.csv`: a file of an issuer's codes, as it is. Answers how many were taken over, and each
 * line that was not, with why. The same `Idempotency-Key` gives the same answer, and goes on where it broke off.
 */
import { contextOf } from '@guildhall/shared/http-context';
import { isId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { sendProblem, sendRefusal } from '@guildhall/shared/problem';
import type { Request, Response } from 'express';
import { importCodesFile } from '../application/import-codes-file.ts';
import { readCodesFile } from '../application/read-codes-file.ts';
import { operatorsOnly } from './operators-only.ts';

export const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** More faults than this are counted and not listed: mend these first. */
const MOST_FAULTS = 1_000;
const KEY = /^[\x21-\x7e]{1,150}$/;

export async function takeCodes(
  kit: ModuleKit,
  request: Request,
  response: Response,
): Promise<void> {
  if (!operatorsOnly(request, response)) return;
  const { caller, locale } = contextOf(request);
  const idempotencyKey = request.header('idempotency-key') ?? '';
  if (!KEY.test(idempotencyKey))
    return sendProblem(response, {
      ...{ status: 400, code: 'IDEMPOTENCY_KEY_MISSING' },
      detail:
        'Send an Idempotency-Key of 1 to 150 printable characters, the same one when you try again',
    });
  const batchId = String(request.params.id);
  const body: unknown = request.body;
  const file = body instanceof Uint8Array ? readCodesFile(body) : undefined;
  if (!isId('bat', batchId))
    return sendProblem(response, {
      ...{ status: 404, code: 'BATCH_NOT_FOUND' },
      detail: 'There is no such batch',
    });
  if (file === undefined)
    return sendProblem(response, {
      ...{ status: 400, code: 'CODES_FILE_UNREADABLE' },
      detail:
        'This is no text file: save it as CSV, in UTF-8 or GBK, with one code a line or a column "code"',
    });
  const done = await importCodesFile(kit, caller, { idempotencyKey, batchId, file });
  if (!done.ok) return sendRefusal(response, done.refusal, locale);
  const { imported, faults } = done.value;
  response.json({
    imported,
    encoding: file.encoding,
    faultsInAll: faults.length,
    faults: faults.slice(0, MOST_FAULTS),
  });
}
