/** The rules of each operation. The order is the order in which refusals win. */
import type { Refusal } from '@guildhall/shared/outcome';
import { currencySpendable } from './currency-spendable.ts';
import { enoughPoints } from './enough-points.ts';
import type { Facts } from './facts.ts';
import { holdCovers } from './hold-covers.ts';
import { holdExpiryAhead } from './hold-expiry-ahead.ts';
import { holdOpen } from './hold-open.ts';
import { receiverNotFrozen, walletNotFrozen } from './wallet-not-frozen.ts';
import { withinBalanceCeiling, withinReceiversCeiling } from './within-balance-ceiling.ts';
import { withinIssuanceCeiling } from './within-issuance-ceiling.ts';
import { withinDailyTransferLimit, withinTransferLimit } from './within-transfer-limits.ts';

export type Rule = (facts: Facts) => Refusal | undefined;

export const EARN_RULES: readonly Rule[] = [
  walletNotFrozen,
  withinBalanceCeiling,
  withinIssuanceCeiling,
];
export const BURN_RULES: readonly Rule[] = [currencySpendable, walletNotFrozen, enoughPoints];
export const HOLD_RULES: readonly Rule[] = [
  currencySpendable,
  walletNotFrozen,
  holdExpiryAhead,
  enoughPoints,
];
/** What was authorized before a suspension may still be captured. */
export const CAPTURE_RULES: readonly Rule[] = [holdOpen, holdCovers];
export const RELEASE_RULES: readonly Rule[] = [holdOpen];
export const TRANSFER_RULES: readonly Rule[] = [
  currencySpendable,
  walletNotFrozen,
  receiverNotFrozen,
  withinTransferLimit,
  withinDailyTransferLimit,
  withinReceiversCeiling,
  enoughPoints,
];
/** Out of a household's pool into a member's own wallet; the right to spend is looked at before. */
export const DRAW_RULES: readonly Rule[] = [
  currencySpendable,
  receiverNotFrozen,
  withinReceiversCeiling,
  enoughPoints,
];
/** An operator may adjust a frozen wallet, but takes no more than is there. */
export const ADJUST_DOWN_RULES: readonly Rule[] = [enoughPoints];

export function firstRefusal(rules: readonly Rule[], facts: Facts): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule(facts);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
