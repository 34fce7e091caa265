/** A suspended member neither earns nor burns. */
import type { Refusal } from '@guildhall/shared/outcome';
import { walletFrozen } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const walletNotFrozen = ({ wallet }: Facts): Refusal | undefined =>
  wallet.frozen ? walletFrozen() : undefined;

export const receiverNotFrozen = ({ receiver }: Facts): Refusal | undefined =>
  receiver?.frozen === true ? walletFrozen({}, ['toMemberId']) : undefined;
