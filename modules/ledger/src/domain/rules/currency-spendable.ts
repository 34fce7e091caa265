/** Measures such as spend or visits are earned and counted, never burned, held or sent. */
import type { Refusal } from '@guildhall/shared/outcome';
import { currencyNotSpendable } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const currencySpendable = ({ wallet }: Facts): Refusal | undefined =>
  wallet.currency.spendable ? undefined : currencyNotSpendable(wallet.currency.code);
