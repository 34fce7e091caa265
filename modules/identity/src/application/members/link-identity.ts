/**
 * Links an identity to a member that is already known, and takes one away. A subsidiary links what it knows of its
 * customers; a member links what cannot be used to pose as somebody else: a phone it proves by a code, an e-mail, its
 * cars and dwellings.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { slotOf } from '../../domain/decide-enrolment.ts';
import { IDENTITY_RULES } from '../../domain/identifiers/identity-types.ts';
import type { IdentityRef, IdentityType } from '../../door.ts';
import { sealText } from '../../protection/sealing.ts';
import {
  type Db,
  holdersOf,
  type IdentityRow,
  identitiesOf,
  insertIdentities,
  lockIdentifiers,
  touchIdentities,
  type UnlinkReason,
  unlinkIdentities,
} from '../../storage/identities.ts';
import type { MemberRow } from '../../storage/members.ts';
import { openReviews } from '../../storage/reviews.ts';
import { deriveProfiles } from '../derive-profiles.ts';
import {
  dataKeysOf,
  GROUP,
  type IdentityContext,
  inputDigest,
  places,
  sourceOf,
} from '../identity-context.ts';
import { type ReadIdentity, readIdentities } from '../read-told.ts';
import { isOperator, isSelf, isSubsidiary, lockSurvivor } from './own-members.ts';

const OF_MEMBERS: ReadonlySet<IdentityType> = new Set([
  'PHONE',
  'EMAIL',
  'LICENCE_PLATE',
  'VIN',
  'DWELLING',
]);

export interface LinkIdentity {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly identity: IdentityRef;
  /** The caller has proof. A member's own word is none: it proves a phone by a code. */
  readonly verified?: boolean | undefined;
}

export interface Linked {
  readonly identityId: string;
  readonly memberId: string;
}

export async function linkIdentity(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: LinkIdentity,
): Promise<Outcome<Linked>> {
  const source = caller.kind === 'member' ? GROUP : sourceOf(caller);
  const owner = isOperator(caller) ? undefined : source;
  const told = {
    ...input.identity,
    verified: caller.kind === 'member' ? false : (input.verified ?? false),
  };
  const read = readIdentities(context.keys, [told], { source, owner });
  if (!read.ok) return { ok: false, refusal: { ...read.refusal, path: ['identity', 'value'] } };
  const [identity] = read.value;
  if (identity === undefined) return refuse('VALIDATION', 'IDENTITIES_MISSING', {}, ['identity']);
  if (caller.kind === 'member' && !OF_MEMBERS.has(identity.type))
    return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  return linkTold(context, caller, { idempotencyKey, memberId: input.memberId, identity, source });
}

/** Links what has been read and proved. Also the end of a member's phone change by code. */
export async function linkTold(
  context: IdentityContext,
  caller: Principal,
  told: {
    readonly idempotencyKey: string;
    readonly memberId: string;
    readonly identity: ReadIdentity;
    readonly source: string;
  },
): Promise<Outcome<Linked>> {
  const { idempotencyKey, memberId, identity } = told;
  const input = inputDigest(context, { memberId, key: identity.key, verified: identity.verified });
  const key = { caller, operation: 'link-identity', idempotencyKey, input };
  const doubt: { members?: readonly [string, string] } = {};
  const outcome = await runCommand(context.kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    await lockIdentifiers(db, [identity]);
    const locked = await lockSurvivor(db, memberId);
    if (!locked.ok) return locked;
    const row = locked.value;
    if (!isOperator(caller) && !isSubsidiary(caller) && !(await isSelf(db, caller, row)))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    if (row.status !== 'ACTIVE' && row.status !== 'SUSPENDED')
      return refuse('RULE', 'MEMBER_GONE', { status: row.status });
    const placed = await place(context, db, row, identity, told.source, now);
    if ('other' in placed) {
      doubt.members = [row.id, placed.other];
      return refuse('RULE', 'IDENTITY_HELD_BY_ANOTHER', {}, ['identity']);
    }
    return placed.outcome;
  });
  // The refusal has undone everything else; that two members claim one identity is worth a look all the same.
  const { db, clock } = context.kit;
  const now = clock.now();
  if (doubt.members !== undefined)
    await openReviews(
      db.sql(),
      [
        {
          id: newUuid(now),
          members: doubt.members,
          reason: 'IDENTITY_SHARED',
          evidence: { types: [identity.type], source: told.source },
        },
      ],
      now,
    );
  return outcome;
}

async function place(
  context: IdentityContext,
  db: Db,
  row: MemberRow,
  identity: ReadIdentity,
  source: string,
  now: Date,
): Promise<{ readonly outcome: Outcome<Linked> } | { readonly other: string }> {
  const holders = await holdersOf(db, [identity]);
  const memberId = fromUuid('mem', row.id);
  const mine = holders.find(({ root_id }) => root_id === row.id);
  if (mine !== undefined) {
    const { verified } = identity;
    await touchIdentities(db, [{ id: mine.identity_id, verified, source, seenAt: now }], now);
    return { outcome: accept({ identityId: fromUuid('idn', mine.identity_id), memberId }) };
  }
  const rule = IDENTITY_RULES[identity.type];
  const [other] = rule.ofOnePerson ? holders : [];
  if (
    other !== undefined &&
    !(rule.identifies === 'VERIFIED' && identity.verified && !other.verified)
  )
    return { other: other.root_id };
  const held = await identitiesOf(db, [row.id]);
  if (held.filter((known) => slotOf(known) === slotOf(identity)).length >= rule.limit)
    return {
      outcome: refuse(
        'RULE',
        'IDENTITY_LIMIT_REACHED',
        { limit: rule.limit, type: identity.type },
        ['identity'],
      ),
    };
  if (other !== undefined)
    await unlinkIdentities(db, [other.identity_id], 'VERIFIED_BY_ANOTHER', now);
  const id = newUuid(now);
  const key = (await dataKeysOf(context, db, [row])).get(row.id);
  if (key === undefined) throw new Error(`No data key of member ${row.id}`);
  const { type, scope, digest, value, verified } = identity;
  const sealed = sealText(key, places.identity(id), value);
  await insertIdentities(
    db,
    [{ id, memberId: row.id, type, scope, digest, sealed, verified, source, seenAt: now }],
    now,
  );
  if (type === 'ID_CARD') await deriveProfiles(context, db, [row.id], now);
  return { outcome: accept({ identityId: fromUuid('idn', id), memberId }) };
}

export interface UnlinkIdentity {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly identityId: string;
  readonly reason: Extract<UnlinkReason, 'ASKED' | 'LOST' | 'CHANGED'>;
}

/** By the member, an operator, or the subsidiary that told it. The last personal identity stays. */
export async function unlinkIdentity(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: UnlinkIdentity,
): Promise<Outcome<Linked>> {
  const key = { caller, operation: 'unlink-identity', idempotencyKey, input };
  return runCommand(context.kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, input.memberId);
    if (!locked.ok) return locked;
    const row = locked.value;
    const held = await identitiesOf(db, [row.id]);
    const target = isId('idn', input.identityId)
      ? held.find(({ id }) => id === toUuid('idn', input.identityId))
      : undefined;
    if (target === undefined) return refuse('NOT_FOUND', 'IDENTITY_NOT_FOUND', {}, ['identityId']);
    if (!isOperator(caller) && !toldBy(caller, target) && !(await isSelf(db, caller, row)))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    const personal = held.filter(({ type }) => IDENTITY_RULES[type].ofOnePerson);
    if (personal.length === 1 && personal[0]?.id === target.id)
      return refuse('RULE', 'IDENTITY_LAST');
    await unlinkIdentities(db, [target.id], input.reason, now);
    if (target.type === 'ID_CARD') await deriveProfiles(context, db, [row.id], now);
    return accept({ identityId: input.identityId, memberId: fromUuid('mem', row.id) });
  });
}

function toldBy(caller: Principal, { source }: IdentityRow): boolean {
  return isSubsidiary(caller) && subsidiaryOf(caller) === source;
}
