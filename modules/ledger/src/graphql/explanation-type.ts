/** A balance and what makes it. */
import { enumType } from '@guildhall/shared/graphql/index';
import type { BalanceExplanation, LotView } from '../door/reads.ts';
import { type LedgerBuilder, points, type Ref } from './context.ts';
import { PostingKindEnum } from './enums.ts';
import type { Balance } from './point-types.ts';

export function addExplanation(
  builder: LedgerBuilder,
  BalanceType: Ref<Balance>,
  LotType: Ref<LotView>,
): Ref<BalanceExplanation> {
  type Sum = BalanceExplanation['byKind'][number] & { readonly currency: string };
  const sum = builder.objectRef<Sum>('PointKindSum').implement({
    description: 'All lines of one kind together.',
    fields: (t) => ({
      kind: t.field({
        type: enumType(builder, PostingKindEnum),
        description: 'The kind.',
        resolve: ({ kind }) => kind,
      }),
      lines: t.exposeInt('lines', { description: 'How many lines.' }),
      availableChange: points(
        t,
        'What they changed of what can be spent.',
        (row) => row.availableChangeMinor,
      ),
      pendingChange: points(t, 'Of what is pending.', (row) => row.pendingChangeMinor),
      heldChange: points(t, 'Of what is set aside.', (row) => row.heldChangeMinor),
      debtChange: points(t, 'Of what is owed.', (row) => row.debtChangeMinor),
    }),
  });
  return builder.objectRef<BalanceExplanation>('PointExplanation').implement({
    description: 'A balance and what makes it: its lots sum to it, and so do its lines.',
    fields: (t) => ({
      asOf: t.field({
        type: 'DateTime',
        description: 'The moment it is about.',
        resolve: (row) => row.asOf,
      }),
      balance: t.field({
        type: BalanceType,
        description: 'The balances.',
        resolve: ({ balance, currency }) => ({ ...balance, currency }),
      }),
      lots: t.field({
        type: [LotType],
        description: 'The lots with something left.',
        resolve: ({ lots }) => [...lots],
      }),
      byKind: t.field({
        type: [sum],
        description: 'The lines, summed by kind.',
        resolve: ({ byKind, currency }) => byKind.map((item) => ({ ...item, currency })),
      }),
    }),
  });
}
