/** What an offer's author sends, and how it becomes a definition. Amounts are decimal text at the API. */
import { formatAmount } from '@guildhall/shared/amounts';
import {
  dateInput,
  dateTimeInput,
  decimalInput,
  minorInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { CouponTemplate, CouponValue } from '../domain/offers/coupon-template.ts';
import type { Benefit, OfferDefinition } from '../domain/offers/offer-definition.ts';
import {
  BindFromEnum,
  CouponKindEnum,
  DateOfEnum,
  LimitMeasureEnum,
  LimitPhaseEnum,
  LimitScopeEnum,
  PointsBaseEnum,
  RoundingEnum,
  RoundPerEnum,
  WhenUsedUpEnum,
} from './enums.ts';

const code = z.string().min(1).max(64);
const codes = (description: string) => z.array(code).max(200).default([]).describe(description);
const money = (description: string) =>
  minorInput({ scale: 2, min: '0.00' }).optional().describe(description);

export const localTextInput = namedInput(
  'OfferTextInput',
  z.object({
    zh: z.string().min(1).max(200).describe('Simplified Chinese.'),
    en: z.string().min(1).max(200).describe('English.'),
  }),
);

const couponInput = z.object({
  count: z.int().min(1).max(100).default(1).describe('How many of it.'),
  name: localTextInput.describe('What the member reads.'),
  kind: CouponKindEnum.describe('What it gives.'),
  amount: money('CNY: of AMOUNT_OFF and STORED_VALUE.'),
  shareBps: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Share in basis points: of PERCENT_OFF and FEE_WAIVER; 10000 is all.'),
  ceiling: money('The most one use takes off, CNY; none when left out.'),
  worth: money('What one use is taken to be worth for budgets, where there is no ceiling.'),
  uses: z.int().min(1).max(10_000).default(1).describe('How often it can be used.'),
  instalments: z
    .object({
      count: z.int().min(2).max(120).describe('How many coupons, each vesting on its own date.'),
      everyMonths: z.int().min(1).max(24).default(1).describe('Months between them.'),
      firstAfterMonths: z
        .int()
        .min(0)
        .max(24)
        .default(0)
        .describe('Months from the grant to the first.'),
    })
    .optional()
    .describe('Several coupons that vest one after another.'),
  validDays: z
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe('Good for so many days after the day it starts; this or validUntil.'),
  startsAfterDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(0)
    .describe('Days from the grant (of an instalment: from its vesting) until it starts.'),
  validUntil: dateInput().optional().describe('Good until the end of this day.'),
  honouredBy: z.array(code).min(1).max(50).describe('Companies that honour it.'),
  stores: codes('Only these stores; every store when empty.'),
  kinds: codes('Only for these kinds of transaction; every kind when empty.'),
  categories: codes('Lines of these categories count; with itemCodes, either.'),
  itemCodes: codes('Lines of these items count; with categories, either. Both empty: every line.'),
  minimum: money('The eligible lines must cost at least this, CNY.'),
  condition: z
    .string()
    .max(4_000)
    .optional()
    .describe('CEL over `basket`, `member`, `history`, `now`.'),
  bind: z
    .object({
      asset: code.describe('What it is bound to: `vehicle`, `dwelling`.'),
      from: BindFromEnum.describe('Which one.'),
      attribute: code
        .optional()
        .describe('Attribute of the transaction that names it; `<asset>Id` when left out.'),
    })
    .optional()
    .describe('Bound to a thing: it serves that one only.'),
  transferable: z.boolean().default(false).describe('Whether the member may give it to another.'),
  group: code.optional().describe('Two coupons of one group never pay together.'),
  exclusive: z.boolean().default(false).describe('Pays alone.'),
  whenUsedUp: WhenUsedUpEnum.default('DEBT').describe(
    'When what it came of is undone after it was used.',
  ),
});

const currency = code.describe('Code of the point currency.');
const activeAfterDays = z
  .int()
  .min(0)
  .max(3_650)
  .default(0)
  .describe('Pending for so many days; 0: active at once.');
const rounding = RoundingEnum.default('DOWN').describe(
  'How fractions of the smallest unit of a point are rounded.',
);

const benefitInput = z.object({
  pointsPerCny: z
    .object({
      currency,
      rate: decimalInput({ scale: 8, min: '0.00000001' }).describe('Whole points for one CNY.'),
      rounding,
      roundPer: RoundPerEnum.default('TRANSACTION').describe('What is rounded.'),
      base: PointsBaseEnum.default('NET').describe('What the points are counted on.'),
      categories: codes('Lines of these categories count; with itemCodes, either.'),
      itemCodes: codes('Lines of these items count. Both empty: every line.'),
      activeAfterDays,
    })
    .optional()
    .describe('Points by the amount.'),
  fixedPoints: z
    .object({
      currency,
      amount: decimalInput({ scale: 6, min: '0.000001' }).describe('Points.'),
      activeAfterDays,
    })
    .optional()
    .describe('Points, always the same.'),
  multiplier: z
    .object({
      currency,
      multiplierBps: z
        .int()
        .min(10_001)
        .max(1_000_000)
        .describe('20000 doubles what pointsPerCny offers give.'),
      rounding,
      activeAfterDays,
    })
    .optional()
    .describe('More points on top of those by the amount.'),
  coupon: couponInput.optional().describe('Coupons.'),
});

export const offerFields = {
  name: localTextInput.describe('What the member reads.'),
  description: localTextInput.optional().describe('More about it.'),
  triggers: codes(
    'Kinds of transaction that set it off; also MEMBER_ENROLLED and TIER_REACHED. A trigger or a date at least.',
  ),
  dates: z
    .array(
      namedInput(
        'OfferDateInput',
        z.object({
          of: DateOfEnum.describe('Which day.'),
          fact: code.optional().describe('Of FACT: which thing, such as `fee-bill`.'),
          attribute: code
            .optional()
            .describe('Of FACT: which of its attributes is the date, such as `dueOn`.'),
          daysBefore: z
            .int()
            .min(-365)
            .max(365)
            .default(0)
            .describe('So many days before it; negative: after it.'),
          yearly: z
            .boolean()
            .default(false)
            .describe('Of FACT: also on the same day of later years.'),
        }),
      ),
    )
    .max(10)
    .default([])
    .describe("Days in a member's life that set it off."),
  subsidiaries: codes('Companies whose transactions set it off; any when empty.'),
  tiers: codes('Only members of these tiers.'),
  segments: codes('Only members in all of these segments.'),
  consents: codes('Only members who have granted all of these consents.'),
  household: z.boolean().default(false).describe('Only members of a household.'),
  condition: z
    .string()
    .min(1)
    .max(4_000)
    .default('true')
    .describe('CEL over `transaction`, `member`, `history`, `now`.'),
  startsAt: dateTimeInput().describe('From this moment on.'),
  endsAt: dateTimeInput().optional().describe('Before this moment; open when left out.'),
  benefits: z
    .array(namedInput('OfferBenefitInput', benefitInput))
    .min(1)
    .max(10)
    .describe('What it gives; one field of each.'),
  funding: z
    .array(
      namedInput(
        'OfferFundingShareInput',
        z.object({
          subsidiary: code.describe('Who pays.'),
          shareBps: z
            .int()
            .min(1)
            .max(10_000)
            .describe('Share in basis points; all shares sum to 10000.'),
        }),
      ),
    )
    .min(1)
    .max(20)
    .describe('Who pays for it.'),
  pointPrice: decimalInput({ scale: 8, min: '0.00000000' })
    .default('0.01000000')
    .describe('What one point costs who pays, CNY; 0.01 when left out.'),
  limits: z
    .array(
      namedInput(
        'OfferLimitInput',
        z.object({
          phase: LimitPhaseEnum.default('GRANT').describe('When it counts.'),
          scope: LimitScopeEnum.describe('Whose use it counts.'),
          measure: LimitMeasureEnum.describe('What it counts.'),
          ceiling: decimalInput({ scale: 2, min: '0.00' }).describe(
            'Uses (a whole number), or CNY.',
          ),
        }),
      ),
    )
    .max(20)
    .default([])
    .describe('How much of it there is.'),
  group: code.optional().describe('At most one offer of a group counts for an occasion.'),
  exclusive: z.boolean().default(false).describe('Counts alone.'),
  priority: z
    .int()
    .min(0)
    .max(1_000)
    .default(0)
    .describe('Higher wins where the customer gets the same either way.'),
};
const offerInput = z.object(offerFields);
export type OfferInput = z.output<typeof offerInput>;
type BenefitInput = z.output<typeof benefitInput>;
type CouponInput = z.output<typeof couponInput>;

export class InputFault extends Error {
  readonly code: string;
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  constructor(
    fault: string,
    path: readonly string[],
    params: Readonly<Record<string, string>> = {},
  ) {
    super(fault);
    this.code = fault;
    this.path = path;
    this.params = params;
  }
}

/** Throws an `InputFault` where fields contradict each other. `scales`: decimals of each point currency. */
export function toDefinition(
  input: OfferInput,
  scales: ReadonlyMap<string, number>,
): OfferDefinition {
  return {
    name: input.name,
    description: input.description ?? null,
    triggers: input.triggers,
    dates: input.dates.map((date) => ({
      ...date,
      fact: date.fact ?? null,
      attribute: date.attribute ?? null,
    })),
    subsidiaries: input.subsidiaries,
    audience: {
      tiers: input.tiers,
      segments: input.segments,
      consents: input.consents,
      household: input.household,
    },
    condition: input.condition,
    startsAt: input.startsAt.toISOString(),
    endsAt: input.endsAt?.toISOString() ?? null,
    benefits: input.benefits.map((benefit, index) =>
      toBenefit(benefit, scales, ['benefits', String(index)]),
    ),
    funding: input.funding,
    pointPrice: shortest(input.pointPrice),
    limits: input.limits.map(({ ceiling, ...limit }, index) => ({
      ...limit,
      ceiling: limitCeiling(ceiling, limit.measure, ['limits', String(index), 'ceiling']),
    })),
    stacking: { group: input.group ?? null, exclusive: input.exclusive, priority: input.priority },
  };
}

function limitCeiling(text: string, measure: 'USES' | 'MONEY', path: readonly string[]): string {
  const hundredths = text.replace('.', '').replace(/^0+(?=\d)/, '');
  if (measure === 'MONEY') return hundredths;
  if (!text.endsWith('.00')) throw new InputFault('LIMIT_NOT_WHOLE', path);
  return text.slice(0, -'.00'.length);
}

function toBenefit(
  input: BenefitInput,
  scales: ReadonlyMap<string, number>,
  path: readonly string[],
): Benefit {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw new InputFault('BENEFIT_NOT_ONE', path);
  const scaleOf = (of: string): number => {
    const scale = scales.get(of);
    if (scale === undefined) throw new InputFault('CURRENCY_UNKNOWN', path, { currency: of });
    return scale;
  };
  const { pointsPerCny, fixedPoints, multiplier, coupon } = input;
  if (pointsPerCny !== undefined) {
    const { rate, ...rest } = pointsPerCny;
    return {
      kind: 'POINTS_PER_CNY',
      scale: scaleOf(rest.currency),
      pointsPerCny: shortest(rate),
      ...rest,
    };
  }
  if (fixedPoints !== undefined) {
    const { amount, ...rest } = fixedPoints;
    const scale = scaleOf(rest.currency);
    return { kind: 'POINTS_FIXED', scale, amountMinor: toMinor(amount, scale, path), ...rest };
  }
  if (multiplier !== undefined)
    return { kind: 'POINTS_MULTIPLIER', scale: scaleOf(multiplier.currency), ...multiplier };
  if (coupon === undefined) throw new InputFault('BENEFIT_NOT_ONE', path);
  return { kind: 'COUPON', count: coupon.count, coupon: toTemplate(coupon, [...path, 'coupon']) };
}

/** Six decimals in, exactly the currency's decimals out. */
export function toMinor(amount: string, scale: number, path: readonly string[]): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  if (/[1-9]/.test(fraction.slice(scale)))
    throw new InputFault('POINTS_TOO_PRECISE', path, { scale: String(scale) });
  return BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0')).toString();
}

const shortest = (decimal: string): string => decimal.replace(/\.?0+$/, '');

function toTemplate(input: CouponInput, path: readonly string[]): CouponTemplate {
  if ((input.validDays === undefined) === (input.validUntil === undefined))
    throw new InputFault('VALIDITY_NOT_ONE', path);
  return {
    name: input.name,
    value: toValue(input, path),
    worthMinor: input.worth?.toString() ?? null,
    uses: input.uses,
    instalments: input.instalments ?? null,
    validity:
      input.validUntil === undefined
        ? { kind: 'DAYS', startsAfterDays: input.startsAfterDays, days: input.validDays ?? 1 }
        : { kind: 'UNTIL', day: input.validUntil },
    honouredBy: input.honouredBy,
    stores: input.stores,
    kinds: input.kinds,
    categories: input.categories,
    itemCodes: input.itemCodes,
    minimumMinor: (input.minimum ?? 0n).toString(),
    condition: input.condition ?? null,
    bind:
      input.bind === undefined ? null : { ...input.bind, attribute: input.bind.attribute ?? null },
    transferable: input.transferable,
    combination: { group: input.group ?? null, exclusive: input.exclusive },
    whenUsedUp: input.whenUsedUp,
  };
}

function toValue(
  { kind, amount, shareBps, ceiling }: CouponInput,
  path: readonly string[],
): CouponValue {
  const ceilingMinor = ceiling?.toString() ?? null;
  switch (kind) {
    case 'AMOUNT_OFF':
    case 'STORED_VALUE':
      if (amount === undefined || amount === 0n)
        throw new InputFault('COUPON_AMOUNT_MISSING', [...path, 'amount']);
      return { kind, amountMinor: amount.toString() };
    case 'PERCENT_OFF':
    case 'FEE_WAIVER':
      if (shareBps === undefined)
        throw new InputFault('COUPON_SHARE_MISSING', [...path, 'shareBps']);
      return { kind, shareBps, ceilingMinor };
    case 'FREE_SERVICE':
    case 'GIFT':
    case 'ERRAND':
      return { kind, ceilingMinor };
  }
}

export const showMoney = (minor: string | bigint): string => formatAmount(BigInt(minor), 2);
