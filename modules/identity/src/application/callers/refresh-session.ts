/**
 * Trades a refresh token for the next pair. Each works once. A used one that is shown again means that two parties hold
 * it: the whole session is closed, whoever was first. Only the very same request (same idempotency key, within half a
 * minute, its answer not used yet) may be repeated, because answers do get lost.
 */
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { newSecret, sameBytes, secretDigest } from '../../protection/secrets.ts';
import type { Db } from '../../storage/identities.ts';
import {
  addRefreshToken,
  closeSessions,
  lockRefreshToken,
  type ShownToken,
  spendRefreshToken,
  voidRefreshToken,
  wasUsed,
} from '../../storage/sessions.ts';
import type { IdentityContext } from '../identity-context.ts';
import {
  bearerOf,
  MEMBER_IDLE_MS,
  type OpenedSession,
  type SessionTokens,
  STAFF_IDLE_MS,
  tokensOf,
} from './issue-session.ts';

export interface RefreshSession {
  readonly idempotencyKey: string;
  readonly refreshToken: string;
}

const REPEAT_MS = 30_000;

export async function refreshSession(
  context: IdentityContext,
  { idempotencyKey, refreshToken }: RefreshSession,
): Promise<Outcome<SessionTokens>> {
  const { kit, keys } = context;
  const now = kit.clock.now();
  const digest = secretDigest(refreshToken);
  const key = keys.digest('refresh', idempotencyKey);
  const outcome = await kit.db.transaction(async (tx): Promise<Outcome<OpenedSession>> => {
    const db = tx.getKysely<unknown>();
    const shown = await lockRefreshToken(db, digest);
    if (shown === undefined || isOver(shown, now)) return refuse('RULE', 'REFRESH_TOKEN_OVER');
    if (shown.used_at !== null && !(await isRepetition(db, shown, key, now))) {
      await closeSessions(db, { sessionIds: [shown.id] }, 'TOKEN_REUSED', now);
      return refuse('RULE', 'REFRESH_TOKEN_OVER');
    }
    const bearer = await bearerOf(db, shown);
    if (bearer === undefined) return refuse('RULE', 'REFRESH_TOKEN_OVER');
    if (shown.successor !== null) await voidRefreshToken(db, shown.successor, now);
    const next = newSecret('ghr');
    const successor = secretDigest(next);
    await addRefreshToken(db, successor, shown.id, now);
    await spendRefreshToken(db, { digest, key, successor, sessionId: shown.id }, now);
    return accept({ sessionId: shown.id, bearer, refreshToken: next, expiresAt: shown.expires_at });
  });
  if (outcome.ok) return accept(await tokensOf(context, outcome.value, now));
  context.revocations.stale();
  return outcome;
}

function isOver(
  { closed_at, expires_at, last_used_at, member_id }: ShownToken,
  now: Date,
): boolean {
  const idle = member_id === null ? STAFF_IDLE_MS : MEMBER_IDLE_MS;
  return closed_at !== null || expires_at <= now || now.getTime() - last_used_at.getTime() > idle;
}

async function isRepetition(db: Db, shown: ShownToken, key: Buffer, now: Date): Promise<boolean> {
  const { used_at, used_key, successor } = shown;
  if (used_at === null || used_key === null || successor === null) return false;
  if (!sameBytes(used_key, key) || now.getTime() - used_at.getTime() > REPEAT_MS) return false;
  return (await wasUsed(db, successor)) === false;
}
