/**
 * REST doors for files, which GraphQL carries badly: evidence up and down, uploads for imports and screenings in bulk,
 * faults of an import as CSV, answers of a screening as Excel. Bodies are the bytes themselves. What changes something
 * takes an `Idempotency-Key`; refusals are problem details (RFC 9457).
 */
import type { ModuleKit } from '@guildhall/shared/module';
import { Router, raw } from 'express';
import { EVIDENCE_MAX_BYTES } from './application/store-evidence.ts';
import { UPLOAD_MAX_BYTES } from './application/upload-file.ts';
import { readEvidence, sendEvidence } from './http/evidence-files.ts';
import { bulkScreeningWorkbook, importFaultsCsv, takeUpload } from './http/job-files.ts';
import { logTiles } from './http/log-tiles.ts';
import { gate } from './http/rest-answers.ts';
import type { CreditService } from './service.ts';

const SPARE_BYTES = 1_024;

export function createHttp(service: CreditService, _kit: ModuleKit): Router {
  const router = Router();
  const body = (maximum: number) => raw({ type: () => true, limit: maximum + SPARE_BYTES });
  const readers = gate(['system', 'risk_officer', 'risk_approver', 'auditor']);
  router.post(
    '/credit-files/evidence',
    gate(['system', 'risk_officer', 'risk_approver']),
    body(EVIDENCE_MAX_BYTES),
    sendEvidence(service),
  );
  router.get('/credit-files/evidence/:id', readers, readEvidence(service));
  router.post(
    '/credit-files/uploads',
    gate(['system', 'risk_officer']),
    body(UPLOAD_MAX_BYTES),
    takeUpload(service),
  );
  router.get('/credit-files/imports/:id/faults.csv', readers, importFaultsCsv(service));
  router.get(
    '/credit-files/bulk-screenings/:id/result.xlsx',
    readers,
    bulkScreeningWorkbook(service),
  );
  router.use(logTiles(service));
  return router;
}
