/**
 * Everything the house knows about a member as one archive: identity's own part, opened, and the part of every module,
 * asked for at its door. A module that does not answer is named in the manifest, so that nobody takes the archive for
 * whole. For the member itself, and for an operator who acts on its behalf; both must have proved lately who they are,
 * and the operator's look goes to the access log.
 */
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { MemberExport } from '@guildhall/shared/member-export';
import { discoverModules } from '@guildhall/shared/modules';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { logLooks } from '../../storage/access-log.ts';
import { clustersOf } from '../../storage/members.ts';
import { TIMELINE_KINDS, timelineOf } from '../../storage/timeline.ts';
import { mySessions } from '../callers/sessions.ts';
import { missingProof } from '../callers/step-up.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { readConsentHistory, readConsents } from '../members/consents.ts';
import { readMembers, visibleMembers } from '../members/find-members.ts';
import { readHousehold } from '../members/households.ts';
import { isOperator } from '../members/own-members.ts';
import { readAccessLog } from '../members/read-access-log.ts';
import { readFacts } from '../members/read-facts.ts';
import { readRelations } from '../members/relations.ts';
import { zipOf } from './zip-file.ts';

const SELF: Principal = { kind: 'module', name: 'identity' };
const MOST = 10_000;

interface ExportingDoor {
  exportMember(
    caller: Principal,
    input: { readonly memberIds: readonly string[] },
  ): Promise<MemberExport>;
}

export interface ExportedMember {
  readonly memberNo: string;
  readonly archive: Buffer;
  readonly parts: readonly string[];
  /** Modules that could not be asked. */
  readonly missing: readonly string[];
}

export async function exportMember(
  context: IdentityContext,
  caller: Principal,
  { memberId }: { readonly memberId: string },
): Promise<Outcome<ExportedMember>> {
  if (caller.kind !== 'member' && !isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const [row] = await visibleMembers(context, caller, [memberId]);
  if (row === undefined || row.status === 'ERASED')
    return refuse('NOT_FOUND', 'MEMBER_NOT_FOUND', {}, ['memberId']);
  const unproved = await missingProof(context, caller);
  if (unproved !== undefined) return unproved;
  const { kit } = context;
  const now = kit.clock.now();
  const db = kit.db.sql();
  const memberships = (await clustersOf(db, [row.survivor_id])).map(
    ({ id }) => fromUuid('mem', id) as string,
  );
  const files = [
    { name: 'identity.json', text: pretty(await ownPart(context, caller, row.survivor_id)) },
  ];
  const missing: string[] = [];
  for (const { name } of discoverModules().filter((module) => module.name !== 'identity')) {
    const part = await partOf(context, name, memberships);
    if (part === undefined) missing.push(name);
    else
      for (const table of part.tables)
        files.push({ name: `${name}/${table.name}.json`, text: pretty(table.rows) });
  }
  const manifest = {
    memberNo: row.member_no,
    memberships,
    exportedAt: now,
    for: caller.kind === 'member' ? 'the member itself' : actorOf(caller),
    files: files.map(({ name }) => name),
    modulesThatDidNotAnswer: missing,
  };
  if (caller.kind !== 'member') {
    const look = {
      id: newUuid(now),
      memberId: row.survivor_id,
      viewerKind: caller.kind,
      viewer: actorOf(caller),
      viewerSubsidiary: null,
    };
    await logLooks(db, [{ ...look, factsOf: 'everything', answer: 'ALLOWED' }], now);
  }
  const archive = zipOf([{ name: 'manifest.json', text: pretty(manifest) }, ...files], now);
  return accept({
    memberNo: row.member_no,
    archive,
    parts: files.map(({ name }) => name),
    missing,
  });
}

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Undefined when the module is not there or has no part to give. */
async function partOf(
  { kit }: IdentityContext,
  module: string,
  memberIds: readonly string[],
): Promise<MemberExport | undefined> {
  try {
    const door = kit.doors.get<ExportingDoor>(module);
    return await door.exportMember(SELF, { memberIds });
  } catch (error) {
    kit.log.warn(
      { module, err: error instanceof Error ? error.message : 'unknown' },
      'a module gave no part of an export',
    );
    return undefined;
  }
}

/** What identity knows, as the caller may see it; a member's identity cards stay masked, as everywhere. */
async function ownPart(
  context: IdentityContext,
  caller: Principal,
  rootId: string,
): Promise<object> {
  const memberId = fromUuid('mem', rootId);
  const db = context.kit.db.sql();
  const [members, [facts], [consents], consentHistory, accessLog, household, relations] =
    await Promise.all([
      readMembers(context, caller, [memberId]),
      readFacts(context, caller, [memberId]),
      readConsents(context, caller, [memberId]),
      readConsentHistory(context, caller, memberId),
      readAccessLog(context, caller, { memberId, limit: MOST }),
      readHousehold(context, caller, memberId),
      readRelations(context, caller, memberId),
    ]);
  const timeline = await timelineOf(db, rootId, { kinds: TIMELINE_KINDS, limit: MOST });
  const sessions = caller.kind === 'member' ? await mySessions(context, caller) : [];
  return {
    member: members[0],
    ...facts,
    consents,
    consentHistory,
    accessLog,
    household,
    relations,
    sessions,
    timeline,
  };
}
