/** Funding terms: when they are well formed, and the one text that names equal terms. */
import type { InputProblem } from './input-problems.ts';
import type { Funding } from './values.ts';

const CODE = /^[a-z][a-z0-9_]{0,31}$/;
const PRICE = /^(0|[1-9]\d{0,11})(\.\d{1,8})?$/;
/** What companies settle in. A lot priced otherwise could never be cleared. */
const MONEY = 'CNY';
export const MOST_PAYERS = 32;

/** What is wrong with them, in words for a developer; undefined when nothing is. */
export function fundingProblem(funding: Funding): InputProblem | undefined {
  const { shares, pricePerPoint, priceCurrency } = funding;
  if (!Array.isArray(shares) || shares.length === 0 || shares.length > MOST_PAYERS) {
    return 'PAYERS';
  }
  for (const [index, { subsidiary, parts }] of shares.entries()) {
    if (!CODE.test(subsidiary)) return 'PAYER_CODE';
    if (!Number.isSafeInteger(parts) || parts <= 0) return 'PARTS';
    for (let before = 0; before < index; before += 1) {
      if (shares[before]?.subsidiary === subsidiary) return 'EACH_ONCE';
    }
  }
  if (typeof pricePerPoint !== 'string' || !PRICE.test(pricePerPoint)) {
    return 'PRICE';
  }
  if (priceCurrency !== MONEY) return 'MONEY';
  return undefined;
}

export function isSubsidiaryCode(code: unknown): code is string {
  return typeof code === 'string' && CODE.test(code);
}

/** Equal terms give equal text. */
export function canonicalFunding(funding: Funding): string {
  let text = '';
  for (const { subsidiary, parts } of funding.shares) text += `${subsidiary}:${parts},`;
  return `${text}${funding.pricePerPoint} ${funding.priceCurrency}`;
}
