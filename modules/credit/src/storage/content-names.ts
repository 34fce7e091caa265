/** Files are named by the hash of their bytes, and what comes back is compared with its name. */
import { createHash } from 'node:crypto';

export interface EvidenceStore {
  /** Keeps the bytes and answers their SHA-256; keeping the same bytes twice keeps them once. */
  put(bytes: Uint8Array): Promise<Buffer>;
  /** The bytes under a hash; throws when they are gone or no longer match it. */
  get(sha256: Uint8Array): Promise<Buffer>;
  /** Forgets the bytes; what is not there is forgotten already. */
  remove(sha256: Uint8Array): Promise<void>;
}

export function sha256Of(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** `ab`, `abcdef…`: no folder holds more than a few thousand files. */
export function storedName(sha256: Uint8Array): readonly [string, string] {
  const name = Buffer.from(sha256).toString('hex');
  return [name.slice(0, 2), name];
}

/** Throws when the bytes are not those that the hash names. */
export function checked(bytes: Buffer, sha256: Uint8Array): Buffer {
  if (!sha256Of(bytes).equals(sha256))
    throw new Error(`File ${Buffer.from(sha256).toString('hex')} was changed where it lies`);
  return bytes;
}
