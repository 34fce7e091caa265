/** A household's member spends from the pool only with a right to, and within its monthly limit. */
import type { Refusal } from '@guildhall/shared/outcome';
import { spendingLimit, spendingRightMissing } from '../refusals.ts';
import type { Currency } from '../state.ts';

export type Right =
  | { readonly kind: 'NONE' | 'FULL' }
  | { readonly kind: 'LIMITED'; readonly perMonthMinor: bigint };

export function spendingRefusal(
  currency: Currency,
  right: Right | undefined,
  spent: bigint,
  amount: bigint,
): Refusal | undefined {
  if (right === undefined || right.kind === 'NONE') return spendingRightMissing();
  if (right.kind !== 'LIMITED' || spent + amount <= right.perMonthMinor) return undefined;
  return spendingLimit(currency, right.perMonthMinor, spent);
}
