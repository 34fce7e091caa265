/** Codes in files that issuers outside send: one a line or the first column, in their encodings. */
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { codesOf } from '../../web/src/apps/group/codes-of-file.ts';

const bytes = (text: string, encoding = 'utf8'): ArrayBuffer =>
  new Uint8Array(iconv.encode(text, encoding)).buffer;

it.each([
  ['one a line, any line ends', 'AB12\r\nCD34\n\nEF56\r', 'utf8', ['AB12', 'CD34', 'EF56']],
  ['the first column, without its heading', 'code,name\nAB12,拿铁\n', 'utf8', ['AB12']],
  ['quoted', '"AB,12",x\n"CD""34"\n', 'utf8', ['AB,12', 'CD"34']],
  ['GBK, as Excel in China saves it', '券码,名称\nAB12,拿铁\n', 'gb18030', ['AB12']],
  ['tabs and semicolons', 'AB12\tx\nCD34;y\n', 'utf8', ['AB12', 'CD34']],
  ['a mark at the beginning', '\uFEFFcode\nAB12\n', 'utf8', ['AB12']],
  ['nothing', '\n\n', 'utf8', []],
] as const)('%s', (_name, text, encoding, codes) => {
  expect(codesOf(bytes(text, encoding))).toEqual(codes);
});
