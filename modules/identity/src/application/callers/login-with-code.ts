/**
 * Signs a member in with a one-time code. The code proves possession of the telephone; who that makes the caller is
 * decided by `domain/recycled-phone.ts`. A number nobody has becomes a new member.
 *
 * Refusals, in order: TRY_LATER, LOGIN_CODE_OVER, LOGIN_CODE_WRONG, SECOND_IDENTITY_NEEDED, SECOND_IDENTITY_WRONG. Wrong
 * codes and wrong second identities count, committed, before they are answered; the code survives until one is right.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse, valueOrThrow } from '@guildhall/shared/outcome';
import { normalIdentity } from '../../domain/identifiers/identity-types.ts';
import { LOGINS_PER_ADDRESS } from '../../domain/login-limits.ts';
import { decidePhoneClaim, type PhoneClaim } from '../../domain/recycled-phone.ts';
import type { IdentityRef } from '../../door.ts';
import { newSecret, sameBytes, secretDigest } from '../../protection/secrets.ts';
import {
  type Db,
  holdersOf,
  identitiesOf,
  lockIdentifiers,
  unlinkIdentities,
} from '../../storage/identities.ts';
import { countAttempt, useLoginCode } from '../../storage/login-codes.ts';
import { membersById } from '../../storage/members.ts';
import { addDevice, deviceByDigest, touchDevice } from '../../storage/sessions.ts';
import { counted, countTry } from '../../storage/throttles.ts';
import { enrollPeople } from '../enroll-people.ts';
import { GROUP, type IdentityContext } from '../identity-context.ts';
import { publishing } from '../publishing.ts';
import { digestOf, readPerson } from '../read-told.ts';
import {
  type OpenedSession,
  openSessionOf,
  type SessionTokens,
  tokensOf,
} from './issue-session.ts';
import { proveCode } from './login-codes.ts';

export interface LoginWithCode {
  readonly challengeId: string;
  readonly code: string;
  /** What an earlier login on this device answered. */
  readonly deviceToken?: string | undefined;
  /** Another identity of the member, when SECOND_IDENTITY_NEEDED was answered. */
  readonly secondIdentity?: IdentityRef | undefined;
  /** Begin as a new member instead; the telephone goes with it. */
  readonly startNew?: boolean | undefined;
  readonly address?: string | undefined;
}

export interface MemberLogin extends SessionTokens {
  readonly memberId: string;
  readonly created: boolean;
  /** To be kept on the device and sent with its next login. */
  readonly deviceToken: string;
}

export async function loginWithCode(
  context: IdentityContext,
  input: LoginWithCode,
): Promise<Outcome<MemberLogin>> {
  const { kit, keys } = context;
  const now = kit.clock.now();
  const seconds = await countTry(
    kit.db.sql(),
    keys,
    counted(LOGINS_PER_ADDRESS, input.address),
    now,
  );
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  const outcome = await publishing(kit, now, async (command): Promise<Outcome<SignedIn>> => {
    const db = command.tx.getKysely<unknown>();
    const proved = await proveCode(context, db, input.challengeId, input.code, now);
    if (!proved.ok) return proved;
    const { codeId, phone } = proved.value;
    const claimed = await claimPhone(context, db, phone, input, now);
    if (!claimed.ok) {
      if (claimed.refusal.code === 'SECOND_IDENTITY_WRONG') await countAttempt(db, codeId);
      return claimed;
    }
    await useLoginCode(db, codeId, now);
    return accept(await signIn(context, command, phone, input.deviceToken));
  });
  if (!outcome.ok) return outcome;
  const { session, ...member } = outcome.value;
  return accept({ ...(await tokensOf(context, session, now)), ...member });
}

type SignedIn = Pick<MemberLogin, 'memberId' | 'created' | 'deviceToken'> & {
  readonly session: OpenedSession;
};

/** Settles whether the holder of the number may be signed in; takes a recycled number from a holder who is not. */
async function claimPhone(
  context: IdentityContext,
  db: Db,
  phone: string,
  input: LoginWithCode,
  now: Date,
): Promise<Outcome<undefined>> {
  const key = { type: 'PHONE' as const, scope: '', value: phone };
  const sought = { ...key, digest: digestOf(context.keys, key) };
  await lockIdentifiers(db, [sought]);
  const [holder] = await holdersOf(db, [sought]);
  const [member] = holder === undefined ? [] : await membersById(db, [holder.root_id]);
  if (holder === undefined || member === undefined) return accept(undefined);
  const device =
    input.deviceToken === undefined
      ? undefined
      : await deviceByDigest(db, secretDigest(input.deviceToken));
  const claim: PhoneClaim = {
    lastSeenAt: member.last_seen_at,
    knownDevice: device?.root_id === member.id,
    secondIdentity: await secondIdentity(context, db, member.id, input.secondIdentity),
    startNew: input.startNew ?? false,
  };
  switch (decidePhoneClaim(claim, now)) {
    case 'SAME_PERSON':
      return accept(undefined);
    case 'NEW_MEMBER':
      await unlinkIdentities(db, [holder.identity_id], 'RECYCLED', now);
      return accept(undefined);
    case 'ASK_SECOND_IDENTITY':
      return refuse('RULE', 'SECOND_IDENTITY_NEEDED', {}, ['secondIdentity']);
    case 'SECOND_IDENTITY_WRONG':
      return refuse('RULE', 'SECOND_IDENTITY_WRONG', {}, ['secondIdentity']);
  }
}

async function secondIdentity(
  { keys }: IdentityContext,
  db: Db,
  rootId: string,
  given: IdentityRef | undefined,
): Promise<PhoneClaim['secondIdentity']> {
  if (given === undefined) return 'NONE';
  const normal = normalIdentity(given, undefined);
  if (typeof normal === 'string' || normal.type === 'PHONE') return 'WRONG';
  const digest = digestOf(keys, normal);
  const fits = (await identitiesOf(db, [rootId])).some(
    (row) =>
      row.type === normal.type && row.scope === normal.scope && sameBytes(row.digest, digest),
  );
  return fits ? 'FITS' : 'WRONG';
}

async function signIn(
  context: IdentityContext,
  command: CommandContext,
  phone: string,
  deviceToken: string | undefined,
): Promise<SignedIn> {
  const { now } = command;
  const db = command.tx.getKysely<unknown>();
  const told = { identities: [{ type: 'PHONE' as const, value: phone, verified: true }] };
  const person = valueOrThrow(
    readPerson(context.keys, told, { source: GROUP, owner: undefined }, now),
  );
  const telling = { source: GROUP, actor: 'login' };
  const [outcome] = await enrollPeople(context, command, telling, [person]);
  if (outcome === undefined) throw new Error('An enrolment of one person answered nothing');
  const { memberId, created } = valueOrThrow(outcome);
  const memberUuid = toUuid('mem', memberId);
  const device = await rememberDevice(db, memberUuid, deviceToken, now);
  const owner = { kind: 'member' as const, memberId: memberUuid, deviceId: device.id };
  const session = await openSessionOf(db, owner, now);
  return { session, memberId: fromUuid('mem', memberUuid), created, deviceToken: device.token };
}

async function rememberDevice(
  db: Db,
  memberId: string,
  token: string | undefined,
  now: Date,
): Promise<{ readonly id: string; readonly token: string }> {
  const known = token === undefined ? undefined : await deviceByDigest(db, secretDigest(token));
  if (token !== undefined && known?.root_id === memberId) {
    await touchDevice(db, known.id, now);
    return { id: known.id, token };
  }
  const device = { id: newUuid(now), token: newSecret('ghd') };
  await addDevice(db, { id: device.id, memberId, digest: secretDigest(device.token) }, now);
  return device;
}
