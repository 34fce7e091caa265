/**
 * Who owes whom for what happened: a pure function from a happening and the terms in force to obligations, and to draws
 * on prepaid packs. Amounts are CNY fen.
 *
 * Pay on issue: the funder pays the pool when points are issued, the pool pays whoever takes them, what expires goes
 * back by terms, and an earn taken back is paid back whole. Pay on redeem: the funders pay whoever takes the points.
 * Prepaid: as on issue, out of packs bought before. An offer's own shares are in each lot and always count; terms say
 * when and at what price the share is paid.
 *
 * Invariants
 * - A line has one debtor and one creditor, so over all companies the sum is zero.
 * - A value is rounded once and its parts sum to it; what rounding left is kept in `exactMinor` of each line.
 * - A reversal makes the same lines the other way round.
 */
import type { Decimal } from 'decimal.js';
import { couponRedeemed, couponRestored } from './coupon-lines.ts';
import type { CouponUse, FundedPoints, Happening, HappeningOf } from './happenings.ts';
import { type Obligation, PROGRAMME } from './kinds.ts';
import { addFee, type Fees, feeLines, line, momentOf, noFees, owed, turned } from './lines.ts';
import {
  ALL_BPS,
  add,
  EXACT_DECIMALS,
  Exact,
  FEN_PER_YUAN,
  roundedShares,
  type Shares,
} from './shares.ts';
import type { TermsBook } from './terms.ts';

/** Points that a company's packs cover: positive when issued, negative when they come back. */
export interface Draw {
  readonly source: string;
  readonly company: string;
  readonly currency: string;
  /** Minor units of the point currency with twelve decimals, signed. */
  readonly points: string;
  readonly occurredAt: string;
}

export interface Owed {
  readonly lines: readonly Obligation[];
  readonly draws: readonly Draw[];
}

export function owedFor(happening: Happening, book: TermsBook): Owed {
  switch (happening.kind) {
    case 'EARNED':
    case 'PUT_BACK':
      return joined(issued(happening, happening.lots, book, 1), debtRepaid(happening, book));
    case 'REMOVED':
      return issued(happening, happening.lots, book, -1);
    case 'REDEEMED':
      return { lines: redeemed(happening, happening.company, happening.lots, book), draws: [] };
    case 'RESTORED':
      // What is given back may at once have repaid a debt: that part is spent again, for the pool.
      return joined(
        { lines: redeemed(happening, happening.company, happening.lots, book, true), draws: [] },
        debtRepaid(happening, book),
      );
    case 'EXPIRED':
      return expired(happening, happening.lots, book);
    case 'TAKEN_BACK':
      return joined(
        issued(happening, happening.original, book, -1),
        shifted(happening, happening.original, happening.lots, book),
        expired(happening, happening.unexpired ?? [], book, true),
      );
    case 'SHIFTED':
      return joined(
        shifted(happening, happening.original, happening.lots, book),
        expired(happening, happening.unexpired ?? [], book, true),
        debtRepaid(happening, book),
      );
    case 'DEBT_REPAID':
      return debtRepaid(happening, book);
    case 'DEBT_RESTORED':
      return debtRestored(happening, book);
    case 'COUPON_REDEEMED':
      return { lines: couponRedeemed(happening, book), draws: [] };
    case 'COUPON_RESTORED':
      return { lines: couponRestored(happening, book), draws: [] };
    case 'DECIDED':
      return { lines: decided(happening), draws: [] };
  }
}

const joined = (...parts: readonly Owed[]): Owed => ({
  lines: oncePerPair(parts.flatMap(({ lines }) => lines)),
  draws: parts.flatMap(({ draws }) => draws),
});

/** Two parts of a happening may owe between the same two for the same reason: one line, each part rounded as it is. */
function oncePerPair(lines: readonly Obligation[]): Obligation[] {
  const byPair = new Map<string, Obligation>();
  for (const one of lines) {
    const key = `${one.kind} ${one.debtor}>${one.creditor}`;
    const known = byPair.get(key);
    const exact = new Exact(one.exactMinor).plus(known?.exactMinor ?? 0);
    byPair.set(key, {
      ...one,
      amountMinor: one.amountMinor + (known?.amountMinor ?? 0n),
      exactMinor: known === undefined ? one.exactMinor : exact.toFixed(EXACT_DECIMALS),
    });
  }
  return [...byPair.values()];
}

type PointsHappening = Exclude<Happening, CouponUse | HappeningOf<'DECIDED'>>;

interface FundedShare {
  readonly funder: string;
  readonly lot: FundedPoints;
  readonly at: number;
  /** Minor units of the point currency. */
  readonly pointsMinor: Decimal;
  /** Value in fen at a price per whole point. */
  readonly worth: (pricePerPoint: string) => Decimal;
}

function* sharesOf(lots: readonly FundedPoints[], scale: number): Generator<FundedShare> {
  for (const lot of lots) {
    const { shares, priceCurrency } = lot.funding;
    if (priceCurrency !== 'CNY')
      throw new RangeError(`Lot ${lot.lotId} is priced in ${priceCurrency}; clearing is in CNY`);
    const whole = shares.reduce((sum, { parts }) => sum + parts, 0);
    const at = momentOf(lot.lotId);
    for (const { subsidiary, parts } of shares) {
      const pointsMinor = new Exact(lot.amountMinor).times(parts).div(whole);
      const points = pointsMinor.div(new Exact(10).pow(scale));
      const worth = (price: string): Decimal => points.times(price).times(FEN_PER_YUAN);
      yield { funder: subsidiary, lot, at, pointsMinor, worth };
    }
  }
}

/** What is paid in advance for points issued, or paid back for points that are no more. */
function issued(
  happening: PointsHappening,
  lots: readonly FundedPoints[],
  book: TermsBook,
  sign: 1 | -1,
): Owed {
  const values: Shares = new Map();
  const draws: Shares = new Map();
  const fees = noFees();
  for (const { funder, lot, at, pointsMinor, worth } of sharesOf(lots, happening.scale)) {
    const terms = book.general(funder, happening.currency, at);
    if (funder === PROGRAMME || terms.mode === 'PAY_ON_REDEEM') continue;
    if (terms.mode === 'PREPAID') {
      add(draws, funder, pointsMinor.times(sign));
      continue;
    }
    const value = worth(terms.pricePerPoint ?? lot.funding.pricePerPoint);
    add(values, funder, value);
    addFee(fees, funder, value, terms);
  }
  const kind = sign === 1 ? 'POINTS_ISSUED' : 'ISSUE_RETURNED';
  const lines = owed(happening, kind, roundedShares(values), PROGRAMME);
  return {
    lines: [...(sign === 1 ? lines : turned(lines)), ...feeLines(happening, fees, sign === -1)],
    draws: drawsOf(happening, draws),
  };
}

function drawsOf(happening: PointsHappening, points: Shares): Draw[] {
  const { source, occurredAt, currency } = happening;
  return [...points]
    .filter(([, amount]) => !amount.isZero())
    .map(([company, amount]) => ({
      source,
      company,
      currency,
      points: amount.toFixed(EXACT_DECIMALS),
      occurredAt,
    }));
}

/**
 * Points taken at a company: their funders owe it the price, or the pool does where they were paid for in advance.
 * `back`: the same, the other way round.
 */
function redeemed(
  happening: HappeningOf<'REDEEMED'> | HappeningOf<'RESTORED'>,
  company: string,
  lots: readonly FundedPoints[],
  book: TermsBook,
  back = false,
): Obligation[] {
  const { currency, scale } = happening;
  const usedAt = Date.parse(
    happening.kind === 'RESTORED' ? happening.originalOccurredAt : happening.occurredAt,
  );
  const values: Shares = new Map();
  const fees = noFees();
  for (const { funder, lot, at, worth } of sharesOf(lots, scale)) {
    const general = book.general(funder, currency, at);
    const inAdvance = funder !== PROGRAMME && general.mode !== 'PAY_ON_REDEEM';
    const terms = book.between(inAdvance ? PROGRAMME : funder, company, currency, at);
    const price = terms.pricePerPoint ?? lot.funding.pricePerPoint;
    if (inAdvance) {
      add(values, PROGRAMME, worth(price));
      continue;
    }
    const payer = book.payerOf(funder, usedAt);
    const value = worth(price).times(payer.rate);
    add(values, payer.company, value);
    // Whoever takes the points gets their whole price: what a successor does not pay, the pool does.
    add(values, PROGRAMME, worth(price).minus(value));
    if (payer.company !== company) addFee(fees, payer.company, value, terms);
  }
  const kind = back ? 'POINTS_RESTORED' : 'POINTS_REDEEMED';
  const lines = owed(happening, kind, roundedShares(values), company);
  return [...(back ? turned(lines) : lines), ...feeLines(happening, fees, back)];
}

/**
 * Points that ended unused: what was paid for them in advance goes back as the terms say; the rest stays in the pool.
 * `back`: they have not ended after all.
 */
function expired(
  happening: PointsHappening,
  lots: readonly FundedPoints[],
  book: TermsBook,
  back = false,
): Owed {
  const values: Shares = new Map();
  const draws: Shares = new Map();
  const endedAt = Date.parse(happening.occurredAt);
  for (const { funder, lot, at, pointsMinor, worth } of sharesOf(lots, happening.scale)) {
    const terms = book.general(funder, happening.currency, at);
    if (funder === PROGRAMME || terms.mode === 'PAY_ON_REDEEM') continue;
    const part = new Exact(terms.breakageToFunderBps).div(ALL_BPS);
    const to = book.payerOf(funder, endedAt).company;
    if (terms.mode === 'PREPAID') add(draws, funder, pointsMinor.times(part).times(back ? 1 : -1));
    else add(values, to, worth(terms.pricePerPoint ?? lot.funding.pricePerPoint).times(part));
  }
  const lines = owed(happening, 'BREAKAGE_RETURNED', roundedShares(values), PROGRAMME);
  return {
    lines: back ? lines : turned(lines),
    draws: drawsOf(happening, draws),
  };
}

interface CostOfUse {
  /** By payer, fen. */
  readonly values: Shares;
  readonly fees: Fees;
}

/**
 * What these points cost those who pay on redemption, and their fees by their general terms: where the points were spent
 * is not known any more.
 */
function costOfUse(
  { currency, scale }: PointsHappening,
  lots: readonly FundedPoints[],
  book: TermsBook,
  usedAt: number,
): CostOfUse {
  const values: Shares = new Map();
  const fees = noFees();
  for (const { funder, lot, at, worth } of sharesOf(lots, scale)) {
    const terms = book.general(funder, currency, at);
    if (funder === PROGRAMME || terms.mode !== 'PAY_ON_REDEEM') continue;
    const payer = book.payerOf(funder, usedAt);
    const value = worth(terms.pricePerPoint ?? lot.funding.pricePerPoint).times(payer.rate);
    if (payer.company === PROGRAMME) continue;
    add(values, payer.company, value);
    addFee(fees, payer.company, value, terms);
  }
  return { values, fees };
}

/** What is in `one` beyond the other, company by company. */
function beyond(one: Shares, other: Shares): Shares {
  const rest: Shares = new Map();
  for (const [company, value] of one) {
    const more = value.minus(other.get(company) ?? 0);
    if (more.gt(0)) rest.set(company, more);
  }
  return rest;
}

const feesBeyond = (one: Fees, other: Fees): Fees => ({
  fee: beyond(one.fee, other.fee),
  tax: beyond(one.tax, other.tax),
});

/**
 * Points that had been spent turn out to be others. What the first lots had paid is now paid by those really taken, and
 * by the pool for what the member still owes; fees go the same way. Everything goes through the pool: what one side pays
 * and the other is owed need not match to the fen. Whoever had paid in advance for the lots taken has paid already.
 */
function shifted(
  happening: HappeningOf<'TAKEN_BACK'> | HappeningOf<'SHIFTED'>,
  original: readonly FundedPoints[],
  taken: readonly FundedPoints[],
  book: TermsBook,
): Owed {
  const usedAt = Date.parse(happening.occurredAt);
  const before = costOfUse(happening, original, book, usedAt);
  const after = costOfUse(happening, taken, book, usedAt);
  const relieved = roundedShares(beyond(before.values, after.values));
  const charged = roundedShares(beyond(after.values, before.values));
  return {
    lines: [
      ...turned(owed(happening, 'FUNDING_SHIFTED', relieved, PROGRAMME)),
      ...owed(happening, 'FUNDING_SHIFTED', charged, PROGRAMME),
      ...feeLines(happening, feesBeyond(before.fees, after.fees), true),
      ...feeLines(happening, feesBeyond(after.fees, before.fees), false),
    ],
    draws: [],
  };
}

/** Points that first repaid what the member owed: who pays on redemption pays the pool for that part, and the fee. */
function debtRepaid(
  happening: Extract<PointsHappening, { readonly debtRepaidMinor?: string }>,
  book: TermsBook,
): Owed {
  const { lots, debtRepaidMinor = '0' } = happening;
  const repaid = happening.repaid ?? firstOf(lots, BigInt(debtRepaidMinor));
  return repayment(happening, repaid, book, Date.parse(happening.occurredAt));
}

/** The repayment the other way round: whoever paid for it then is paid back. */
function debtRestored(happening: HappeningOf<'DEBT_RESTORED'>, book: TermsBook): Owed {
  const paidAt = Date.parse(happening.originalOccurredAt);
  return repayment(happening, happening.lots, book, paidAt, true);
}

function repayment(
  happening: PointsHappening,
  repaid: readonly FundedPoints[],
  book: TermsBook,
  paidAt: number,
  back = false,
): Owed {
  if (repaid.length === 0) return { lines: [], draws: [] };
  const { values, fees } = costOfUse(happening, repaid, book, paidAt);
  const lines = owed(happening, 'DEBT_REPAID', roundedShares(values), PROGRAMME);
  return {
    lines: [...(back ? turned(lines) : lines), ...feeLines(happening, fees, back)],
    draws: [],
  };
}

function firstOf(lots: readonly FundedPoints[], amountMinor: bigint): FundedPoints[] {
  const parts: FundedPoints[] = [];
  let left = amountMinor;
  for (const lot of lots) {
    if (left <= 0n) break;
    const whole = BigInt(lot.amountMinor);
    const part = whole < left ? whole : left;
    parts.push({ ...lot, amountMinor: part.toString() });
    left -= part;
  }
  return parts;
}

const decided = (happening: HappeningOf<'DECIDED'>): Obligation[] =>
  happening.lines.map(({ kind, debtor, creditor, amountMinor, exactMinor }) =>
    line(happening, kind, debtor, creditor, { amountMinor: BigInt(amountMinor), exactMinor }),
  );
