/**
 * A company's own books of a month as it sends them: CSV in whatever encoding and with whatever separator its programme
 * writes. Every line counts; what cannot be read is refused with its line, and nothing is compared.
 */
import { parseAmount } from '@guildhall/shared/amounts';
import { EncodingDetector } from '@guildhall/shared/import/encodings';
import { refuse } from '@guildhall/shared/outcome';
import { parse } from 'csv-parse/sync';
import { refused } from './access.ts';

export interface Reported {
  readonly reference: string;
  readonly amountMinor: string;
  /** Of the file; a reference that stands there several times is summed. */
  readonly lines: readonly number[];
}

const MOST_LINES = 2_000_000;

/** What the columns may be called: as here, as in the Excel statement, as people write. */
const REFERENCE = ['reference', 'source', '来源', '参考号', '流水号'];
const AMOUNT = ['amount', '金额', '金额（元）', '金额(元)'];
const SEPARATORS = [',', ';', '\t'];

function fault(line: number, problem: string): never {
  refused(refuse('VALIDATION', 'REPORT_MALFORMED', { line, problem }, ['csv']));
}

/** UTF-8, GB18030 or UTF-16 with a mark; what people send from Excel and from accounting. */
export function textOfReport(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    fault(1, 'this is an Excel file: save it as CSV (UTF-8)');
  const detector = new EncodingDetector();
  detector.feed(bytes);
  return new TextDecoder(detector.finish()).decode(bytes);
}

/** Throws a refusal that names the line. */
export function readReport(csv: string): readonly Reported[] {
  if (csv.includes('\0')) fault(1, 'this is not text');
  const rows = rowsOf(csv);
  const [header = [], ...lines] = rows;
  const columnOf = (names: readonly string[]): number =>
    header.findIndex((name) => names.includes(name.toLowerCase()));
  const [reference, amount] = [columnOf(REFERENCE), columnOf(AMOUNT)];
  if (reference < 0 || amount < 0)
    fault(1, `columns \`reference\` and \`amount\` are needed, found: ${header.join(', ')}`);
  if (lines.length > MOST_LINES) fault(MOST_LINES + 1, 'too many lines');
  const sums = new Map<string, { minor: bigint; lines: number[] }>();
  for (const [index, row] of lines.entries()) {
    const line = index + 2;
    const [name = '', text = ''] = [row[reference], row[amount]];
    if (name === '') fault(line, 'no reference');
    const minor = parseAmount(plain(text), 2);
    if (minor === undefined) fault(line, `no amount in CNY: ${text}`);
    const known = sums.get(name);
    if (known === undefined) sums.set(name, { minor, lines: [line] });
    else {
      known.minor += minor;
      known.lines.push(line);
    }
  }
  return [...sums].map(([name, { minor, lines: found }]) => ({
    reference: name,
    amountMinor: minor.toString(),
    lines: found,
  }));
}

function rowsOf(csv: string): string[][] {
  const [first = ''] = csv.split('\n', 1);
  const [delimiter = ','] = SEPARATORS.toSorted(
    (a, b) => first.split(b).length - first.split(a).length,
  );
  try {
    return parse(csv, { delimiter, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    const line = Number((error as { lines?: number }).lines ?? 1);
    return fault(line, error instanceof Error ? error.message : String(error));
  }
}

/** `¥1,234.56`, `1,234.56元` and `+5.00` are amounts, too. */
function plain(text: string): string {
  const bare = text.replace(/^[¥￥+]\s*/, '').replace(/\s*元$/, '');
  return /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
}
