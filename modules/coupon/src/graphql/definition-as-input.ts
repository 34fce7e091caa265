/**
 * A definition as `reviseOffer` takes it: whoever revises an offer changes what is to change and sends the rest back as
 * it is, so that nothing a page has no field for is lost. Invariant: `toDefinition(asInput(d))` is `d`.
 */
import { formatAmount } from '@guildhall/shared/amounts';
import type { CouponTemplate } from '../domain/offers/coupon-template.ts';
import type { Benefit, OfferDefinition } from '../domain/offers/offer-definition.ts';
import { showMoney } from './coupon-input.ts';

/** Amounts are decimal text; what is not said is left out. */
export function definitionAsInput(definition: OfferDefinition): Readonly<Record<string, unknown>> {
  const { audience, stacking, limits, dates, description, endsAt, benefits, ...same } = definition;
  return said({
    ...same,
    ...audience,
    ...stacking,
    description,
    endsAt,
    dates: (dates ?? []).map(said),
    limits: limits.map(({ ceiling, ...limit }) => ({
      ...limit,
      ceiling: limit.measure === 'MONEY' ? showMoney(ceiling) : ceiling,
    })),
    benefits: benefits.map(benefitAsInput),
  });
}

function benefitAsInput(benefit: Benefit): Readonly<Record<string, unknown>> {
  switch (benefit.kind) {
    case 'POINTS_PER_CNY': {
      const { kind: _kind, scale: _scale, pointsPerCny: rate, ...same } = benefit;
      return { pointsPerCny: { ...same, rate } };
    }
    case 'POINTS_FIXED': {
      const { kind: _kind, scale, amountMinor, ...same } = benefit;
      return { fixedPoints: { ...same, amount: formatAmount(BigInt(amountMinor), scale) } };
    }
    case 'POINTS_MULTIPLIER': {
      const { kind: _kind, scale: _scale, ...same } = benefit;
      return { multiplier: same };
    }
    case 'COUPON':
      return { coupon: { count: benefit.count, ...couponAsInput(benefit.coupon) } };
  }
}

function couponAsInput(template: CouponTemplate): Readonly<Record<string, unknown>> {
  const { value, validity, worthMinor, minimumMinor, combination, bind, ...same } = template;
  return said({
    ...same,
    kind: value.kind,
    amount: 'amountMinor' in value ? showMoney(value.amountMinor) : null,
    shareBps: 'shareBps' in value ? value.shareBps : null,
    ceiling: moneyOrNull('ceilingMinor' in value ? value.ceilingMinor : null),
    worth: moneyOrNull(worthMinor),
    minimum: showMoney(minimumMinor),
    ...(validity.kind === 'DAYS'
      ? { validDays: validity.days, startsAfterDays: validity.startsAfterDays }
      : { validUntil: validity.day }),
    ...combination,
    bind: bind === null ? null : said(bind),
  });
}

const moneyOrNull = (minor: string | null): string | null =>
  minor === null ? null : showMoney(minor);

const said = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
