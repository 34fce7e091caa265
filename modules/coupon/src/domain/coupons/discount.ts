/**
 * What one coupon takes off the lines that are still to be paid. Never more than is left of a line; parts sum exactly
 * (largest remainder). Shares are rounded down to the fen.
 */
import { allocate, applyRatio } from '@guildhall/shared/amounts';
import { isEligible, sum } from '../granting/points.ts';
import type { CouponTemplate } from '../offers/coupon-template.ts';

export interface BasketLine {
  readonly lineId: string;
  readonly itemCode: string;
  readonly category: string;
  /** Decimal text. */
  readonly quantity: string;
  readonly amountMinor: bigint;
}

/** CNY minor units by line; lines that get nothing are absent. */
export type Discount = ReadonlyMap<string, bigint>;

/** `left`: what is still to be paid of each line. `storedMinor`: what is free of a stored value. */
export function discountOf(
  template: CouponTemplate,
  lines: readonly BasketLine[],
  left: ReadonlyMap<string, bigint>,
  storedMinor: bigint,
): Discount {
  const open = eligibleLines(template, lines).flatMap((line) => {
    const leftMinor = left.get(line.lineId) ?? 0n;
    return leftMinor > 0n ? [{ ...line, leftMinor }] : [];
  });
  const total = sum(open.map(({ leftMinor }) => leftMinor));
  const { value } = template;
  switch (value.kind) {
    case 'AMOUNT_OFF':
      return spread(least(BigInt(value.amountMinor), total), open);
    case 'STORED_VALUE':
      return spread(least(storedMinor, total), open);
    case 'PERCENT_OFF':
    case 'FEE_WAIVER': {
      const share = applyRatio(total, BigInt(value.shareBps), 10_000n, 'DOWN');
      return spread(capped(share, value.ceilingMinor), open);
    }
    case 'FREE_SERVICE':
    case 'GIFT':
    case 'ERRAND':
      return oneUnit(value.ceilingMinor, open);
  }
}

export function eligibleLines(
  template: CouponTemplate,
  lines: readonly BasketLine[],
): readonly BasketLine[] {
  return lines.filter((line) => isEligible(template, line));
}

type OpenLine = BasketLine & { readonly leftMinor: bigint };

function spread(amount: bigint, open: readonly OpenLine[]): Discount {
  if (amount <= 0n) return new Map();
  const parts = allocate(
    amount,
    open.map(({ leftMinor }) => leftMinor),
  );
  return new Map(
    open.flatMap(({ lineId }, index) => {
      const part = parts[index] ?? 0n;
      return part > 0n ? [[lineId, part] as const] : [];
    }),
  );
}

/** One unit of the line whose unit costs most; the earlier line where two cost the same. */
function oneUnit(ceilingMinor: string | null, open: readonly OpenLine[]): Discount {
  let best: { readonly lineId: string; readonly unit: bigint } | undefined;
  for (const line of open) {
    const unit = unitPrice(line);
    if (best === undefined || unit > best.unit) best = { lineId: line.lineId, unit };
  }
  if (best === undefined || best.unit <= 0n) return new Map();
  return new Map([[best.lineId, capped(best.unit, ceilingMinor)]]);
}

/** Rounded down; a fraction of a unit counts as the whole line. Quantities have at most six decimals here. */
function unitPrice({ quantity, leftMinor }: OpenLine): bigint {
  const millionths = BigInt(Math.round(Number(quantity) * 1_000_000));
  return millionths <= 1_000_000n ? leftMinor : (leftMinor * 1_000_000n) / millionths;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const capped = (amount: bigint, ceilingMinor: string | null): bigint =>
  ceilingMinor === null ? amount : least(amount, BigInt(ceilingMinor));
