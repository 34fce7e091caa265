/**
 * Who owes whom for what happened: pure functions from published facts to obligations.
 *
 * Points are paid for when they are redeemed (pay on redeem): the companies that fund a lot owe its price to the
 * company that took the points. What one company funds itself is no obligation. Amounts are CNY fen.
 *
 * Invariants
 * - The value of a fact is rounded once (half up) and split by largest remainder, so the shares sum to it exactly.
 * - A reversal makes the same lines the other way round.
 * - `PROGRAMME` stands for the members' common pool: it pays for what a member owes until the member repays it.
 */
import { allocate } from '@guildhall/shared/amounts';
import { Decimal } from 'decimal.js';

/** The pool between the companies; carries members' debts. */
export const PROGRAMME = 'programme';

export const OBLIGATION_KINDS = [
  'POINTS_REDEEMED',
  'POINTS_RESTORED',
  'FUNDING_SHIFTED',
  'DEBT_REPAID',
  'COUPON_REDEEMED',
  'COUPON_RESTORED',
] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];

export interface Obligation {
  readonly source: string;
  readonly kind: ObligationKind;
  readonly debtor: string;
  readonly creditor: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Before rounding, as a decimal string of minor units. */
  readonly exactMinor: string;
  readonly occurredAt: string;
}

/** Part of a lot that was used, with who pays for it. Structurally the ledger's `LotFact`. */
export interface FundedPoints {
  readonly amountMinor: string;
  readonly funding: {
    readonly shares: readonly { readonly subsidiary: string; readonly parts: number }[];
    readonly pricePerPoint: string;
    readonly priceCurrency: string;
  };
}

interface Happening {
  readonly source: string;
  readonly occurredAt: string;
}

const Exact = Decimal.clone({ precision: 60 });
const FEN_PER_YUAN = 100;
/** Weights of a split keep this many decimals of a fen, far below anything that could change a largest remainder. */
const WEIGHT_DECIMALS = 12;

/** Minor units of money that each company pays for these points, before rounding. */
function exactShares(points: readonly FundedPoints[], scale: number): Map<string, Decimal> {
  const shares = new Map<string, Decimal>();
  for (const { amountMinor, funding } of points) {
    const value = new Exact(amountMinor)
      .div(new Exact(10).pow(scale))
      .times(funding.pricePerPoint)
      .times(FEN_PER_YUAN);
    const whole = funding.shares.reduce((sum, { parts }) => sum + parts, 0);
    for (const { subsidiary, parts } of funding.shares) {
      const share = value.times(parts).div(whole);
      shares.set(subsidiary, (shares.get(subsidiary) ?? new Exact(0)).plus(share));
    }
  }
  return shares;
}

interface Share {
  readonly company: string;
  readonly amountMinor: bigint;
  readonly exactMinor: string;
}

function roundedShares(exact: ReadonlyMap<string, Decimal>): Share[] {
  const paying = [...exact].filter(([, share]) => share.gt(0)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (paying.length === 0) return [];
  const total = paying.reduce((sum, [, share]) => sum.plus(share), new Exact(0));
  const rounded = BigInt(total.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0));
  const weights = paying.map(([, share]) =>
    BigInt(share.times(new Exact(10).pow(WEIGHT_DECIMALS)).toFixed(0)),
  );
  const amounts = allocate(rounded, weights);
  return paying.map(([company, share], index) => ({
    company,
    amountMinor: amounts[index] ?? 0n,
    exactMinor: share.toFixed(WEIGHT_DECIMALS),
  }));
}

function owed(
  happening: Happening,
  kind: ObligationKind,
  shares: readonly Share[],
  creditor: string,
  currency = 'CNY',
): Obligation[] {
  return shares
    .filter(({ company, amountMinor }) => company !== creditor && amountMinor > 0n)
    .map(({ company, amountMinor, exactMinor }) => ({
      ...happening,
      kind,
      debtor: company,
      creditor,
      currency,
      amountMinor,
      exactMinor,
    }));
}

function turned(obligations: readonly Obligation[], kind: ObligationKind): Obligation[] {
  return obligations.map((line) => ({
    ...line,
    kind,
    debtor: line.creditor,
    creditor: line.debtor,
  }));
}

/** Points redeemed at a company: the lots' funders owe it their price. */
export function ofRedeemedPoints(
  happening: Happening,
  redeemer: string,
  scale: number,
  lots: readonly FundedPoints[],
): Obligation[] {
  return owed(happening, 'POINTS_REDEEMED', roundedShares(exactShares(lots, scale)), redeemer);
}

/** A redemption taken back: the same lines the other way round, for the lots given back. */
export function ofRestoredPoints(
  happening: Happening,
  redeemer: string,
  scale: number,
  lots: readonly FundedPoints[],
): Obligation[] {
  return turned(ofRedeemedPoints(happening, redeemer, scale, lots), 'POINTS_RESTORED');
}

/**
 * An earn taken back after its points had been spent. What its lot had paid is now paid by the lots really taken, and
 * by the programme for what the member still owes: they owe the first funders.
 */
export function ofShiftedFunding(
  happening: Happening,
  scale: number,
  original: readonly FundedPoints[],
  taken: readonly FundedPoints[],
): Obligation[] {
  const before = exactShares(original, scale);
  const after = exactShares(taken, scale);
  const relieved = new Map<string, Decimal>();
  const charged = new Map<string, Decimal>();
  for (const company of new Set([...before.keys(), ...after.keys()])) {
    const change = (before.get(company) ?? new Exact(0)).minus(after.get(company) ?? new Exact(0));
    if (change.gt(0)) relieved.set(company, change);
    if (change.lt(0)) charged.set(company, change.neg());
  }
  // Everything goes through the pool: what one side pays and the other is owed need not match to the fen.
  return [
    ...turned(
      owed(happening, 'FUNDING_SHIFTED', roundedShares(relieved), PROGRAMME),
      'FUNDING_SHIFTED',
    ),
    ...owed(happening, 'FUNDING_SHIFTED', roundedShares(charged), PROGRAMME),
  ];
}

/** An earn that first repaid what the member owed: the new lot's funders pay the pool for that part. */
export function ofRepaidDebt(
  happening: Happening,
  scale: number,
  repaidMinor: string,
  lots: readonly FundedPoints[],
): Obligation[] {
  const [lot] = lots;
  if (lot === undefined || BigInt(repaidMinor) <= 0n) return [];
  const repaid = { ...lot, amountMinor: repaidMinor };
  return owed(happening, 'DEBT_REPAID', roundedShares(exactShares([repaid], scale)), PROGRAMME);
}

export interface RedeemedCoupon {
  readonly redeemedAt: string;
  readonly valueMinor: string;
  readonly funding: readonly { readonly subsidiary: string; readonly shareBps: number }[];
}

/** A coupon honoured at a company: its funders owe that company the value given. */
export function ofRedeemedCoupon(happening: Happening, coupon: RedeemedCoupon): Obligation[] {
  return owed(happening, 'COUPON_REDEEMED', couponShares(coupon), coupon.redeemedAt);
}

export interface RestoredCoupon extends RedeemedCoupon {
  /** Given back of this use in all, this time included. */
  readonly valueInAllMinor: string;
}

/**
 * A coupon taken back, wholly or in part. Each company gets back what its share of all that came back exceeds its share
 * of what had come back before, so that parts of any size sum to what was owed, to the fen. A share may shrink by a
 * fen on the way (largest remainder); that fen is owed the other way round.
 */
export function ofRestoredCoupon(happening: Happening, coupon: RestoredCoupon): Obligation[] {
  const inAll = BigInt(coupon.valueInAllMinor);
  const before = sharesByCompany({ ...coupon, valueMinor: `${inAll - BigInt(coupon.valueMinor)}` });
  const after = sharesByCompany({ ...coupon, valueMinor: `${inAll}` });
  const exact = new Map(couponShares(coupon).map((share) => [share.company, share.exactMinor]));
  const { redeemedAt } = coupon;
  return [...after].flatMap(([company, amount]): Obligation[] => {
    const change = amount - (before.get(company) ?? 0n);
    if (change === 0n || company === redeemedAt) return [];
    const [debtor, creditor] = change > 0n ? [redeemedAt, company] : [company, redeemedAt];
    const amountMinor = change > 0n ? change : -change;
    const exactMinor = exact.get(company) ?? amountMinor.toString();
    return [
      {
        ...happening,
        kind: 'COUPON_RESTORED',
        debtor,
        creditor,
        currency: 'CNY',
        amountMinor,
        exactMinor,
      },
    ];
  });
}

function couponShares({ funding, valueMinor }: RedeemedCoupon): Share[] {
  const value = new Exact(valueMinor);
  const whole = funding.reduce((sum, { shareBps }) => sum + shareBps, 0);
  return roundedShares(
    new Map(
      funding.map(({ subsidiary, shareBps }) => [subsidiary, value.times(shareBps).div(whole)]),
    ),
  );
}

function sharesByCompany(coupon: RedeemedCoupon): Map<string, bigint> {
  return new Map(couponShares(coupon).map(({ company, amountMinor }) => [company, amountMinor]));
}
