/** REST doors: all codes of a batch as CSV, streamed in the order in which they were made. For operators. */
import { contextOf } from '@guildhall/shared/http-context';
import { isId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { sendProblem } from '@guildhall/shared/problem';
import { type Response, Router } from 'express';
import { showCouponCode } from './domain/coupons/coupon-code.ts';
import { batchesById, codesOfBatch } from './storage/batches.ts';

const PAGE = 10_000;

export function createHttp(_service: object, kit: ModuleKit): Router {
  const router = Router();
  router.get('/coupon-batches/:id/codes.csv', async (request, response) => {
    const { caller } = contextOf(request);
    if (caller.kind !== 'staff' || !caller.roles.includes('operator'))
      return sendProblem(response, {
        status: 403,
        code: 'CALLER_MAY_NOT',
        detail: 'Codes are money: only operators of the group fetch them',
      });
    const { id } = request.params;
    const [batch] = isId('bat', id) ? await batchesById(kit.db.sql(), [id]) : [];
    if (batch === undefined)
      return sendProblem(response, {
        status: 404,
        code: 'BATCH_NOT_FOUND',
        detail: 'There is no such batch',
      });
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="${batch.code}.csv"`);
    response.setHeader('Cache-Control', 'no-store');
    await writeCodes(kit, batch.id, response);
  });
  return router;
}

async function writeCodes(kit: ModuleKit, batchId: string, response: Response): Promise<void> {
  response.write('code,claimed,used\r\n');
  for (let after: string | undefined; ; ) {
    const rows = await codesOfBatch(kit.db.sql(), batchId, after, PAGE);
    const text = rows
      .map(({ code, claimed, used }) => `${quoted(showCouponCode(code))},${claimed},${used}\r\n`)
      .join('');
    // A slow reader is waited for; one that went away ends it.
    if (!response.write(text))
      await new Promise((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    after = rows.at(-1)?.couponId;
    if (rows.length < PAGE || response.destroyed) break;
  }
  response.end();
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) || /^[=+\-@]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
