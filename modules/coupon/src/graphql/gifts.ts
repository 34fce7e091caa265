/** Coupons given from member to member. */
import { commandField, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import {
  declineCouponGift,
  type GiftChanged,
  giveCoupon,
  takeCouponGift,
  takeCouponGiftBack,
} from '../application/gift-coupon.ts';
import { showCouponCode } from '../domain/coupons/coupon-code.ts';
import { couponsById } from '../storage/coupons.ts';
import { type GiftRow, giftsById } from '../storage/gifts.ts';
import type { CouponRef, MemberRef } from './coupon-type.ts';
import type { B } from './offer-type.ts';

const GiftStateEnum = defineEnum('CouponGiftState', 'Where a gift is in its life.', {
  OPEN: 'Waits for whoever has its code.',
  TAKEN: 'Another member has taken it.',
  TAKEN_BACK: 'The giver took it back.',
  DECLINED: 'The one it was for did not want it; the coupon is the giver’s as before.',
  EXPIRED: 'Nobody took it in time; the coupon is the giver’s as before.',
});

const memberOf = (caller: Principal): string => {
  if (caller.kind !== 'member') throw new Error('Only members give and take');
  return caller.memberId;
};

export function addGifts(builder: B, kit: ModuleKit, Coupon: CouponRef, Member: MemberRef): void {
  const Gift = builder.objectRef<GiftRow>('CouponGift').implement({
    description: 'A coupon offered to another member.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `gft_…`.' }),
      code: t.string({
        description: 'Whoever has it can take the coupon: send it to the one it is for.',
        resolve: ({ code }) => showCouponCode(code),
      }),
      state: t.field({
        type: enumType(builder, GiftStateEnum),
        description: 'Where it is in its life now.',
        resolve: ({ state, expiresAt }, _args, { now }) =>
          state === 'OPEN' && now > expiresAt ? 'EXPIRED' : state,
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon, while it is the giver’s.',
        resolve: async ({ couponId, state }, _args, { coupons }) =>
          state === 'TAKEN' ? null : coupons.load(couponId),
      }),
      madeAt: t.field({
        type: 'DateTime',
        description: 'When it was offered.',
        resolve: (row) => row.madeAt,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Can be taken until then.',
        resolve: (row) => row.expiresAt,
      }),
    }),
  });
  builder.objectField(Member, 'couponGifts', (t) =>
    t.field({
      type: [Gift],
      nullable: true,
      description: 'The gifts a member has made, the newest first.',
      access: ['member', 'operator', 'auditor'],
      resolve: ({ id }, _args, { caller, giftsOfMember }) =>
        caller.kind === 'member' && caller.memberId !== id ? null : giftsOfMember.load(id),
    }),
  );
  const shown = async (changed: Outcome<GiftChanged>): Promise<Outcome<GiftRow>> => {
    if (!changed.ok) return changed;
    const [row] = await giftsById(kit.db.sql(), [changed.value.giftId]);
    if (row === undefined) throw new Error('A gift cannot vanish');
    return accept(row);
  };
  commandField(builder, 'giveCoupon', {
    description:
      "Offers a coupon of one's own to another member; until it is taken or taken back nobody can use it.",
    access: ['member'],
    input: z.object({
      couponId: idInput('cpn').describe('The coupon; its terms must let it be given away.'),
      hours: z.int().min(1).max(720).default(72).describe('How long it can be taken, in hours.'),
    }),
    success: Gift,
    execute: async (caller, input) =>
      shown(await giveCoupon(kit, caller, { ...input, memberId: memberOf(caller) })),
  });
  commandField(builder, 'takeCouponGiftBack', {
    description: 'Takes back a gift that nobody has taken.',
    access: ['member'],
    input: z.object({ giftId: idInput('gft').describe('The gift.') }),
    success: Gift,
    execute: async (caller, input) =>
      shown(await takeCouponGiftBack(kit, caller, { ...input, memberId: memberOf(caller) })),
  });
  const Declined = builder.objectRef<GiftChanged>('CouponGiftDeclined').implement({
    description: 'A gift that nobody takes: its giver has the coupon again.',
    fields: (t) => ({ giftId: t.exposeID('giftId', { description: 'TypeID, `gft_…`.' }) }),
  });
  commandField(builder, 'declineCouponGift', {
    description: 'Declines a coupon that another member gives: the giver has it again at once.',
    access: ['member'],
    input: z.object({ code: z.string().min(4).max(64).describe('The code of the gift.') }),
    success: Declined,
    execute: (caller, input) =>
      declineCouponGift(kit, caller, { ...input, memberId: memberOf(caller) }),
  });
  commandField(builder, 'takeCouponGift', {
    description: "Takes a coupon that another member gives, into one's own wallet.",
    access: ['member'],
    input: z.object({ code: z.string().min(4).max(64).describe('The code of the gift.') }),
    success: Coupon,
    execute: async (caller, input) => {
      const taken = await takeCouponGift(kit, caller, { ...input, memberId: memberOf(caller) });
      if (!taken.ok) return taken;
      const [row] = await couponsById(kit.db.sql(), [taken.value.couponId]);
      if (row === undefined) throw new Error('A coupon cannot vanish');
      return accept(row);
    },
  });
}
