/**
 * Blind index: finds a row by something that identifies a person without storing it. The same text gives the same
 * bytes under the same secret and purpose; without the secret the bytes say nothing. Normalise the text first.
 */
import { createHmac, hkdfSync } from 'node:crypto';

export type BlindIndex = (text: string) => Buffer;

/** `purpose` names module and column: `auto/vehicle.plate`. */
export function blindIndex(secret: string, purpose: string): BlindIndex {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `blind-index:${purpose}`, 32));
  return (text) => createHmac('sha256', key).update(text, 'utf8').digest();
}
