/**
 * Authenticated encryption of one value: AES-256-GCM with a fresh nonce, laid out as version (1), nonce (12),
 * tag (16), ciphertext. Invariant: a ciphertext opens only in the place it was made for, because the place's name
 * (table, column, owner) is authenticated with it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
export const KEY_BYTES = 32;

export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export function seal(key: Buffer, place: string, plain: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]);
}

/** Throws SealBroken when the key, the place or a bit is wrong. */
export function unseal(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION)
    throw new SealBroken(`Not a sealed value: ${place}`);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES));
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw new SealBroken(`The seal of ${place} does not open with this key`);
  }
}

export function sealText(key: Buffer, place: string, text: string): Buffer {
  return seal(key, place, Buffer.from(text, 'utf8'));
}

export function unsealText(key: Buffer, place: string, sealed: Buffer): string {
  return unseal(key, place, sealed).toString('utf8');
}
