/** Files by the hash of their bytes, in a folder or in a bucket: kept once, checked when read, forgotten when told. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '@guildhall/shared/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mediaTypeOf } from '../src/domain/evidence-types.ts';
import { BucketEvidenceStore } from '../src/storage/evidence-bucket.ts';
import { evidenceStoreOf, FolderEvidenceStore } from '../src/storage/evidence-store.ts';
import {
  BUCKET_KEYS,
  BUCKET_REGION,
  type BucketServer,
  startBucket,
} from './support/bucket-server.ts';

const BYTES = Buffer.from('%PDF-1.7 货款逾期催告函');
let bucket: BucketServer;
const folder = mkdtempSync(join(tmpdir(), 'guildhall-store-'));
beforeAll(async () => {
  bucket = await startBucket();
});
afterAll(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true });
});

const inBucket = (secretAccessKey = BUCKET_KEYS.secretAccessKey) =>
  new BucketEvidenceStore({
    endpoint: bucket.endpoint,
    region: BUCKET_REGION,
    accessKeyId: BUCKET_KEYS.accessKeyId,
    secretAccessKey,
  });

describe.each([
  ['a folder', () => new FolderEvidenceStore(folder)],
  ['a bucket', () => inBucket()],
] as const)('%s', (_, open) => {
  test('keeps bytes once, gives them back, forgets them', async () => {
    const store = open();
    const hash = await store.put(BYTES);
    expect(await store.put(BYTES)).toEqual(hash);
    expect(await store.get(hash)).toEqual(BYTES);
    await store.remove(hash);
    await store.remove(hash);
    await expect(store.get(hash)).rejects.toThrow();
  });
});

describe('changed bytes are noticed', () => {
  test('in a folder', async () => {
    const store = new FolderEvidenceStore(folder);
    const hash = await store.put(BYTES);
    const [inner = ''] = readdirSync(folder);
    writeFileSync(join(folder, inner, hash.toString('hex')), 'something else');
    await expect(store.get(hash)).rejects.toThrow('was changed');
  });
  test('in a bucket', async () => {
    const store = inBucket();
    const hash = await store.put(BYTES);
    const [key = ''] = bucket.objects.keys();
    expect(key).toMatch(/^\/evidence-bucket\/evidence\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
    bucket.objects.set(key, Buffer.from('something else'));
    await expect(store.get(hash)).rejects.toThrow('was changed');
  });
});

test('the bucket takes signed requests only, and a wrong secret is a failure, not an empty store', async () => {
  await expect(inBucket('wrong').put(Buffer.from('x'))).rejects.toThrow();
  expect(bucket.requests.at(-1)).toMatch(/ 403$/);
});

test('the environment chooses the store, and names what is missing', () => {
  const address = { GUILDHALL_EVIDENCE_S3_URL: 'https://s3.example.com/bucket' };
  expect(() => readConfig(address)).toThrow(ConfigError);
  expect(() => readConfig(address)).toThrow('GUILDHALL_EVIDENCE_S3_SECRET');
  const keys = { GUILDHALL_EVIDENCE_S3_KEY: 'k', GUILDHALL_EVIDENCE_S3_SECRET: 's' };
  expect(evidenceStoreOf(readConfig({ ...address, ...keys }))).toBeInstanceOf(BucketEvidenceStore);
  expect(evidenceStoreOf(readConfig({ GUILDHALL_EVIDENCE: folder }))).toBeInstanceOf(
    FolderEvidenceStore,
  );
});

test.each([
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31], 'application/pdf'],
  [
    'an old office file',
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    'application/x-ole-storage',
  ],
  ['a WebP', [...Buffer.from('RIFF1234WEBPVP8 ')], 'image/webp'],
  ['a program', [0x4d, 0x5a, 0x90, 0x00], undefined],
  ['a page', [...Buffer.from('<html><script>')], undefined],
  ['a script', [...Buffer.from('#!/bin/sh')], undefined],
  ['plain text', [...Buffer.from('催告三次无果')], 'text/plain'],
])('%s is told by its bytes', (_, bytes, type) => {
  expect(mediaTypeOf(Uint8Array.from(bytes))).toBe(type);
});
