/** Orders that move points: earn, burn, hold, capture, release, reverse, send. Every rule is behind the door. */
import { commandField, dateTimeInput, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type * as p from '../door/posting.ts';
import { asShown, type LedgerBuilder, points, type Ref, seen, toMinorOf } from './context.ts';
import * as i from './inputs.ts';
import type { PointTypes } from './point-types.ts';
import { addLotUse, lotsField, partOf, postedFields, type UsedLot } from './posting-fields.ts';
import { addReverse, addSend } from './reversal-mutations.ts';

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
      const minor = await toMinorOf(context.ledger, { ...input, amount });
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
      const minor = await toMinorOf(context.ledger, { ...input, amount });
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
      const minor = await toMinorOf(context.ledger, { ...input, amount });
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
      const minor = await toMinorOf(context.ledger, { ...input, amount });
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
        { subsidiary: 'holdId' },
      );
    },
  });
  commandField(builder, 'releaseHold', {
    description: 'Gives back all points still set aside.',
    access: i.TILLS,
    input: z.object({ holdId: idInput('hld').describe('The hold.') }),
    success: PointsReleased,
    execute: (caller, input) => asShown(door.releaseHold(caller, input), { subsidiary: 'holdId' }),
  });
}
