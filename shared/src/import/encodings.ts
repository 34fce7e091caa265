/**
 * Which encoding a text file is in. A byte order mark decides; else everything that is UTF-8 from end to end is UTF-8,
 * and anything else is taken for GB18030, which contains GBK and GB2312.
 */
export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What people call them. */
const NAMES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
};

export function encodingNamed(name: string): Encoding | undefined {
  return NAMES[name.toLowerCase()];
}

/** Fed with the bytes of a file in order; knows the encoding once it has seen them all. */
export class EncodingDetector {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #marked: Encoding | undefined;
  #isUtf8 = true;
  #begun = false;

  feed(bytes: Uint8Array): void {
    if (!this.#begun && bytes.length > 0) {
      this.#begun = true;
      this.#marked = markOf(bytes);
    }
    if (this.#isUtf8 && this.#marked === undefined) this.#isUtf8 = this.#decodes(bytes, true);
  }

  /** Undefined when nothing was fed. */
  finish(): Encoding {
    if (this.#marked !== undefined) return this.#marked;
    return this.#isUtf8 && this.#decodes(new Uint8Array(), false) ? 'utf-8' : 'gb18030';
  }

  #decodes(bytes: Uint8Array, stream: boolean): boolean {
    try {
      this.#decoder.decode(bytes, { stream });
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }
}

function markOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
}
