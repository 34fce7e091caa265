/**
 * What a coupon of an offer is: its value, where, when and on what it may be used. Part of an offer's version, so it
 * never changes under a coupon that was issued by it. Amounts are integer minor units of CNY, written as text.
 */
import { z } from 'zod';

const minor = z.string().regex(/^\d+$/);
const bps = z.int().min(1).max(10_000);
const codes = z.array(z.string().min(1).max(64)).max(200);
export const localText = z.object({
  zh: z.string().min(1).max(200),
  en: z.string().min(1).max(200),
});
export type LocalText = z.infer<typeof localText>;

export const couponValueSchema = z.discriminatedUnion('kind', [
  /** 满减 / 立减: an amount off the eligible lines. */
  z.object({ kind: z.literal('AMOUNT_OFF'), amountMinor: minor }),
  /** 折扣: a share off the eligible lines, at most the ceiling. */
  z.object({ kind: z.literal('PERCENT_OFF'), shareBps: bps, ceilingMinor: minor.nullable() }),
  /** 减免: a share of a fee that need not be paid, at most the ceiling. */
  z.object({ kind: z.literal('FEE_WAIVER'), shareBps: bps, ceilingMinor: minor.nullable() }),
  /** One unit of one eligible service is free, worth at most the ceiling. */
  z.object({ kind: z.literal('FREE_SERVICE'), ceilingMinor: minor.nullable() }),
  /** One unit of one eligible product is free. */
  z.object({ kind: z.literal('GIFT'), ceilingMinor: minor.nullable() }),
  /** 跑腿: one delivery or errand is free, worth at most the ceiling. */
  z.object({ kind: z.literal('ERRAND'), ceilingMinor: minor.nullable() }),
  /** 储值: money that is used up bit by bit. */
  z.object({ kind: z.literal('STORED_VALUE'), amountMinor: minor }),
]);
export type CouponValue = z.infer<typeof couponValueSchema>;
export type CouponKind = CouponValue['kind'];

export const couponTemplateSchema = z.object({
  name: localText,
  value: couponValueSchema,
  /** What one use is taken to be worth for budgets and for comparing offers, where the value has no ceiling. */
  worthMinor: minor.nullable(),
  /** More than one: a multi-use coupon 次卡. */
  uses: z.int().min(1).max(10_000),
  /** Each instalment is a coupon of its own that vests on its own date. */
  instalments: z
    .object({
      count: z.int().min(2).max(120),
      everyMonths: z.int().min(1).max(24),
      /** Months from the grant to the first vesting; 0: at once. */
      firstAfterMonths: z.int().min(0).max(24),
    })
    .nullable(),
  validity: z.discriminatedUnion('kind', [
    /** Counted in business days from the grant (of an instalment: from its vesting); ends at the end of the last day. */
    z.object({
      kind: z.literal('DAYS'),
      startsAfterDays: z.int().min(0).max(3_650),
      days: z.int().min(1).max(3_650),
    }),
    z.object({ kind: z.literal('UNTIL'), day: z.iso.date() }),
  ]),
  /** Companies that honour it. */
  honouredBy: codes.min(1),
  /** Empty: every store. */
  stores: codes,
  /** Kinds of transaction it may pay: FEE_PAID, SERVICE_DONE … Empty: every kind. */
  kinds: codes,
  /** Lines it counts for; both empty: every line. A line of either kind counts. */
  categories: codes,
  itemCodes: z.array(z.string().min(1).max(64)).max(20_000),
  /** The eligible lines must cost at least this. */
  minimumMinor: minor,
  /** CEL over `basket`, `member`, `history`, `now`; null: none. */
  condition: z.string().max(4_000).nullable(),
  /** Bound to a thing: the coupon only serves that car or dwelling, and ends when the member no longer has it. */
  bind: z
    .object({
      /** `vehicle`, `dwelling`. */
      asset: z.string().min(1).max(64),
      /** MEMBER: the thing the member has (one coupon per thing); TRANSACTION: named by the attribute. */
      from: z.enum(['MEMBER', 'TRANSACTION']),
      attribute: z.string().max(64).nullable(),
    })
    .nullable(),
  transferable: z.boolean(),
  /** Two coupons of one group never pay together; an exclusive one pays alone. */
  combination: z.object({ group: z.string().max(64).nullable(), exclusive: z.boolean() }),
  /** What becomes of a coupon that is used up when what it came of is undone. */
  whenUsedUp: z.enum(['DEBT', 'FORGIVE']),
});
export type CouponTemplate = z.infer<typeof couponTemplateSchema>;

/** What one use of it is taken to be worth, CNY minor units: its amount, its ceiling, or the stated worth; else zero. */
export function faceValueMinor({ value, worthMinor }: CouponTemplate): bigint {
  if (value.kind === 'AMOUNT_OFF' || value.kind === 'STORED_VALUE')
    return BigInt(value.amountMinor);
  return BigInt(value.ceilingMinor ?? worthMinor ?? '0');
}
