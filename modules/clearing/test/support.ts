/** Typed builders of happenings and terms, and arbitrary ones for properties. */
import { newId } from '@guildhall/shared/ids';
import fc from 'fast-check';
import type { FundedPoints, Happening, HappeningOf } from '../src/domain/happenings.ts';
import type { Obligation } from '../src/domain/kinds.ts';
import { owedFor } from '../src/domain/obligations.ts';
import { ANY, TermsBook, type TermsVersion } from '../src/domain/terms.ts';

export const DAY = 86_400_000;
export const START = new Date('2026-03-10T02:00:00Z');
export const COMPANIES = ['auto', 'logistics', 'property', 'retail'] as const;
export const at = (days: number): Date => new Date(START.getTime() + days * DAY);

export function lot(
  amountMinor: number | bigint,
  price: string,
  shares: Readonly<Record<string, number>>,
  earnedAt: Date = START,
): FundedPoints {
  return {
    lotId: newId('lot', earnedAt),
    amountMinor: String(amountMinor),
    funding: {
      shares: Object.entries(shares).map(([subsidiary, parts]) => ({ subsidiary, parts })),
      pricePerPoint: price,
      priceCurrency: 'CNY',
    },
  };
}

const sizeOf = (lots: readonly FundedPoints[]): string =>
  lots.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n).toString();

const common = (source: string, lots: readonly FundedPoints[], occurredAt: Date) => ({
  source,
  occurredAt: occurredAt.toISOString(),
  currency: 'POINT',
  scale: 0,
  pointsMinor: sizeOf(lots),
});

export const redeemed = (
  source: string,
  company: string,
  lots: readonly FundedPoints[],
  occurredAt: Date = START,
): HappeningOf<'REDEEMED'> => ({
  ...common(source, lots, occurredAt),
  kind: 'REDEEMED',
  company,
  lots,
});

export const restored = (
  source: string,
  company: string,
  lots: readonly FundedPoints[],
  occurredAt: Date = START,
  debtRepaidMinor = '0',
): HappeningOf<'RESTORED'> => ({
  ...common(source, lots, occurredAt),
  kind: 'RESTORED',
  company,
  originalOccurredAt: START.toISOString(),
  lots,
  debtRepaidMinor,
});

export const earned = (
  source: string,
  lots: readonly FundedPoints[],
  occurredAt: Date = START,
  debtRepaidMinor = '0',
): HappeningOf<'EARNED'> => ({
  ...common(source, lots, occurredAt),
  kind: 'EARNED',
  lots,
  debtRepaidMinor,
});

export const expired = (
  source: string,
  lots: readonly FundedPoints[],
  occurredAt: Date = START,
): HappeningOf<'EXPIRED'> => ({ ...common(source, lots, occurredAt), kind: 'EXPIRED', lots });

export const takenBack = (
  source: string,
  original: readonly FundedPoints[],
  lots: readonly FundedPoints[],
  occurredAt: Date = START,
): HappeningOf<'TAKEN_BACK'> => ({
  ...common(source, original, occurredAt),
  kind: 'TAKEN_BACK',
  original,
  lots,
});

export const terms = (
  company: string,
  mode: TermsVersion['mode'],
  over: Partial<TermsVersion> = {},
): TermsVersion => ({
  company,
  counterparty: ANY,
  currency: 'POINT',
  effectiveFrom: new Date(0).toISOString(),
  mode,
  pricePerPoint: null,
  serviceFeeBps: 0,
  taxRateBps: 0,
  breakageToFunderBps: 10_000,
  ...over,
});

export const bookOf = (...versions: readonly TermsVersion[]): TermsBook =>
  new TermsBook({ terms: versions, runOffs: [] });
export const NO_TERMS = bookOf();

export const linesFor = (happening: Happening, book: TermsBook = NO_TERMS): readonly Obligation[] =>
  owedFor(happening, book).lines;

export const shown = (lines: readonly Obligation[]): readonly string[] =>
  lines.map(
    ({ kind, debtor, creditor, amountMinor }) => `${kind} ${debtor}>${creditor} ${amountMinor}`,
  );

/** What each company gains, before or after rounding; zero is left out. Twelve decimals as whole numbers. */
export function netsOf(
  lines: readonly Pick<Obligation, 'debtor' | 'creditor' | 'amountMinor' | 'exactMinor'>[],
  exact = false,
): ReadonlyMap<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { debtor, creditor, amountMinor, exactMinor } of lines) {
    const amount = exact ? BigInt(exactMinor.replace('.', '')) : amountMinor;
    net.set(debtor, (net.get(debtor) ?? 0n) - amount);
    net.set(creditor, (net.get(creditor) ?? 0n) + amount);
  }
  return new Map([...net].filter(([, amount]) => amount !== 0n).sort());
}

const company = fc.constantFrom(...COMPANIES);

export const anyLot = fc
  .record({
    amount: fc.integer({ min: 1, max: 1_000_000 }),
    price: fc.constantFrom('0.01', '0.005', '0.0125', '0.33333333'),
    shares: fc.uniqueArray(fc.tuple(company, fc.integer({ min: 1, max: 10_000 })), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name,
    }),
    day: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ amount, price, shares, day }) => lot(amount, price, Object.fromEntries(shares), at(day)));
export const anyLots = fc.array(anyLot, { minLength: 1, maxLength: 4 });

export const anyTerms = fc
  .uniqueArray(
    fc.record({
      company: fc.constantFrom(...COMPANIES, 'programme'),
      mode: fc.constantFrom('PAY_ON_ISSUE' as const, 'PAY_ON_REDEEM' as const, 'PREPAID' as const),
      day: fc.integer({ min: 0, max: 100 }),
      pricePerPoint: fc.constantFrom(null, '0.009', '0.011'),
      serviceFeeBps: fc.constantFrom(0, 33, 250),
      taxRateBps: fc.constantFrom(0, 600),
      breakageToFunderBps: fc.constantFrom(0, 3_333, 10_000),
    }),
    { maxLength: 6, selector: ({ company: name, day }) => `${name}${day}` },
  )
  .map((versions) =>
    versions.map(({ day, company: name, mode, ...over }) =>
      terms(name, mode, { ...over, effectiveFrom: at(day).toISOString() }),
    ),
  );
