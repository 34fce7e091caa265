/** What is done to a coupon outside the session: given up, taken back, a debt waived. */
import { commandField, idInput } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { relinquishCoupon, revokeCoupon, waiveCouponDebt } from '../application/end-coupon.ts';
import { issueCoupon } from '../application/issue-coupons.ts';
import { type CouponRow, couponsById } from '../storage/coupons.ts';
import type { CouponRef } from './coupon-type.ts';
import type { B } from './offer-type.ts';

export function addActs(builder: B, kit: ModuleKit, Coupon: CouponRef): void {
  const shown = async (
    ended: Outcome<{ readonly couponId: string }>,
  ): Promise<Outcome<CouponRow>> => {
    if (!ended.ok) return ended;
    const [row] = await couponsById(kit.db.sql(), [ended.value.couponId]);
    if (row === undefined) throw new Error('A coupon cannot vanish');
    return accept(row);
  };
  const input = z.object({ couponId: idInput('cpn').describe('The coupon.') });
  commandField(builder, 'relinquishCoupon', {
    description: "Gives up a coupon of one's own.",
    access: ['member'],
    input,
    success: Coupon,
    execute: async (caller, wish) => shown(await relinquishCoupon(kit, caller, wish)),
  });
  commandField(builder, 'revokeCoupon', {
    description: 'Takes back a coupon that is not used up, ended or reserved.',
    access: ['operator'],
    input,
    success: Coupon,
    execute: async (caller, wish) => shown(await revokeCoupon(kit, caller, wish)),
  });
  commandField(builder, 'issueCoupon', {
    description:
      "Gives a member a coupon of a published offer by hand; the offer's limits count it.",
    access: ['operator'],
    input: z.object({
      offerId: idInput('off').describe('The offer.'),
      memberId: idInput('mem').describe('The member.'),
      benefitNo: z
        .int()
        .min(0)
        .max(9)
        .optional()
        .describe('Which of its benefits, from 0; its first coupon when left out.'),
    }),
    success: Coupon,
    execute: async (caller, wish) => shown(await issueCoupon(kit, caller, wish)),
  });
  const Waived = builder.objectRef<{ readonly debtId: string }>('CouponDebtWaived').implement({
    description: 'Nothing is owed any more.',
    fields: (t) => ({ debtId: t.exposeID('debtId', { description: 'TypeID, `dbt_…`.' }) }),
  });
  commandField(builder, 'waiveCouponDebt', {
    description: 'Lets a member off what is owed for a coupon.',
    access: ['operator'],
    input: z.object({ debtId: idInput('dbt').describe('The debt.') }),
    success: Waived,
    execute: (caller, wish) => waiveCouponDebt(kit, caller, wish),
  });
}
