/** Orders of operators: currencies, limits, adjustments, tiers, households, suspensions, extensions, scheduled work. */

import { parseAmount } from '@guildhall/shared/amounts';
import {
  commandField,
  dateTimeInput,
  enumType,
  idInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import { tooFine } from '../domain/refusals.ts';
import type { LedgerDoor, SettleProgress } from '../door/ledger-door.ts';
import type { AdjustmentResult } from '../door/posting.ts';
import type { Currency } from '../door/programme.ts';
import {
  asShown,
  inUnits,
  type LedgerBuilder,
  ofKnown,
  type Ref,
  toMinor,
  toMinorOf,
} from './context.ts';
import { AdjustmentStateEnum, ExpiryKindEnum, TierWindowEnum } from './enums.ts';
import { addHouseholds } from './household-mutations.ts';
import * as i from './inputs.ts';
import type { PointTypes } from './point-types.ts';
import type { ProgrammeTypes } from './programme-types.ts';

type Types = PointTypes & ProgrammeTypes;
const count = () => z.int().min(0).max(36_500).optional();
const names = namedInput(
  'PointNameInput',
  z.object({
    zh: z.string().min(1).max(60).describe('In Chinese.'),
    en: z.string().min(1).max(60).describe('In English.'),
  }),
);

export function addOperatorMutations(builder: LedgerBuilder, door: LedgerDoor, types: Types): void {
  addCurrency(builder, door, types);
  addAdjustments(builder, door);
  addTiers(builder, door, types);
  addHouseholds(builder, door, types);
  addCare(builder, door);
}

function expiryOf(
  kind: Currency['expiry']['kind'],
  number: number | undefined,
): Currency['expiry'] {
  switch (kind) {
    case 'NEVER':
      return { kind };
    case 'AFTER_MONTHS':
      return { kind, months: number ?? 24 };
    case 'AFTER_DAYS':
      return { kind, days: number ?? 730 };
    case 'END_OF_YEAR':
      return { kind, years: number ?? 1 };
  }
}

function addCurrency(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Currency: CurrencyType }: Types,
): void {
  const limit = () => i.limit().optional();
  commandField(builder, 'definePointCurrency', {
    description: 'Defines a kind of points, or changes its name, expiry and limits.',
    access: i.OPERATORS,
    input: z.object({
      code: i.currencyCode().describe('Its code: two to sixteen capitals, digits or underscores.'),
      name: names.describe('Its name.'),
      scale: z.int().min(0).max(6).default(0).describe('Decimals of its amounts; never changes.'),
      qualifying: z
        .boolean()
        .default(false)
        .describe('Whether it counts for tiers; never changes.'),
      spendable: z.boolean().default(true).describe('Whether it can be spent; never changes.'),
      expiryKind: ExpiryKindEnum.default('NEVER').describe('How long its points live.'),
      expiryCount: count().describe(
        'Months, days or years, by the kind of expiry; 0 for the end of the same year.',
      ),
      graceDays: z
        .int()
        .min(0)
        .max(3_650)
        .default(0)
        .describe('Days after expiry in which points can still be spent.'),
      extendOnEarn: z.boolean().default(false).describe('Whether each earn extends all open lots.'),
      fourEyesLimit: limit().describe(
        'Adjustments above this need a second person; all do when left out.',
      ),
      transferLimit: limit().describe('The most in one transfer between members; 0 for none.'),
      transferDailyLimit: limit().describe('The most a member sends a day.'),
      ceiling: limit().describe('The most a member may have.'),
    }),
    success: CurrencyType,
    execute: async (caller, input) => {
      const {
        expiryKind,
        expiryCount,
        fourEyesLimit,
        transferLimit,
        transferDailyLimit,
        ceiling,
        ...rest
      } = input;
      const limits: Record<string, bigint> = {};
      const named = { fourEyesLimit, transferLimit, transferDailyLimit, ceiling };
      for (const [name, text] of Object.entries(named)) {
        if (text === undefined) continue;
        const minor = parseAmount(text, input.scale);
        if (minor === undefined) return { ok: false, refusal: tooFine([name], input.scale) };
        limits[`${name}Minor`] = minor;
      }
      return asShown(
        door.defineCurrency(caller, {
          ...rest,
          ...limits,
          expiry: expiryOf(expiryKind, expiryCount),
        }),
        { expiry: 'expiryCount', months: [], days: [], years: [] },
      );
    },
  });
  const Limit = builder
    .objectRef<{ readonly ceiling: string | null }>('PointIssuanceLimit')
    .implement({
      description: 'The most a company may have issued in all.',
      fields: (t) => ({
        ceiling: t.field({
          type: 'Decimal',
          nullable: true,
          description: 'The limit; none when it was lifted.',
          resolve: (row) => row.ceiling,
        }),
      }),
    });
  commandField(builder, 'limitPointIssuance', {
    description:
      'Limits what a company may have issued in all (a prepaid pack), or lifts the limit.',
    access: i.OPERATORS,
    input: z.object({
      subsidiary: i.subsidiaryCode().describe('The company.'),
      currency: i.currencyCode(),
      ceiling: i
        .limit()
        .optional()
        .describe('The limit, 0 for no more at all; lifted when left out.'),
    }),
    success: Limit,
    execute: async (caller, { ceiling, ...input }, { ledger }) => {
      const minor =
        ceiling === undefined ? null : await toMinor(ledger, input.currency, ceiling, ['ceiling']);
      if (minor?.ok === false) return minor;
      const outcome = await asShown(
        door.limitIssuance(caller, { ...input, ceilingMinor: minor?.value ?? null }),
      );
      if (!outcome.ok) return outcome;
      const shown = minor === null ? null : await inUnits(ledger, input.currency, minor.value);
      return { ok: true, value: { ceiling: shown } };
    },
  });
}

function addAdjustments(builder: LedgerBuilder, door: LedgerDoor): void {
  const Result = builder.objectRef<AdjustmentResult>('PointAdjustmentResult').implement({
    description: 'What became of an adjustment.',
    fields: (t) => ({
      adjustmentId: t.exposeID('adjustmentId', { description: 'TypeID, `adj_…`.' }),
      state: t.field({
        type: enumType(builder, AdjustmentStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      postingId: t.id({
        nullable: true,
        description: 'The posting it became.',
        resolve: (row) => (row.state === 'POSTED' ? row.posted.postingId : null),
      }),
    }),
  });
  commandField(builder, 'adjustPoints', {
    description: 'Corrects a balance. Above the limit of the currency it waits for another person.',
    access: i.OPERATORS,
    input: z.object({
      memberId: i.member(),
      currency: i.currencyCode(),
      amount: i.signedAmount().describe('Signed: positive gives, negative takes.'),
      subsidiary: i.subsidiaryCode().describe('For which company.'),
      funding: i.funding
        .optional()
        .describe('Who pays for points given; required when points are given.'),
      expiresAt: i.expiresAt(),
      occurredAt: i.occurredAt(),
      reason: i.reason.describe('Why.'),
    }),
    success: Result,
    execute: async (caller, { amount, funding, expiresAt, occurredAt, ...input }, context) => {
      const minor = await toMinorOf(context.ledger, { ...input, amount });
      if (!minor.ok) return minor;
      return asShown(
        door.adjust(caller, {
          ...input,
          amountMinor: minor.value,
          ...(occurredAt === undefined ? {} : { occurredAt }),
          ...(funding === undefined ? {} : { funding: i.fundingOf(funding) }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        }),
      );
    },
  });
  commandField(builder, 'decidePointAdjustment', {
    description: 'Approves or declines an adjustment that another person proposed.',
    access: i.OPERATORS,
    input: z.object({
      adjustmentId: idInput('adj').describe('The adjustment.'),
      approve: z.boolean().describe('Whether it is to be posted.'),
    }),
    success: Result,
    execute: (caller, input) =>
      asShown(door.decideAdjustment(caller, input), {
        amountMinor: 'adjustmentId',
        amount: 'adjustmentId',
        memberId: 'adjustmentId',
      }),
  });
}

const tierInput = namedInput(
  'TierInput',
  z.object({
    code: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{1,31}$/)
      .describe('Its code, such as GOLD.'),
    name: names.describe('Its name.'),
    threshold: i
      .signedAmount()
      .describe('How much must count within the window; 0 for a tier everybody has.'),
    earnMultiplierBps: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(10_000)
      .describe('Earned points are multiplied by this, in basis points.'),
    freeServices: z
      .array(
        namedInput(
          'TierFreeServiceInput',
          z.object({
            code: z.string().min(1).max(60).describe('Which service.'),
            perWindow: z.int().min(1).max(1_000).describe('How often in one window.'),
          }),
        ),
      )
      .max(50)
      .default([])
      .describe('Services for nothing.'),
  }),
);

function addTiers(builder: LedgerBuilder, door: LedgerDoor, { TierProgramme }: Types): void {
  commandField(builder, 'defineTierProgramme', {
    description: 'Defines a ladder of tiers over a qualifying currency, or a new version of it.',
    access: i.OPERATORS,
    input: z.object({
      code: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]{1,31}$/)
        .describe('Its code.'),
      currency: i.currencyCode().describe('Which currency counts.'),
      window: TierWindowEnum.describe('Which time counts.'),
      windowMonths: z.int().min(1).max(120).default(12).describe('Months of a rolling window.'),
      tiers: z.array(tierInput).min(1).max(20).describe('From the lowest.'),
      downgradeGraceDays: z
        .int()
        .min(0)
        .max(3_650)
        .default(0)
        .describe('Days a tier is kept that is no longer reached.'),
    }),
    success: TierProgramme,
    execute: async (caller, { window, windowMonths, tiers, ...input }, { ledger }) => {
      const scaled = [];
      for (const [index, each] of tiers.entries()) {
        const { threshold, earnMultiplierBps, freeServices, ...tier } = each;
        const path = ['tiers', String(index), 'threshold'];
        const minor = await toMinor(ledger, input.currency, threshold, path);
        if (!minor.ok) return minor;
        scaled.push({
          ...tier,
          thresholdMinor: minor.value,
          benefits: { earnMultiplierBps, freeServices },
        });
      }
      const kind = window === 'ROLLING' ? { kind: window, months: windowMonths } : { kind: window };
      return asShown(door.defineTierProgramme(caller, { ...input, window: kind, tiers: scaled }));
    },
  });
}

function addCare(builder: LedgerBuilder, door: LedgerDoor): void {
  const Extended = builder
    .objectRef<{ readonly lots: readonly string[] }>('PointsExtended')
    .implement({
      description: 'Lots got a later expiry.',
      fields: (t) => ({
        lotIds: t.idList({
          description: 'Which lots; TypeIDs, `lot_…`.',
          resolve: ({ lots }) => [...lots],
        }),
      }),
    });
  commandField(builder, 'extendPointLots', {
    description: "Lets a member's points live until a moment, where they would expire earlier.",
    access: i.OPERATORS,
    input: z.object({
      memberId: i.member(),
      currency: i.currencyCode(),
      until: dateTimeInput().describe('Until when.'),
      reason: i.reason.describe('Why.'),
    }),
    success: Extended,
    execute: (caller, input, { ledger }) =>
      ofKnown(ledger, [{ path: ['memberId'], memberId: input.memberId }], () =>
        door.extendLots(caller, input),
      ),
  });
  const Progress = addProgress(builder);
  commandField(builder, 'settleDuePoints', {
    description:
      'Activates, expires and times out what is due, now. The schedule does it every few seconds.',
    access: i.OPERATORS,
    input: z.object({
      limit: z.int().min(1).max(100_000).default(20_000).describe('At most so many wallets.'),
    }),
    success: Progress,
    execute: (caller, { limit }) => door.settleDue(caller, { limit }),
  });
}

function addProgress(builder: LedgerBuilder): Ref<SettleProgress> {
  return builder.objectRef<SettleProgress>('PointsSettled').implement({
    description: 'What was due and is done.',
    fields: (t) => ({
      wallets: t.exposeInt('wallets', { description: 'Wallets brought to the present.' }),
      activatedLots: t.exposeInt('activatedLots', { description: 'Lots that became active.' }),
      expiredLots: t.exposeInt('expiredLots', { description: 'Lots that expired.' }),
      timedOutHolds: t.exposeInt('timedOutHolds', { description: 'Holds given back.' }),
      more: t.exposeBoolean('more', { description: 'Whether more is due.' }),
    }),
  });
}
