/**
 * Codes out of a file as issuers send them: one a line, or a column of a table, in UTF-8, GB18030 or UTF-16. Every line
 * ends up in one code or one fault; blank lines are neither.
 */
import { EncodingDetector } from '@guildhall/shared/import/encodings';
import { splitRecord } from '@guildhall/shared/import/records';

export interface CodeInFile {
  /** From 1. */
  readonly line: number;
  readonly code: string;
}

export interface CodesFile {
  readonly encoding: string;
  readonly codes: readonly CodeInFile[];
  /** Lines whose quotes do not close. */
  readonly broken: readonly CodeInFile[];
}

/** What the column is called; without such a heading the first column has the codes. */
const HEADINGS = ['code', 'coupon code', 'voucher', '券码', '兑换码', '卡号', '优惠码', '编码'];
const SEPARATORS = [',', ';', '\t'];

/** Undefined: not a text file, such as a workbook. */
export function readCodesFile(bytes: Uint8Array): CodesFile | undefined {
  const detector = new EncodingDetector();
  detector.feed(bytes);
  const encoding = detector.finish();
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) return undefined;
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const delimiter = SEPARATORS.toSorted((a, b) => count(first, b) - count(first, a))[0] ?? ',';
  const heading = splitRecord(first, delimiter);
  const column = Array.isArray(heading)
    ? heading.findIndex((name: string) => HEADINGS.includes(name.trim().toLowerCase()))
    : -1;
  const codes: CodeInFile[] = [];
  const broken: CodeInFile[] = [];
  let isHeading = column >= 0;
  for (const [index, whole] of lines.entries()) {
    if (whole.trim() === '') continue;
    if (isHeading) {
      isHeading = false;
      continue;
    }
    const fields = splitRecord(whole, delimiter);
    const line = index + 1;
    if (Array.isArray(fields)) {
      const code = String(fields[Math.max(column, 0)] ?? '').trim();
      codes.push({ line, code });
    } else broken.push({ line, code: whole });
  }
  return { encoding, codes, broken };
}

const count = (text: string, of: string): number => text.split(of).length;
