/** The mapping of an import as a person sees it: one meaning for each column of the file, and back. */

interface Part {
  readonly column?: string;
  readonly times?: number;
  readonly words?: Readonly<Record<string, string>>;
  readonly constant?: string | number | boolean;
  readonly type?: 'text' | 'number' | 'flag';
}

export interface FactMapping {
  readonly type: string;
  readonly value: Readonly<Record<string, Part>>;
  readonly when?: string;
}

export interface Mapping {
  readonly uscc?: string;
  readonly name?: string;
  readonly observedAt?: string;
  readonly facts?: readonly FactMapping[];
}

/** What a column may mean: who the firm is, when it was seen, or a fact. */
export const IDENTITY_MEANINGS = ['uscc', 'name', 'observedAt'] as const;
const MONEY = ['REGISTERED_CAPITAL', 'PAID_IN_CAPITAL', 'ANNUAL_REVENUE'];
const NUMBERS = ['STAFF', 'PAYMENT_DAYS_BEYOND_TERMS'];
const TEXTS = [
  'LEGAL_REPRESENTATIVE',
  'ADDRESS',
  'PHONE',
  'BUSINESS_SCOPE',
  'TAX_RATING',
  'EXTERNAL_RATING',
];
export const FACT_MEANINGS = [...MONEY, 'FIRM_STATUS', 'ESTABLISHED_ON', ...TEXTS, ...NUMBERS];

const TEN_THOUSAND = 10_000;
const STATUS_WORDS: Readonly<Record<string, string>> = {
  存续: 'IN_BUSINESS',
  在业: 'IN_BUSINESS',
  开业: 'IN_BUSINESS',
  停业: 'SUSPENDED',
  吊销: 'REVOKED',
  注销: 'DEREGISTERED',
  清算: 'LIQUIDATION',
  破产: 'BANKRUPT',
};

/** The meaning of a column: a name of the above, or undefined when it is left out. */
export function meaningOf(mapping: Mapping, column: string): string | undefined {
  const identity = IDENTITY_MEANINGS.find((name) => mapping[name] === column);
  return identity ?? mapping.facts?.find((fact) => columnOf(fact) === column)?.type;
}

const columnOf = ({ value, when }: FactMapping): string | undefined =>
  when ?? Object.values(value).find((part) => part.column !== undefined)?.column;

export const isInTenThousands = (mapping: Mapping, column: string): boolean =>
  mapping.facts?.some(
    (fact) => columnOf(fact) === column && fact.value.amount?.times === TEN_THOUSAND,
  ) === true;

/** The same mapping with another meaning for this column; a meaning belongs to one column only. */
export function withMeaning(
  mapping: Mapping,
  column: string,
  meaning: string | undefined,
): Mapping {
  const facts = (mapping.facts ?? []).filter(
    (fact) => columnOf(fact) !== column && fact.type !== meaning,
  );
  const { uscc, name, observedAt, ...rest } = mapping;
  const identity = Object.fromEntries(
    Object.entries({ uscc, name, observedAt }).filter(
      ([key, value]) => value !== undefined && value !== column && key !== meaning,
    ),
  );
  if (meaning === undefined) return { ...rest, ...identity, facts };
  if ((IDENTITY_MEANINGS as readonly string[]).includes(meaning))
    return { ...rest, ...identity, facts, [meaning]: column };
  return { ...rest, ...identity, facts: [...facts, factOf(meaning, column)] };
}

function factOf(type: string, column: string): FactMapping {
  if (MONEY.includes(type)) {
    const times = /万/.test(column) ? TEN_THOUSAND : 1;
    return {
      type,
      value: { amount: { column, times }, currency: { constant: 'CNY' } },
      when: column,
    };
  }
  if (NUMBERS.includes(type))
    return { type, value: { number: { column, type: 'number' } }, when: column };
  if (type === 'ESTABLISHED_ON') return { type, value: { date: { column } }, when: column };
  const words = type === 'FIRM_STATUS' ? { words: STATUS_WORDS } : {};
  return { type, value: { text: { column, ...words } }, when: column };
}

/** Whether a file of these columns needs no mapping: one fact a row. */
export const isStandard = (columns: readonly string[]): boolean =>
  columns.includes('type') && columns.includes('uscc');

/** What the server is sent; undefined for the standard columns. */
export function sendable(mapping: Mapping, columns: readonly string[]): Mapping | undefined {
  return isStandard(columns) ? undefined : mapping;
}

export const isUsable = (mapping: Mapping, columns: readonly string[]): boolean =>
  isStandard(columns) ||
  (mapping.uscc !== undefined && mapping.name !== undefined && (mapping.facts ?? []).length > 0);
