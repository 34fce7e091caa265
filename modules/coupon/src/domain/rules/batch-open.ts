/** Codes can be used while their batch is ready: neither before all are made, nor when it is paused or closed. */
import { no, type WalletRule } from './subject.ts';

export const batchOpen: WalletRule = ({ coupon: { batchState } }) =>
  batchState === null || batchState === 'READY'
    ? undefined
    : no('COUPON_BATCH_NOT_OPEN', { state: batchState });
