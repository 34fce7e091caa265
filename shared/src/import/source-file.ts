/**
 * Bytes of a file to import, plain or gzipped (told by its first bytes, not by its name). Memory stays flat however
 * long the file is.
 */
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

export interface SourceFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly gzipped: boolean;
}

/** Thrown for what the person who named the file can mend. */
export class SourceFileError extends Error {
  override readonly name = 'SourceFileError';
}

const GZIP = [0x1f, 0x8b] as const;

export function openSource(path: string): SourceFile {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new SourceFileError(`There is no file ${path}`);
  if (!stat.isFile()) throw new SourceFileError(`${path} is not a file`);
  if (stat.size === 0) throw new SourceFileError(`${path} is empty`);
  const first = Buffer.alloc(2);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, first, 0, 2, 0);
  } finally {
    closeSync(descriptor);
  }
  return { path, size: stat.size, gzipped: first[0] === GZIP[0] && first[1] === GZIP[1] };
}

/** `onRead` is told how many bytes of the disk were read so far. */
export async function* readBytes(
  source: SourceFile,
  onRead: (bytes: Buffer) => void = () => {},
): AsyncGenerator<Buffer> {
  const raw = createReadStream(source.path, { highWaterMark: 256 * 1024 });
  raw.on('data', (chunk) => onRead(chunk as Buffer));
  if (!source.gzipped) {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const unzipped = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (error) => unzipped.destroy(error));
  try {
    yield* raw.pipe(unzipped) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new SourceFileError(`${source.path} is cut off or damaged: it does not unzip to its end`);
  } finally {
    raw.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}
