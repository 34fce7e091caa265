import { formatAmount } from '@guildhall/shared/amounts';

/** Fen as decimal text in yuan. */
export const yuan = (minor: bigint): string => formatAmount(minor, 2);
