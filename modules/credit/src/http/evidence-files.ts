/** `POST /credit-files/evidence?firmId=…&name=…` keeps a file; `GET /credit-files/evidence/{id}` gives it to who may read it. */
import type { RequestHandler } from 'express';
import { EVIDENCE, FIRM } from '../ids.ts';
import type { CreditService } from '../service.ts';
import { asFile, bytesOf, door, idempotencyKeyOf, idOf, refused, textOf } from './rest-answers.ts';

export function sendEvidence(service: CreditService): RequestHandler {
  return door(async (request, response, { caller }) => {
    const outcome = await service.storeEvidence(caller, {
      idempotencyKey: idempotencyKeyOf(request),
      firmId: idOf(FIRM, request.query.firmId, 'firmId'),
      name: textOf(request, 'name', 200),
      bytes: bytesOf(request),
    });
    if (!outcome.ok) return refused(outcome.refusal);
    const { evidenceId, sha256, mediaType, size } = outcome.value;
    response
      .status(201)
      .location(`/credit-files/evidence/${evidenceId}`)
      .json({ id: evidenceId, sha256, mediaType, size });
  });
}

export function readEvidence(service: CreditService): RequestHandler {
  return door(async (request, response, { caller }) => {
    const id = idOf(EVIDENCE, request.params.id, 'id');
    const outcome = await service.openEvidence(caller, { id });
    if (!outcome.ok) return refused(outcome.refusal);
    const { name, mediaType, sha256, bytes } = outcome.value;
    asFile(response, name, mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType);
    response.setHeader('ETag', `"${sha256}"`).send(Buffer.from(bytes));
  });
}
