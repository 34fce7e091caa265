/** Types of the programme: tiers and households. */

import { formatAmount } from '@guildhall/shared/amounts';
import { enumType } from '@guildhall/shared/graphql/index';
import type {
  Household,
  HouseholdMember,
  MemberTier,
  TierDefinition,
  TierExplanation,
  TierProgramme,
} from '../door/programme.ts';
import type { OwnerBalance } from '../door/reads.ts';
import { inUnits, type LedgerBuilder, type Ref } from './context.ts';
import { SpendingRightEnum, TierCauseEnum, TierWindowEnum } from './enums.ts';

type ScaledTier = TierDefinition & { readonly currency: string };
/** A member's tier, with the currency that counts for it. */
export type TierOfMember = MemberTier & { readonly currency: string };

export interface ProgrammeTypes {
  readonly Tier: Ref<ScaledTier>;
  readonly TierProgramme: Ref<TierProgramme>;
  readonly MemberTier: Ref<TierOfMember>;
  readonly TierExplanation: Ref<TierExplanation & { readonly currency: string }>;
  readonly Household: Ref<Household>;
}

export interface MemberStub {
  readonly id: string;
}

export function addProgrammeTypes(
  builder: LedgerBuilder,
  Member: Parameters<typeof addHousehold>[1],
  OwnerBalanceType: Ref<OwnerBalance>,
): ProgrammeTypes {
  const Tier = addTier(builder);
  return {
    Tier,
    TierProgramme: addTierProgramme(builder, Tier),
    MemberTier: addMemberTier(builder, Tier),
    TierExplanation: addTierExplanation(builder),
    Household: addHousehold(builder, Member, OwnerBalanceType),
  };
}

function addTier(builder: LedgerBuilder): Ref<ScaledTier> {
  const service = builder
    .objectRef<TierDefinition['benefits']['freeServices'][number]>('TierFreeService')
    .implement({
      description: 'A service that a tier gives for nothing.',
      fields: (t) => ({
        code: t.exposeString('code', { description: 'Which service.' }),
        perWindow: t.exposeInt('perWindow', {
          description: 'How often in one window of the tier.',
        }),
      }),
    });
  return builder.objectRef<ScaledTier>('Tier').implement({
    description: 'A tier of a programme, with what it gives.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Its code, such as GOLD.' }),
      name: t.string({
        description: "Its name in the caller's language.",
        resolve: ({ name }, _args, { locale }) => (locale === 'en' ? name.en : name.zh),
      }),
      threshold: t.field({
        type: 'Decimal',
        description: 'How much must count within the window.',
        resolve: (row, _args, { ledger }) => inUnits(ledger, row.currency, row.thresholdMinor),
      }),
      earnMultiplier: t.field({
        type: 'Decimal',
        description: 'Earned points are multiplied by this: 1.5000 for half as many again.',
        resolve: ({ benefits }) => formatAmount(BigInt(benefits.earnMultiplierBps), 4),
      }),
      freeServices: t.field({
        type: [service],
        description: 'Services for nothing.',
        resolve: ({ benefits }) => [...benefits.freeServices],
      }),
    }),
  });
}

function addTierProgramme(builder: LedgerBuilder, Tier: Ref<ScaledTier>): Ref<TierProgramme> {
  return builder.objectRef<TierProgramme>('TierProgramme').implement({
    description: 'A ladder of tiers over one qualifying currency.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Its code.' }),
      version: t.exposeInt('version', {
        description: 'Rises with each new definition; the latest is in force.',
      }),
      currency: t.exposeString('currency', { description: 'Code of the currency that counts.' }),
      window: t.field({
        type: enumType(builder, TierWindowEnum),
        description: 'Which time counts.',
        resolve: ({ window }) => window.kind,
      }),
      windowMonths: t.int({
        nullable: true,
        description: 'Months of a rolling window.',
        resolve: ({ window }) => (window.kind === 'ROLLING' ? window.months : null),
      }),
      tiers: t.field({
        type: [Tier],
        description: 'From the lowest.',
        resolve: ({ tiers, currency }) => tiers.map((tier) => ({ ...tier, currency })),
      }),
      downgradeGraceDays: t.exposeInt('downgradeGraceDays', {
        description: 'Days a tier is kept that is no longer reached.',
      }),
    }),
  });
}

function addMemberTier(builder: LedgerBuilder, Tier: Ref<ScaledTier>): Ref<TierOfMember> {
  return builder.objectRef<TierOfMember>('MemberTier').implement({
    description: 'Where a member stands in a tier programme.',
    fields: (t) => ({
      programme: t.exposeString('programme', { description: 'Code of the programme.' }),
      tier: t.field({
        type: Tier,
        nullable: true,
        description: 'The tier; none below the lowest.',
        resolve: ({ tier, currency }) => (tier === null ? null : { ...tier, currency }),
      }),
      since: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Since when.',
        resolve: (row) => row.since,
      }),
      graceUntil: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Kept until then although not enough counts any more.',
        resolve: (row) => row.graceUntil,
      }),
      qualifying: t.field({
        type: 'Decimal',
        description: 'What counts now.',
        resolve: (row, _args, { ledger }) => inUnits(ledger, row.currency, row.qualifyingMinor),
      }),
      windowFrom: t.field({
        type: 'DateTime',
        description: 'What counts happened from then.',
        resolve: ({ window }) => window.from,
      }),
      windowTo: t.field({
        type: 'DateTime',
        description: 'And until then.',
        resolve: ({ window }) => window.to,
      }),
      nextTier: t.field({
        type: Tier,
        nullable: true,
        description: 'The next tier up.',
        resolve: ({ next, currency }) => (next === null ? null : { ...next.tier, currency }),
      }),
      missing: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'How much more must count for it.',
        resolve: ({ next, currency }, _args, { ledger }) =>
          next === null ? null : inUnits(ledger, currency, next.missingMinor),
      }),
      missingBy: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'By when, while all that counts now still counts.',
        resolve: ({ next }) => next?.by ?? null,
      }),
      explained: t.string({
        nullable: true,
        description:
          "What is missing for the next tier, in the caller's language: 1,240 more by 31 December 2026 for Gold.",
        resolve: async ({ next, currency }, _args, { ledger, locale }) =>
          next === null
            ? null
            : nextInWords(
                { ...next, missing: await inUnits(ledger, currency, next.missingMinor) },
                locale,
              ),
      }),
    }),
  });
}

interface NextInWords {
  readonly tier: TierDefinition;
  readonly missing: string;
  readonly by: Date;
}

/** The day is the group's. */
function nextInWords({ tier, missing, by }: NextInWords, locale: 'zh-CN' | 'en'): string {
  const language = locale === 'en' ? 'en-GB' : 'zh-CN';
  const much = new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(
    missing as Intl.StringNumericLiteral,
  );
  const day = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeZone: 'Asia/Shanghai',
  }).format(new Date(by.getTime() - 1));
  return locale === 'en'
    ? `${much} more by ${day} for ${tier.name.en}`
    : `${day}前再获得 ${much} 即可升为${tier.name.zh}`;
}

function addTierExplanation(
  builder: LedgerBuilder,
): Ref<TierExplanation & { readonly currency: string }> {
  type LineOf = TierExplanation['lines'][number] & { readonly currency: string };
  const line = builder.objectRef<LineOf>('TierLine').implement({
    description: 'A line that counts for a tier.',
    fields: (t) => ({
      postingId: t.exposeID('postingId', { description: 'The line; TypeID, `pst_…`.' }),
      at: t.field({ type: 'DateTime', description: 'When it happened.', resolve: (row) => row.at }),
      amount: t.field({
        type: 'Decimal',
        description: 'How much it counts; below zero when it was taken back.',
        resolve: (row, _args, { ledger }) => inUnits(ledger, row.currency, row.amountMinor),
      }),
    }),
  });
  const change = builder.objectRef<TierExplanation['changes'][number]>('TierChange').implement({
    description: 'A change of tier.',
    fields: (t) => ({
      at: t.field({ type: 'DateTime', description: 'When.', resolve: (row) => row.at }),
      from: t.exposeString('from', { nullable: true, description: 'Code of the tier before.' }),
      to: t.exposeString('to', { nullable: true, description: 'Code of the tier after.' }),
      cause: t.field({
        type: enumType(builder, TierCauseEnum),
        description: 'Why.',
        resolve: (row) => row.cause,
      }),
    }),
  });
  return builder
    .objectRef<TierExplanation & { readonly currency: string }>('TierExplanation')
    .implement({
      description: 'What makes a tier: the lines that count, and how it changed.',
      fields: (t) => ({
        lines: t.field({
          type: [line],
          description: 'The lines that count, newest first, at most 200.',
          resolve: ({ lines, currency }) => lines.map((item) => ({ ...item, currency })),
        }),
        lineCount: t.exposeInt('lineCount', { description: 'How many lines count in all.' }),
        changes: t.field({
          type: [change],
          description: 'Changes, oldest first.',
          resolve: ({ changes }) => [...changes],
        }),
      }),
    });
}

type MemberRef = ReturnType<typeof memberRef>;

export function memberRef(builder: LedgerBuilder) {
  return builder.externalRef('Member', builder.selection<MemberStub>('id'));
}

function addHousehold(
  builder: LedgerBuilder,
  Member: MemberRef,
  OwnerBalanceType: Ref<OwnerBalance>,
): Ref<Household> {
  type Belonging = HouseholdMember & { readonly joinedAt: Date; readonly currency: string };
  const belonging = builder.objectRef<Belonging>('HouseholdMember').implement({
    description: 'One member of a household.',
    fields: (t) => ({
      memberId: t.exposeID('memberId', {
        description: 'Who, by id: also where the caller may not see the member itself.',
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who.',
        resolve: ({ memberId }) => ({ id: memberId }) as never,
      }),
      contributionBps: t.exposeInt('contributionBps', {
        description:
          "Part of each of the member's earns that goes to the household, in basis points.",
      }),
      spending: t.field({
        type: enumType(builder, SpendingRightEnum),
        description: 'What the member may spend.',
        resolve: ({ spending }) => spending.kind,
      }),
      perMonth: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'The most a month, where it is limited.',
        resolve: ({ spending, currency }, _args, { ledger }) =>
          spending.kind === 'LIMITED' ? inUnits(ledger, currency, spending.perMonthMinor) : null,
      }),
      joinedAt: t.field({
        type: 'DateTime',
        description: 'Since when.',
        resolve: (row) => row.joinedAt,
      }),
    }),
  });
  return builder.objectRef<Household>('PointHousehold').implement({
    description: 'Members who share a wallet.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `hsh_…`.' }),
      name: t.exposeString('name', { description: 'Its name.' }),
      members: t.field({
        type: [belonging],
        description: 'Its members, the earliest first.',
        resolve: ({ members, currency }) => members.map((item) => ({ ...item, currency })),
      }),
      balance: t.field({
        type: OwnerBalanceType,
        nullable: true,
        description: 'What the household has.',
        resolve: async ({ id, currency }, _args, { ledger }) =>
          (await ledger.balances.load({ owner: id, currency }))[0] ?? null,
      }),
    }),
  });
}
