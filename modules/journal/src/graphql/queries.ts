/** Queries of the journal: transactions by id and by filter. */

import {
  argsOf,
  type Builder,
  type Connection,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
  type Types,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { subsidiaryOf } from '@guildhall/shared/principal';
import type { ObjectRef } from '@pothos/core';
import { z } from 'zod';
import { seesEverything } from '../application/visibility.ts';
import {
  listTransactions,
  type TransactionFilter,
  type TransactionRow,
} from '../storage/transactions.ts';
import type { JournalContext } from './context.ts';
import { EffectsStatus } from './enums.ts';

type B = Builder<JournalContext>;
export type TransactionRef = ObjectRef<Types<JournalContext>, TransactionRow>;
export type TransactionConnectionRef = ObjectRef<Types<JournalContext>, Connection<TransactionRow>>;

const codes = z.array(z.string().min(1).max(64)).max(50).optional();

const filterSchema = z.object({
  subsidiaries: codes.describe('Only these companies.'),
  kinds: codes.describe('Only these kinds.'),
  memberId: idInput('mem').optional().describe('Only of this member.'),
  storeCode: z.string().max(64).optional().describe('Only at this place.'),
  occurredFrom: dateTimeInput().optional().describe('Only from this moment on.'),
  occurredBefore: dateTimeInput().optional().describe('Only before this moment.'),
  effects: EffectsStatus.optional().describe('Only with effects in this state.'),
});
export type FilterInput = z.output<typeof filterSchema>;

export function transactionFilterInput(builder: B) {
  return inputType(builder, 'TransactionFilter', filterSchema);
}

export function toFilter(input: FilterInput | null | undefined): TransactionFilter {
  return {
    ...(input?.subsidiaries === undefined ? {} : { subsidiaries: input.subsidiaries }),
    ...(input?.kinds === undefined ? {} : { kinds: input.kinds }),
    ...(input?.memberId === undefined ? {} : { memberIds: [input.memberId] }),
    ...(input?.storeCode === undefined ? {} : { storeCode: input.storeCode }),
    ...(input?.occurredFrom === undefined ? {} : { from: input.occurredFrom }),
    ...(input?.occurredBefore === undefined ? {} : { to: input.occurredBefore }),
    ...(input?.effects === undefined ? {} : { effects: input.effects }),
  };
}

export const keyOfTransaction = ({ occurredAt, id }: TransactionRow): SortKey => [
  occurredAt.toISOString(),
  id,
];

export function afterTransaction(after: SortKey | undefined): {
  after?: { occurredAt: Date; id: string };
} {
  return after === undefined
    ? {}
    : { after: { occurredAt: new Date(String(after[0])), id: String(after[1]) } };
}

/** Which companies' transactions a caller may list: all, its own, or none. */
function narrowed(
  filter: TransactionFilter,
  own: string | undefined,
): TransactionFilter | undefined {
  if (own === undefined) return undefined;
  if (filter.subsidiaries !== undefined && !filter.subsidiaries.includes(own)) return undefined;
  return { ...filter, subsidiaries: [own] };
}

export function addQueries(
  builder: B,
  kit: ModuleKit,
  Transaction: TransactionRef,
): TransactionConnectionRef {
  const TransactionConnection = connectionType(builder, 'Transaction', Transaction, {
    description: 'Transactions, newest first.',
  });
  const Filter = transactionFilterInput(builder);
  builder.queryFields((t) => ({
    transaction: t.field({
      type: Transaction,
      nullable: true,
      description: 'One transaction; null when there is none that this caller may see.',
      access: ['system', 'clerk', 'member', 'operator', 'auditor'],
      args: argsOf(
        builder,
        'transaction',
        z.object({ id: idInput('txn').describe('The transaction.') }),
      ),
      resolve: async (_root, { id }, { transactions, sharing }) => {
        const row = await transactions.load(id);
        if (row === null) return null;
        return (await sharing.load(row)) === 'ALLOWED' ? row : null;
      },
    }),
    transactions: t.field({
      type: TransactionConnection,
      description:
        "Transactions, newest first: a subsidiary's own; operators and auditors see all. A member's are under `Member.transactions`.",
      access: ['system', 'clerk', 'operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({ type: Filter, description: 'Which transactions.' }),
      },
      resolve: (_root, args, { caller }) => {
        const asked = toFilter(args.filter);
        const filter = seesEverything(caller) ? asked : narrowed(asked, subsidiaryOf(caller));
        return paginate(args, {
          load: async ({ limit, after }) =>
            filter === undefined
              ? []
              : listTransactions(kit.db.sql(), filter, { limit, ...afterTransaction(after) }),
          keyOf: keyOfTransaction,
        });
      },
    }),
  }));
  return TransactionConnection;
}
