/**
 * Points outstanding by company, month of expiry and age, at a moment, with what is expected never to be used.
 *
 * The points come from the ledger's own lots through its door, not from a copy built here out of events (ADR 16): the
 * ledger knows every lot as of every moment, holds and merges included, so liability and ledger cannot disagree.
 */
import type { LedgerDoor, OutstandingLots, PointFlow } from '@guildhall/ledger';
import { businessDay } from '@guildhall/shared/business-time';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  type BreakageEstimate,
  estimateBreakage,
  type Flow,
  monthNumber,
} from '../domain/breakage.ts';
import { add, Exact, FEN_PER_YUAN, roundHalfUp, type Shares } from '../domain/shares.ts';
import { TermsBook } from '../domain/terms.ts';
import { termsInForce } from '../storage/terms.ts';
import { ownCompany } from './access.ts';

const SELF: Principal = { kind: 'module', name: 'clearing' };

export interface LiabilityQuery {
  readonly currency: string;
  readonly asOf?: Date | undefined;
}

export interface LiabilityRow {
  readonly company: string;
  /** `YYYY-MM`; null: never ends. */
  readonly expiryMonth: string | null;
  /** Whole months since issue. */
  readonly ageMonths: number;
  /** Points, decimal text in whole points; shares of lots may be fractions. */
  readonly points: string;
  /** At the price of the terms, or of the lot; CNY fen, half up. */
  readonly valueMinor: bigint;
}

export interface Liability {
  readonly currency: string;
  readonly asOf: Date;
  readonly rows: readonly LiabilityRow[];
  readonly points: string;
  readonly valueMinor: bigint;
  readonly breakage: BreakageEstimate;
  /** Value less expected breakage, and less the least and the most of it that is likely. */
  readonly expectedMinor: bigint;
  readonly expectedLowMinor: bigint;
  readonly expectedHighMinor: bigint;
}

export async function readLiability(
  kit: ModuleKit,
  caller: Principal,
  { currency, asOf = kit.clock.now() }: LiabilityQuery,
): Promise<Outcome<Liability>> {
  const own = ownCompany(caller);
  const { lots, flows, scale } = await pointsOf(kit, currency, asOf);
  const book = new TermsBook(await termsInForce(kit.db.sql()));
  const month = businessDay(asOf).slice(0, 7);
  const rows = rowsOf(lots, scale, book, currency, month).filter(
    ({ company }) => own === undefined || company === own,
  );
  const breakage = breakageOf(flows, ofCompany(lots, own), month);
  const valueMinor = rows.reduce((sum, row) => sum + row.valueMinor, 0n);
  const less = (rate: number): bigint =>
    roundHalfUp(new Exact(valueMinor.toString()).times(new Exact(1).minus(rate)));
  return accept({
    currency,
    asOf,
    rows,
    points: rows.reduce((sum, row) => sum.plus(row.points), new Exact(0)).toFixed(),
    valueMinor,
    breakage,
    expectedMinor: less(breakage.rate),
    expectedLowMinor: less(breakage.high),
    expectedHighMinor: less(breakage.low),
  });
}

export interface PointsOfCurrency {
  readonly scale: number;
  readonly lots: readonly OutstandingLots[];
  readonly flows: readonly PointFlow[];
}

export async function pointsOf(
  kit: ModuleKit,
  currency: string,
  asOf: Date,
): Promise<PointsOfCurrency> {
  const ledger = kit.doors.get<LedgerDoor>('ledger');
  const query = { currency, asOf };
  const lots = valueOrThrow(await ledger.outstandingLots(SELF, query));
  const flows = valueOrThrow(await ledger.pointFlows(SELF, query));
  const currencies = valueOrThrow(await ledger.currencies(SELF, {}));
  return { lots, flows, scale: currencies.find(({ code }) => code === currency)?.scale ?? 0 };
}

/** A company's part of something that several fund. */
export function partOf(company: string, { shares }: OutstandingLots['funding']): number {
  const whole = shares.reduce((sum, { parts }) => sum + parts, 0);
  return (shares.find(({ subsidiary }) => subsidiary === company)?.parts ?? 0) / whole;
}

const ofCompany = (
  lots: readonly OutstandingLots[],
  company: string | undefined,
): readonly OutstandingLots[] =>
  company === undefined ? lots : lots.filter(({ funding }) => partOf(company, funding) > 0);

export function breakageOf(
  flows: readonly PointFlow[],
  lots: readonly OutstandingLots[],
  asOfMonth: string,
): BreakageEstimate {
  return estimateBreakage(
    flows.map(
      (flow): Flow => ({
        earnedMonth: flow.earnedMonth,
        month: flow.month,
        issued: Number(flow.issuedMinor),
        redeemed: Number(flow.redeemedMinor),
        expired: Number(flow.expiredMinor),
        withdrawn: Number(flow.withdrawnMinor),
      }),
    ),
    lots.map(({ earnedMonth, expiryMonth, amountMinor }) => ({
      earnedMonth,
      expiryMonth,
      points: Number(amountMinor),
    })),
    asOfMonth,
  );
}

/** Values of one company are rounded row by row (half up); points are exact. */
function rowsOf(
  lots: readonly OutstandingLots[],
  scale: number,
  book: TermsBook,
  currency: string,
  month: string,
): LiabilityRow[] {
  const points: Shares = new Map();
  const values: Shares = new Map();
  for (const { funding, earnedMonth, expiryMonth, amountMinor } of lots) {
    const whole = funding.shares.reduce((sum, { parts }) => sum + parts, 0);
    const issuedAt = Date.parse(`${earnedMonth}-28T00:00:00Z`);
    const age = Math.max(0, monthNumber(month) - monthNumber(earnedMonth));
    for (const { subsidiary, parts } of funding.shares) {
      const price =
        book.general(subsidiary, currency, issuedAt).pricePerPoint ?? funding.pricePerPoint;
      const share = new Exact(amountMinor.toString())
        .times(parts)
        .div(whole)
        .div(new Exact(10).pow(scale));
      const key = JSON.stringify([subsidiary, expiryMonth, age]);
      add(points, key, share);
      add(values, key, share.times(price).times(FEN_PER_YUAN));
    }
  }
  return [...points]
    .map(([key, share]) => {
      const [company, expiryMonth, ageMonths] = JSON.parse(key) as [string, string | null, number];
      const valueMinor = roundHalfUp(values.get(key) ?? new Exact(0));
      return { company, expiryMonth, ageMonths, points: share.toFixed(), valueMinor };
    })
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const sortKey = ({ company, expiryMonth, ageMonths }: LiabilityRow): string =>
  `${company} ${expiryMonth ?? '9999-99'} ${String(ageMonths).padStart(5, '0')}`;
