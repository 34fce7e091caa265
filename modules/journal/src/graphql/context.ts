/** Loaders of one operation: each asks once for all transactions on the page. */

import type { SharingAnswer } from '@guildhall/identity';
import { listLoaderOf, loaderOf } from '@guildhall/shared/graphql/index';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import DataLoader from 'dataloader';
import { mayRead } from '../application/visibility.ts';
import { type EffectRow, effectsOf } from '../storage/effects.ts';
import { type LineRow, linesOf, type ReversedLineRow, reversedLines } from '../storage/lines.ts';
import {
  type MemberPage,
  pagesOfMembers,
  reversalsOf,
  subsidiariesOf,
  type TransactionRow,
  transactionsById,
} from '../storage/transactions.ts';

export interface JournalContext extends RequestContext {
  readonly transactions: DataLoader<string, TransactionRow | null>;
  readonly lines: DataLoader<string, LineRow[]>;
  readonly effects: DataLoader<string, EffectRow[]>;
  readonly reversals: DataLoader<string, TransactionRow[]>;
  readonly reversedLines: DataLoader<string, ReversedLineRow[]>;
  readonly memberSubsidiaries: DataLoader<string, { memberId: string; subsidiary: string }[]>;
  readonly memberPages: DataLoader<MemberPage, TransactionRow[], string>;
  /** May this caller read transactions of (subsidiary, member)? */
  readonly sharing: DataLoader<
    { readonly subsidiary: string; readonly memberId: string | null },
    SharingAnswer,
    string
  >;
}

export function journalContext(
  kit: ModuleKit,
  request: RequestContext,
): Omit<JournalContext, keyof RequestContext> {
  const db = () => kit.db.sql();
  return {
    transactions: loaderOf(
      (ids: readonly string[]) => transactionsById(db(), ids),
      ({ id }) => id,
    ),
    lines: listLoaderOf(
      (ids: readonly string[]) => linesOf(db(), ids),
      ({ transactionId }) => transactionId,
    ),
    effects: listLoaderOf(
      (ids: readonly string[]) => effectsOf(db(), ids),
      ({ transactionId }) => transactionId,
    ),
    reversals: listLoaderOf(
      (ids: readonly string[]) => reversalsOf(db(), ids),
      ({ reversesId }) => reversesId ?? '',
    ),
    reversedLines: listLoaderOf(
      (ids: readonly string[]) => reversedLines(db(), ids),
      ({ reversalId }) => reversalId,
    ),
    memberSubsidiaries: listLoaderOf(
      (ids: readonly string[]) => subsidiariesOf(db(), ids),
      ({ memberId }) => memberId,
    ),
    memberPages: new DataLoader((pages) => pagesOfMembers(db(), pages), {
      cacheKeyFn: (page) => JSON.stringify(page),
    }),
    sharing: new DataLoader((subjects) => mayRead(kit, request.caller, subjects), {
      cacheKeyFn: ({ subsidiary, memberId }) => `${subsidiary}/${memberId ?? ''}`,
    }),
  };
}
