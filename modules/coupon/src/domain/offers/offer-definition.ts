/**
 * What an offer says: who may trigger it, for whom, when, what it gives, who pays, how much at most. A version of it
 * is stored as this JSON and never changes once it has been live.
 */
import { z } from 'zod';
import { couponTemplateSchema, localText } from './coupon-template.ts';

const minor = z.string().regex(/^\d+$/);
const codes = z.array(z.string().min(1).max(64)).max(200);
const decimal = z.string().regex(/^(0|[1-9]\d*)(\.\d{1,8})?$/);
export const ROUNDINGS = ['DOWN', 'HALF_UP', 'HALF_EVEN', 'UP'] as const;

const points = { currency: z.string().min(2).max(16), scale: z.int().min(0).max(6) };

export const benefitSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('POINTS_PER_CNY'),
    ...points,
    /** Whole points for one CNY, e.g. `1` or `0.5`. */
    pointsPerCny: decimal,
    rounding: z.enum(ROUNDINGS),
    /** Rounded once for the transaction, or line by line. */
    roundPer: z.enum(['TRANSACTION', 'LINE']),
    /** NET: what is left after coupons and points. GROSS: the lines' price. */
    base: z.enum(['NET', 'GROSS']),
    /** Lines that count; both empty: every line. */
    categories: codes,
    itemCodes: codes,
    /** Pending for so many days (a cooling-off time); 0: active at once. */
    activeAfterDays: z.int().min(0).max(3_650),
  }),
  z.object({
    kind: z.literal('POINTS_FIXED'),
    ...points,
    amountMinor: minor,
    activeAfterDays: z.int().min(0).max(3_650),
  }),
  /** On top of what POINTS_PER_CNY offers give for the same occasion: 20000 doubles it. */
  z.object({
    kind: z.literal('POINTS_MULTIPLIER'),
    ...points,
    multiplierBps: z.int().min(10_001).max(1_000_000),
    rounding: z.enum(ROUNDINGS),
    activeAfterDays: z.int().min(0).max(3_650),
  }),
  z.object({
    kind: z.literal('COUPON'),
    count: z.int().min(1).max(100),
    coupon: couponTemplateSchema,
  }),
]);
export type Benefit = z.infer<typeof benefitSchema>;
export type PointsBenefit = Exclude<Benefit, { kind: 'COUPON' }>;
export type CouponBenefit = Extract<Benefit, { kind: 'COUPON' }>;

/** Whose use a limit counts. */
export const LIMIT_SCOPES = [
  'TOTAL',
  'DAY',
  'MEMBER',
  'MEMBER_DAY',
  'HOUSEHOLD',
  'STORE',
  'STORE_DAY',
] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

export const limitSchema = z.object({
  /** GRANT: when something is given. REDEEM: when a coupon of the offer is used. */
  phase: z.enum(['GRANT', 'REDEEM']),
  scope: z.enum(LIMIT_SCOPES),
  /** USES counts occasions; MONEY counts CNY minor units of what it costs. */
  measure: z.enum(['USES', 'MONEY']),
  ceiling: minor,
});
export type Limit = z.infer<typeof limitSchema>;

export const fundingSchema = z
  .array(z.object({ subsidiary: z.string().min(1).max(64), shareBps: z.int().min(1).max(10_000) }))
  .min(1)
  .max(20);

/** A day in a member's life that sets an offer off, counted in business days of the group. */
export const dateTriggerSchema = z.object({
  /** BIRTHDAY and ENROLMENT come each year; FACT is a date that a subsidiary tells of a thing the member has. */
  of: z.enum(['BIRTHDAY', 'ENROLMENT', 'FACT']),
  /** Of FACT: which thing (`fee-bill`), and which of its attributes is the date (`dueOn`, YYYY-MM-DD). */
  fact: z.string().min(1).max(64).nullable(),
  attribute: z.string().min(1).max(64).nullable(),
  /** So many days before the date; negative: after it. */
  daysBefore: z.int().min(-365).max(365),
  /** Of FACT: also on the same day of later years. */
  yearly: z.boolean(),
});
export type DateTrigger = z.infer<typeof dateTriggerSchema>;

export const offerDefinitionSchema = z.object({
  name: localText,
  description: localText.nullable(),
  /** Kinds of transaction; also MEMBER_ENROLLED and TIER_REACHED, which are no transactions. */
  triggers: codes,
  /** Days that set it off. An offer has a trigger or a date at least. */
  dates: z.array(dateTriggerSchema).max(10).optional(),
  /** Companies whose transactions trigger it; empty: any. */
  subsidiaries: codes,
  audience: z.object({
    /** Any of these tiers; empty: any or none. */
    tiers: codes,
    /** In all of these segments. */
    segments: codes,
    /** All of these consents granted. */
    consents: codes,
    /** Only members of a household. */
    household: z.boolean(),
  }),
  /** CEL; `true` holds always. */
  condition: z.string().min(1).max(4_000),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
  benefits: z.array(benefitSchema).min(1).max(10),
  funding: fundingSchema,
  /** What one whole point costs who pays, CNY. */
  pointPrice: decimal,
  limits: z.array(limitSchema).max(20),
  /** At most one offer of a group counts for an occasion; an exclusive one counts alone. */
  stacking: z.object({
    group: z.string().max(64).nullable(),
    exclusive: z.boolean(),
    /** Higher wins where the customer gets the same either way. */
    priority: z.int().min(0).max(1_000),
  }),
});
export type OfferDefinition = z.infer<typeof offerDefinitionSchema>;
export type FundingShares = z.infer<typeof fundingSchema>;
