/**
 * Several coupons on one basket: in which order they count, which may stand together, and which legal combination is
 * best for the customer.
 *
 * Order: free units first, then shares, then amounts, stored value last; within a kind by coupon id. Each counts on
 * what the ones before left. Legal: at most one of a group; an exclusive coupon alone; each takes something off.
 * Best: the most off; of equals the one that spends least stored value, since that is the customer's money; then the
 * fewer coupons, then the ones that expire first.
 */
import type { CouponFacts, CouponWithTemplate } from './coupon.ts';
import { freeValue } from './coupon.ts';
import { type BasketLine, type Discount, discountOf } from './discount.ts';

export interface Applied {
  readonly coupon: CouponFacts;
  readonly discount: Discount;
  readonly totalMinor: bigint;
}

export interface Combination {
  readonly applied: readonly Applied[];
  readonly discountMinor: bigint;
  /** What is left to pay of each line. */
  readonly left: ReadonlyMap<string, bigint>;
}

const ORDER = [
  ['FREE_SERVICE', 'GIFT', 'ERRAND'],
  ['PERCENT_OFF', 'FEE_WAIVER'],
  ['AMOUNT_OFF'],
  ['STORED_VALUE'],
];

/** More coupons than this, and only the ones that are worth most alone are weighed against each other. */
export const MAX_WEIGHED = 12;

export function applyAll(
  coupons: readonly CouponWithTemplate[],
  lines: readonly BasketLine[],
): Combination {
  const left = new Map(lines.map(({ lineId, amountMinor }) => [lineId, amountMinor]));
  const applied = [...coupons].sort(byOrder).map(({ coupon, template }): Applied => {
    const discount = discountOf(template, lines, left, freeValue(coupon));
    let totalMinor = 0n;
    for (const [lineId, amount] of discount) {
      left.set(lineId, (left.get(lineId) ?? 0n) - amount);
      totalMinor += amount;
    }
    return { coupon, discount, totalMinor };
  });
  return {
    applied,
    discountMinor: applied.reduce((all, { totalMinor }) => all + totalMinor, 0n),
    left,
  };
}

function byOrder(a: CouponWithTemplate, b: CouponWithTemplate): number {
  const rank = ({ template }: CouponWithTemplate): number =>
    ORDER.findIndex((kinds) => kinds.includes(template.value.kind));
  return rank(a) - rank(b) || (a.coupon.couponId < b.coupon.couponId ? -1 : 1);
}

/** The first coupon that may not stand with the others, and the one it cannot stand with. */
export function clashOf(
  coupons: readonly CouponWithTemplate[],
): { readonly coupon: CouponFacts; readonly with: CouponFacts } | undefined {
  const groups = new Map<string, CouponFacts>();
  for (const { coupon, template } of coupons) {
    const { group, exclusive } = template.combination;
    const other = coupons.find((one) => one.coupon.couponId !== coupon.couponId);
    if (exclusive && other !== undefined) return { coupon, with: other.coupon };
    const earlier = group === null ? undefined : groups.get(group);
    if (earlier !== undefined) return { coupon, with: earlier };
    if (group !== null) groups.set(group, coupon);
  }
  return undefined;
}

/** All of these coupons pass their own rules. */
export function bestCombination(
  coupons: readonly CouponWithTemplate[],
  lines: readonly BasketLine[],
): Combination {
  const weighed = mostWorth(coupons, lines);
  let best = applyAll([], lines);
  const choose = (from: number, chosen: readonly CouponWithTemplate[]): void => {
    const combination = applyAll(chosen, lines);
    const legal =
      clashOf(chosen) === undefined &&
      combination.applied.every(({ totalMinor }) => totalMinor > 0n);
    if (legal && isBetter(combination, best)) best = combination;
    for (let next = from; next < weighed.length; next += 1) {
      const candidate = weighed[next];
      if (candidate !== undefined && clashOf([...chosen, candidate]) === undefined)
        choose(next + 1, [...chosen, candidate]);
    }
  };
  choose(0, []);
  return best;
}

function mostWorth(
  coupons: readonly CouponWithTemplate[],
  lines: readonly BasketLine[],
): readonly CouponWithTemplate[] {
  if (coupons.length <= MAX_WEIGHED) return coupons;
  return coupons
    .map((one) => ({ one, worth: applyAll([one], lines).discountMinor }))
    .sort((a, b) =>
      a.worth === b.worth ? expiry(a.one) - expiry(b.one) : a.worth > b.worth ? -1 : 1,
    )
    .slice(0, MAX_WEIGHED)
    .map(({ one }) => one);
}

const expiry = ({ coupon }: { readonly coupon: CouponFacts }): number => coupon.expiresAt.getTime();

const storedValue = ({ applied }: Combination): bigint =>
  applied.reduce(
    (all, { coupon, totalMinor }) => (coupon.valueTotal > 0n ? all + totalMinor : all),
    0n,
  );

function isBetter(a: Combination, b: Combination): boolean {
  if (a.discountMinor !== b.discountMinor) return a.discountMinor > b.discountMinor;
  if (storedValue(a) !== storedValue(b)) return storedValue(a) < storedValue(b);
  if (a.applied.length !== b.applied.length) return a.applied.length < b.applied.length;
  const soonest = ({ applied }: Combination): string =>
    applied
      .map(({ coupon }) => `${coupon.expiresAt.toISOString()} ${coupon.couponId}`)
      .sort()
      .join();
  return soonest(a) < soonest(b);
}
