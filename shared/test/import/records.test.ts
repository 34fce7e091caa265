/** Reading delimited files: every line ends up in exactly one record or one fault, whatever is wrong around it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EncodingDetector } from '../../src/import/encodings.ts';
import {
  RecordReader,
  readRecords,
  type SourceRecord,
  splitRecord,
} from '../../src/import/records.ts';
import { openSource, SourceFileError } from '../../src/import/source-file.ts';
import { surveyFile } from '../../src/import/survey.ts';

function readText(text: string, piece = text.length): readonly SourceRecord[] {
  const reader = new RecordReader(',');
  for (let at = 0; at < text.length; at += Math.max(piece, 1))
    reader.feed(text.slice(at, at + Math.max(piece, 1)));
  reader.finish();
  return reader.take();
}

const shown = (records: readonly SourceRecord[]) =>
  records.map(({ lineNo, fields, fault }) => `${lineNo} ${fault ?? fields.join('|')}`);

describe('a record', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['a,', ['a', '']],
    ['', ['']],
    ['"a,1",b', ['a,1', 'b']],
    ['"say ""hi""",b', ['say "hi"', 'b']],
    ['6" nail,b', ['6" nail', 'b']],
    ['"",""', ['', '']],
    ['"a', 'QUOTE_NOT_CLOSED'],
    ['"a"b,c', 'TEXT_AFTER_QUOTE'],
  ])('%s', (text, expected) => {
    expect(splitRecord(text, ',')).toEqual(expected);
  });

  it('gives back whatever was written, quoted or not', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', '中', '\n') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
        const text = fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(',');
        expect(splitRecord(text, ',')).toEqual(fields);
      }),
    );
  });
});

describe('a text', () => {
  it('is read alike in whatever pieces it comes', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'b', ',', '"', '\r', '中'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (lines, piece) => {
          const text = `${lines.join('\n')}\n`;
          expect(readText(text, piece)).toEqual(readText(text));
        },
      ),
    );
  });

  it('may hold line breaks inside quotes, and knows its line numbers', () => {
    expect(shown(readText('h,i\r\n1,"a\nb"\r\n\r\n2,c\r\n'))).toEqual([
      '1 h|i',
      '2 1|a\nb',
      '5 2|c',
    ]);
  });

  it('loses only the line that has a stray quote', () => {
    expect(shown(readText('1,"x\n2,y\n3,"z"\n4,w\n'))).toEqual([
      '1 QUOTE_NOT_CLOSED',
      '2 2|y',
      '3 3|z',
      '4 4|w',
    ]);
    expect(shown(readText('1,"x"y\n2,b\n'))).toEqual(['1 TEXT_AFTER_QUOTE', '2 2|b']);
    const many = Array.from({ length: 60 }, (_, index) => `${index + 2},b`);
    const read = shown(readText(['1,"never closed', ...many, ''].join('\n')));
    expect(read[0]).toBe('1 QUOTE_NOT_CLOSED');
    expect(read).toHaveLength(61);
  });

  it('that ends in the middle of a line says so', () => {
    expect(shown(readText('1,a\n2,b'))).toEqual(['1 1|a', '2 LINE_CUT_OFF']);
    expect(shown(readText('1,a\n2,"b'))).toEqual(['1 1|a', '2 LINE_CUT_OFF']);
    expect(shown(readText('1,"a\n2,b\n'))).toEqual(['1 QUOTE_NOT_CLOSED', '2 2|b']);
  });
});

describe('a file', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'guildhall-import-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const write = (name: string, bytes: Uint8Array) => {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    return openSource(path);
  };
  const read = async (source: ReturnType<typeof openSource>) => {
    const { encoding } = await surveyFile(source);
    const all: SourceRecord[] = [];
    for await (const batch of readRecords(source, { encoding, delimiter: ',' })) all.push(...batch);
    return { encoding, records: shown(all) };
  };
  const text = '会员,商品\n1001,纯牛奶 1 L\n1002,东北大米\n';

  it.each([
    ['utf-8', 'plain.csv', (bytes: Buffer) => bytes],
    ['utf-8', 'unzipped-or-not.csv', (bytes: Buffer) => gzipSync(bytes)],
    ['utf-8', 'marked.csv', (bytes: Buffer) => Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes])],
    ['gb18030', 'gbk.csv', (bytes: Buffer) => iconv.encode(bytes.toString(), 'gbk')],
    ['gb18030', 'gbk.csv.gz', (bytes: Buffer) => gzipSync(iconv.encode(bytes.toString(), 'gbk'))],
    [
      'utf-16le',
      'excel.txt',
      (bytes: Buffer) =>
        Buffer.concat([Buffer.of(0xff, 0xfe), iconv.encode(bytes.toString(), 'utf16le')]),
    ],
  ])('in %s, %s, is read as it was meant', async (encoding, name, made) => {
    expect(await read(write(name, made(Buffer.from(text))))).toEqual({
      encoding,
      records: ['1 会员|商品', '2 1001|纯牛奶 1 L', '3 1002|东北大米'],
    });
  });

  it('with a broken character loses that line only', async () => {
    const bytes = Buffer.concat([Buffer.from('a\n1,'), Buffer.of(0x81), Buffer.from('\n2,好\n')]);
    const source = write('broken.csv', bytes);
    const all: SourceRecord[] = [];
    for await (const batch of readRecords(source, { encoding: 'utf-8', delimiter: ',' }))
      all.push(...batch);
    expect(shown(all)).toEqual(['1 a', '2 ENCODING_BROKEN', '3 2|好']);
  });

  it('that is cut off, empty or not there is told apart', async () => {
    const whole = gzipSync(Buffer.from(text.repeat(1000)));
    const cut = write('cut.csv.gz', whole.subarray(0, whole.length - 20));
    await expect(surveyFile(cut)).rejects.toThrow(SourceFileError);
    expect(() => write('empty.csv', Buffer.alloc(0))).toThrow('is empty');
    expect(() => openSource(join(dir, 'none.csv'))).toThrow('There is no file');
  });

  it('has the lines that its survey counted', async () => {
    expect((await surveyFile(write('lines.csv', Buffer.from('a\nb\nc')))).lines).toBe(3);
    expect((await surveyFile(write('lines-2.csv', Buffer.from('a\nb\nc\n')))).lines).toBe(3);
  });
});

describe('an encoding', () => {
  it('is found however the bytes are cut', () => {
    const detect = (bytes: Uint8Array, piece: number) => {
      const detector = new EncodingDetector();
      for (let at = 0; at < bytes.length; at += piece)
        detector.feed(bytes.subarray(at, at + piece));
      return detector.finish();
    };
    const chinese = '超市的顾客昨天买了牛奶';
    for (const piece of [1, 2, 3, 5, 1000]) {
      expect(detect(Buffer.from(chinese), piece)).toBe('utf-8');
      expect(detect(iconv.encode(chinese, 'gbk'), piece)).toBe('gb18030');
      expect(detect(Buffer.from('plain ascii'), piece)).toBe('utf-8');
    }
  });
});
