/** Orders that undo what was posted, and those that send points to another member. */
import { commandField, dateTimeInput, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type * as p from '../door/posting.ts';
import {
  asShown,
  inUnits,
  type LedgerBuilder,
  ofKnown,
  points,
  type Ref,
  seen,
  toMinor,
} from './context.ts';
import * as i from './inputs.ts';
import type { PointTypes } from './point-types.ts';
import { lotsField, partOf, postedFields, type UsedLot } from './posting-fields.ts';

export function addReverse(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance: BalanceType }: PointTypes,
  LotUseType: Ref<UsedLot>,
): void {
  const PointsReversed = builder.objectRef<p.ReversalPosted>('PointsReversed').implement({
    description: 'A posting was undone, wholly or in part.',
    fields: (t) => ({
      ...postedFields(t, BalanceType),
      reversedPostingId: t.exposeID('reversedPostingId', { description: 'The posting undone.' }),
      left: points(t, 'What can still be undone of it.', (row) => row.leftMinor),
      debt: points(t, 'Newly owed: taken back beyond the balance.', (row) => row.debtMinor),
      debtRepaid: points(t, 'Part given back that repaid a debt.', (row) => row.debtRepaidMinor),
      expired: points(t, 'Part given back that had expired meanwhile.', (row) => row.expiredMinor),
      lots: lotsField(t, LotUseType),
    }),
  });
  commandField(builder, 'reversePosting', {
    description:
      'Undoes an earn, a spending, an adjustment or a transfer, as if it had never happened.',
    access: i.TILLS,
    input: z.object({
      postingId: idInput('pst').describe('The posting.'),
      amount: i.amount().optional().describe('How much of it; all that is left when left out.'),
      occurredAt: i.occurredAt(),
      graceUntil: dateTimeInput()
        .optional()
        .describe('Points given back that expire earlier live until then.'),
      reason: i.reason.describe('Why.'),
    }),
    success: PointsReversed,
    execute: async (caller, { amount, occurredAt, graceUntil, ...input }, context) => {
      const original =
        amount === undefined
          ? undefined
          : seen(await door.postings(caller, { ids: [input.postingId] }));
      const minor = await partOf(context, amount, original?.[0]?.currency);
      if (minor?.ok === false) return minor;
      return asShown(
        door.reverse(caller, {
          ...input,
          ...(minor === undefined ? {} : { amountMinor: minor.value }),
          ...(graceUntil === undefined ? {} : { graceUntil }),
          ...(occurredAt === undefined ? {} : { occurredAt }),
        }),
        { subsidiary: 'postingId' },
      );
    },
  });
}

export function addSend(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance: BalanceType }: PointTypes,
): void {
  type Sent = p.TransferPosted;
  const PointsSent = builder.objectRef<Sent>('PointsSent').implement({
    description:
      'Points went from one member to another. The receiver’s balance is not shown to the giver.',
    fields: (t) => ({
      transferId: t.exposeID('transferId', { description: 'TypeID, `trf_…`.' }),
      postingId: t.id({
        description: "The giver's posting.",
        resolve: ({ from }) => from.postingId,
      }),
      toMemberId: t.id({ description: 'Who received them.', resolve: ({ to }) => to.memberId }),
      amount: t.field({
        type: 'Decimal',
        description: 'How many.',
        resolve: ({ from }, _args, { ledger }) => inUnits(ledger, from.currency, from.amountMinor),
      }),
      balance: t.field({
        type: BalanceType,
        description: "The giver's balances after it.",
        resolve: ({ from }) => ({ ...from.balance, currency: from.currency }),
      }),
    }),
  });
  commandField(builder, 'sendPoints', {
    description: 'Sends points to another member, within the limits of the currency.',
    access: ['member', 'operator'],
    input: z.object({
      fromMemberId: idInput('mem').describe('Whose points; a member sends its own.'),
      toMemberId: idInput('mem').describe('Who gets them.'),
      currency: i.currencyCode(),
      amount: i.amount().describe('How many.'),
      reason: i.reason.default({ type: 'gift', id: 'gift' }).describe('Why; a gift when left out.'),
    }),
    success: PointsSent,
    execute: async (caller, { amount, ...input }, context) => {
      const minor = await toMinor(context.ledger, input.currency, amount);
      if (!minor.ok) return minor;
      const { fromMemberId, toMemberId } = input;
      const named = [
        { path: ['fromMemberId'], memberId: fromMemberId },
        { path: ['toMemberId'], memberId: toMemberId },
      ];
      return ofKnown(context.ledger, named, () =>
        asShown(door.transferPoints(caller, { ...input, amountMinor: minor.value })),
      );
    },
  });
}
