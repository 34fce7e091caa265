/**
 * REST doors: all codes of a batch as CSV, streamed in the order in which they were made. For operators. A download that
 * broke off goes on behind the last code that arrived: `?after=<code>` leaves the heading out, so the rest is appended.
 * Codes of others are brought by the same path (`http/take-codes.ts`).
 */
import { isId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { sendProblem } from '@guildhall/shared/problem';
import { type Request, type Response, Router, raw } from 'express';
import { readCouponCode, showCouponCode } from './domain/coupons/coupon-code.ts';
import { operatorsOnly } from './http/operators-only.ts';
import { MAX_FILE_BYTES, takeCodes } from './http/take-codes.ts';
import { batchesById, codesOfBatch, placeOfCode } from './storage/batches.ts';

const PAGE = 10_000;

export function createHttp(_service: object, kit: ModuleKit): Router {
  const router = Router();
  router.get('/coupon-batches/:id/codes.csv', (request, response) =>
    sendCodes(kit, request, response),
  );
  router.post(
    '/coupon-batches/:id/codes.csv',
    raw({ type: () => true, limit: MAX_FILE_BYTES }),
    (request, response) => takeCodes(kit, request, response),
  );
  return router;
}

async function sendCodes(kit: ModuleKit, request: Request, response: Response): Promise<void> {
  if (!operatorsOnly(request, response)) return;
  const id = String(request.params.id);
  const [batch] = isId('bat', id) ? await batchesById(kit.db.sql(), [id]) : [];
  if (batch === undefined)
    return sendProblem(response, {
      ...{ status: 404, code: 'BATCH_NOT_FOUND' },
      detail: 'There is no such batch',
    });
  const { after: last } = request.query;
  const after = last === undefined ? undefined : await placeBehind(kit, batch.id, last);
  if (last !== undefined && after === undefined)
    return sendProblem(response, {
      ...{ status: 400, code: 'CODE_NOT_IN_BATCH' },
      detail: '"after" must be a code of this batch, as it stands in the file',
      extra: { path: ['after'] },
    });
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  response.setHeader('Content-Disposition', `attachment; filename="${batch.code}.csv"`);
  response.setHeader('Cache-Control', 'no-store');
  await writeCodes(kit, batch.id, after, response);
}

async function placeBehind(
  kit: ModuleKit,
  batchId: string,
  last: unknown,
): Promise<string | undefined> {
  if (typeof last !== 'string') return undefined;
  return placeOfCode(kit.db.sql(), batchId, readCouponCode(last) ?? last);
}

async function writeCodes(
  kit: ModuleKit,
  batchId: string,
  from: string | undefined,
  response: Response,
): Promise<void> {
  if (from === undefined) response.write('code,claimed,used\r\n');
  for (let after = from; ; ) {
    const rows = await codesOfBatch(kit.db.sql(), batchId, after, PAGE);
    const text = rows
      .map(({ code, claimed, used }) => `${quoted(showCouponCode(code))},${claimed},${used}\r\n`)
      .join('');
    // A slow reader is waited for; one that went away ends it.
    if (!response.write(text) && !response.destroyed) await drained(response);
    after = rows.at(-1)?.couponId;
    if (rows.length < PAGE || response.destroyed) break;
  }
  response.end();
}

/** Leaves no listener behind, however many pages a slow reader takes. */
function drained(response: Response): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const go = (): void => {
    response.off('drain', go);
    response.off('close', go);
    resolve();
  };
  response.on('drain', go);
  response.on('close', go);
  return promise;
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || /^[=+\-@]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
