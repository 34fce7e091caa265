/**
 * Personal data at rest: names, addresses, telephone numbers that are stored to be shown again, never to be searched.
 * Sealed with AES-256-GCM under a key of its own for each purpose, derived from the installation's secret.
 *
 * Invariant: what lies in the database says nothing without the secret, and cannot be moved to another row: each
 * text is bound to the id of the row it belongs to.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface TextSeal {
  /** `owner` is the id of the row; the same one opens the text again. */
  seal(text: string, owner: string): Buffer;
  /** Throws when the bytes were changed, belong to another row, or were sealed under another secret. */
  open(sealed: Uint8Array, owner: string): string;
}

/** `purpose` names module and column: `logistics/parcel.sender`. */
export function textSeal(secret: string, purpose: string): TextSeal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `sealed-text:${purpose}`, 32));
  return {
    seal: (text, owner) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]);
    },
    open: (sealed, owner) => {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== VERSION) throw new Error('Sealed by a version that this one cannot open');
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
      const body = bytes.subarray(1 + NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
