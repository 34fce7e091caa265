/** Opens a session and hands out its first pair of tokens; the refresh token is kept as a digest only. */
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { newSecret, secretDigest } from '../../protection/secrets.ts';
import type { Db } from '../../storage/identities.ts';
import { addRefreshToken, openSession, type SessionRow } from '../../storage/sessions.ts';
import { type AccountRow, accountById } from '../../storage/staff.ts';
import type { Bearer } from '../../tokens/access-tokens.ts';
import type { IdentityContext } from '../identity-context.ts';

export interface SessionTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  /** Works once; each refresh gives the next one. */
  readonly refreshToken: string;
  readonly sessionId: string;
  /** The session ends then, however often it is refreshed. */
  readonly sessionExpiresAt: Date;
}

/** A member stays signed in for 60 days without a visit and a year at most; staff for a working day. */
export const MEMBER_IDLE_MS = 60 * 86_400_000;
export const STAFF_IDLE_MS = 2 * 3_600_000;
const MEMBER_SESSION_MS = 365 * 86_400_000;
const STAFF_SESSION_MS = 12 * 3_600_000;

export type SessionOwner =
  | { readonly kind: 'member'; readonly memberId: string; readonly deviceId: string }
  | { readonly kind: 'staff'; readonly account: AccountRow };

/** A session as it lies in the database, before its access token is signed. */
export interface OpenedSession {
  readonly sessionId: string;
  readonly bearer: Bearer;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

export async function openSessionOf(
  db: Db,
  owner: SessionOwner,
  now: Date,
): Promise<OpenedSession> {
  const id = newUuid(now);
  const lifetime = owner.kind === 'member' ? MEMBER_SESSION_MS : STAFF_SESSION_MS;
  const expiresAt = new Date(now.getTime() + lifetime);
  const of =
    owner.kind === 'member'
      ? { memberId: owner.memberId, deviceId: owner.deviceId }
      : { accountId: owner.account.id };
  await openSession(db, { id, ...of, expiresAt }, now);
  const refreshToken = newSecret('ghr');
  await addRefreshToken(db, secretDigest(refreshToken), id, now);
  const bearer =
    owner.kind === 'member' ? memberBearer(owner.memberId, id) : staffBearer(owner.account);
  return { sessionId: id, bearer, refreshToken, expiresAt };
}

/**
 * Signs the access token. After the transaction, never inside it: finding the key may need a connection of its own, and
 * transactions that wait for another connection can starve each other for ever.
 */
export async function tokensOf(
  { tokens }: IdentityContext,
  { sessionId, bearer, refreshToken, expiresAt }: OpenedSession,
  now: Date,
): Promise<SessionTokens> {
  const named = fromUuid('ses', sessionId);
  const access = await tokens.issue(bearer, named, now);
  return {
    accessToken: access.accessToken,
    accessExpiresAt: access.expiresAt,
    refreshToken,
    sessionId: named,
    sessionExpiresAt: expiresAt,
  };
}

export function memberBearer(memberId: string, sessionId: string): Bearer {
  return {
    kind: 'member',
    memberId: fromUuid('mem', memberId),
    sessionId: fromUuid('ses', sessionId),
  };
}

export function staffBearer({ id, person_id, roles, subsidiary }: AccountRow): Bearer {
  const staff = {
    kind: 'staff' as const,
    personId: fromUuid('per', person_id),
    accountId: fromUuid('acc', id),
    roles,
  };
  return subsidiary === null ? staff : { ...staff, subsidiary };
}

/** Who a session speaks for now; undefined when the account is gone. */
export async function bearerOf(db: Db, session: SessionRow): Promise<Bearer | undefined> {
  if (session.member_id !== null) return memberBearer(session.member_id, session.id);
  const account =
    session.account_id === null ? undefined : await accountById(db, session.account_id);
  return account === undefined || account.disabled ? undefined : staffBearer(account);
}
