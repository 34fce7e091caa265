/**
 * Files of clearing over REST: statements to take home, journals for the general ledger, evidence, and a company's own
 * books to be compared. Who asks is known to the gateway; a company's system gets its own files only.
 */
import { createHash } from 'node:crypto';
import { contextOf } from '@guildhall/shared/http-context';
import { isId } from '@guildhall/shared/ids';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import { type Refusal, RefusalError } from '@guildhall/shared/outcome';
import { sendRefusal } from '@guildhall/shared/problem';
import { type Request, type Response, Router, raw } from 'express';
import { mustActForOneOf } from './application/access.ts';
import { exportStatement, findStatement, writeWorkbook } from './application/export-statement.ts';
import { journalCsv } from './application/keep-accounts.ts';
import { textOfReport } from './application/read-report.ts';
import type { ClearingDoor } from './service.ts';
import { evidenceFile, listDisputes } from './storage/disputes.ts';

export function createHttp(service: ClearingDoor, kit: ModuleKit): Router {
  const router = Router();
  const answer =
    (work: (request: Request, response: Response, context: RequestContext) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      const context = contextOf(request);
      try {
        await work(request, response, context);
      } catch (error) {
        if (!(error instanceof RefusalError) || response.headersSent) throw error;
        sendRefusal(response, error.refusal, context.locale);
      }
    };
  router.get(
    '/clearing/statements/:month/:company/statement.jsonl',
    answer(async (request, response, { caller }) => {
      const of = statementOf(request);
      await findStatement(kit, caller, of);
      attach(response, 'application/jsonl', `${of.company}-${of.month}.jsonl`);
      for await (const line of exportStatement(kit, caller, of))
        if (!response.write(line)) await new Promise((resolve) => response.once('drain', resolve));
      response.end();
    }),
  );
  router.get(
    '/clearing/statements/:month/:company/statement.xlsx',
    answer(async (request, response, { caller }) => {
      const of = statementOf(request);
      const statement = await findStatement(kit, caller, of);
      attach(response, XLSX, `${of.company}-${of.month}.xlsx`);
      await writeWorkbook(kit.db.sql(), statement, response);
    }),
  );
  router.get(
    '/clearing/statements/:month/:company/journal.csv',
    answer(async (request, response, { caller }) => {
      const of = statementOf(request);
      const entries = await service.journal(caller, of);
      if (!entries.ok) throw new RefusalError(entries.refusal);
      attach(response, 'text/csv; charset=utf-8', `${of.company}-${of.month}-journal.csv`);
      response.send(journalCsv(of.month, of.company, entries.value));
    }),
  );
  router.get(
    '/clearing/disputes/:id/evidence/:sha256',
    answer(async (request, response, { caller }) => {
      const [id, sha256] = [String(request.params.id), String(request.params.sha256)];
      const named = isId('dsp', id) && /^[0-9a-f]{64}$/.test(sha256);
      const [dispute] = named ? await listDisputes(kit.db.sql(), { id }) : [];
      if (dispute !== undefined) mustActForOneOf(caller, dispute.company, dispute.counterparty);
      const file = dispute && (await evidenceFile(kit.db.sql(), dispute.id, sha256));
      if (file === undefined) throw new RefusalError(NO_EVIDENCE);
      attach(response, file.mediaType, file.fileName);
      response.send(file.content);
    }),
  );
  router.post(
    '/clearing/statements/:month/:company/reported',
    raw({ type: () => true, limit: '64mb' }),
    answer(async (request, response, { caller }) => {
      const bytes: Uint8Array = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const compared = await service.reconcileWithCompany(caller, {
        ...statementOf(request),
        idempotencyKey: request.header('idempotency-key') ?? '',
        fileName: String(request.query.fileName ?? 'reported.csv').slice(0, 200),
        csv: textOfReport(bytes),
        fileHash: createHash('sha256').update(bytes).digest('hex'),
      });
      if (!compared.ok) throw new RefusalError(compared.refusal);
      response.status(201).json(compared.value);
    }),
  );
  return router;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const NO_EVIDENCE: Refusal = { kind: 'NOT_FOUND', code: 'DISPUTE_NOT_FOUND', path: [], params: {} };

const statementOf = ({ params }: Request) => ({
  month: String(params.month),
  company: String(params.company),
});

function attach(response: Response, type: string, fileName: string): void {
  response.setHeader('Content-Type', type);
  response.setHeader(
    'Content-Disposition',
    `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  );
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
