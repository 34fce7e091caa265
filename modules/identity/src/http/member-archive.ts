/** `GET /identity-files/members/{id}/archive.zip`: everything about a member, for itself or an operator on its behalf. */
import { sendRefusal } from '@guildhall/shared/problem';
import type { RequestHandler } from 'express';
import type { IdentityService } from '../service.ts';
import { asFile, fileDoor } from './file-door.ts';

export function memberArchive(service: IdentityService): RequestHandler {
  return fileDoor(['member', 'operator'], async (request, response, { caller, locale }) => {
    const named = String(request.params.id);
    const memberId = named === 'me' && caller.kind === 'member' ? caller.memberId : named;
    const outcome = await service.exportMemberArchive(caller, { memberId });
    if (!outcome.ok) return sendRefusal(response, outcome.refusal, locale);
    const { memberNo, archive } = outcome.value;
    asFile(response, `member-${memberNo}.zip`, 'application/zip');
    response.send(archive);
  });
}
