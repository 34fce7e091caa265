/** The stub of `Member`, which identity owns and the journal adds transactions to. */
import type { Builder } from '@guildhall/shared/graphql/index';
import type { JournalContext } from './context.ts';

export function memberRef(builder: Builder<JournalContext>) {
  return builder.externalRef('Member', builder.selection<{ id: string }>('id'));
}
export type MemberRef = ReturnType<typeof memberRef>;
