/** A subsidiary with a prepaid pack issues no more than the pack holds. Exact: its account row is locked. */
import type { Refusal } from '@guildhall/shared/outcome';
import { issuanceCeiling } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const withinIssuanceCeiling = ({
  book,
  account,
  amount,
}: Pick<Facts, 'book' | 'account' | 'amount'>): Refusal | undefined => {
  const limit = account === undefined ? undefined : book.limited.get(account.id);
  if (limit === undefined || limit.issued + amount <= limit.ceiling) return undefined;
  return issuanceCeiling(limit.currency, limit.ceiling, limit.issued);
};
