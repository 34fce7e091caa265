/**
 * Where files lie: evidence, and what people upload. Each under the hash of its bytes, so that a file can be named but
 * never changed. A local folder by default, an S3-compatible bucket when the installation names one.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@guildhall/shared/config';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { checked, type EvidenceStore, sha256Of, storedName } from './content-names.ts';
import { BucketEvidenceStore } from './evidence-bucket.ts';

/** The store that the configuration names. */
export function evidenceStoreOf(config: Config): EvidenceStore {
  const {
    GUILDHALL_EVIDENCE_S3_URL: endpoint,
    GUILDHALL_EVIDENCE_S3_KEY: accessKeyId,
    GUILDHALL_EVIDENCE_S3_SECRET: secretAccessKey,
    GUILDHALL_EVIDENCE_S3_REGION: region,
  } = config;
  if (endpoint !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined)
    return new BucketEvidenceStore({ endpoint, region, accessKeyId, secretAccessKey });
  return new FolderEvidenceStore(
    config.GUILDHALL_EVIDENCE ?? join(PROJECT_ROOT, '.guildhall', 'evidence'),
  );
}

export class FolderEvidenceStore implements EvidenceStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<Buffer> {
    const hash = sha256Of(bytes);
    const path = this.#pathOf(hash);
    if (!existsSync(path)) {
      await mkdir(join(path, '..'), { recursive: true });
      // Written aside and renamed: a crash leaves no half file under a whole file's name.
      // Under a name of its own: the same file may be stored twice at once.
      const draft = `${path}.${randomUUID()}.part`;
      await writeFile(draft, bytes);
      await rename(draft, path);
    }
    return hash;
  }

  async get(sha256: Uint8Array): Promise<Buffer> {
    return checked(await readFile(this.#pathOf(sha256)), sha256);
  }

  async remove(sha256: Uint8Array): Promise<void> {
    await rm(this.#pathOf(sha256), { force: true });
  }

  #pathOf(sha256: Uint8Array): string {
    return join(this.#folder, ...storedName(sha256));
  }
}
