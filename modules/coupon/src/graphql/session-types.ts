/** Types of the session: what a coupon takes off a line, a reservation, a reversal. */
import { enumType } from '@guildhall/shared/graphql/index';
import type { Reservation, ReservationState, Reversed } from '../door.ts';
import type { CouponRow } from '../storage/coupons.ts';
import type { CouponRef } from './coupon-type.ts';
import { ReservationStatusEnum } from './enums.ts';
import { showMoney } from './offer-input.ts';
import type { B } from './offer-type.ts';

export function lineType(builder: B, Coupon: CouponRef) {
  return builder.objectRef<Reservation['lines'][number]>('CouponDiscount').implement({
    description: 'What one coupon takes off one line.',
    fields: (t) => ({
      lineId: t.exposeString('lineId', { description: 'The line.' }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon.',
        resolve: ({ couponId }, _args, { coupons }) => coupons.load(couponId),
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'CNY.',
        resolve: ({ discountMinor }) => showMoney(discountMinor),
      }),
    }),
  });
}
export type LineRef = ReturnType<typeof lineType>;

export function reservationType(builder: B, Line: LineRef) {
  return builder.objectRef<ReservationState>('CouponReservation').implement({
    description: 'Coupons and points held for one basket.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `rsv_…`.', resolve: ({ reservationId }) => reservationId }),
      status: t.field({
        type: enumType(builder, ReservationStatusEnum),
        description: 'Where it is in its life.',
        resolve: ({ status }) => status,
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'Company that is paid.' }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Held until then.',
        resolve: (row) => row.expiresAt,
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What the coupons take off, CNY.',
        resolve: (row) => showMoney(row.discountMinor),
      }),
      pointsValue: t.field({
        type: 'Decimal',
        description: 'What the points pay, CNY.',
        resolve: (row) => showMoney(row.pointsValueMinor),
      }),
      payable: t.field({
        type: 'Decimal',
        description: 'What is left to pay, CNY.',
        resolve: (row) => showMoney(row.payableMinor),
      }),
      lines: t.field({
        type: [Line],
        description: 'What each coupon takes off each line.',
        resolve: ({ lines }) => [...lines],
      }),
      orderRef: t.string({
        nullable: true,
        description: "The subsidiary's number of the order that made it final.",
        resolve: (row) => row.orderRef ?? null,
      }),
      redemptionId: t.id({
        nullable: true,
        description: 'TypeID, `rdm_…`, once final.',
        resolve: (row) => row.redemptionId ?? null,
      }),
    }),
  });
}

export function reversedType(builder: B, Coupon: CouponRef) {
  return builder.objectRef<Reversed>('CouponRedemptionReversed').implement({
    description: 'What a reversal gave back.',
    fields: (t) => ({
      redemptionId: t.exposeID('redemptionId', { description: 'TypeID, `rdm_…`.' }),
      reversed: t.field({
        type: 'Decimal',
        description: 'Discount given back, CNY.',
        resolve: ({ reversedMinor }) => showMoney(reversedMinor),
      }),
      restoredCoupons: t.field({
        type: [Coupon],
        nullable: true,
        description: 'Coupons that can be used again (or have expired meanwhile).',
        resolve: async ({ restoredCoupons }, _args, { coupons }) => {
          const rows = await coupons.loadMany([...restoredCoupons]);
          return rows.filter((row): row is CouponRow => row !== null && !(row instanceof Error));
        },
      }),
    }),
  });
}
