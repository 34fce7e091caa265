/** Captures of a hold never exceed what was authorized. */
import type { Refusal } from '@guildhall/shared/outcome';
import { holdExceeded } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const holdCovers = ({ wallet, hold, amount }: Facts): Refusal | undefined =>
  hold === undefined || hold.remaining >= amount
    ? undefined
    : holdExceeded(wallet.currency, hold.remaining, amount);
