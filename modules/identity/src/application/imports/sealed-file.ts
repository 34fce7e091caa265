/** A file in sealed pieces: written as its bytes arrive, read as a stream; never whole in memory, never in the clear. */

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { seal, unseal } from '../../protection/sealing.ts';
import type { Db } from '../../storage/identities.ts';
import { addPiece, type ImportRow, pieceOf } from '../../storage/imports.ts';
import { type IdentityContext, places } from '../identity-context.ts';

const PIECE_BYTES = 256 * 1024;

/** Seals what is appended in pieces of one size. */
export class PieceWriter {
  readonly #db: Db;
  readonly #importId: string;
  readonly #key: Buffer;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #no = 0;

  constructor(db: Db, importId: string, key: Buffer) {
    this.#db = db;
    this.#importId = importId;
    this.#key = key;
  }

  async append(bytes: Buffer): Promise<void> {
    this.#rest.push(bytes);
    this.#restBytes += bytes.length;
    if (this.#restBytes >= PIECE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#restBytes === 0) return;
    const place = places.importPiece(this.#importId, this.#no);
    await addPiece(
      this.#db,
      this.#importId,
      this.#no,
      seal(this.#key, place, Buffer.concat(this.#rest)),
    );
    this.#no += 1;
    this.#rest = [];
    this.#restBytes = 0;
  }
}

export async function fileKey(
  { keys }: IdentityContext,
  db: Db,
  row: Pick<ImportRow, 'id' | 'master_key' | 'wrapped_key'>,
): Promise<Buffer | undefined> {
  if (row.wrapped_key === null) return undefined;
  await keys.learn(db, [row.master_key]);
  return keys.unwrap(`customer_import:${row.id}`, {
    masterKey: row.master_key,
    wrapped: row.wrapped_key,
  });
}

/** The bytes as they were handed over, unzipped when they were gzipped. */
export async function* readFile(
  context: IdentityContext,
  row: Pick<ImportRow, 'id' | 'master_key' | 'wrapped_key'>,
): AsyncGenerator<Buffer> {
  const db = context.kit.db.sql();
  const key = await fileKey(context, db, row);
  if (key === undefined) return;
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for (let no = 0; ; no += 1) {
      const sealed = await pieceOf(db, row.id, no);
      if (sealed === undefined) return;
      yield unseal(key, places.importPiece(row.id, no), sealed);
    }
  };
  const first = await pieceOf(db, row.id, 0);
  const head = first === undefined ? undefined : unseal(key, places.importPiece(row.id, 0), first);
  if (head?.[0] === 0x1f && head[1] === 0x8b)
    yield* Readable.from(pieces()).pipe(createGunzip()) as AsyncIterable<Buffer>;
  else yield* pieces();
}
