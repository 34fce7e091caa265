/**
 * What can be known about a firm: every type of fact, its facet, the shape of its value, whether a firm has one or many
 * (told apart by `item`, such as a case number), how long it stays fresh, and whether it is about a natural person.
 * A fact of an unknown type, or with a value of another shape, is refused at the door.
 */
import { z } from 'zod';
import { CURRENCY_SCALES } from '../currencies.ts';

export const FACETS = ['BASIC', 'CREDIT', 'OPERATIONS', 'LITIGATION'] as const;
export type Facet = (typeof FACETS)[number];

const decimal = z.string().regex(/^-?(0|[1-9]\d{0,29})(\.\d{1,18})?$/, 'a plain decimal number');
const date = z.iso.date();
const currency = z.enum(Object.keys(CURRENCY_SCALES));
const text = z.string().trim().min(1).max(2_000);

const MONEY = z.strictObject({ amount: decimal, currency });
const NUMBER = z.strictObject({ number: z.number().finite() });
const TEXT = z.strictObject({ text });
const DATE = z.strictObject({ date });
const FLAG = z.strictObject({ flag: z.boolean() });
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.strictObject({ text: z.enum(values) });

export const FIRM_STATUSES = [
  'IN_BUSINESS',
  'SUSPENDED',
  'REVOKED',
  'DEREGISTERED',
  'LIQUIDATION',
  'BANKRUPT',
] as const;
export const CASE_ROLES = ['PLAINTIFF', 'DEFENDANT', 'THIRD_PARTY'] as const;
export const CASE_STAGES = ['FILED', 'FIRST_INSTANCE', 'APPEAL', 'RETRIAL', 'CLOSED'] as const;
export const CASE_OUTCOMES = [
  'PENDING',
  'WON',
  'LOST',
  'PARTLY_LOST',
  'SETTLED',
  'WITHDRAWN',
] as const;

/** Items of article 1: who could pay and did not is listed until he pays; the others for two years. */
export const DISHONESTY_GROUNDS = [
  'ABLE_BUT_UNWILLING',
  'OBSTRUCTION',
  'EVASION',
  'FALSE_PROPERTY_REPORT',
  'BREACH_OF_RESTRICTION',
  'BREACH_OF_SETTLEMENT',
] as const;

const DEFAULT_VALUE = z.strictObject({
  amount: decimal,
  currency,
  status: z.enum(['OPEN', 'SETTLED']),
  since: date.optional(),
  note: text.optional(),
});
const SHAREHOLDER = z.strictObject({
  name: text,
  code: z.string().max(40).optional(),
  naturalPerson: z.boolean().default(false),
  /** Basis points of the capital. */
  shareBps: z.number().int().min(0).max(10_000).optional(),
});
const OFFICER = z.strictObject({ name: text, role: text, personId: z.string().max(80).optional() });
const GUARANTEE = z.strictObject({
  amount: decimal,
  currency,
  counterparty: text,
  counterpartyCode: z.string().max(40).optional(),
});
const LEGAL_CASE = z.strictObject({
  role: z.enum(CASE_ROLES),
  cause: text,
  court: text.optional(),
  stage: z.enum(CASE_STAGES),
  outcome: z.enum(CASE_OUTCOMES).default('PENDING'),
  amount: decimal.optional(),
  currency: currency.optional(),
  filedOn: date.optional(),
});
const ENFORCEMENT = z.strictObject({
  amount: decimal,
  currency,
  court: text.optional(),
  openedOn: date,
  closedOn: date.optional(),
});
/**
 * Entries on a court's list. `endsOn` is the end as published; without one a dishonest-debtor entry ends by law (see
 * litigation/legal-ends.ts): its ground is the item of article 1 of 最高人民法院关于公布失信被执行人名单信息的若干规定.
 */
const COURT_LIST = z.strictObject({
  court: text.optional(),
  caseNo: z.string().trim().min(1).max(120).optional(),
  publishedOn: date,
  endsOn: date.optional(),
  /** The day the court took it off, whatever its term. */
  removedOn: date.optional(),
  ground: z.enum(DISHONESTY_GROUNDS).optional(),
  /** Years the court added for violence or several acts of bad faith. */
  extendedYears: z.number().int().min(1).max(3).optional(),
  note: text.optional(),
});
const STATEMENT = z.strictObject({
  period: z
    .string()
    .regex(/^\d{4}(-(Q[1-4]|H[12]))?$/, 'a year, a quarter (2025-Q3) or a half (2025-H1)'),
  currency,
  /** Captions of the standard chart (see statements/chart.ts), decimal amounts. */
  captions: z.record(z.string(), decimal),
  audited: z.boolean().default(false),
});

interface FactType {
  readonly facet: Facet;
  readonly value: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Several at a time, told apart by `item`. */
  readonly many?: true;
  /** Days after observation when the fact counts as stale, unless it names its own end. */
  readonly freshDays: number;
  /** About a natural person: masked by role, looked at on the record. */
  readonly personal?: true;
  /** Counts against the firm: may be disputed, and must be deleted in time where it is about a person. */
  readonly negative?: true;
  /** Part of what a complete survey of the facet holds. */
  readonly core?: true;
}

const YEAR = 365;

export const FACT_TYPES = {
  REGISTERED_NAME: { facet: 'BASIC', value: TEXT, freshDays: YEAR, core: true },
  FIRM_STATUS: { facet: 'BASIC', value: choice(FIRM_STATUSES), freshDays: 90, core: true },
  ESTABLISHED_ON: { facet: 'BASIC', value: DATE, freshDays: 20 * YEAR, core: true },
  REGISTERED_CAPITAL: { facet: 'BASIC', value: MONEY, freshDays: YEAR, core: true },
  PAID_IN_CAPITAL: { facet: 'BASIC', value: MONEY, freshDays: YEAR },
  LEGAL_REPRESENTATIVE: {
    facet: 'BASIC',
    value: TEXT,
    freshDays: YEAR,
    personal: true,
    core: true,
  },
  OFFICER: { facet: 'BASIC', value: OFFICER, freshDays: YEAR, many: true, personal: true },
  SHAREHOLDER: { facet: 'BASIC', value: SHAREHOLDER, freshDays: YEAR, many: true, personal: true },
  ADDRESS: { facet: 'BASIC', value: TEXT, freshDays: YEAR },
  PHONE: { facet: 'BASIC', value: TEXT, freshDays: YEAR, personal: true },
  BUSINESS_SCOPE: { facet: 'BASIC', value: TEXT, freshDays: YEAR },
  EXTERNAL_RATING: { facet: 'CREDIT', value: TEXT, freshDays: YEAR },
  BANK_LINE: { facet: 'CREDIT', value: MONEY, freshDays: 180, many: true, core: true },
  PAYMENT_DAYS_BEYOND_TERMS: { facet: 'CREDIT', value: NUMBER, freshDays: 180, core: true },
  DEFAULT: {
    facet: 'CREDIT',
    value: DEFAULT_VALUE,
    freshDays: 3 * YEAR,
    many: true,
    negative: true,
  },
  GUARANTEE_GIVEN: { facet: 'CREDIT', value: GUARANTEE, freshDays: YEAR, many: true },
  FINANCIAL_STATEMENT: { facet: 'OPERATIONS', value: STATEMENT, freshDays: 540, many: true },
  ANNUAL_REVENUE: { facet: 'OPERATIONS', value: MONEY, freshDays: 540, core: true },
  TAX_RATING: {
    facet: 'OPERATIONS',
    value: choice(['A', 'B', 'M', 'C', 'D']),
    freshDays: YEAR,
    core: true,
  },
  STAFF: { facet: 'OPERATIONS', value: NUMBER, freshDays: YEAR },
  PENALTY: { facet: 'OPERATIONS', value: MONEY, freshDays: 3 * YEAR, many: true, negative: true },
  LICENCE_REVOKED: { facet: 'OPERATIONS', value: FLAG, freshDays: YEAR, negative: true },
  NO_LITIGATION_FOUND: { facet: 'LITIGATION', value: FLAG, freshDays: 90, core: true },
  LEGAL_CASE: {
    facet: 'LITIGATION',
    value: LEGAL_CASE,
    freshDays: 2 * YEAR,
    many: true,
    negative: true,
  },
  ENFORCEMENT: {
    facet: 'LITIGATION',
    value: ENFORCEMENT,
    freshDays: 2 * YEAR,
    many: true,
    negative: true,
  },
  DISHONEST_DEBTOR: {
    facet: 'LITIGATION',
    value: COURT_LIST,
    freshDays: 2 * YEAR,
    many: true,
    negative: true,
  },
  RESTRICTION_ORDER: {
    facet: 'LITIGATION',
    value: COURT_LIST,
    freshDays: 2 * YEAR,
    many: true,
    negative: true,
  },
} as const satisfies Readonly<Record<string, FactType>>;

export type FactTypeCode = keyof typeof FACT_TYPES;
export const FACT_TYPE_CODES = Object.keys(FACT_TYPES) as readonly FactTypeCode[];

export type FactValue<C extends FactTypeCode> = z.output<(typeof FACT_TYPES)[C]['value']>;

export function isFactType(code: string): code is FactTypeCode {
  return Object.hasOwn(FACT_TYPES, code);
}

export function factType(code: FactTypeCode): FactType {
  return FACT_TYPES[code];
}

export type ReadFact =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: string };

/** A value of the type's shape, or what is wrong with it in one line. */
export function readFactValue(code: FactTypeCode, raw: unknown): ReadFact {
  const parsed = FACT_TYPES[code].value.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fault = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`)
    .join('; ');
  return { ok: false, fault };
}
