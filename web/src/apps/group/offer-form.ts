/** The editor's form as the graph wants it, and an offer as the form shows it. */
import dayjs, { type Dayjs } from 'dayjs';
import type { VariablesOf } from '../../graphql/graphql.ts';
import type { CreateOffer } from './offer-operations.ts';
import type { OfferView } from './offer-page.tsx';

type Input = VariablesOf<typeof CreateOffer>['input'];
type Benefit = Input['benefits'][number];
type Limit = NonNullable<Input['limits']>[number];
export type CouponKind = NonNullable<Benefit['coupon']>['kind'];

export interface BenefitForm {
  readonly kind: 'fixedPoints' | 'pointsPerCny' | 'multiplier' | 'coupon';
  readonly points?: string;
  readonly rate?: string;
  readonly times?: number;
  readonly couponKind?: CouponKind;
  readonly nameZh?: string;
  readonly nameEn?: string;
  readonly amount?: string;
  readonly percent?: number;
  readonly ceiling?: string;
  readonly minimum?: string;
  readonly validDays?: number;
  readonly instalments?: number;
  readonly honouredBy?: string[];
}

export interface OfferForm {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly descriptionZh?: string;
  readonly descriptionEn?: string;
  readonly triggers: string[];
  readonly subsidiaries: string[];
  readonly tiers: string[];
  readonly segments: string[];
  readonly condition: string;
  readonly period: [Dayjs, Dayjs | null];
  readonly benefits: BenefitForm[];
  readonly funding: { readonly subsidiary: string; readonly percent: number }[];
  readonly limits: {
    readonly scope: Limit['scope'];
    readonly measure: Limit['measure'];
    readonly ceiling: string;
  }[];
  readonly priority: number;
  readonly exclusive: boolean;
}

export const CURRENCY = 'POINT';

export function emptyForm(): Partial<OfferForm> {
  return {
    triggers: [],
    subsidiaries: [],
    tiers: [],
    segments: [],
    condition: 'true',
    period: [dayjs().startOf('day'), null],
    benefits: [{ kind: 'fixedPoints', points: '100' }],
    funding: [{ subsidiary: 'retail', percent: 100 }],
    limits: [{ scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
    priority: 0,
    exclusive: false,
  };
}

/** What a version says of itself; validity and instalments of its coupons are to be stated anew. */
export function formOf(offer: OfferView): Partial<OfferForm> {
  return {
    code: offer.code,
    nameZh: offer.name.zh,
    nameEn: offer.name.en,
    ...(offer.description === null
      ? {}
      : { descriptionZh: offer.description.zh, descriptionEn: offer.description.en }),
    triggers: [...offer.triggers],
    subsidiaries: [...offer.subsidiaries],
    tiers: [...offer.tiers],
    segments: [...offer.segments],
    condition: offer.condition,
    period: [dayjs(offer.startsAt), offer.endsAt === null ? null : dayjs(offer.endsAt)],
    benefits: offer.benefits.map(benefitOf),
    funding: offer.funding.map(({ subsidiary, shareBps }) => ({
      subsidiary,
      percent: shareBps / 100,
    })),
    limits: offer.limits.map(({ scope, measure, ceiling }) => ({ scope, measure, ceiling })),
    priority: offer.priority,
    exclusive: offer.exclusive,
  };
}

function benefitOf(benefit: OfferView['benefits'][number]): BenefitForm {
  const { coupon, points, pointsPerCny, multiplierBps } = benefit;
  if (coupon !== null)
    return {
      kind: 'coupon',
      couponKind: coupon.kind,
      nameZh: coupon.name.zh,
      nameEn: coupon.name.en,
      minimum: coupon.minimum,
      honouredBy: [...coupon.honouredBy],
      ...(coupon.amount === null ? {} : { amount: coupon.amount }),
      ...(coupon.ceiling === null ? {} : { ceiling: coupon.ceiling }),
      ...(coupon.shareBps === null ? {} : { percent: coupon.shareBps / 100 }),
    };
  if (pointsPerCny !== null) return { kind: 'pointsPerCny', rate: pointsPerCny };
  if (multiplierBps !== null) return { kind: 'multiplier', times: multiplierBps / 10_000 };
  return { kind: 'fixedPoints', points: points ?? '0' };
}

export function inputOf(form: OfferForm): Omit<Input, 'idempotencyKey'> {
  const [startsAt, endsAt] = form.period;
  return {
    code: form.code,
    name: { zh: form.nameZh, en: form.nameEn },
    ...(form.descriptionZh === undefined || form.descriptionZh === ''
      ? {}
      : {
          description: {
            zh: form.descriptionZh,
            en: form.descriptionEn ?? form.descriptionZh,
          },
        }),
    triggers: form.triggers,
    subsidiaries: form.subsidiaries,
    tiers: form.tiers,
    segments: form.segments,
    condition: form.condition.trim() === '' ? 'true' : form.condition,
    startsAt: startsAt.toISOString(),
    ...(endsAt === null || endsAt === undefined ? {} : { endsAt: endsAt.toISOString() }),
    benefits: form.benefits.map(benefitInput),
    funding: form.funding.map(({ subsidiary, percent }) => ({
      subsidiary,
      shareBps: Math.round(percent * 100),
    })),
    limits: form.limits.map(({ scope, measure, ceiling }) => ({ scope, measure, ceiling })),
    priority: form.priority,
    exclusive: form.exclusive,
  };
}

function benefitInput(benefit: BenefitForm): Benefit {
  switch (benefit.kind) {
    case 'fixedPoints':
      return { fixedPoints: { currency: CURRENCY, amount: benefit.points ?? '0' } };
    case 'pointsPerCny':
      return { pointsPerCny: { currency: CURRENCY, rate: benefit.rate ?? '0' } };
    case 'multiplier':
      return {
        multiplier: {
          currency: CURRENCY,
          multiplierBps: Math.round((benefit.times ?? 1) * 10_000),
        },
      };
    case 'coupon':
      return { coupon: couponInput(benefit) };
  }
}

function couponInput(benefit: BenefitForm): NonNullable<Benefit['coupon']> {
  const { percent, amount, ceiling, minimum, validDays, instalments } = benefit;
  return {
    kind: benefit.couponKind ?? 'AMOUNT_OFF',
    name: { zh: benefit.nameZh ?? '', en: benefit.nameEn ?? '' },
    honouredBy: benefit.honouredBy ?? [],
    ...(amount === undefined || amount === '' ? {} : { amount }),
    ...(percent === undefined ? {} : { shareBps: Math.round(percent * 100) }),
    ...(ceiling === undefined || ceiling === '' ? {} : { ceiling }),
    ...(minimum === undefined || minimum === '' ? {} : { minimum }),
    ...(validDays === undefined ? {} : { validDays }),
    ...(instalments === undefined || instalments < 2
      ? {}
      : { instalments: { count: instalments } }),
  };
}
