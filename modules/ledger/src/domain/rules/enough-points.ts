/** A member's available balance never goes below zero; points that are held, pending or owed cannot be spent. */
import type { Refusal } from '@guildhall/shared/outcome';
import { insufficientPoints } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const enoughPoints = ({ wallet, amount }: Facts): Refusal | undefined =>
  wallet.available >= amount
    ? undefined
    : insufficientPoints(wallet.currency, wallet.available, amount);
