/**
 * Sends a one-time code to a telephone. The answer is the same whether a member has the number or not, so nobody learns
 * who is one. Limits per phone and per address are counted before anything is sent.
 */
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { normalIdentity } from '../../domain/identifiers/identity-types.ts';
import { CODE_LIFE_MS, CODES_PER_ADDRESS, CODES_PER_PHONE } from '../../domain/login-limits.ts';
import { sealText } from '../../protection/sealing.ts';
import { dropLoginCode, insertLoginCode, pendingChallenge } from '../../storage/login-codes.ts';
import { counted, countTry } from '../../storage/throttles.ts';
import { type IdentityContext, places } from '../identity-context.ts';
import { digestOf } from '../read-told.ts';
import { codeOf, codePhoneKey } from './login-codes.ts';

export interface RequestLoginCode {
  readonly idempotencyKey: string;
  readonly phone: string;
  /** Network address of who asks. */
  readonly address?: string | undefined;
  readonly locale?: 'zh-CN' | 'en' | undefined;
}

export interface LoginChallenge {
  /** To be sent back with the code. */
  readonly challengeId: string;
  readonly expiresAt: Date;
  /** Another code can be asked for from then on. */
  readonly resendAfter: Date;
  /** The code itself: only in development, where no channel is set up. */
  readonly code?: string;
}

export async function requestLoginCode(
  context: IdentityContext,
  _caller: Principal,
  input: RequestLoginCode,
): Promise<Outcome<LoginChallenge>> {
  const { kit, keys, codeChannel } = context;
  const now = kit.clock.now();
  const phone = normalIdentity({ type: 'PHONE', value: input.phone }, undefined);
  if (typeof phone === 'string') return refuse('VALIDATION', phone, { type: 'PHONE' }, ['phone']);
  const db = kit.db.sql();
  const requestKey = keys.digest('login-code-request', `${phone.value}\0${input.idempotencyKey}`);
  const pending = await pendingChallenge(db, requestKey, now);
  if (pending !== undefined) return accept(challengeOf(context, pending.id, pending.expiresAt));
  const seconds = await countTry(
    db,
    keys,
    [...counted(CODES_PER_PHONE, phone.value), ...counted(CODES_PER_ADDRESS, input.address)],
    now,
  );
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  const id = newUuid(now);
  const expiresAt = new Date(now.getTime() + CODE_LIFE_MS);
  const code = {
    id,
    requestKey,
    phoneDigest: digestOf(keys, phone),
    sealedPhone: sealText(codePhoneKey(keys), places.codePhone(id), phone.value),
    expiresAt,
  };
  await insertLoginCode(db, code, now);
  const message = {
    id,
    phone: phone.value,
    code: codeOf(keys, id),
    expiresAt,
    locale: input.locale ?? 'zh-CN',
  };
  if (await codeChannel.deliver(message, now)) return accept(challengeOf(context, id, expiresAt));
  await dropLoginCode(db, id);
  return refuse('RULE', 'LOGIN_CODE_NOT_SENT');
}

function challengeOf(
  { keys, codeChannel }: IdentityContext,
  id: string,
  expiresAt: Date,
): LoginChallenge {
  const madeAt = expiresAt.getTime() - CODE_LIFE_MS;
  const resendAfter = new Date(madeAt + (CODES_PER_PHONE[0]?.seconds ?? 0) * 1000);
  const challenge = { challengeId: fromUuid('lgc', id), expiresAt, resendAfter };
  return codeChannel.showsCodes ? { ...challenge, code: codeOf(keys, id) } : challenge;
}
