/** Reads what an enrolment tells: normal forms, digests, and the refusals of what cannot be read. No database. */
import { businessDay, isDate } from '@guildhall/shared/business-time';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { normalIdentity } from '../domain/identifiers/identity-types.ts';
import { comparableName } from '../domain/names.ts';
import { isWholeName, type ToldProfile } from '../domain/survivorship.ts';
import type { ConsentPurpose, EnrollInput, IdentityRef, IdentityType } from '../door.ts';
import type { KeyRing } from '../protection/key-ring.ts';
import { type IdentityKey, keyText } from '../storage/identities.ts';

export interface ReadIdentity extends IdentityKey {
  readonly key: string;
  readonly value: string;
  readonly verified: boolean;
}

export interface ReadPerson {
  readonly identities: readonly ReadIdentity[];
  readonly profile: ToldProfile | undefined;
  readonly profileDigest: Buffer | undefined;
  /** Only of a whole name: 王先生 contradicts nobody. */
  readonly nameDigest: Buffer | undefined;
  readonly birthdayDigest: Buffer | undefined;
  readonly consents: readonly {
    readonly purpose: ConsentPurpose;
    readonly granted: boolean;
    readonly wordingVersion: string;
  }[];
  readonly observedAt: Date;
}

export type PersonInput = Omit<EnrollInput, 'idempotencyKey'>;

const GENDERS = ['MALE', 'FEMALE', 'OTHER'];
const CLOCK_SKEW_MS = 5 * 60_000;

/** `owner` is the only subsidiary whose customer numbers may be told; undefined when any may. */
export interface Teller {
  readonly source: string;
  readonly owner: string | undefined;
}

export function digestOf(
  keys: KeyRing,
  { type, scope, value }: { type: IdentityType; scope: string; value: string },
): Buffer {
  return keys.digest(`identity:${type}:${scope}`, value);
}

export function readPerson(
  keys: KeyRing,
  input: PersonInput,
  teller: Teller,
  now: Date,
): Outcome<ReadPerson> {
  const identities = readIdentities(keys, input.identities, teller);
  if (!identities.ok) return identities;
  const profile = readProfile(input.profile, now);
  if (!profile.ok) return profile;
  const observedAt = input.observedAt ?? now;
  if (observedAt.getTime() > now.getTime() + CLOCK_SKEW_MS)
    return refuse('VALIDATION', 'OBSERVED_IN_FUTURE', {}, ['observedAt']);
  const told = profile.value;
  const { name } = told ?? {};
  return accept({
    identities: identities.value,
    profile: told,
    profileDigest: told === undefined ? undefined : keys.digest('record', canonicalJson(told)),
    nameDigest:
      name === undefined || !isWholeName(name)
        ? undefined
        : keys.digest('name', comparableName(name)),
    birthdayDigest:
      told?.birthday === undefined ? undefined : keys.digest('birthday', told.birthday),
    consents: input.consents ?? [],
    observedAt,
  });
}

export function readIdentities(
  keys: KeyRing,
  refs: readonly (IdentityRef & { readonly verified?: boolean | undefined })[],
  teller: Teller,
): Outcome<ReadIdentity[]> {
  if (refs.length === 0) return refuse('VALIDATION', 'IDENTITIES_MISSING', {}, ['identities']);
  const read = new Map<string, ReadIdentity>();
  for (const [index, ref] of refs.entries()) {
    const normal = normalIdentity(ref, teller.source);
    const path = ['identities', String(index), 'value'];
    if (typeof normal === 'string')
      return refuse('VALIDATION', normal, paramsOf(normal, ref), path);
    if (normal.scope !== '' && teller.owner !== undefined && normal.scope !== teller.owner)
      return refuse('FORBIDDEN', 'IDENTITY_OF_ANOTHER_SUBSIDIARY', { source: normal.scope }, path);
    const digest = digestOf(keys, normal);
    const key = keyText({ ...normal, digest });
    const verified = (ref.verified ?? false) || (read.get(key)?.verified ?? false);
    read.set(key, { ...normal, digest, key, verified });
  }
  return accept([...read.values()]);
}

function paramsOf(fault: string, { type }: IdentityRef): Readonly<Record<string, string>> {
  return fault === 'IDENTITY_WITHOUT_SOURCE' ? {} : { type };
}

function readProfile(told: PersonInput['profile'], now: Date): Outcome<ToldProfile | undefined> {
  const text = (value: string | undefined): string | undefined => {
    const trimmed = value?.normalize('NFC').trim();
    return trimmed === '' ? undefined : trimmed;
  };
  const [name, birthday, address] = [text(told?.name), text(told?.birthday), text(told?.address)];
  const gender = text(told?.gender)?.toUpperCase();
  if (birthday !== undefined && !(isDate(birthday) && birthday <= businessDay(now)))
    return refuse('VALIDATION', 'BIRTHDAY_MALFORMED', {}, ['profile', 'birthday']);
  if (gender !== undefined && !GENDERS.includes(gender))
    return refuse('VALIDATION', 'GENDER_UNKNOWN', { values: GENDERS }, ['profile', 'gender']);
  const entries = Object.entries({ name, birthday, gender, address });
  const profile = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return accept(Object.keys(profile).length === 0 ? undefined : profile);
}
