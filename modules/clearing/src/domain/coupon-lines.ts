/** What coupons cost whom: their funders owe the company that honoured them, and get back what comes back. */
import type { CouponUse, HappeningOf } from './happenings.ts';
import { type Obligation, PROGRAMME } from './kinds.ts';
import { addFee, type Fees, feeLines, line, momentOf, noFees, owed } from './lines.ts';
import { add, EXACT_DECIMALS, Exact, roundedShares, type Shares } from './shares.ts';
import { COUPONS, type TermsBook } from './terms.ts';

/** A coupon honoured at a company: its funders owe that company the value given. */
export function couponRedeemed(
  coupon: HappeningOf<'COUPON_REDEEMED'>,
  book: TermsBook,
): Obligation[] {
  const exact = couponShares(coupon, coupon.valueMinor, book);
  return [
    ...owed(coupon, 'COUPON_REDEEMED', roundedShares(exact), coupon.redeemedAt),
    ...feeLines(coupon, couponFees(coupon, exact, book), false),
  ];
}

/**
 * A coupon taken back, wholly or in part. Each company gets back what its share of all that came back exceeds its share
 * of what had come back before, so that parts of any size sum to what was owed, to the fen. A share may shrink by a
 * fen on the way (largest remainder); that fen is owed the other way round.
 */
export function couponRestored(
  coupon: HappeningOf<'COUPON_RESTORED'>,
  book: TermsBook,
): Obligation[] {
  const inAll = BigInt(coupon.valueInAllMinor);
  const before = byCompany(couponShares(coupon, `${inAll - BigInt(coupon.valueMinor)}`, book));
  const after = byCompany(couponShares(coupon, coupon.valueInAllMinor, book));
  const exact = couponShares(coupon, coupon.valueMinor, book);
  const { redeemedAt } = coupon;
  const lines = [...exact].flatMap(([company, share]): Obligation[] => {
    if (company === redeemedAt) return [];
    const change = (after.get(company) ?? 0n) - (before.get(company) ?? 0n);
    const exactMinor = share.toFixed(EXACT_DECIMALS);
    return change >= 0n
      ? [line(coupon, 'COUPON_RESTORED', redeemedAt, company, { amountMinor: change, exactMinor })]
      : [
          line(coupon, 'COUPON_RESTORED', company, redeemedAt, {
            amountMinor: -change,
            exactMinor: share.neg().toFixed(EXACT_DECIMALS),
          }),
        ];
  });
  return [...lines, ...feeLines(coupon, couponFees(coupon, exact, book), true)];
}

/**
 * Whoever has left is succeeded from the moment of the redemption, which its id tells. What a successor does not pay, the
 * pool does.
 */
function couponShares(
  { funding, redemptionId }: CouponUse,
  valueMinor: string,
  book: TermsBook,
): Shares {
  const value = new Exact(valueMinor);
  const whole = funding.reduce((sum, { shareBps }) => sum + shareBps, 0);
  const usedAt = momentOf(redemptionId);
  const shares: Shares = new Map();
  for (const { subsidiary, shareBps } of funding) {
    const share = value.times(shareBps).div(whole);
    const payer = book.payerOf(subsidiary, usedAt);
    const theirs = share.times(payer.rate);
    add(shares, payer.company, theirs);
    if (!theirs.eq(share)) add(shares, PROGRAMME, share.minus(theirs));
  }
  return shares;
}

function couponFees(coupon: CouponUse, exact: Shares, book: TermsBook): Fees {
  const fees = noFees();
  const at = momentOf(coupon.redemptionId);
  for (const [company, value] of exact) {
    if (company === coupon.redeemedAt) continue;
    addFee(fees, company, value, book.between(company, coupon.redeemedAt, COUPONS, at));
  }
  return fees;
}

const byCompany = (exact: Shares): Map<string, bigint> =>
  new Map(roundedShares(exact).map(({ company, amountMinor }) => [company, amountMinor]));
