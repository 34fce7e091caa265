/**
 * The consent door: may a caller see one subsidiary's facts about these members? One read for the whole batch, one
 * write for what the access log keeps; nothing is remembered between calls.
 */
import { isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { isLogged, sharingRule } from '../domain/sharing.ts';
import type { SharingAnswer } from '../door.ts';
import { logLooks } from '../storage/access-log.ts';
import type { Db } from '../storage/identities.ts';
import { actorOf, type IdentityContext } from './identity-context.ts';

interface Asked {
  readonly root_id: string;
  readonly granted: boolean;
}

export async function mayShare(
  { kit }: IdentityContext,
  caller: Principal,
  { memberIds, subsidiary }: { readonly memberIds: readonly string[]; readonly subsidiary: string },
): Promise<readonly SharingAnswer[]> {
  const db = kit.db.sql();
  const uuids = memberIds.map((id) => (isId('mem', id) ? toUuid('mem', id) : undefined));
  const self =
    caller.kind === 'member' && isId('mem', caller.memberId)
      ? toUuid('mem', caller.memberId)
      : undefined;
  const known = await sharingFacts(
    db,
    [...new Set([...uuids, self].filter((id) => id !== undefined))],
    subsidiary,
  );
  const selfRoot = self === undefined ? undefined : known.get(self)?.root_id;
  const answers = uuids.map((uuid): SharingAnswer => {
    const facts = uuid === undefined ? undefined : known.get(uuid);
    const isSelf = facts !== undefined && facts.root_id === selfRoot;
    const relation = facts === undefined ? 'UNKNOWN' : isSelf ? 'SELF' : 'OTHER';
    const rule = sharingRule(caller, subsidiary, relation);
    if (rule !== 'ASK_CONSENT') return rule;
    return facts?.granted === true ? 'ALLOWED' : 'CONSENT_MISSING';
  });
  const now = kit.clock.now();
  const looks = new Map(
    uuids.flatMap((memberId, index) => {
      const answer = answers[index] ?? 'NOT_ALLOWED';
      if (memberId === undefined || !known.has(memberId) || !isLogged(caller, subsidiary, answer))
        return [];
      const look = {
        id: newUuid(now),
        memberId,
        viewerKind: caller.kind,
        viewer: actorOf(caller),
        viewerSubsidiary: subsidiaryOf(caller) ?? null,
        factsOf: subsidiary,
        answer,
      };
      return [[memberId, look] as const];
    }),
  );
  await logLooks(db, [...looks.values()], now);
  return answers;
}

/** For each member that exists: its root, and whether the word in force on this subsidiary's facts is a consent. */
async function sharingFacts(
  db: Db,
  memberIds: readonly string[],
  subsidiary: string,
): Promise<ReadonlyMap<string, Asked>> {
  const { rows } = await sql<Asked & { readonly id: string }>`
    SELECT a.id, a.survivor_id AS root_id, coalesce((
             SELECT c.state = 'GRANTED' FROM member m JOIN consent c ON c.member_id = m.id
             WHERE m.survivor_id = a.survivor_id AND c.purpose = 'CROSS_SUBSIDIARY_SHARING' AND c.channel = ''
               AND c.subsidiary IN ('', ${subsidiary}::text)
             ORDER BY c.subsidiary DESC, c.since DESC, c.member_id LIMIT 1), false) AS granted
    FROM member a WHERE a.id = ANY(${memberIds}::uuid[]) AND a.status <> 'ERASED'`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
