/** Amounts as the graph tells them: decimal text in the scale of their currency. */
import { formatAmount } from '@guildhall/shared/amounts';
import { scaleOfCurrency } from '../domain/currencies.ts';

export const amountText = (minor: bigint, currency: string): string =>
  formatAmount(minor, scaleOfCurrency(currency) ?? 2);
