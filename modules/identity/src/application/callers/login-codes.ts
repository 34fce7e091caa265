/** The six digits of a challenge: they follow from its id under the installation's key, so none is ever stored. */
import { createHmac } from 'node:crypto';
import type { KeyRing } from '../../protection/key-ring.ts';
import { sameBytes } from '../../protection/secrets.ts';

export function codeOf(keys: KeyRing, challenge: string): string {
  const bytes = createHmac('sha256', keys.derive('login-codes')).update(challenge).digest();
  return String(bytes.readBigUInt64BE(0) % 1_000_000n).padStart(6, '0');
}

export function codeFits(keys: KeyRing, challenge: string, given: string): boolean {
  return sameBytes(Buffer.from(codeOf(keys, challenge)), Buffer.from(given.trim()));
}

/** Key of the telephone numbers that wait for their code. */
export function codePhoneKey(keys: KeyRing): Buffer {
  return keys.derive('login-code-phones');
}
