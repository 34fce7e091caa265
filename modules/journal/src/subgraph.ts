/** The journal's part of the graph. */
import { createBuilder, finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import type { JournalDoor } from './door.ts';
import { type JournalContext, journalContext } from './graphql/context.ts';
import { addMemberTransactions } from './graphql/member-transactions.ts';
import { addQueries } from './graphql/queries.ts';
import { transactionType } from './graphql/transaction-type.ts';
import { addConflicts, addDeadLetters, troubleMessages } from './graphql/trouble.ts';

export function createSubgraph(_service: JournalDoor, kit: ModuleKit): Subgraph {
  const builder = createBuilder<JournalContext>({ messages: troubleMessages });
  const { Transaction, Member } = transactionType(builder);
  builder.asEntity(Transaction, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: async ({ id }, { transactions, sharing }) => {
      const row = await transactions.load(id);
      return row !== null && (await sharing.load(row)) === 'ALLOWED' ? row : null;
    },
  });
  const TransactionConnection = addQueries(builder, kit, Transaction);
  addMemberTransactions(builder, Member, TransactionConnection);
  addConflicts(builder, kit, Transaction);
  addDeadLetters(builder, kit);
  return finishSubgraph(builder, {
    name: 'journal',
    context: (request) => journalContext(kit, request),
  });
}
