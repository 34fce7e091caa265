/** Signing out, and the list of devices a member is signed in on. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { secretDigest } from '../../protection/secrets.ts';
import {
  closeSessions,
  lockRefreshToken,
  type Owner,
  openSessionsOf,
} from '../../storage/sessions.ts';
import type { IdentityContext } from '../identity-context.ts';

export interface SessionView {
  readonly sessionId: string;
  readonly openedAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** The session that asks. */
  readonly current: boolean;
}

/**
 * Closes the session of a refresh token, or the one of the caller's own access token (staff: all of the account, whose
 * tokens don't tell sessions apart). Signing out twice is no mistake.
 */
export async function logout(
  context: IdentityContext,
  caller: Principal,
  { refreshToken }: { readonly refreshToken?: string | undefined },
): Promise<Outcome<{ readonly closed: number }>> {
  const { kit, revocations } = context;
  const now = kit.clock.now();
  const closed = await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    if (refreshToken === undefined) return closeSessions(db, ownOf(caller), 'LOGOUT', now);
    const shown = await lockRefreshToken(db, secretDigest(refreshToken));
    return shown === undefined ? [] : closeSessions(db, { sessionIds: [shown.id] }, 'LOGOUT', now);
  });
  revocations.stale();
  return accept({ closed: closed.length });
}

function ownOf(caller: Principal): Owner {
  if (caller.kind === 'member') return { sessionIds: [toUuid('ses', caller.sessionId)] };
  return caller.kind === 'staff' ? { accountIds: [toUuid('acc', caller.accountId)] } : {};
}

export async function mySessions(
  { kit }: IdentityContext,
  caller: Principal,
): Promise<readonly SessionView[]> {
  const owner =
    caller.kind === 'member' ? { memberIds: [toUuid('mem', caller.memberId)] } : ownOf(caller);
  const rows = await openSessionsOf(kit.db.sql(), owner, kit.clock.now());
  return rows.map((row) => {
    const sessionId = fromUuid('ses', row.id);
    const current = caller.kind === 'member' && caller.sessionId === sessionId;
    const { opened_at: openedAt, last_used_at: lastUsedAt, expires_at: expiresAt } = row;
    return { sessionId, openedAt, lastUsedAt, expiresAt, current };
  });
}

/** Signs one of the caller's own devices out. */
export async function closeSession(
  context: IdentityContext,
  caller: Principal,
  { sessionId }: { readonly sessionId: string },
): Promise<Outcome<{ readonly sessionId: string }>> {
  const own = await mySessions(context, caller);
  if (!isId('ses', sessionId) || !own.some((session) => session.sessionId === sessionId))
    return refuse('NOT_FOUND', 'SESSION_NOT_FOUND', {}, ['sessionId']);
  const { kit, revocations } = context;
  await closeSessions(
    kit.db.sql(),
    { sessionIds: [toUuid('ses', sessionId)] },
    'REVOKED',
    kit.clock.now(),
  );
  revocations.stale();
  return accept({ sessionId });
}
