/** Writes what a batch of enrolments was decided to be: members, identities, records, profiles, consents, events. */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { fieldsTold, suspicionsOf } from '../domain/data-quality.ts';
import { memberNumber } from '../domain/member-number.ts';
import { CONSENT_CHANGED, type ConsentPurpose, MEMBER_ENROLLED } from '../door.ts';
import { sealText } from '../protection/sealing.ts';
import { type ConsentState, type ConsentWord, recordConsents } from '../storage/consents.ts';
import { type Known, recordKnown } from '../storage/data-quality.ts';
import { type NewSourceRecord, recordTold } from '../storage/facts.ts';
import {
  type Db,
  insertIdentities,
  type NewIdentity,
  type SeenIdentity,
  touchIdentities,
  unlinkIdentities,
} from '../storage/identities.ts';
import { type ContestedIdentity, keepContested } from '../storage/linkage-keys.ts';
import {
  insertMembers,
  membersById,
  nextMemberCounts,
  recordStatus,
  touchMembers,
} from '../storage/members.ts';
import { type NewReview, openReviews } from '../storage/reviews.ts';
import { deriveProfiles } from './derive-profiles.ts';
import type { Telling } from './enroll-people.ts';
import { dataKeysOf, type IdentityContext, places } from './identity-context.ts';
import type { ReadIdentity, ReadPerson } from './read-told.ts';

export interface EnrolmentPlan {
  readonly placed: {
    readonly person: ReadPerson;
    /** Whom the caller is told. */
    readonly rootId: string;
    /** Whose identity was presented, and whose record this becomes: an unmerge then takes it along. */
    readonly ownerId: string;
    readonly created: boolean;
  }[];
  readonly links: Map<
    string,
    { readonly told: ReadIdentity; readonly ownerId: string; readonly seenAt: Date }
  >;
  readonly seen: SeenIdentity[];
  /** Told, but held by somebody else: kept as evidence. */
  readonly contested: {
    readonly told: ReadIdentity;
    readonly ownerId: string;
    readonly seenAt: Date;
  }[];
  /** Identities taken from their holders by a verified claim. */
  readonly taken: string[];
  readonly reviews: NewReview[];
}

export function emptyPlan(): EnrolmentPlan {
  return { placed: [], links: new Map(), seen: [], contested: [], taken: [], reviews: [] };
}

export async function writeEnrolments(
  context: IdentityContext,
  { tx, now, publish }: CommandContext,
  telling: Telling,
  plan: EnrolmentPlan,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  await unlinkIdentities(db, plan.taken, 'VERIFIED_BY_ANOTHER', now);
  const dataKeys = await writeMembers(context, db, telling, plan, now);
  await insertIdentities(db, newIdentities(plan, dataKeys, telling.source, now), now);
  await touchIdentities(db, plan.seen, now);
  await keepContested(db, contestedRows(plan, dataKeys, telling.source, now));
  const found = plan.placed.filter(({ created }) => !created);
  await touchMembers(db, [...new Set(found.map(({ ownerId }) => ownerId))], now);
  const told = await recordTold(db, newRecords(plan, dataKeys, telling.source, now), now);
  await recordKnown(db, knownRows(plan, telling.source, now));
  await deriveProfiles(context, db, rootsToDerive(plan, told), now);
  await openReviews(db, plan.reviews, now);
  const consents = await recordConsents(db, newConsents(plan, telling.source, now), now);
  await publish(
    ...plan.placed
      .filter(({ created }) => created)
      .map(({ rootId }) => ({
        type: MEMBER_ENROLLED,
        occurredAt: now,
        payload: { memberId: fromUuid('mem', rootId), source: telling.source },
      })),
    ...consents.map((consent) => consentChanged(consent, now)),
  );
}

export function consentChanged(
  consent: {
    readonly member_id: string;
    readonly purpose: ConsentPurpose;
    readonly channel: string;
    readonly subsidiary: string;
    readonly state: ConsentState;
  },
  now: Date,
) {
  const { member_id, ...rest } = consent;
  return {
    type: CONSENT_CHANGED,
    occurredAt: now,
    payload: { memberId: fromUuid('mem', member_id), ...rest },
  };
}

/** Inserts the new members; answers the data keys of all members that something is written for. */
async function writeMembers(
  context: IdentityContext,
  db: Db,
  { source, actor }: Telling,
  plan: EnrolmentPlan,
  now: Date,
): Promise<ReadonlyMap<string, Buffer>> {
  const created = plan.placed.filter((placed) => placed.created).map(({ rootId }) => rootId);
  const isNew = new Set(created);
  const owners = [...new Set(plan.placed.map(({ ownerId }) => ownerId))];
  const known = owners.filter((id) => !isNew.has(id));
  const keys = new Map(
    await dataKeysOf(context, db, known.length === 0 ? [] : await membersById(db, known)),
  );
  if (created.length === 0) return keys;
  const counts = await nextMemberCounts(db, created.length);
  const rows = created.map((id, index) => {
    const { key, stored } = context.keys.newDataKey(`member:${id}`);
    keys.set(id, key);
    return {
      id,
      memberNo: memberNumber(counts[index] ?? 0n),
      enrolledBy: source,
      masterKey: stored.masterKey,
      wrappedKey: stored.wrapped,
    };
  });
  await insertMembers(db, rows, now);
  const changes = created.map((memberId) => ({
    id: newUuid(now),
    memberId,
    from: null,
    to: 'ACTIVE' as const,
    reason: 'ENROLLED',
    changedBy: actor,
  }));
  await recordStatus(db, changes, now);
  return keys;
}

function keyOf(dataKeys: ReadonlyMap<string, Buffer>, memberId: string): Buffer {
  const key = dataKeys.get(memberId);
  if (key === undefined) throw new Error(`No data key of member ${memberId}`);
  return key;
}

function newIdentities(
  plan: EnrolmentPlan,
  dataKeys: ReadonlyMap<string, Buffer>,
  source: string,
  now: Date,
): NewIdentity[] {
  return [...plan.links.values()].map(({ told, ownerId, seenAt }) => {
    const id = newUuid(now);
    const { type, scope, digest, verified, value } = told;
    const sealed = sealText(keyOf(dataKeys, ownerId), places.identity(id), value);
    return { id, memberId: ownerId, type, scope, digest, sealed, verified, source, seenAt };
  });
}

function contestedRows(
  plan: EnrolmentPlan,
  dataKeys: ReadonlyMap<string, Buffer>,
  source: string,
  now: Date,
): ContestedIdentity[] {
  return plan.contested.map(({ told: { type, scope, digest, value }, ownerId, seenAt }) => {
    const id = newUuid(now);
    const sealed = sealText(keyOf(dataKeys, ownerId), places.contested(id), value);
    return { id, memberId: ownerId, type, scope, digest, sealed, source, seenAt };
  });
}

function knownRows(plan: EnrolmentPlan, source: string, now: Date): Known[] {
  return plan.placed.map(({ person: { profile, identities, observedAt }, ownerId }) => ({
    memberId: ownerId,
    source,
    fields: fieldsTold(
      profile,
      identities.map(({ type }) => type),
    ),
    suspect: profile === undefined ? null : suspicionsOf(profile, now),
    toldAt: observedAt,
  }));
}

function newRecords(
  plan: EnrolmentPlan,
  dataKeys: ReadonlyMap<string, Buffer>,
  source: string,
  now: Date,
): NewSourceRecord[] {
  return plan.placed.flatMap(({ person, ownerId }) => {
    const { profile, profileDigest: digest, observedAt } = person;
    if (profile === undefined || digest === undefined) return [];
    const id = newUuid(now);
    const key = keyOf(dataKeys, ownerId);
    const sealed = sealText(key, places.record(id), JSON.stringify(profile));
    return [{ id, memberId: ownerId, source, digest, sealed, observedAt }];
  });
}

/** Members whose profile may read differently now: something was told, or an identity card came. */
function rootsToDerive(plan: EnrolmentPlan, told: readonly string[]): string[] {
  const cards = [...plan.links.values()].filter((link) => link.told.type === 'ID_CARD');
  const affected = new Set([...told, ...cards.map(({ ownerId }) => ownerId)]);
  const placed = plan.placed.filter(({ ownerId }) => affected.has(ownerId));
  return [...new Set(placed.map(({ rootId }) => rootId))];
}

function newConsents(plan: EnrolmentPlan, source: string, now: Date): ConsentWord[] {
  return plan.placed.flatMap(({ person, ownerId }) =>
    person.consents.map(({ purpose, granted, wordingVersion }) => ({
      id: newUuid(now),
      memberId: ownerId,
      purpose,
      channel: '',
      subsidiary: '',
      state: granted ? ('GRANTED' as const) : ('DENIED' as const),
      wordingVersion,
      saidThrough: source,
      saidAt: person.observedAt,
    })),
  );
}
