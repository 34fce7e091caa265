/** Fen as the API writes them: decimal text in yuan. */
import { formatAmount } from './amounts.ts';

export const yuan = (minor: bigint): string => formatAmount(minor, 2);
