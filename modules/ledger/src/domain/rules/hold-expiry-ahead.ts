/** A hold that would time out at once is refused. A rule and not validation: a replay after the expiry answers as before. */
import type { Refusal } from '@guildhall/shared/outcome';
import { holdExpiryPassed } from '../refusals.ts';
import type { Facts } from './facts.ts';

export const holdExpiryAhead = ({ book, holdUntil }: Facts): Refusal | undefined =>
  holdUntil !== undefined && holdUntil <= book.now ? holdExpiryPassed() : undefined;
