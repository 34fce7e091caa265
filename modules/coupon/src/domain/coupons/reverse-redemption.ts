/**
 * What goes back when lines that were paid with coupons or points come back. Everything is counted from how much of
 * each line has come back in all, so that any order of partial returns ends in the same state; shares are rounded
 * down until the line is whole.
 */
import { applyRatio } from '@guildhall/shared/amounts';

export interface PaidLine {
  /** null: paid with points. */
  readonly couponId: string | null;
  readonly lineId: string;
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly returnedMinor: bigint;
  readonly reversedMinor: bigint;
}

export interface Paid {
  readonly lines: readonly PaidLine[];
  readonly pointsMinor: bigint;
  readonly pointsReversedMinor: bigint;
}

export interface CouponGivenBack {
  readonly couponId: string;
  /** CNY minor units that this reversal gives back. */
  readonly valueMinor: bigint;
  /** With all reversals of this redemption before it. */
  readonly valueInAllMinor: bigint;
  /** Nothing of what it paid is left with this reversal: the use itself comes back. */
  readonly whole: boolean;
}

export interface RedemptionReversed {
  readonly lines: readonly PaidLine[];
  readonly coupons: readonly CouponGivenBack[];
  /** Points in minor units that this reversal gives back. */
  readonly pointsBackMinor: bigint;
  readonly pointsReversedMinor: bigint;
}

/** `returnedInAll`: by line, CNY minor units of its price; 'WHOLE' when everything is undone. Never goes backwards. */
export function reverseRedemption(
  paid: Paid,
  returnedInAll: ReadonlyMap<string, bigint> | 'WHOLE',
): RedemptionReversed {
  const lines = paid.lines.map((line): PaidLine => {
    const told =
      returnedInAll === 'WHOLE' ? line.amountMinor : (returnedInAll.get(line.lineId) ?? 0n);
    const capped = told > line.amountMinor ? line.amountMinor : told;
    const returnedMinor = capped > line.returnedMinor ? capped : line.returnedMinor;
    const reversedMinor =
      returnedMinor === line.amountMinor
        ? line.discountMinor
        : applyRatio(line.discountMinor, returnedMinor, line.amountMinor, 'DOWN');
    return { ...line, returnedMinor, reversedMinor };
  });
  const pointsReversedMinor = pointsBack(paid, lines);
  return {
    lines,
    coupons: couponsBack(paid.lines, lines),
    pointsBackMinor: pointsReversedMinor - paid.pointsReversedMinor,
    pointsReversedMinor,
  };
}

function pointsBack(paid: Paid, lines: readonly PaidLine[]): bigint {
  const byPoints = lines.filter(({ couponId }) => couponId === null);
  const value = total(byPoints, 'discountMinor');
  const back = total(byPoints, 'reversedMinor');
  if (value === 0n) return paid.pointsReversedMinor;
  return back === value ? paid.pointsMinor : applyRatio(paid.pointsMinor, back, value, 'DOWN');
}

function couponsBack(
  before: readonly PaidLine[],
  after: readonly PaidLine[],
): readonly CouponGivenBack[] {
  const ids = [...new Set(after.flatMap(({ couponId }) => couponId ?? []))];
  return ids.flatMap((couponId) => {
    const was = before.filter((line) => line.couponId === couponId);
    const is = after.filter((line) => line.couponId === couponId);
    const valueInAllMinor = total(is, 'reversedMinor');
    const valueMinor = valueInAllMinor - total(was, 'reversedMinor');
    if (valueMinor === 0n) return [];
    const whole = valueInAllMinor === total(is, 'discountMinor');
    return [{ couponId, valueMinor, valueInAllMinor, whole }];
  });
}

function total(lines: readonly PaidLine[], field: 'discountMinor' | 'reversedMinor'): bigint {
  return lines.reduce((all, line) => all + line[field], 0n);
}
