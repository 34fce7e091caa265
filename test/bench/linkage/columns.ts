/**
 * Reads what the columns of any table of persons are and how to compare them: from the values alone, never from the
 * truth. So a table nobody prepared for is linked as well as one of the known ones.
 */
import type { BlockingKeys } from '../../../modules/identity/src/domain/linkage/blocking.ts';
import {
  type Comparison,
  MISSING,
  type Term,
} from '../../../modules/identity/src/domain/linkage/comparison.ts';
import {
  bigramDice,
  jaroWinkler,
  oneSlip,
} from '../../../modules/identity/src/domain/linkage/similarity.ts';

export type Row = Readonly<Record<string, string>>;
export type ColumnKind = 'TEXT' | 'DATE' | 'NUMBER' | 'EMAIL';
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The column a careless hand swaps it with: given name and family name. */
  readonly partner?: string;
}

const DATE = /^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})$|^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/;

export function columnsOf(rows: readonly Row[], names: readonly string[]): Column[] {
  const kinds = names.map((name) => ({ name, kind: kindOf(rows, name) }));
  const texts = kinds.filter(({ kind }) => kind === 'TEXT').map(({ name }) => name);
  const given = texts.find((name) => /given|first|fore/i.test(name));
  const family = texts.find((name) => /sur|last|family/i.test(name));
  return kinds.map((column) => {
    const partner = column.name === given ? family : column.name === family ? given : undefined;
    return partner === undefined ? column : { ...column, partner };
  });
}

function kindOf(rows: readonly Row[], name: string): ColumnKind {
  const values = rows.map((row) => row[name] ?? '').filter((value) => value !== '');
  const share = (test: (value: string) => boolean): number =>
    values.filter(test).length / Math.max(values.length, 1);
  if (share((value) => value.includes('@')) > 0.6) return 'EMAIL';
  if (share(isDate) > 0.7) return 'DATE';
  return share((value) => /^[\d\s-]+$/.test(value)) > 0.8 ? 'NUMBER' : 'TEXT';
}

function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year, month] = [Number(parts[1] ?? parts[6]), Number(parts[2] ?? parts[5])];
  return year > 1850 && year < 2100 && month >= 1 && month <= 31;
}

/** Lower case, one form of each letter, no punctuation; dates as eight digits. */
export function normalValue(kind: ColumnKind, raw: string): string {
  const text = raw.normalize('NFKC').trim().toLowerCase();
  if (kind === 'EMAIL') return text;
  if (kind === 'NUMBER') return text.replace(/\D/g, '');
  if (kind === 'DATE') {
    const parts = DATE.exec(text);
    if (parts === null) return text.replace(/\D/g, '');
    const [year, month, day] =
      parts[1] === undefined ? [parts[6], parts[5], parts[4]] : parts.slice(1);
    return `${year}${(month ?? '').padStart(2, '0')}${(day ?? '').padStart(2, '0')}`;
  }
  return text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .replace(/\s+/g, ' ');
}

export function comparisonsOf(columns: readonly Column[]): Comparison<Row>[] {
  const ways: Readonly<Record<ColumnKind, (column: Column) => Comparison<Row>>> = {
    DATE: dateComparison,
    NUMBER: numberComparison,
    EMAIL: emailComparison,
    TEXT: textComparison,
  };
  return columns.map((column) => ways[column.kind](column));
}

const both = (a: Row, b: Row, name: string): readonly [string, string] | undefined => {
  const [left, right] = [a[name] ?? '', b[name] ?? ''];
  return left === '' || right === '' ? undefined : [left, right];
};
const sameTerm = (name: string) => (level: number, a: Row) =>
  level === 0 ? ({ table: name, value: a[name] ?? '' } satisfies Term) : undefined;

function textComparison({ name, partner }: Column): Comparison<Row> {
  const crossed = (a: Row, b: Row): boolean => {
    if (partner === undefined) return false;
    const there = a[name] !== '' && jaroWinkler(a[name] ?? '', b[partner] ?? '') > 0.92;
    const back = b[name] !== '' && jaroWinkler(a[partner] ?? '', b[name] ?? '') > 0.92;
    return there && back;
  };
  return {
    field: name,
    levels: ['SAME', 'CLOSE', 'SIMILAR', 'CROSSED', 'DIFFERENT'],
    term: sameTerm(name),
    compare: (a, b) => {
      const pair = both(a, b, name);
      if (pair === undefined) return MISSING;
      const [left, right] = pair;
      if (left === right) return 0;
      const alike = jaroWinkler(left, right);
      if (alike >= 0.92 || oneSlip(left, right)) return 1;
      if (crossed(a, b)) return 3;
      return alike >= 0.83 || bigramDice(left, right) >= 0.6 ? 2 : 4;
    },
  };
}

function dateComparison({ name }: Column): Comparison<Row> {
  return {
    field: name,
    levels: ['SAME', 'ONE_SLIP', 'TWO_PARTS', 'ONE_PART', 'DIFFERENT'],
    compare: (a, b) => {
      const pair = both(a, b, name);
      if (pair === undefined) return MISSING;
      const [left, right] = pair;
      if (left === right) return 0;
      const swapped = left.slice(0, 4) + left.slice(6) + left.slice(4, 6);
      if (oneSlip(left, right) || swapped === right) return 1;
      const parts = [
        [0, 4],
        [4, 6],
        [6, 8],
      ].filter(([from, to]) => left.slice(from, to) === right.slice(from, to)).length;
      return parts === 2 ? 2 : parts === 1 ? 3 : 4;
    },
  };
}

function numberComparison({ name }: Column): Comparison<Row> {
  return {
    field: name,
    levels: ['SAME', 'ONE_SLIP', 'DIFFERENT'],
    term: sameTerm(name),
    compare: (a, b) => {
      const pair = both(a, b, name);
      if (pair === undefined) return MISSING;
      const [left, right] = pair;
      if (left === right) return 0;
      return Math.min(left.length, right.length) >= 2 && oneSlip(left, right) ? 1 : 2;
    },
  };
}

function emailComparison({ name }: Column): Comparison<Row> {
  const local = (value: string): string => value.slice(0, value.lastIndexOf('@'));
  return {
    field: name,
    levels: ['SAME', 'SAME_NAME', 'CLOSE', 'SIMILAR', 'DIFFERENT'],
    term: sameTerm(name),
    compare: (a, b) => {
      const pair = both(a, b, name);
      if (pair === undefined) return MISSING;
      const [left, right] = pair;
      if (left === right) return 0;
      if (local(left) === local(right)) return 1;
      const alike = jaroWinkler(left, right);
      return alike >= 0.93 || oneSlip(left, right) ? 2 : alike >= 0.83 ? 3 : 4;
    },
  };
}

/** Every value alone, and every two fields by what survives a slip: the beginning of a text, the year of a date. */
export function keysOf(columns: readonly Column[]): (row: Row) => BlockingKeys {
  const part = (row: Row, { name, kind }: Column): string | undefined => {
    const value = row[name] ?? '';
    if (value === '') return undefined;
    return kind === 'DATE' || kind === 'NUMBER' ? value.slice(0, 4) : value.slice(0, 3);
  };
  const crossed = columns.find(({ partner }) => partner !== undefined);
  return (row) => {
    const keys: (string | undefined)[] = columns.map(({ name }) => row[name] || undefined);
    for (const [at, first] of columns.entries()) {
      for (const second of columns.slice(at + 1)) {
        const [left, right] = [part(row, first), part(row, second)];
        keys.push(left === undefined || right === undefined ? undefined : `${left}|${right}`);
      }
    }
    const names = [row[crossed?.name ?? ''] ?? '', row[crossed?.partner ?? ''] ?? ''];
    keys.push(
      names.includes('')
        ? undefined
        : names
            .map((name) => name.slice(0, 3))
            .sort()
            .join('|'),
    );
    return keys;
  };
}

export function termsOf(columns: readonly Column[]): (row: Row) => readonly Term[] {
  return (row) =>
    columns.flatMap(({ name, kind }) =>
      kind === 'DATE' || (row[name] ?? '') === '' ? [] : [{ table: name, value: row[name] ?? '' }],
    );
}
