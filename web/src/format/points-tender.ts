/** How many points may pay: as many as there are, within the tender's share of what is left after coupons. */
import { fromMinor, toMinor } from './decimal.ts';

export interface Tender {
  readonly currency: string;
  readonly pointsPerCny: string;
  readonly maxShareBps: number;
}

interface Balance {
  readonly available: string;
  readonly currency: { readonly code: string; readonly scale: number; readonly spendable: boolean };
}

export interface PointsOffer {
  readonly currency: string;
  /** As people read it. */
  readonly amount: string;
  /** In whole minor units of the currency. */
  readonly amountMinor: string;
  /** CNY. */
  readonly value: string;
}

const RATE_SCALE = 8;
const RATE_ONE = 10n ** BigInt(RATE_SCALE);

/** Undefined when not even one fen could be paid. Only whole fen are paid, so no point is given for nothing. */
export function mostPoints(
  balances: readonly Balance[],
  tenders: readonly Tender[],
  payable: string,
): PointsOffer | undefined {
  for (const { available, currency } of balances) {
    const tender = tenders.find((each) => each.currency === currency.code);
    if (!currency.spendable || tender === undefined) continue;
    const one = 10n ** BigInt(currency.scale);
    // Minor points for one fen, times RATE_ONE * 100.
    const rate = toMinor(tender.pointsPerCny, RATE_SCALE) * one;
    const most = (toMinor(payable) * BigInt(tender.maxShareBps)) / 10_000n;
    const affordable = (toMinor(available, currency.scale) * RATE_ONE * 100n) / rate;
    const fen = most < affordable ? most : affordable;
    if (fen <= 0n) continue;
    const minor = (fen * rate + RATE_ONE * 100n - 1n) / (RATE_ONE * 100n);
    return {
      currency: currency.code,
      amount: fromMinor(minor, currency.scale),
      amountMinor: minor.toString(),
      value: fromMinor(fen),
    };
  }
  return undefined;
}
