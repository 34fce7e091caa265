/**
 * What a line of a file says, or why it cannot be taken over. Pure. Amounts are exact: quantity times unit price,
 * rounded half up to a whole fen once.
 */
import { parseAmount } from '@guildhall/shared/amounts';
import { isDate, startOfDay } from '@guildhall/shared/business-time';
import type { ColumnIndexes, Mapping } from './mapping.ts';

export interface StagedLine {
  readonly lineNo: number;
  readonly receiptNo: string;
  readonly customerNo: string;
  readonly storeCode: string;
  readonly at: Date;
  readonly productCode: string;
  readonly productName: string;
  readonly category: string;
  /** Negative: came back. */
  readonly quantityMilli: bigint;
  readonly priceMinor: bigint;
  readonly amountMinor: bigint;
}

export interface LineProblem {
  readonly lineNo: number;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

const QUANTITY_SCALE = 3;
const PRICE_SCALE = 6;
/** Price scale plus quantity scale, less the two decimals of a fen. */
const TO_FEN = 10n ** BigInt(PRICE_SCALE + QUANTITY_SCALE - 2);
const PRICE_TO_FEN = 10n ** BigInt(PRICE_SCALE - 2);
/** A million pieces; a hundred million yuan. What is more is a slip, and would not fit where sums are kept. */
const MAX_QUANTITY_MILLI = 1_000_000n * 1_000n;
const MAX_AMOUNT_MINOR = 10_000_000_000n;
const MAX_CODE = 64;
const MAX_NAME = 200;

/**
 * Problems, first wins: COLUMN_COUNT, CUSTOMER_MISSING, CUSTOMER_TOO_LONG, TIME_UNREADABLE, RECEIPT_UNREADABLE,
 * STORE_UNKNOWN, PRODUCT_MISSING, PRODUCT_TOO_LONG, QUANTITY_UNREADABLE, QUANTITY_ZERO, PRICE_UNREADABLE,
 * PRICE_NEGATIVE, VALUE_TOO_BIG.
 */
export class LineInterpreter {
  readonly #mapping: Mapping;
  readonly #at: ColumnIndexes;
  readonly #columns: number;
  readonly #readTime: (text: string) => Date | undefined;

  constructor(mapping: Mapping, at: ColumnIndexes, columns: number) {
    this.#mapping = mapping;
    this.#at = at;
    this.#columns = columns;
    this.#readTime = timeReader(mapping.time);
  }

  interpret(lineNo: number, fields: readonly string[]): StagedLine | LineProblem {
    if (fields.length !== this.#columns) {
      return {
        lineNo,
        code: 'COLUMN_COUNT',
        params: { found: fields.length, expected: this.#columns },
      };
    }
    const text = (index: number | undefined): string =>
      index === undefined ? '' : (fields[index] ?? '').trim();
    const customerNo = text(this.#at.customer);
    if (customerNo === '') return { lineNo, code: 'CUSTOMER_MISSING' };
    if (customerNo.length > MAX_CODE)
      return { lineNo, code: 'CUSTOMER_TOO_LONG', params: { max: MAX_CODE } };
    const at = this.#readTime(text(this.#at.at));
    if (at === undefined) return problem(lineNo, 'TIME_UNREADABLE', text(this.#at.at));
    const receiptNo = this.#receiptNo(text(this.#at.receipt), customerNo, at);
    if (receiptNo === undefined)
      return problem(lineNo, 'RECEIPT_UNREADABLE', text(this.#at.receipt));
    const storeCode = this.#storeCode(text(this.#at.store));
    if (storeCode === undefined) return problem(lineNo, 'STORE_UNKNOWN', text(this.#at.store));
    const productCode = text(this.#at.product);
    const productName = text(this.#at.productName) || productCode;
    if (productCode === '') return { lineNo, code: 'PRODUCT_MISSING' };
    if (productCode.length > MAX_CODE || productName.length > MAX_NAME) {
      return { lineNo, code: 'PRODUCT_TOO_LONG', params: { max: MAX_CODE } };
    }
    const worth = worthOf(lineNo, text(this.#at.quantity), text(this.#at.unitPrice));
    if ('code' in worth) return worth;
    const category = text(this.#at.category).slice(0, MAX_CODE) || this.#mapping.category;
    return {
      lineNo,
      receiptNo,
      customerNo,
      storeCode,
      at,
      productCode,
      productName,
      category,
      ...worth,
    };
  }

  #receiptNo(given: string, customerNo: string, at: Date): string | undefined {
    const { receiptPrefix, columns } = this.#mapping;
    const own = columns.receipt === undefined ? `${customerNo}-${compact(at)}` : given;
    const receiptNo = `${receiptPrefix}-${own}`;
    return own !== '' && /^[\x21-\x7e]{1,90}$/.test(receiptNo) ? receiptNo : undefined;
  }

  #storeCode(given: string): string | undefined {
    const { store, stores, columns } = this.#mapping;
    return columns.store === undefined ? store?.code : stores?.[given]?.code;
  }
}

const problem = (lineNo: number, code: string, found: string): LineProblem => ({
  lineNo,
  code,
  params: { found: found.slice(0, 60) },
});

/** `20101201T082600Z` */
const compact = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

type Worth = Pick<StagedLine, 'quantityMilli' | 'priceMinor' | 'amountMinor'>;

function worthOf(lineNo: number, quantityText: string, priceText: string): Worth | LineProblem {
  const quantityMilli = parseAmount(plain(quantityText), QUANTITY_SCALE);
  if (quantityMilli === undefined) return problem(lineNo, 'QUANTITY_UNREADABLE', quantityText);
  if (quantityMilli === 0n) return { lineNo, code: 'QUANTITY_ZERO' };
  const price = parseAmount(plain(priceText), PRICE_SCALE);
  if (price === undefined) return problem(lineNo, 'PRICE_UNREADABLE', priceText);
  if (price < 0n) return problem(lineNo, 'PRICE_NEGATIVE', priceText);
  const size = quantityMilli < 0n ? -quantityMilli : quantityMilli;
  const amountMinor = halfUp(size * price, TO_FEN);
  if (size > MAX_QUANTITY_MILLI || amountMinor > MAX_AMOUNT_MINOR) {
    return problem(lineNo, 'VALUE_TOO_BIG', `${quantityText} × ${priceText}`);
  }
  return { quantityMilli, priceMinor: halfUp(price, PRICE_TO_FEN), amountMinor };
}

/** Of what is not negative. */
const halfUp = (value: bigint, divisor: bigint): bigint => (value * 2n + divisor) / (divisor * 2n);

/** Spreadsheets write `+3`, `.5` and thousands separators now and then; a leading zero is no harm. */
function plain(text: string): string {
  const trimmed = text.replace(/^\+/, '').replace(/^(-?)\./, '$10.');
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(trimmed)
    ? trimmed.replaceAll(',', '')
    : trimmed;
  return grouped.replace(/^(-?)0+(?=\d)/, '$1');
}

const TOKENS: Readonly<Record<string, string>> = {
  yyyy: '(?<y>\\d{4})',
  M: '(?<M>\\d{1,2})',
  MM: '(?<M>\\d{2})',
  d: '(?<d>\\d{1,2})',
  dd: '(?<d>\\d{2})',
  H: '(?<H>\\d{1,2})',
  HH: '(?<H>\\d{2})',
  m: '(?<m>\\d{1,2})',
  mm: '(?<m>\\d{2})',
  s: '(?<s>\\d{1,2})',
  ss: '(?<s>\\d{2})',
};

function timeReader({ format, zone }: Mapping['time']): (text: string) => Date | undefined {
  if (format === 'ISO') return readIso;
  const source = format.replace(
    /yyyy|MM?|dd?|HH?|mm?|ss?|[^\w\s]/g,
    (token) => TOKENS[token] ?? `\\${token}`,
  );
  const pattern = new RegExp(`^${source}$`);
  const days = new Map<string, number>();
  return (text) => {
    const parts = pattern.exec(text)?.groups;
    if (parts === undefined) return undefined;
    const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0');
    const day = `${parts.y ?? '0000'}-${two(parts.M)}-${two(parts.d)}`;
    const [hour, minute, second] = [
      Number(parts.H ?? 0),
      Number(parts.m ?? 0),
      Number(parts.s ?? 0),
    ];
    if (!isDate(day) || hour > 23 || minute > 59 || second > 59) return undefined;
    const start = days.get(day) ?? startOfDay(day, zone).getTime();
    days.set(day, start);
    return new Date(start + ((hour * 60 + minute) * 60 + second) * 1_000);
  };
}

const ISO = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

function readIso(text: string): Date | undefined {
  const day = ISO.exec(text)?.[1];
  if (day === undefined || !isDate(day)) return undefined;
  const at = new Date(text.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? undefined : at;
}
