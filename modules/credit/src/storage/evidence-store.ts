/**
 * Where evidence files lie: a local folder, each under the hash of its bytes, so that a file can be named but never
 * changed. Another store (an S3-compatible one) is one more implementation of the same two calls.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface EvidenceStore {
  /** Keeps the bytes and answers their SHA-256; keeping the same bytes twice keeps them once. */
  put(bytes: Uint8Array): Promise<Buffer>;
  /** The bytes under a hash; throws when they are gone or no longer match it. */
  get(sha256: Uint8Array): Promise<Buffer>;
}

export class FolderEvidenceStore implements EvidenceStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<Buffer> {
    const hash = createHash('sha256').update(bytes).digest();
    const path = this.#pathOf(hash);
    if (!existsSync(path)) {
      await mkdir(join(path, '..'), { recursive: true });
      // Written aside and renamed: a crash leaves no half file under a whole file's name, and the same file twice at once is no race.
      const draft = `${path}.${randomUUID()}.part`;
      await writeFile(draft, bytes);
      await rename(draft, path);
    }
    return hash;
  }

  async get(sha256: Uint8Array): Promise<Buffer> {
    const bytes = await readFile(this.#pathOf(sha256));
    if (!createHash('sha256').update(bytes).digest().equals(sha256)) {
      throw new Error(`Evidence ${Buffer.from(sha256).toString('hex')} was changed on disk`);
    }
    return bytes;
  }

  #pathOf(sha256: Uint8Array): string {
    const name = Buffer.from(sha256).toString('hex');
    return join(this.#folder, name.slice(0, 2), name);
  }
}
