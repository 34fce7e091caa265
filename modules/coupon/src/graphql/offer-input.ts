/** What an offer's author sends, and how it becomes a definition. Amounts are decimal text at the API. */
import { dateTimeInput, decimalInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { Benefit, OfferDefinition } from '../domain/offers/offer-definition.ts';
import {
  code,
  codes,
  couponInput,
  InputFault,
  localTextInput,
  toTemplate,
} from './coupon-input.ts';
import {
  DateOfEnum,
  LimitMeasureEnum,
  LimitPhaseEnum,
  LimitScopeEnum,
  PointsBaseEnum,
  RoundingEnum,
  RoundPerEnum,
} from './enums.ts';

export { InputFault, localTextInput, showMoney } from './coupon-input.ts';

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
