/**
 * The editor's form as the graph wants it, and an offer as the form shows it. What a version says and the form has no
 * field for (stores, goods, bindings, a stacking group …) is kept as it is: revising loses nothing.
 */
import dayjs, { type Dayjs } from 'dayjs';
import type { VariablesOf } from '../../graphql/graphql.ts';
import type { CreateOffer } from './offer-operations.ts';

type Input = VariablesOf<typeof CreateOffer>['input'];
/** What both creating and revising take. */
export type OfferTerms = Omit<Input, 'idempotencyKey' | 'code' | 'owner'>;
type Benefit = Input['benefits'][number];
type DateTrigger = NonNullable<Input['dates']>[number];
type Limit = NonNullable<Input['limits']>[number];
export type CouponKind = NonNullable<Benefit['coupon']>['kind'];

export interface BenefitForm {
  /** The benefit as the version has it, of the same kind. */
  readonly kept?: Benefit;
  readonly kind: 'fixedPoints' | 'pointsPerCny' | 'multiplier' | 'coupon';
  readonly points?: string;
  readonly rate?: string;
  readonly times?: number;
  readonly couponKind?: CouponKind;
  readonly nameZh?: string;
  readonly nameEn?: string;
  readonly amount?: string;
  readonly percent?: number | null;
  readonly ceiling?: string;
  readonly minimum?: string;
  readonly uses?: number;
  readonly validDays?: number | null;
  readonly validUntil?: Dayjs | null;
  readonly instalments?: number | null;
  readonly categories?: string[];
  readonly transferable?: boolean;
  readonly honouredBy?: string[];
}

export interface OfferForm {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly descriptionZh?: string;
  readonly descriptionEn?: string;
  readonly triggers: string[];
  readonly dates: {
    readonly of: DateTrigger['of'];
    readonly days: number;
    readonly kept?: DateTrigger;
  }[];
  readonly consents: string[];
  readonly household: boolean;
  readonly pointPrice: string;
  readonly subsidiaries: string[];
  readonly tiers: string[];
  readonly segments: string[];
  readonly condition: string;
  readonly period: [Dayjs, Dayjs | null];
  readonly benefits: BenefitForm[];
  readonly funding: { readonly subsidiary: string; readonly percent: number }[];
  readonly limits: {
    readonly phase: NonNullable<Limit['phase']>;
    readonly scope: Limit['scope'];
    readonly measure: Limit['measure'];
    readonly ceiling: string;
  }[];
  readonly priority: number;
  readonly exclusive: boolean;
}

export const CURRENCY = 'POINT';

/** A new offer; for a segment when it is made from one. */
export function emptyForm(segment?: string): Partial<OfferForm> {
  return {
    triggers: [],
    dates: [],
    consents: [],
    household: false,
    pointPrice: '0.01',
    subsidiaries: [],
    tiers: [],
    segments: segment === undefined ? [] : [segment],
    condition: 'true',
    period: [dayjs().startOf('day'), null],
    benefits: [{ kind: 'fixedPoints', points: '100' }],
    funding: [{ subsidiary: 'retail', percent: 100 }],
    limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
    priority: 0,
    exclusive: false,
  };
}

export function formOf(code: string, terms: OfferTerms): Partial<OfferForm> {
  return {
    code,
    nameZh: terms.name.zh,
    nameEn: terms.name.en,
    ...(terms.description === undefined || terms.description === null
      ? {}
      : { descriptionZh: terms.description.zh, descriptionEn: terms.description.en }),
    triggers: [...(terms.triggers ?? [])],
    dates: (terms.dates ?? []).map((kept) => ({ of: kept.of, days: kept.daysBefore ?? 0, kept })),
    consents: [...(terms.consents ?? [])],
    household: terms.household ?? false,
    pointPrice: terms.pointPrice ?? '0.01',
    subsidiaries: [...(terms.subsidiaries ?? [])],
    tiers: [...(terms.tiers ?? [])],
    segments: [...(terms.segments ?? [])],
    condition: terms.condition ?? 'true',
    period: [
      dayjs(terms.startsAt),
      terms.endsAt === undefined || terms.endsAt === null ? null : dayjs(terms.endsAt),
    ],
    benefits: terms.benefits.map(benefitOf),
    funding: terms.funding.map(({ subsidiary, shareBps }) => ({
      subsidiary,
      percent: shareBps / 100,
    })),
    limits: (terms.limits ?? []).map(({ phase, scope, measure, ceiling }) => ({
      phase: phase ?? 'GRANT',
      scope,
      measure,
      ceiling,
    })),
    priority: terms.priority ?? 0,
    exclusive: terms.exclusive ?? false,
  };
}

function benefitOf(kept: Benefit): BenefitForm {
  const { coupon, fixedPoints, pointsPerCny, multiplier } = kept;
  if (coupon !== undefined && coupon !== null)
    return {
      kept,
      kind: 'coupon',
      couponKind: coupon.kind,
      nameZh: coupon.name.zh,
      nameEn: coupon.name.en,
      minimum: coupon.minimum ?? '',
      honouredBy: [...coupon.honouredBy],
      categories: [...(coupon.categories ?? [])],
      uses: coupon.uses ?? 1,
      transferable: coupon.transferable ?? false,
      instalments: coupon.instalments?.count ?? null,
      amount: coupon.amount ?? '',
      ceiling: coupon.ceiling ?? '',
      percent:
        coupon.shareBps === undefined || coupon.shareBps === null ? null : coupon.shareBps / 100,
      validDays: coupon.validDays ?? null,
      validUntil:
        coupon.validUntil === undefined || coupon.validUntil === null
          ? null
          : dayjs(coupon.validUntil),
    };
  if (pointsPerCny !== undefined && pointsPerCny !== null)
    return { kept, kind: 'pointsPerCny', rate: pointsPerCny.rate };
  if (multiplier !== undefined && multiplier !== null)
    return { kept, kind: 'multiplier', times: multiplier.multiplierBps / 10_000 };
  return { kept, kind: 'fixedPoints', points: fixedPoints?.amount ?? '0' };
}

/** `kept`: the version that is revised; what the form does not say stays as it is there. */
export function termsOf(form: OfferForm, kept: Partial<OfferTerms> = {}): OfferTerms {
  const [startsAt, endsAt] = form.period;
  const { description: _description, endsAt: _endsAt, ...same } = kept;
  const zh = form.descriptionZh ?? '';
  return {
    ...same,
    name: { zh: form.nameZh, en: form.nameEn },
    ...(zh === '' ? {} : { description: { zh, en: form.descriptionEn || zh } }),
    triggers: form.triggers,
    dates: form.dates.map(({ of, days, kept: date }) => ({
      ...(date?.of === of ? date : {}),
      of,
      daysBefore: days,
    })),
    consents: form.consents,
    household: form.household,
    pointPrice: form.pointPrice,
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
    limits: form.limits,
    priority: form.priority,
    exclusive: form.exclusive,
  };
}

function benefitInput(benefit: BenefitForm): Benefit {
  const { kept } = benefit;
  switch (benefit.kind) {
    case 'fixedPoints':
      return {
        fixedPoints: { currency: CURRENCY, ...kept?.fixedPoints, amount: benefit.points ?? '0' },
      };
    case 'pointsPerCny':
      return {
        pointsPerCny: { currency: CURRENCY, ...kept?.pointsPerCny, rate: benefit.rate ?? '0' },
      };
    case 'multiplier':
      return {
        multiplier: {
          currency: CURRENCY,
          ...kept?.multiplier,
          multiplierBps: Math.round((benefit.times ?? 1) * 10_000),
        },
      };
    case 'coupon':
      return { coupon: couponInput(benefit) };
  }
}

type Coupon = NonNullable<Benefit['coupon']>;

function couponInput(form: BenefitForm): Coupon {
  const { percent, amount, ceiling, minimum, validDays, validUntil, instalments } = form;
  const kept = (form.kept?.coupon ?? {}) as Partial<Coupon>;
  const {
    amount: _amount,
    shareBps: _shareBps,
    ceiling: _ceiling,
    minimum: _minimum,
    validDays: _validDays,
    validUntil: _validUntil,
    instalments: ofBefore,
    ...same
  } = kept;
  return {
    ...same,
    kind: form.couponKind ?? 'AMOUNT_OFF',
    name: { zh: form.nameZh ?? '', en: form.nameEn ?? '' },
    honouredBy: form.honouredBy ?? [],
    categories: form.categories ?? [],
    uses: form.uses ?? 1,
    transferable: form.transferable ?? false,
    ...(isSaid(amount) && WITH_AMOUNT.includes(form.couponKind ?? '') ? { amount } : {}),
    ...(isSaid(percent) && WITH_SHARE.includes(form.couponKind ?? '')
      ? { shareBps: Math.round(percent * 100) }
      : {}),
    ...(isSaid(ceiling) && WITH_CEILING.includes(form.couponKind ?? '') ? { ceiling } : {}),
    ...(isSaid(minimum) ? { minimum } : {}),
    // This or that: a day for all, or so many days for each.
    ...(isSaid(validUntil)
      ? { validUntil: validUntil.format('YYYY-MM-DD') }
      : isSaid(validDays)
        ? { validDays }
        : {}),
    ...(isSaid(instalments) && instalments > 1
      ? { instalments: { ...ofBefore, count: instalments } }
      : {}),
  };
}

export const WITH_SHARE: readonly string[] = ['PERCENT_OFF', 'FEE_WAIVER'];
export const WITH_AMOUNT: readonly string[] = ['AMOUNT_OFF', 'STORED_VALUE'];
export const WITH_CEILING: readonly string[] = [
  'PERCENT_OFF',
  'FEE_WAIVER',
  'FREE_SERVICE',
  'GIFT',
  'ERRAND',
];

const isSaid = <T>(value: T | null | undefined | ''): value is T =>
  value !== null && value !== undefined && value !== '';
