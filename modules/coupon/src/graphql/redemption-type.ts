/** A redemption, line by line, with what came back. */

import { subsidiaryOf } from '@guildhall/shared/principal';
import { readsEverything } from '../application/access.ts';
import type { RedemptionLine, RedemptionRow } from '../storage/redemptions.ts';
import type { CouponRef, MemberRef } from './coupon-type.ts';
import { showMoney } from './offer-input.ts';
import type { B } from './offer-type.ts';

const sum = (lines: readonly RedemptionLine[], of: 'discountMinor' | 'reversedMinor'): bigint =>
  lines.reduce((all, line) => all + line[of], 0n);

export function redemptionType(builder: B, Coupon: CouponRef, Member: MemberRef) {
  const Line = builder.objectRef<RedemptionLine>('CouponRedemptionLine').implement({
    description: 'What one coupon, or the points, paid of one line.',
    fields: (t) => ({
      lineId: t.exposeString('lineId', { description: 'The line.' }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon; null: points.',
        resolve: ({ couponId }, _args, { coupons }) =>
          couponId === null ? null : coupons.load(couponId),
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'Price of the line, CNY.',
        resolve: (row) => showMoney(row.amountMinor),
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What was paid of it, CNY.',
        resolve: (row) => showMoney(row.discountMinor),
      }),
      returned: t.field({
        type: 'Decimal',
        description: 'How much of the price came back, CNY.',
        resolve: (row) => showMoney(row.returnedMinor),
      }),
      reversed: t.field({
        type: 'Decimal',
        description: 'How much of what was paid went back, CNY.',
        resolve: (row) => showMoney(row.reversedMinor),
      }),
    }),
  });
  return builder.objectRef<RedemptionRow>('CouponRedemption').implement({
    description: 'A reservation made final.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rdm_…`.' }),
      reservationId: t.exposeID('reservationId', { description: 'TypeID, `rsv_…`.' }),
      subsidiary: t.exposeString('subsidiary', { description: 'Company that honoured it.' }),
      storeCode: t.exposeString('storeCode', { nullable: true, description: 'Its store.' }),
      member: t.field({
        type: Member,
        nullable: true,
        description:
          'The customer: shown to the company that honoured it, to themselves and to the group.',
        resolve: ({ memberId, subsidiary }, _args, { caller }) =>
          readsEverything(caller) ||
          subsidiaryOf(caller) === subsidiary ||
          (caller.kind === 'member' && caller.memberId === memberId)
            ? { id: memberId }
            : null,
      }),
      orderRef: t.exposeString('orderRef', {
        description: "The subsidiary's number of the order.",
      }),
      transactionId: t.exposeID('transactionId', {
        nullable: true,
        description: 'The transaction that named it.',
      }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: (row) => row.occurredAt,
      }),
      madeAt: t.field({
        type: 'DateTime',
        description: 'When it was put on record.',
        resolve: (row) => row.madeAt,
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What coupons and points paid in all, CNY.',
        resolve: ({ lines }) => showMoney(sum(lines, 'discountMinor')),
      }),
      reversed: t.field({
        type: 'Decimal',
        description: 'What of that went back, CNY.',
        resolve: ({ lines }) => showMoney(sum(lines, 'reversedMinor')),
      }),
      reversedWholly: t.boolean({
        description: 'Whether everything has been reversed.',
        resolve: ({ lines }) =>
          lines.length > 0 && sum(lines, 'reversedMinor') === sum(lines, 'discountMinor'),
      }),
      lines: t.field({
        type: [Line],
        description: 'Line by line.',
        resolve: ({ lines }) => [...lines],
      }),
    }),
  });
}
