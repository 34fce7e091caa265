/**
 * One-time codes. The six digits follow from the challenge's id under the installation's key, so none is ever stored.
 * A wrong guess is counted, committed, before it is answered; a right one leaves the code in force until it is used.
 */
import { createHmac } from 'node:crypto';
import { isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { CODE_ATTEMPTS, GUESSES_PER_PHONE } from '../../domain/login-limits.ts';
import type { KeyRing } from '../../protection/key-ring.ts';
import { unsealText } from '../../protection/sealing.ts';
import { sameBytes } from '../../protection/secrets.ts';
import type { Db } from '../../storage/identities.ts';
import { countAttempt, type LoginCodeRow, lockLoginCode } from '../../storage/login-codes.ts';
import { counted, countTry } from '../../storage/throttles.ts';
import { type IdentityContext, places } from '../identity-context.ts';

export function codeOf(keys: KeyRing, challenge: string): string {
  const bytes = createHmac('sha256', keys.derive('login-codes')).update(challenge).digest();
  return String(bytes.readBigUInt64BE(0) % 1_000_000n).padStart(6, '0');
}

function codeFits(keys: KeyRing, challenge: string, given: string): boolean {
  return sameBytes(Buffer.from(codeOf(keys, challenge)), Buffer.from(given.trim()));
}

/** Key of the telephone numbers that wait for their code. */
export function codePhoneKey(keys: KeyRing): Buffer {
  return keys.derive('login-code-phones');
}

export interface ProvedPhone {
  readonly codeId: string;
  /** E.164. */
  readonly phone: string;
}

/**
 * Locks the challenge and compares the code. Refusals: LOGIN_CODE_OVER (unknown, used, too old, tried too often),
 * LOGIN_CODE_WRONG, TRY_LATER (too many wrong guesses for this telephone today).
 */
export async function proveCode(
  { keys }: IdentityContext,
  db: Db,
  challengeId: string,
  code: string,
  now: Date,
): Promise<Outcome<ProvedPhone>> {
  const codeId = isId('lgc', challengeId) ? toUuid('lgc', challengeId) : undefined;
  const challenge = codeId === undefined ? undefined : await lockLoginCode(db, codeId);
  if (challenge === undefined || isOver(challenge, now)) return refuse('RULE', 'LOGIN_CODE_OVER');
  const { id, attempts, sealed_phone, phone_digest } = challenge;
  if (codeFits(keys, id, code)) {
    const phone = unsealText(codePhoneKey(keys), places.codePhone(id), sealed_phone);
    return accept({ codeId: id, phone });
  }
  await countAttempt(db, id);
  const tries = counted(GUESSES_PER_PHONE, phone_digest.toString('hex'));
  const seconds = await countTry(db, keys, tries, now);
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  return refuse('RULE', 'LOGIN_CODE_WRONG', { attemptsLeft: CODE_ATTEMPTS - attempts - 1 });
}

function isOver({ used_at, expires_at, attempts }: LoginCodeRow, now: Date): boolean {
  return used_at !== null || expires_at <= now || attempts >= CODE_ATTEMPTS;
}
