/**
 * Derives profiles anew from all that was told about members (and those merged into them) and stores them. Always from
 * everything, never from the change alone, so a profile cannot drift from its sources.
 */
import { sql } from 'kysely';
import { comparableName } from '../domain/names.ts';
import {
  deriveProfile,
  isWholeName,
  type Profile,
  type ToldProfile,
} from '../domain/survivorship.ts';
import { sealText, unsealText } from '../protection/sealing.ts';
import { type NewProfile, recordsOf, storeProfiles, trustTable } from '../storage/facts.ts';
import { type Db, identitiesOf } from '../storage/identities.ts';
import { clustersOf } from '../storage/members.ts';
import { dataKeysOf, type IdentityContext, places } from './identity-context.ts';

export async function deriveProfiles(
  context: IdentityContext,
  db: Db,
  rootIds: readonly string[],
  now: Date,
): Promise<void> {
  if (rootIds.length === 0) return;
  const dataKeys = await dataKeysOf(context, db, await clustersOf(db, rootIds));
  const records = await recordsOf(db, rootIds);
  const cards = (await identitiesOf(db, rootIds)).filter(({ type }) => type === 'ID_CARD');
  const trust = await trustTable(db);
  const profiles: NewProfile[] = rootIds.flatMap((rootId) => {
    const key = dataKeys.get(rootId);
    if (key === undefined) return [];
    const profile = deriveProfile(
      records.flatMap(({ id, member_id, root_id, source, sealed, last_observed_at }) => {
        const ownerKey = dataKeys.get(member_id);
        if (root_id !== rootId || ownerKey === undefined) return [];
        const told = JSON.parse(unsealText(ownerKey, places.record(id), sealed)) as ToldProfile;
        return [{ id, source, observedAt: last_observed_at, told }];
      }),
      cards.flatMap(({ id, member_id, root_id, sealed, source, verified_at, last_seen_at }) => {
        const ownerKey = dataKeys.get(member_id);
        if (root_id !== rootId || ownerKey === undefined) return [];
        const number = unsealText(ownerKey, places.identity(id), sealed);
        return [{ number, source, verified: verified_at !== null, observedAt: last_seen_at }];
      }),
      (source, field) => trust.get(`${source} ${field}`) ?? 0,
    );
    if (Object.keys(profile).length === 0) return [];
    return [
      {
        memberId: rootId,
        sealed: sealText(key, places.profile(rootId), JSON.stringify(profile)),
        nameDigest:
          profile.name === undefined || !isWholeName(profile.name.value)
            ? null
            : context.keys.digest('name', comparableName(profile.name.value)),
        birthdayDigest:
          profile.birthday === undefined
            ? null
            : context.keys.digest('birthday', profile.birthday.value),
      },
    ];
  });
  await storeProfiles(db, profiles, now);
  const derived = new Set(profiles.map(({ memberId }) => memberId));
  await dropProfiles(
    db,
    rootIds.filter((id) => !derived.has(id)),
  );
}

export function openProfile(key: Buffer, memberId: string, sealed: Buffer): Profile {
  return JSON.parse(unsealText(key, places.profile(memberId), sealed), (name, value: unknown) =>
    name === 'observedAt' && typeof value === 'string' ? new Date(value) : value,
  ) as Profile;
}

/** Of members that are no roots of their own any more, or about whom nothing is known. */
export async function dropProfiles(db: Db, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  await sql`DELETE FROM member_profile WHERE member_id = ANY(${memberIds}::uuid[])`.execute(db);
}
