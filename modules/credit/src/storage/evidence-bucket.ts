/** Files in an S3-compatible bucket, `evidence/ab/abcdef…`, signed with version 4 (ADR 21). */
import { S3mini } from 's3mini';
import { checked, type EvidenceStore, sha256Of, storedName } from './content-names.ts';

export interface BucketOptions {
  /** Path style: `https://host/bucket`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const TIMEOUT_MS = 30_000;

export class BucketEvidenceStore implements EvidenceStore {
  readonly #bucket: S3mini;

  constructor(options: BucketOptions) {
    this.#bucket = new S3mini({ ...options, requestAbortTimeout: TIMEOUT_MS });
  }

  async put(bytes: Uint8Array): Promise<Buffer> {
    const hash = sha256Of(bytes);
    const key = keyOf(hash);
    if ((await this.#bucket.objectExists(key)) !== true)
      await this.#bucket.putObject(key, Buffer.from(bytes), 'application/octet-stream');
    return hash;
  }

  async get(sha256: Uint8Array): Promise<Buffer> {
    const bytes = await this.#bucket.getObjectArrayBuffer(keyOf(sha256));
    if (bytes === null)
      throw new Error(`File ${Buffer.from(sha256).toString('hex')} is not in the bucket`);
    return checked(Buffer.from(bytes), sha256);
  }

  async remove(sha256: Uint8Array): Promise<void> {
    await this.#bucket.deleteObject(keyOf(sha256));
  }
}

const keyOf = (sha256: Uint8Array): string => ['evidence', ...storedName(sha256)].join('/');
