/** Random secrets that are handed out once and kept as digests only. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits in base64url with a prefix that tells what it is, so that scanners of leaked secrets can find it. */
export function newSecret(kind: 'ghr' | 'ghd' | 'ghs'): string {
  return `${kind}_${randomBytes(32).toString('base64url')}`;
}

/** Plain SHA-256: nobody guesses 256 random bits. Never for passwords or codes. */
export function secretDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
