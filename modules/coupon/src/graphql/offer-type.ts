/** `Offer` with what its version says. */

import { formatAmount } from '@guildhall/shared/amounts';
import { type Builder, enumType } from '@guildhall/shared/graphql/index';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import type { CouponTemplate, LocalText } from '../domain/offers/coupon-template.ts';
import type { Benefit, DateTrigger, Limit } from '../domain/offers/offer-definition.ts';
import { offerStateAt } from '../domain/offers/offer-states.ts';
import type { OfferRow } from '../storage/offers.ts';
import { type CouponContext, uuidOfOffer } from './context.ts';
import { definitionAsInput } from './definition-as-input.ts';
import {
  CouponKindEnum,
  DateOfEnum,
  LimitMeasureEnum,
  LimitPhaseEnum,
  LimitScopeEnum,
  OfferStateEnum,
} from './enums.ts';
import { showMoney } from './offer-input.ts';

export type B = Builder<CouponContext>;

export function localTextType(builder: B) {
  return builder.objectRef<LocalText>('OfferText').implement({
    description: 'A text in the languages of the house.',
    fields: (t) => ({
      zh: t.exposeString('zh', { description: 'Simplified Chinese.' }),
      en: t.exposeString('en', { description: 'English.' }),
    }),
  });
}
export type LocalTextRef = ReturnType<typeof localTextType>;

interface LimitShown {
  readonly limit: Limit;
  readonly used: bigint | null;
}

function limitType(builder: B) {
  const show = (limit: Limit, minor: string | bigint): string =>
    limit.measure === 'MONEY' ? showMoney(minor) : String(minor);
  return builder.objectRef<LimitShown>('OfferLimit').implement({
    description: 'How much of an offer there is.',
    fields: (t) => ({
      phase: t.field({
        type: enumType(builder, LimitPhaseEnum),
        description: 'When it counts.',
        resolve: ({ limit }) => limit.phase,
      }),
      scope: t.field({
        type: enumType(builder, LimitScopeEnum),
        description: 'Whose use it counts.',
        resolve: ({ limit }) => limit.scope,
      }),
      measure: t.field({
        type: enumType(builder, LimitMeasureEnum),
        description: 'What it counts.',
        resolve: ({ limit }) => limit.measure,
      }),
      ceiling: t.field({
        type: 'Decimal',
        description: 'At most this: uses, or CNY.',
        resolve: ({ limit }) => show(limit, limit.ceiling),
      }),
      used: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Used so far, where the limit counts for everybody.',
        resolve: ({ limit, used }) => (used === null ? null : show(limit, used)),
      }),
    }),
  });
}

/** What of a coupon's terms a member or clerk wants to know. */
export function couponTermsType(builder: B, Text: LocalTextRef) {
  const Brand = builder
    .objectRef<{ readonly code: string; readonly name: LocalText }>('HonouringBrand')
    .implement({
      description: 'An outside brand that honours a coupon.',
      fields: (t) => ({
        code: t.exposeString('code', { description: 'As `honouredBy` names it.' }),
        name: t.field({
          type: Text,
          description: 'What people call it.',
          resolve: ({ name }) => name,
        }),
      }),
    });
  return builder.objectRef<CouponTemplate>('CouponTerms').implement({
    description: 'What a coupon gives, where and on what.',
    fields: (t) => ({
      name: t.field({ type: Text, description: 'What it is called.', resolve: ({ name }) => name }),
      kind: t.field({
        type: enumType(builder, CouponKindEnum),
        description: 'What it gives.',
        resolve: ({ value }) => value.kind,
      }),
      amount: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'CNY, of AMOUNT_OFF and STORED_VALUE.',
        resolve: ({ value }) => ('amountMinor' in value ? showMoney(value.amountMinor) : null),
      }),
      shareBps: t.int({
        nullable: true,
        description: 'Basis points, of PERCENT_OFF and FEE_WAIVER.',
        resolve: ({ value }) => ('shareBps' in value ? value.shareBps : null),
      }),
      ceiling: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'The most one use takes off, CNY.',
        resolve: ({ value }) =>
          'ceilingMinor' in value && value.ceilingMinor !== null
            ? showMoney(value.ceilingMinor)
            : null,
      }),
      minimum: t.field({
        type: 'Decimal',
        description: 'The eligible lines must cost at least this, CNY.',
        resolve: ({ minimumMinor }) => showMoney(minimumMinor),
      }),
      honouredBy: t.stringList({
        description: 'Companies that honour it.',
        resolve: ({ honouredBy }) => honouredBy,
      }),
      brands: t.field({
        type: [Brand],
        description: 'The outside brands among them, by name.',
        resolve: async ({ honouredBy }, _args, { brands }) => {
          const known = await brands();
          return honouredBy.flatMap((code) => known.get(code) ?? []);
        },
      }),
      stores: t.stringList({
        description: 'Only these stores; every store when empty.',
        resolve: ({ stores }) => stores,
      }),
      kinds: t.stringList({
        description: 'Only for these kinds of transaction; every kind when empty.',
        resolve: ({ kinds }) => kinds,
      }),
      categories: t.stringList({
        description: 'Lines of these categories count.',
        resolve: ({ categories }) => categories,
      }),
      itemCodes: t.stringList({
        description: 'Lines of these items count.',
        resolve: ({ itemCodes }) => itemCodes,
      }),
      condition: t.exposeString('condition', {
        nullable: true,
        description: 'CEL over basket and member.',
      }),
      transferable: t.exposeBoolean('transferable', {
        description: 'Whether the member may give it to another.',
      }),
      group: t.string({
        nullable: true,
        description: 'Two coupons of one group never pay together.',
        resolve: ({ combination }) => combination.group,
      }),
      exclusive: t.boolean({
        description: 'Pays alone.',
        resolve: ({ combination }) => combination.exclusive,
      }),
    }),
  });
}
export type CouponTermsRef = ReturnType<typeof couponTermsType>;

function benefitType(builder: B, Terms: CouponTermsRef) {
  return builder.objectRef<Benefit>('OfferBenefit').implement({
    description: 'One thing an offer gives.',
    fields: (t) => ({
      kind: t.exposeString('kind', {
        description: 'POINTS_PER_CNY, POINTS_FIXED, POINTS_MULTIPLIER or COUPON.',
      }),
      currency: t.string({
        nullable: true,
        description: 'Code of the point currency.',
        resolve: (benefit) => ('currency' in benefit ? benefit.currency : null),
      }),
      pointsPerCny: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Whole points for one CNY.',
        resolve: (benefit) => (benefit.kind === 'POINTS_PER_CNY' ? benefit.pointsPerCny : null),
      }),
      points: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Points, of POINTS_FIXED.',
        resolve: (benefit) =>
          benefit.kind === 'POINTS_FIXED'
            ? formatAmount(BigInt(benefit.amountMinor), benefit.scale)
            : null,
      }),
      multiplierBps: t.int({
        nullable: true,
        description: '20000 doubles.',
        resolve: (benefit) => (benefit.kind === 'POINTS_MULTIPLIER' ? benefit.multiplierBps : null),
      }),
      coupon: t.field({
        type: Terms,
        nullable: true,
        description: 'The coupon it gives.',
        resolve: (benefit) => (benefit.kind === 'COUPON' ? benefit.coupon : null),
      }),
      count: t.int({
        nullable: true,
        description: 'How many coupons.',
        resolve: (benefit) => (benefit.kind === 'COUPON' ? benefit.count : null),
      }),
    }),
  });
}

function dateType(builder: B) {
  return builder.objectRef<DateTrigger>('OfferDate').implement({
    description: "A day in a member's life that sets an offer off.",
    fields: (t) => ({
      of: t.field({
        type: enumType(builder, DateOfEnum),
        description: 'Which day.',
        resolve: (date) => date.of,
      }),
      fact: t.exposeString('fact', { nullable: true, description: 'Of FACT: which thing.' }),
      attribute: t.exposeString('attribute', {
        nullable: true,
        description: 'Of FACT: which of its attributes is the date.',
      }),
      daysBefore: t.exposeInt('daysBefore', {
        description: 'So many days before it; negative: after it.',
      }),
      yearly: t.exposeBoolean('yearly', {
        description: 'Of FACT: also on the same day of later years.',
      }),
    }),
  });
}

export function offerType(builder: B, Text: LocalTextRef, Terms: CouponTermsRef) {
  const OfferLimit = limitType(builder);
  const OfferBenefit = benefitType(builder, Terms);
  const Funding = builder
    .objectRef<{ subsidiary: string; shareBps: number }>('OfferFundingShare')
    .implement({
      description: 'Who pays what share.',
      fields: (t) => ({
        subsidiary: t.exposeString('subsidiary', { description: 'Who pays.' }),
        shareBps: t.exposeInt('shareBps', { description: 'Basis points of the whole.' }),
      }),
    });
  const OfferDate = dateType(builder);
  const Offer = builder.objectRef<OfferRow>('Offer');
  const inVersion = async (
    { id: offerId }: OfferRow,
    version: number,
    { versions }: CouponContext,
  ): Promise<LiveOffer> => {
    const offer = await versions.load({ offerId, version });
    if (offer === null) throw new Error(`Offer ${offerId} has no version ${version}`);
    return offer;
  };
  const shown = (row: OfferRow, context: CouponContext): Promise<LiveOffer> =>
    inVersion(row, row.liveVersion ?? row.latestVersion, context);
  Offer.implement({
    description: 'What a member gets for what, who pays for it, and how much of it there is.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `off_…`.' }),
      code: t.exposeString('code', { description: 'What people call it.' }),
      owner: t.exposeString('owner', { description: 'Who answers for it: a company, or `group`.' }),
      state: t.field({
        type: enumType(builder, OfferStateEnum),
        description: 'Where it is in its life now.',
        resolve: async (row, _args, context) => {
          const { startsAt, endsAt } = await shown(row, context);
          return offerStateAt({ state: row.state, startsAt, endsAt }, context.now);
        },
      }),
      version: t.int({
        description:
          'The version shown: the one that grants, or the draft while nothing was published.',
        resolve: ({ liveVersion, latestVersion }) => liveVersion ?? latestVersion,
      }),
      latestVersion: t.exposeInt('latestVersion', {
        description: 'The newest version, published or not.',
      }),
      name: t.field({
        type: Text,
        description: 'What the member reads.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.name,
      }),
      description: t.field({
        type: Text,
        nullable: true,
        description: 'More about it.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.description,
      }),
      triggers: t.stringList({
        description: 'What sets it off.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.triggers,
      }),
      dates: t.field({
        type: [OfferDate],
        description: "Days in a member's life that set it off.",
        resolve: async (row, _a, c) => (await shown(row, c)).definition.dates ?? [],
      }),
      subsidiaries: t.stringList({
        description: 'Companies whose transactions set it off; any when empty.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.subsidiaries,
      }),
      tiers: t.stringList({
        description: 'Only for these tiers.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.audience.tiers,
      }),
      segments: t.stringList({
        description: 'Only for members in all of these segments.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.audience.segments,
      }),
      condition: t.string({
        description: 'CEL over transaction, member and history.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.condition,
      }),
      startsAt: t.field({
        type: 'DateTime',
        description: 'From this moment on.',
        resolve: async (row, _a, c) => (await shown(row, c)).startsAt,
      }),
      endsAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Before this moment.',
        resolve: async (row, _a, c) => (await shown(row, c)).endsAt,
      }),
      benefits: t.field({
        type: [OfferBenefit],
        description: 'What it gives.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.benefits,
      }),
      funding: t.field({
        type: [Funding],
        description: 'Who pays for it.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.funding,
      }),
      limits: t.field({
        type: [OfferLimit],
        description: 'How much of it there is, and how much is used.',
        access: ['operator', 'auditor', 'system', 'clerk'],
        resolve: async (row, _args, context) => {
          const used = await context.usedOfOffer.load(uuidOfOffer(row.id));
          return (await shown(row, context)).definition.limits.map((limit, limitNo) => ({
            limit,
            used:
              limit.scope === 'TOTAL'
                ? (used.find((one) => one.limitNo === limitNo)?.used ?? 0n)
                : null,
          }));
        },
      }),
      asInput: t.field({
        type: 'JSON',
        description:
          'The newest version, published or not, as `reviseOffer` takes it, but for offerId and idempotencyKey: change what is to change and send the rest back.',
        access: ['operator', 'auditor'],
        resolve: async (row, _args, context) =>
          definitionAsInput((await inVersion(row, row.latestVersion, context)).definition),
      }),
      priority: t.int({
        description: 'Higher wins between equals.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.stacking.priority,
      }),
      group: t.string({
        nullable: true,
        description: 'At most one offer of a group counts for an occasion.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.stacking.group,
      }),
      exclusive: t.boolean({
        description: 'Counts alone.',
        resolve: async (row, _a, c) => (await shown(row, c)).definition.stacking.exclusive,
      }),
    }),
  });
  builder.asEntity(Offer, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { offers }) => offers.load(id) as Promise<OfferRow>,
  });
  return Offer;
}
export type OfferRef = ReturnType<typeof offerType>;
