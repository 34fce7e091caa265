/** Points as money at the counter: what they pay, and the most of them that may. */
import { formatAmount } from '@guildhall/shared/amounts';
import type { Refusal } from '@guildhall/shared/outcome';
import { no } from '../rules/subject.ts';

export interface Tender {
  readonly currency: string;
  /** Decimals of the currency. */
  readonly scale: number;
  /** Whole points that pay for one CNY, decimal text with at most eight decimals. */
  readonly pointsPerCny: string;
  /** At most this share of what is left after coupons. */
  readonly maxShareBps: number;
}

const RATE_SCALE = 8;

export type Paid =
  | { readonly ok: true; readonly valueMinor: bigint }
  | { readonly ok: false; readonly refusal: Refusal };

/** Rounded down to the fen: points that do not make a whole fen pay nothing. */
export function payWithPoints(
  tender: Tender | undefined,
  points: {
    readonly currency: string;
    readonly amountMinor: bigint;
    /** What there is; not looked at when undefined. */
    readonly availableMinor?: bigint | undefined;
  },
  leftMinor: bigint,
): Paid {
  const path = ['points'];
  if (tender === undefined)
    return { ok: false, refusal: no('POINTS_NOT_TAKEN', { currency: points.currency }, path) };
  const rate = scaled(tender.pointsPerCny);
  // fen = points / 10^scale / rate * 100, with the rate scaled to an integer.
  const valueMinor =
    (points.amountMinor * 100n * 10n ** BigInt(RATE_SCALE)) / (10n ** BigInt(tender.scale) * rate);
  const mostMinor = (leftMinor * BigInt(tender.maxShareBps)) / 10_000n;
  const missingMinor = points.amountMinor - (points.availableMinor ?? points.amountMinor);
  if (valueMinor <= mostMinor && valueMinor > 0n)
    return missingMinor > 0n
      ? { ok: false, refusal: insufficient(points, missingMinor, tender.scale) }
      : { ok: true, valueMinor };
  const mostPoints =
    (mostMinor * 10n ** BigInt(tender.scale) * rate) / (100n * 10n ** BigInt(RATE_SCALE));
  return {
    ok: false,
    refusal: no('POINTS_EXCEED_SHARE', { most: formatAmount(mostPoints, tender.scale) }, path),
  };
}

function insufficient(
  { availableMinor = 0n }: { readonly availableMinor?: bigint | undefined },
  missingMinor: bigint,
  scale: number,
): Refusal {
  const available = formatAmount(availableMinor, scale);
  return no('POINTS_NOT_ENOUGH', { available, missing: formatAmount(missingMinor, scale) }, [
    'points',
  ]);
}

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, RATE_SCALE).padEnd(RATE_SCALE, '0'));
}
