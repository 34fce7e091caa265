/**
 * Which coupons a benefit issues: one for each thing it is bound to, for each instalment, `count` times over. Days are
 * business days of the group; a coupon is good until the end of its last day.
 */
import {
  addDays,
  addMonths,
  businessDay,
  endOfDay,
  startOfDay,
} from '@guildhall/shared/business-time';
import type { Facts } from '../facts.ts';
import type { CouponTemplate } from '../offers/coupon-template.ts';
import type { CouponBenefit } from '../offers/offer-definition.ts';

export interface PlannedCoupon {
  readonly instalmentNo: number | null;
  /** Locked until then; null: never locked. */
  readonly vestsAt: Date | null;
  readonly validFrom: Date;
  readonly expiresAt: Date;
  readonly asset: { readonly type: string; readonly key: string } | null;
}

/** Empty when the member has nothing that the coupon could be bound to. */
export function planCoupons(
  benefit: CouponBenefit,
  facts: Facts,
  now: Date,
): readonly PlannedCoupon[] {
  const times = instalmentsOf(benefit.coupon, now);
  const single = assetsOf(benefit.coupon, facts).flatMap((asset) =>
    times.map((time) => ({ ...time, asset })),
  );
  return Array.from({ length: benefit.count }, () => single).flat();
}

function assetsOf({ bind }: CouponTemplate, facts: Facts): readonly PlannedCoupon['asset'][] {
  if (bind === null) return [null];
  if (bind.from === 'TRANSACTION') {
    const key = facts.occasion.attributes[bind.attribute ?? `${bind.asset}Id`];
    return typeof key === 'string' && key !== '' ? [{ type: bind.asset, key }] : [];
  }
  const keys = (facts.member?.things ?? []).flatMap(({ fact, key }) =>
    fact === bind.asset ? [key] : [],
  );
  return [...new Set(keys)].sort().map((key) => ({ type: bind.asset, key }));
}

function instalmentsOf(
  template: CouponTemplate,
  now: Date,
): readonly Omit<PlannedCoupon, 'asset'>[] {
  const today = businessDay(now);
  const { instalments } = template;
  if (instalments === null)
    return [{ instalmentNo: null, vestsAt: null, ...validityFrom(template, today, now) }];
  return Array.from({ length: instalments.count }, (_, index) => {
    const months = instalments.firstAfterMonths + index * instalments.everyMonths;
    const day = addMonths(today, months);
    const vestsAt = months === 0 ? now : startOfDay(day);
    return { instalmentNo: index + 1, vestsAt, ...validityFrom(template, day, vestsAt) };
  });
}

/** From when and until when a coupon is good that is given on this day. */
export function validityFrom(
  { validity }: CouponTemplate,
  day: string,
  at: Date,
): { readonly validFrom: Date; readonly expiresAt: Date } {
  if (validity.kind === 'UNTIL') return { validFrom: at, expiresAt: endOfDay(validity.day) };
  const start = addDays(day, validity.startsAfterDays);
  return {
    validFrom: validity.startsAfterDays === 0 ? at : startOfDay(start),
    expiresAt: endOfDay(addDays(start, validity.days)),
  };
}
