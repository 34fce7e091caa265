/** Reads a table of past cases: which rows went bad, when they were, and the numeric columns a card may be fitted on. */
import type { StudyCases } from './study.ts';

export interface CaseColumns {
  /** The column that says how it ended: 1, bad, true or yes is bad. */
  readonly target: string;
  /** The column that says when; sorted as text, so ISO dates or years. */
  readonly time?: string | undefined;
  /** Columns to leave out, such as ids. */
  readonly ignore: readonly string[];
  /** Only columns that are named here, when any is: column → what of a firm it is. */
  readonly features: Readonly<Record<string, string>>;
}

export type CasesFault =
  | { readonly code: 'NO_COLUMN'; readonly column: string }
  | { readonly code: 'TARGET_VALUE'; readonly value: string; readonly line: number }
  | { readonly code: 'NO_NUMBERS' };

const BAD: ReadonlySet<string> = new Set(['1', 'bad', 'true', 'yes', 'y', '违约', '坏']);
const GOOD: ReadonlySet<string> = new Set(['0', 'good', 'false', 'no', 'n', '正常', '好']);
const UNKNOWN: ReadonlySet<string> = new Set(['', '?', 'na', 'nan', 'null', '-']);
/** A column is numeric when so much of what is written in it is. */
const NUMERIC_SHARE = 0.95;

export function readCases(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { target, time, ignore, features }: CaseColumns,
): StudyCases | CasesFault {
  const at = header.indexOf(target);
  if (at < 0) return { code: 'NO_COLUMN', column: target };
  const timeAt = time === undefined ? -1 : header.indexOf(time);
  if (time !== undefined && timeAt < 0) return { code: 'NO_COLUMN', column: time };
  for (const column of Object.keys(features))
    if (!header.includes(column)) return { code: 'NO_COLUMN', column };
  const bad = new Uint8Array(rows.length);
  for (const [i, row] of rows.entries()) {
    const value = plain(row[at]);
    if (!BAD.has(value) && !GOOD.has(value)) return { code: 'TARGET_VALUE', value, line: i + 2 };
    bad[i] = BAD.has(value) ? 1 : 0;
  }
  const named = Object.keys(features);
  const columns = new Map<string, Float64Array>();
  for (const [j, name] of header.entries()) {
    if (j === at || j === timeAt || ignore.includes(name)) continue;
    if (named.length > 0 && !named.includes(name)) continue;
    const values = numbersOf(rows, j);
    if (values !== undefined) columns.set(name, values);
  }
  if (columns.size === 0) return { code: 'NO_NUMBERS' };
  const times = timeAt < 0 ? undefined : rows.map((row) => (row[timeAt] ?? '').trim());
  return { columns, bad, times };
}

/** Undefined when the column holds something else than numbers. */
function numbersOf(rows: readonly (readonly string[])[], at: number): Float64Array | undefined {
  let [written, numeric] = [0, 0];
  const values = Float64Array.from(rows, (row) => {
    const text = plain(row[at]);
    if (UNKNOWN.has(text)) return Number.NaN;
    written += 1;
    const value = Number(text);
    if (Number.isNaN(value)) return Number.NaN;
    numeric += 1;
    return value;
  });
  return numeric > 0 && numeric >= written * NUMERIC_SHARE ? values : undefined;
}

function plain(cell: string | undefined): string {
  return (cell ?? '')
    .trim()
    .replace(/^b?'(.*)'$/, '$1')
    .toLowerCase();
}
