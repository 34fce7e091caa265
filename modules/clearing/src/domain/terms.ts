/**
 * Funding terms: how one company pays for the points that it funds. Versions have an effective moment and never change.
 *
 * Which terms count for a point is decided by the moment its first lot was posted (it is inside the lot's id), so the
 * same facts give the same obligations in whatever order they arrive, and a change of terms touches new points only.
 */

import { Exact } from './shares.ts';

/** Stands for every counter-company that has no terms of its own. */
export const ANY = '*';
/** The "currency" of the terms that count for coupons. */
export const COUPONS = 'COUPON';

export const FUNDING_MODES = ['PAY_ON_ISSUE', 'PAY_ON_REDEEM', 'PREPAID'] as const;
export type FundingMode = (typeof FUNDING_MODES)[number];

export interface TermsVersion {
  /** Who funds; `programme` for what the pool pays to those who redeem. */
  readonly company: string;
  /** Where the points are redeemed; `*` anywhere. */
  readonly counterparty: string;
  /** Point currency, or `COUPON`. */
  readonly currency: string;
  /** RFC 3339; from this moment on. */
  readonly effectiveFrom: string;
  readonly mode: FundingMode;
  /** CNY per whole point, decimal text; null: what each lot says. */
  readonly pricePerPoint: string | null;
  /** Fee to the programme on the value cleared, basis points. */
  readonly serviceFeeBps: number;
  /** Tax on that fee, basis points. */
  readonly taxRateBps: number;
  /** What comes back of points paid for in advance that expire, basis points. */
  readonly breakageToFunderBps: number;
}

/** From a moment on somebody else pays for the points that a company funded. */
export interface RunOffRule {
  readonly company: string;
  readonly effectiveFrom: string;
  /** Another company, or `programme`. */
  readonly successor: string;
  /** What the successor pays of the value, decimal text; 1 is all of it. */
  readonly rate: string;
}

/** What is needed to compute obligations, and what a statement carries so that others can. */
export interface TermsInForce {
  readonly terms: readonly TermsVersion[];
  readonly runOffs: readonly RunOffRule[];
}

const DEFAULTS = {
  mode: 'PAY_ON_REDEEM',
  pricePerPoint: null,
  serviceFeeBps: 0,
  taxRateBps: 0,
  breakageToFunderBps: 10_000,
} as const;

/** Terms by company, counter-company, currency and moment. Pure; made from plain rows. */
export class TermsBook {
  readonly #versions = new Map<string, { readonly from: number; readonly terms: TermsVersion }[]>();
  readonly #runOffs = new Map<string, { readonly from: number; readonly rule: RunOffRule }[]>();

  constructor({ terms, runOffs }: TermsInForce) {
    for (const version of terms) {
      const key = keyOf(version.company, version.counterparty, version.currency);
      put(this.#versions, key, { from: Date.parse(version.effectiveFrom), terms: version });
    }
    for (const rule of runOffs) {
      put(this.#runOffs, rule.company, { from: Date.parse(rule.effectiveFrom), rule });
    }
  }

  /** What a company agreed for all its points; without any, it pays on redemption what each lot says. */
  general(company: string, currency: string, at: number): TermsVersion {
    return (
      this.#find(company, ANY, currency, at) ?? {
        company,
        counterparty: ANY,
        currency,
        effectiveFrom: new Date(0).toISOString(),
        ...DEFAULTS,
      }
    );
  }

  /** The terms with one counter-company, or the general ones. A price left open there is the general one's. */
  between(company: string, counterparty: string, currency: string, at: number): TermsVersion {
    const general = this.general(company, currency, at);
    const special = this.#find(company, counterparty, currency, at);
    if (special === undefined) return general;
    return { ...special, pricePerPoint: special.pricePerPoint ?? general.pricePerPoint };
  }

  /** Who pays for what this company funded, when it is used at this moment. */
  payerOf(company: string, at: number): { readonly company: string; readonly rate: string } {
    let payer = { company, rate: '1' };
    // A successor may have left as well; nobody succeeds twice.
    const seen = new Set<string>();
    while (!seen.has(payer.company)) {
      seen.add(payer.company);
      const rule = last(this.#runOffs.get(payer.company), at)?.rule;
      if (rule === undefined) break;
      // Of what the one before would have paid.
      const rate = new Exact(payer.rate).times(rule.rate).toFixed();
      payer = { company: rule.successor, rate };
    }
    return payer;
  }

  #find(
    company: string,
    counterparty: string,
    currency: string,
    at: number,
  ): TermsVersion | undefined {
    return last(this.#versions.get(keyOf(company, counterparty, currency)), at)?.terms;
  }
}

const keyOf = (company: string, counterparty: string, currency: string): string =>
  `${company}>${counterparty}>${currency}`;

function put<T extends { readonly from: number }>(
  map: Map<string, T[]>,
  key: string,
  item: T,
): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else {
    known.push(item);
    known.sort((a, b) => a.from - b.from);
  }
}

function last<T extends { readonly from: number }>(
  items: readonly T[] | undefined,
  at: number,
): T | undefined {
  return items?.findLast(({ from }) => from <= at);
}
