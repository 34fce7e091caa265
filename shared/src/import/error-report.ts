/**
 * The report of lines that were not taken over: a CSV that opens in any spreadsheet, one line for each, in the order of
 * the file, written as it comes so that memory stays flat.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface ReportedLine {
  readonly lineNo: number;
  /** SCREAMING_SNAKE. */
  readonly code: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** With a byte order mark, without which spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF';

export class ErrorReport {
  readonly path: string;
  readonly #file: ReturnType<typeof createWriteStream>;
  #count = 0;

  constructor(path: string) {
    this.path = path;
    this.#file = createWriteStream(path);
    this.#file.write(`${BYTE_ORDER_MARK}line,code,message\n`);
  }

  get count(): number {
    return this.#count;
  }

  async add(lines: readonly ReportedLine[]): Promise<void> {
    this.#count += lines.length;
    const text = lines.map(({ lineNo, code, message }) => `${lineNo},${code},${quoted(message)}\n`);
    if (!this.#file.write(text.join(''))) await once(this.#file, 'drain');
  }

  async close(): Promise<void> {
    this.#file.end();
    await finished(this.#file);
  }
}

/** A text that begins like a formula would run in a spreadsheet. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
