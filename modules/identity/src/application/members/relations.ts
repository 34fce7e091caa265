/**
 * What members are to cars, dwellings and parking spaces: owner, tenant, family, driver, payer. Heard from the
 * subsidiaries' own events, or told by their counters. A subsidiary sees another's relations under consent only.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import {
  closeRelations,
  type NewRelation,
  openRelation,
  relationsOf,
  relationsOfThings,
  type ThingKind,
  type ThingRole,
} from '../../storage/relations.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { mayShare } from '../may-share.ts';
import { visibleMembers } from './find-members.ts';
import { isOperator, isSubsidiary, lockSurvivor } from './own-members.ts';

export interface RelationView {
  readonly relationId: string;
  readonly subsidiary: string;
  readonly thingKind: ThingKind;
  readonly thingKey: string;
  readonly role: ThingRole;
  readonly since: Date;
  readonly until: Date | null;
  /** Who else is something to the same thing; for the group's desk only. */
  readonly others: readonly { readonly memberId: string; readonly role: ThingRole }[];
}
export interface HiddenRelations {
  readonly withheld: 'CONSENT_MISSING' | 'NOT_ALLOWED';
}

/** Newest first; one entry without content for each subsidiary whose relations are not shown. */
export async function readRelations(
  context: IdentityContext,
  caller: Principal,
  memberId: string,
): Promise<readonly (RelationView | HiddenRelations)[]> {
  const [row] = await visibleMembers(context, caller, [memberId]);
  if (row === undefined) return [];
  const db = context.kit.db.sql();
  const rows = await relationsOf(db, row.survivor_id);
  const hidden = new Map<string, HiddenRelations>();
  for (const subsidiary of new Set(rows.map((one) => one.subsidiary))) {
    const memberIds = [fromUuid('mem', row.survivor_id)];
    const [answer] = await mayShare(context, caller, { memberIds, subsidiary });
    if (answer !== 'ALLOWED') hidden.set(subsidiary, { withheld: answer ?? 'NOT_ALLOWED' });
  }
  const shown = rows.filter(({ subsidiary }) => !hidden.has(subsidiary));
  const desk = isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
  const others = desk ? await relationsOfThings(db, shown) : [];
  const views = shown.map(
    (one): RelationView => ({
      relationId: fromUuid('rel', one.id),
      subsidiary: one.subsidiary,
      thingKind: one.thing_kind,
      thingKey: one.thing_key,
      role: one.role,
      since: one.since,
      until: one.until,
      others: others.flatMap((other) =>
        other.root_id !== row.survivor_id &&
        other.subsidiary === one.subsidiary &&
        other.thing_kind === one.thing_kind &&
        other.thing_key === one.thing_key
          ? [{ memberId: fromUuid('mem', other.root_id), role: other.role }]
          : [],
      ),
    }),
  );
  return [...views, ...hidden.values()];
}

export interface SetRelation {
  readonly idempotencyKey: string;
  readonly memberId: string;
  /** The caller's own when left out. */
  readonly subsidiary?: string | undefined;
  readonly thingKind: ThingKind;
  readonly thingKey: string;
  readonly role: ThingRole;
  /** False ends it. */
  readonly active: boolean;
}

export async function setRelation(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: SetRelation,
): Promise<Outcome<{ readonly memberId: string }>> {
  const own = isOperator(caller)
    ? input.subsidiary
    : isSubsidiary(caller)
      ? subsidiaryOf(caller)
      : undefined;
  if (own === undefined || (input.subsidiary !== undefined && input.subsidiary !== own))
    return refuse('FORBIDDEN', 'CALLER_MAY_NOT', {}, ['subsidiary']);
  const key = { caller, operation: 'set-relation', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, input.memberId);
    if (!locked.ok) return locked;
    const relation = {
      ...input,
      id: newUuid(now),
      memberId: locked.value.id,
      subsidiary: own,
      toldBy: actorOf(caller),
    };
    if (input.active) await openRelation(db, relation, now);
    else await closeRelations(db, relation, [input.role], now);
    return accept({ memberId: fromUuid('mem', locked.value.id) });
  });
}

/** Payload of `*.member-fact-changed`, as far as it matters here. */
interface MemberFact {
  readonly memberId: string;
  readonly subsidiary: string;
  readonly fact: string;
  readonly key: string;
  readonly active: boolean;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, ThingKind>> = {
  vehicle: 'VEHICLE',
  dwelling: 'DWELLING',
  'parking-space': 'PARKING_SPACE',
};
const ROLES: readonly ThingRole[] = ['OWNER', 'TENANT', 'FAMILY', 'PAYER'];

/** By event: what a subsidiary says somebody is to a thing. Said again, it is no news. */
export async function hearFact({ tx, now }: CommandContext, payload: object): Promise<void> {
  const { memberId, subsidiary, fact, key, active, attributes = {} } = payload as MemberFact;
  const thingKind = KINDS[fact];
  if (thingKind === undefined || !isId('mem', memberId)) return;
  const db = tx.getKysely<unknown>();
  const thing = { memberId: toUuid('mem', memberId), subsidiary, thingKind, thingKey: key };
  const roles = active ? rolesOf(thingKind, attributes) : [];
  await closeRelations(
    db,
    thing,
    ROLES.filter((role) => !roles.includes(role)),
    now,
  );
  for (const role of roles)
    await openRelation(
      db,
      { ...thing, id: newUuid(now), role, toldBy: `module:${subsidiary}` } satisfies NewRelation,
      now,
    );
}

function rolesOf(
  kind: ThingKind,
  { role, paysFees }: Readonly<Record<string, unknown>>,
): ThingRole[] {
  if (kind === 'VEHICLE') return ['OWNER'];
  if (kind === 'PARKING_SPACE') return ['TENANT'];
  const lives = role === 'OWNER' || role === 'TENANT' ? role : 'FAMILY';
  return paysFees === true ? [lives, 'PAYER'] : [lives];
}
