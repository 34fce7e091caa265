/** Transfers between members keep to the currency's limits, each and per giver and business day. */
import type { Refusal } from '@guildhall/shared/outcome';
import { transferDailyLimit, transferLimit } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const withinTransferLimit = ({ wallet, amount }: Facts): Refusal | undefined => {
  const limit = wallet.currency.transferLimit;
  return limit !== null && amount > limit ? transferLimit(wallet.currency, limit) : undefined;
};

export const withinDailyTransferLimit = ({
  wallet,
  amount,
  sentToday = 0n,
}: Facts): Refusal | undefined => {
  const limit = wallet.currency.transferDailyLimit;
  return limit !== null && sentToday + amount > limit
    ? transferDailyLimit(wallet.currency, limit, sentToday)
    : undefined;
};
