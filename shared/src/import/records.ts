/**
 * Records of a delimited file (RFC 4180), read so that damage stays where it is: a stray quote costs its own line and
 * not, as with a parser that looks for the closing quote to the end of the file, every line up to the next quote.
 *
 * Every line of the file ends up in exactly one record or one fault.
 */
import type { Encoding } from './encodings.ts';
import { readBytes, type SourceFile } from './source-file.ts';

export type RecordFault =
  /** Bytes that mean nothing in the file's encoding. */
  | 'ENCODING_BROKEN'
  /** The last line has no line break: it may be cut off anywhere. */
  | 'LINE_CUT_OFF'
  | 'QUOTE_NOT_CLOSED'
  | 'TEXT_AFTER_QUOTE';

export interface SourceRecord {
  /** Of its first line, from 1; the header is line 1. */
  readonly lineNo: number;
  readonly fields: readonly string[];
  readonly fault?: RecordFault;
}

/** A quoted field may hold line breaks, but hardly more than these. */
const MAX_LINES_OF_A_RECORD = 20;
const BROKEN = '\uFFFD';
const RECORDS_PER_BATCH = 2_000;

/** Fields of one record, or what is wrong with it. */
export function splitRecord(text: string, delimiter: string): readonly string[] | RecordFault {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return 'QUOTE_NOT_CLOSED';
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at === text.length) return fields;
      if (text[at] !== delimiter) return 'TEXT_AFTER_QUOTE';
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(text.slice(at, end < 0 ? text.length : end));
      if (end < 0) return fields;
      at = end;
    }
    at += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

export interface ReadOptions {
  readonly encoding: Encoding;
  readonly delimiter: string;
}

/** Batches of records in the order of the file. Empty lines are left out. */
export async function* readRecords(
  source: SourceFile,
  { encoding, delimiter }: ReadOptions,
): AsyncGenerator<readonly SourceRecord[]> {
  const reader = new RecordReader(delimiter);
  const decoder = new TextDecoder(encoding);
  for await (const bytes of readBytes(source)) {
    reader.feed(decoder.decode(bytes, { stream: true }));
    if (reader.ready >= RECORDS_PER_BATCH) yield reader.take();
  }
  reader.feed(decoder.decode());
  reader.finish();
  if (reader.ready > 0) yield reader.take();
}

/** Turns text that comes in pieces into records. */
export class RecordReader {
  readonly #delimiter: string;
  #rest = '';
  #lineNo = 0;
  /** Lines that began with a quote that is still open. */
  #open: string[] = [];
  #made: SourceRecord[] = [];

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  get ready(): number {
    return this.#made.length;
  }

  take(): readonly SourceRecord[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  feed(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  finish(): void {
    while (this.#open.length > 0) this.#giveUp();
    if (this.#rest === '') return;
    this.#lineNo += 1;
    this.#made.push({ lineNo: this.#lineNo, fields: [], fault: 'LINE_CUT_OFF' });
    this.#rest = '';
  }

  #line(line: string): void {
    this.#lineNo += 1;
    if (this.#open.length > 0) {
      this.#open.push(line);
      this.#tryJoined();
    } else if (line !== '') {
      this.#record(line);
    }
  }

  #record(line: string): void {
    const split = splitRecord(line, this.#delimiter);
    if (split === 'QUOTE_NOT_CLOSED') this.#open = [line];
    else this.#push(this.#lineNo, split, line);
  }

  #tryJoined(): void {
    const text = this.#open.join('\n');
    const split = splitRecord(text, this.#delimiter);
    if (typeof split !== 'string') {
      this.#push(this.#lineNo - this.#open.length + 1, split, text);
      this.#open = [];
    } else if (split !== 'QUOTE_NOT_CLOSED' || this.#open.length === MAX_LINES_OF_A_RECORD) {
      this.#giveUp();
    }
  }

  /** The first line was damaged; those after it are read again as lines of their own. */
  #giveUp(): void {
    const [, ...others] = this.#open;
    this.#open = [];
    this.#lineNo -= others.length;
    this.#made.push({ lineNo: this.#lineNo, fields: [], fault: 'QUOTE_NOT_CLOSED' });
    for (const line of others) this.#line(line);
  }

  #push(lineNo: number, split: readonly string[] | RecordFault, text: string): void {
    if (text.includes(BROKEN)) this.#made.push({ lineNo, fields: [], fault: 'ENCODING_BROKEN' });
    else if (typeof split === 'string') this.#made.push({ lineNo, fields: [], fault: split });
    else this.#made.push({ lineNo, fields: split });
  }
}
