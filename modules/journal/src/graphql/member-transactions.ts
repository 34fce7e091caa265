/**
 * A member's transactions over all companies. Transactions of a company whose facts the caller may not see are left
 * out, the company is named, and where nothing may be seen the answer is `Withheld`.
 */
import {
  type Builder,
  type Connection,
  orWithheld,
  pageArgs,
  paginate,
  withheld,
} from '@guildhall/shared/graphql/index';
import type { TransactionRow } from '../storage/transactions.ts';
import type { JournalContext } from './context.ts';
import type { MemberRef } from './member-ref.ts';
import {
  afterTransaction,
  keyOfTransaction,
  type TransactionConnectionRef,
  toFilter,
  transactionFilterInput,
} from './queries.ts';

interface Sharing {
  readonly visible: readonly string[];
  readonly hidden: readonly { readonly subsidiary: string; readonly reason: string }[];
}

async function sharingOf(
  memberId: string,
  only: readonly string[] | undefined,
  { memberSubsidiaries, sharing }: JournalContext,
): Promise<Sharing> {
  const known = (await memberSubsidiaries.load(memberId)).filter(
    ({ subsidiary }) => only === undefined || only.includes(subsidiary),
  );
  const answers = await Promise.all(known.map((subject) => sharing.load(subject)));
  return {
    visible: known.flatMap(({ subsidiary }, index) =>
      answers[index] === 'ALLOWED' ? [subsidiary] : [],
    ),
    hidden: known.flatMap(({ subsidiary }, index) => {
      const reason = answers[index] ?? 'NOT_ALLOWED';
      return reason === 'ALLOWED' ? [] : [{ subsidiary, reason }];
    }),
  };
}

export function addMemberTransactions(
  builder: Builder<JournalContext>,
  Member: MemberRef,
  TransactionConnection: TransactionConnectionRef,
): void {
  const Page = orWithheld(builder, 'MemberTransactions', TransactionConnection);
  const Filter = transactionFilterInput(builder);
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      transactions: t.field({
        type: Page,
        nullable: true,
        description:
          "The member's transactions at all companies, newest first; without those of companies whose facts this caller may not see.",
        args: {
          ...pageArgs(builder),
          filter: t.arg({ type: Filter, description: 'Which transactions.' }),
        },
        resolve: async (
          { id },
          args,
          context,
        ): Promise<Connection<TransactionRow> | ReturnType<typeof withheld>> => {
          const { memberIds: _one, subsidiaries, ...filter } = toFilter(args.filter);
          const { visible, hidden } = await sharingOf(id, subsidiaries, context);
          const reason = hidden[0]?.reason;
          if (visible.length === 0 && reason !== undefined) return withheld(reason);
          return paginate(args, {
            load: ({ limit, after }) =>
              context.memberPages.load({
                memberId: id,
                visible,
                filter,
                page: { limit, ...afterTransaction(after) },
              }),
            keyOf: keyOfTransaction,
          });
        },
      }),
      transactionsWithheldBy: t.field({
        type: ['String'],
        nullable: true,
        description:
          'Codes of the companies whose transactions of this member the caller may not see.',
        resolve: async ({ id }, _args, context) =>
          (await sharingOf(id, undefined, context)).hidden.map(({ subsidiary }) => subsidiary),
      }),
    }),
  });
}
