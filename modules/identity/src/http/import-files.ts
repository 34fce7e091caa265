/**
 * `POST /identity-files/imports?subsidiary=…&name=customers.csv` takes a file of customers in (the body is its bytes);
 * `GET /identity-files/imports/{id}/errors.csv` gives the lines that were not taken over.
 */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendProblem, sendRefusal } from '@guildhall/shared/problem';
import type { RequestHandler } from 'express';
import { faultsFile } from '../application/imports/faults-file.ts';
import type { IdentityService } from '../service.ts';
import { asFile, fileDoor } from './file-door.ts';

export function takeCustomerFile(service: IdentityService): RequestHandler {
  return fileDoor(['system', 'operator'], async (request, response, { caller, locale }) => {
    const { name, subsidiary } = request.query;
    const outcome = await service.takeCustomerFile(caller, {
      fileName: typeof name === 'string' ? name : 'customers.csv',
      source: typeof subsidiary === 'string' ? subsidiary : undefined,
      bytes: request as AsyncIterable<Buffer>,
    });
    if (!outcome.ok) return sendRefusal(response, outcome.refusal, locale);
    const { importId, again } = outcome.value;
    const row = await service.readCustomerImport(caller, { importId });
    response
      .status(again ? 200 : 201)
      .location(`/identity-files/imports/${importId}`)
      .json({
        id: importId,
        again,
        state: row?.state,
        columns: row?.columns,
        mapping: row?.mapping,
        encoding: row?.encoding,
        rows: row?.rowsTotal,
      });
  });
}

export function customerFaults(service: IdentityService): RequestHandler {
  return fileDoor(
    ['system', 'operator', 'auditor'],
    async (request, response, { caller, locale }) => {
      const importId = String(request.params.id);
      const row = await service.readCustomerImport(caller, { importId });
      if (row === null)
        return sendProblem(response, {
          status: 404,
          code: 'IMPORT_NOT_FOUND',
          detail: 'There is no such import',
        });
      asFile(response, `${row.fileName}.errors.csv`, 'text/csv; charset=utf-8');
      await pipeline(Readable.from(faultsFile(service, caller, importId, locale)), response);
    },
  );
}
