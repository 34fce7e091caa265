/** Where a currency has a ceiling, no earn or transfer lifts available and pending points above it. */
import type { Refusal } from '@guildhall/shared/outcome';
import { balanceCeiling } from '../refusals.ts';
import type { Wallet } from '../state.ts';
import type { Facts } from './facts.ts';

const above = (wallet: Wallet, amount: bigint): Refusal | undefined => {
  const { ceiling } = wallet.currency;
  if (ceiling === null || wallet.isHousehold) return undefined;
  return wallet.available + wallet.pending - wallet.debt + amount > ceiling
    ? balanceCeiling(wallet.currency, ceiling)
    : undefined;
};

export const withinBalanceCeiling = ({ wallet, amount }: Facts): Refusal | undefined =>
  above(wallet, amount);

export const withinReceiversCeiling = ({ receiver, amount }: Facts): Refusal | undefined =>
  receiver === undefined ? undefined : above(receiver, amount);
