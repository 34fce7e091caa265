/** Orders that move points: earn, burn, hold, capture, release, reverse, send. Every rule is behind the door. */
import { commandField, dateTimeInput, idInput } from '@guildhall/shared/graphql/index';
import type { Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type * as p from '../door/posting.ts';
import type { LotUse, Posted } from '../door/values.ts';
import {
  asShown,
  type Context,
  type FieldsOf,
  inUnits,
  type LedgerBuilder,
  points,
  type Ref,
  seen,
  toMinor,
} from './context.ts';
import * as i from './inputs.ts';
import type { Balance, PointTypes } from './point-types.ts';

export function addPostingMutations(
  builder: LedgerBuilder,
  door: LedgerDoor,
  types: PointTypes,
): void {
  const LotUseType = addLotUse(builder);
  addEarn(builder, door, types);
  addBurn(builder, door, types, LotUseType);
  addHolds(builder, door, types, LotUseType);
  addReverse(builder, door, types, LotUseType);
  addSend(builder, door, types);
}

/** A part of something posted, in that thing's own currency; what is unknown is refused by the door. */
async function partOf(
  { ledger }: Context,
  amount: string | undefined,
  currency: string | undefined,
): Promise<Outcome<bigint> | undefined> {
  return amount === undefined ? undefined : toMinor(ledger, currency ?? '', amount);
}

type UsedLot = LotUse & { readonly currency: string };

function addLotUse(builder: LedgerBuilder): Ref<UsedLot> {
  return builder.objectRef<UsedLot>('PointLotUse').implement({
    description: 'What was taken from one lot, or given back to it.',
    fields: (t) => ({
      lotId: t.exposeID('lotId', { description: 'TypeID, `lot_…`.' }),
      amount: points(t, 'How much.', (row) => row.amountMinor),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the lot expires, if it does.',
        resolve: (row) => row.expiresAt,
      }),
      issuer: t.exposeString('issuer', { description: 'The company that issued it.' }),
    }),
  });
}

/** Fields of everything that was posted. */
export function postedFields<Row extends Posted>(t: FieldsOf<Row>, BalanceType: Ref<Balance>) {
  return {
    postingId: t.id({ description: 'TypeID, `pst_…`.', resolve: (row) => row.postingId }),
    transferId: t.id({ description: 'TypeID, `trf_…`.', resolve: (row) => row.transferId }),
    ownerId: t.id({
      description: "Whose wallet: a merged member's survivor, or a household.",
      resolve: (row) => row.memberId,
    }),
    currency: t.string({ description: 'Code of the currency.', resolve: (row) => row.currency }),
    amount: points(t, 'Points moved.', (row) => row.amountMinor),
    balance: t.field({
      type: BalanceType,
      description: 'The balances after it.',
      resolve: ({ balance, currency }) => ({ ...balance, currency }),
    }),
    postedAt: t.field({
      type: 'DateTime',
      description: 'When it was written.',
      resolve: (row) => row.postedAt,
    }),
  };
}

function lotsField<Row extends Posted & { readonly lots: readonly LotUse[] }>(
  t: FieldsOf<Row>,
  LotUseType: Ref<UsedLot>,
) {
  return t.field({
    type: [LotUseType],
    description: 'Lot by lot, first-expiring first.',
    resolve: ({ lots, currency }) => lots.map((lot) => ({ ...lot, currency })),
  });
}

function addEarn(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance: BalanceType }: PointTypes,
): void {
  const PointsEarned = builder.objectRef<p.EarnPosted>('PointsEarned').implement({
    description: 'Points were earned.',
    fields: (t) => ({
      ...postedFields(t, BalanceType),
      lotId: t.exposeID('lotId', { description: 'The lot they make; TypeID, `lot_…`.' }),
      activeAt: t.field({
        type: 'DateTime',
        description: 'From when they can be spent.',
        resolve: (row) => row.activeAt,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When they expire, if they do.',
        resolve: (row) => row.expiresAt,
      }),
      debtRepaid: points(t, 'Part that repaid a debt.', (row) => row.debtRepaidMinor),
      toHousehold: points(
        t,
        "Part that went to the member's household.",
        (row) => row.householdMinor,
      ),
    }),
  });
  commandField(builder, 'earnPoints', {
    description: 'Gives a member points, paid for by the companies named.',
    access: ['system', 'operator'],
    input: z.object({
      memberId: i.member(),
      currency: i.currencyCode(),
      amount: i.amount().describe('How many, with as many decimals as the currency has.'),
      subsidiary: i.subsidiaryCode().describe('Which company issues them.'),
      funding: i.funding.describe('Who pays for them.'),
      occurredAt: i.occurredAt(),
      activeAt: dateTimeInput()
        .optional()
        .describe('Pending until then; active at once when left out.'),
      expiresAt: i.expiresAt(),
      reason: i.reason.describe('What they are for.'),
    }),
    success: PointsEarned,
    execute: async (
      caller,
      { amount, occurredAt, activeAt, expiresAt, funding, ...input },
      context,
    ) => {
      const minor = await toMinor(context.ledger, input.currency, amount);
      if (!minor.ok) return minor;
      return asShown(
        door.postEarn(caller, {
          ...input,
          amountMinor: minor.value,
          funding: i.fundingOf(funding),
          ...(occurredAt === undefined ? {} : { occurredAt }),
          ...(activeAt === undefined ? {} : { activeAt }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        }),
      );
    },
  });
}

const spendInput = z.object({
  memberId: i.member(),
  currency: i.currencyCode(),
  amount: i.amount().describe('How many, with as many decimals as the currency has.'),
  subsidiary: i.subsidiaryCode().describe('At which company they are spent.'),
  occurredAt: i.occurredAt(),
  reason: i.reason.describe('What they pay for.'),
});

function addBurn(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance: BalanceType }: PointTypes,
  LotUseType: Ref<UsedLot>,
): void {
  const PointsBurned = builder.objectRef<p.BurnPosted>('PointsBurned').implement({
    description: 'Points were spent.',
    fields: (t) => ({ ...postedFields(t, BalanceType), lots: lotsField(t, LotUseType) }),
  });
  commandField(builder, 'burnPoints', {
    description: 'Spends points of a member, first-expiring first.',
    access: i.TILLS,
    input: spendInput,
    success: PointsBurned,
    execute: async (caller, { amount, occurredAt, ...input }, context) => {
      const minor = await toMinor(context.ledger, input.currency, amount);
      if (!minor.ok) return minor;
      return asShown(
        door.postBurn(caller, {
          ...input,
          amountMinor: minor.value,
          ...(occurredAt === undefined ? {} : { occurredAt }),
        }),
      );
    },
  });
  commandField(builder, 'burnHouseholdPoints', {
    description: "Spends points of a household within a member's right.",
    access: i.TILLS,
    input: spendInput.extend({ householdId: idInput('hsh').describe('The household.') }),
    success: PointsBurned,
    execute: async (caller, { amount, occurredAt, ...input }, context) => {
      const minor = await toMinor(context.ledger, input.currency, amount);
      if (!minor.ok) return minor;
      return asShown(
        door.burnFromHousehold(caller, {
          ...input,
          amountMinor: minor.value,
          ...(occurredAt === undefined ? {} : { occurredAt }),
        }),
      );
    },
  });
}

function addHolds(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance: BalanceType }: PointTypes,
  LotUseType: Ref<UsedLot>,
): void {
  const PointsHeld = builder.objectRef<p.HoldPosted>('PointsHeld').implement({
    description: 'Points were set aside for one spending.',
    fields: (t) => ({
      ...postedFields(t, BalanceType),
      holdId: t.exposeID('holdId', { description: 'TypeID, `hld_…`.' }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When they are given back by themselves.',
        resolve: (row) => row.expiresAt,
      }),
      lots: lotsField(t, LotUseType),
    }),
  });
  const PointsCaptured = builder.objectRef<p.CapturePosted>('PointsCaptured').implement({
    description: 'Points set aside were spent.',
    fields: (t) => ({
      ...postedFields(t, BalanceType),
      holdId: t.exposeID('holdId', { description: 'TypeID, `hld_…`.' }),
      remaining: points(t, 'Still set aside.', (row) => row.remainingMinor),
      released: points(t, 'Given back.', (row) => row.releasedMinor),
      lots: lotsField(t, LotUseType),
    }),
  });
  const PointsReleased = builder.objectRef<p.ReleasePosted>('PointsReleased').implement({
    description: 'Points set aside were given back.',
    fields: (t) => ({
      ...postedFields(t, BalanceType),
      holdId: t.exposeID('holdId', { description: 'TypeID, `hld_…`.' }),
      expired: points(t, 'Part that had expired meanwhile.', (row) => row.expiredMinor),
    }),
  });
  commandField(builder, 'holdPoints', {
    description: 'Sets points aside for one spending; nobody else can spend them.',
    access: i.TILLS,
    input: spendInput.extend({
      expiresAt: dateTimeInput().describe(
        'When they are given back by themselves; at most 90 days ahead.',
      ),
    }),
    success: PointsHeld,
    execute: async (caller, { amount, occurredAt, ...input }, context) => {
      const minor = await toMinor(context.ledger, input.currency, amount);
      if (!minor.ok) return minor;
      return asShown(
        door.holdPoints(caller, {
          ...input,
          amountMinor: minor.value,
          ...(occurredAt === undefined ? {} : { occurredAt }),
        }),
      );
    },
  });
  commandField(builder, 'captureHold', {
    description: 'Spends points set aside, wholly or in part; several times, until it is final.',
    access: i.TILLS,
    input: z.object({
      holdId: idInput('hld').describe('The hold.'),
      amount: i.amount().optional().describe('How many; all that is left when left out.'),
      final: z.boolean().default(false).describe('Give back what this leaves over.'),
      occurredAt: i.occurredAt(),
    }),
    success: PointsCaptured,
    execute: async (caller, { amount, occurredAt, ...input }, context) => {
      const hold =
        amount === undefined ? undefined : seen(await door.holds(caller, { ids: [input.holdId] }));
      const minor = await partOf(context, amount, hold?.[0]?.currency);
      if (minor?.ok === false) return minor;
      const part = minor === undefined ? {} : { amountMinor: minor.value };
      return asShown(
        door.captureHold(caller, {
          ...input,
          ...part,
          ...(occurredAt === undefined ? {} : { occurredAt }),
        }),
      );
    },
  });
  commandField(builder, 'releaseHold', {
    description: 'Gives back all points still set aside.',
    access: i.TILLS,
    input: z.object({ holdId: idInput('hld').describe('The hold.') }),
    success: PointsReleased,
    execute: (caller, input) => door.releaseHold(caller, input),
  });
}

function addReverse(
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
      );
    },
  });
}

function addSend(
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
      return asShown(
        door.transferPoints(caller, {
          ...input,
          amountMinor: minor.value,
        }),
      );
    },
  });
}
