/**
 * One look at a whole file before anything of it is used: its fingerprint (what makes a second run recognisable), its
 * encoding, and how many lines there are (what makes "time left" true).
 */
import { createHash } from 'node:crypto';
import { type Encoding, EncodingDetector } from './encodings.ts';
import { readBytes, type SourceFile } from './source-file.ts';

export interface Survey {
  /** SHA-256 of the bytes on disk, hexadecimal. */
  readonly sha256: string;
  readonly encoding: Encoding;
  /** Line breaks, plus one when the last line has none. */
  readonly lines: number;
}

const LINE_FEED = 0x0a;

export async function surveyFile(
  source: SourceFile,
  onProgress: (bytesOnDisk: number) => void = () => {},
): Promise<Survey> {
  const hash = createHash('sha256');
  const detector = new EncodingDetector();
  let read = 0;
  let lines = 0;
  let lastByte = LINE_FEED;
  const bytes = readBytes(source, (chunk) => {
    hash.update(chunk);
    read += chunk.length;
    onProgress(read);
  });
  for await (const chunk of bytes) {
    detector.feed(chunk);
    lines += countLineFeeds(chunk);
    lastByte = chunk.at(-1) ?? lastByte;
  }
  return {
    sha256: hash.digest('hex'),
    encoding: detector.finish(),
    lines: lines + (lastByte === LINE_FEED ? 0 : 1),
  };
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1))
    count += 1;
  return count;
}
