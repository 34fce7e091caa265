/**
 * Giving a coupon to another member: offered under a code of its own (in a message, as a link), taken by whoever has
 * the code, declined, or taken back. While it is offered nobody can use it; taken, it is under a new code, so the giver's is
 * worth nothing. Who was granted it goes on answering for it when what it came of is undone.
 */
import { randomBytes } from 'node:crypto';
import { runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { couponStateAt } from '../domain/coupons/coupon.ts';
import { newCouponCode, readCouponCode } from '../domain/coupons/coupon-code.ts';
import { type CouponRow, couponsById, lockCoupons } from '../storage/coupons.ts';
import { endGift, giftByCode, giftsById, offerGift, takeGift } from '../storage/gifts.ts';
import { templateOf, versionsOfCoupons } from './coupon-templates.ts';
import { memberState } from './gather-facts.ts';

const DEFAULT_HOURS = 72;

export interface GiveCoupon {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly couponId: string;
  /** Until when it can be taken; 72 hours when left out. */
  readonly hours?: number | undefined;
}

export interface GiftChanged {
  readonly giftId: string;
}

export async function giveCoupon(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: GiveCoupon,
): Promise<Outcome<GiftChanged>> {
  const { couponId, memberId, hours = DEFAULT_HOURS } = input;
  const [known] = await couponsById(kit.db.sql(), [couponId]);
  const versions = await versionsOfCoupons(kit, known === undefined ? [] : [known]);
  const command = { caller, operation: 'give-coupon', idempotencyKey, input };
  return runCommand<GiftChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const [coupon] = await lockCoupons(db, [couponId]);
    if (coupon === undefined || coupon.memberId !== memberId)
      return refuse('NOT_FOUND', 'COUPON_NOT_FOUND', {}, ['couponId']);
    if (!templateOf(coupon, versions).transferable)
      return refuse('RULE', 'COUPON_NOT_TRANSFERABLE', {}, ['couponId']);
    const state = isHeld(coupon) ? 'RESERVED' : couponStateAt(coupon, now);
    if (!['ISSUED', 'LOCKED', 'PARTIALLY_REDEEMED'].includes(state))
      return refuse('RULE', 'COUPON_NOT_IN_STATE', { state }, ['couponId']);
    if (coupon.giftUntil !== null && now <= coupon.giftUntil)
      return refuse('RULE', 'COUPON_OFFERED_AS_GIFT', { until: coupon.giftUntil.toISOString() }, [
        'couponId',
      ]);
    const giftId = newId('gft', now);
    const wished = new Date(now.getTime() + hours * 3_600_000);
    const expiresAt = wished < coupon.expiresAt ? wished : coupon.expiresAt;
    const code = newCouponCode(randomBytes);
    await offerGift(db, { id: giftId, couponId, fromMember: memberId, code, expiresAt }, now);
    return accept({ giftId });
  });
}

const isHeld = ({ usesHeld, valueHeld }: CouponRow): boolean => usesHeld > 0 || valueHeld > 0n;

export interface TakeGift {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly code: string;
}

export async function takeCouponGift(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: TakeGift,
): Promise<Outcome<{ readonly couponId: string }>> {
  const state = await memberState(kit, input.memberId);
  const memberId = state?.survivorId ?? input.memberId;
  const command = { caller, operation: 'take-coupon-gift', idempotencyKey, input };
  return runCommand<{ couponId: string }>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const notFound = refuse('NOT_FOUND', 'GIFT_NOT_FOUND', {}, ['code']);
    const code = readCouponCode(input.code);
    const told = code === undefined ? undefined : await giftByCode(db, code);
    if (told === undefined) return notFound;
    if (state?.status !== 'ACTIVE' && state?.status !== 'MERGED')
      return refuse('RULE', 'MEMBER_NOT_ACTIVE', {}, []);
    await lockCoupons(db, [told.couponId]);
    // Read again behind the coupon's lock: somebody may have been quicker.
    const [gift] = await giftsById(db, [told.id]);
    if (gift === undefined) return notFound;
    if (gift.state === 'TAKEN' && gift.takenBy === memberId)
      return accept({ couponId: gift.couponId });
    if (gift.state !== 'OPEN')
      return refuse('RULE', 'GIFT_NOT_OPEN', { state: gift.state }, ['code']);
    if (now > gift.expiresAt)
      return refuse('RULE', 'GIFT_EXPIRED', { at: gift.expiresAt.toISOString() }, ['code']);
    if (gift.fromMember === memberId) return refuse('RULE', 'GIFT_IS_YOUR_OWN', {}, ['code']);
    await takeGift(db, gift, { memberId, newCode: newCouponCode(randomBytes) }, now);
    return accept({ couponId: gift.couponId });
  });
}

export interface TakeGiftBack {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly giftId: string;
}

export function takeCouponGiftBack(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: TakeGiftBack,
): Promise<Outcome<GiftChanged>> {
  const { giftId, memberId } = input;
  const command = { caller, operation: 'take-coupon-gift-back', idempotencyKey, input };
  return runCommand<GiftChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const [told] = await giftsById(db, [giftId]);
    if (told === undefined || told.fromMember !== memberId)
      return refuse('NOT_FOUND', 'GIFT_NOT_FOUND', {}, ['giftId']);
    await lockCoupons(db, [told.couponId]);
    const [gift] = await giftsById(db, [giftId]);
    if (gift?.state !== 'OPEN')
      return refuse('RULE', 'GIFT_NOT_OPEN', { state: gift?.state ?? 'TAKEN_BACK' }, ['giftId']);
    await endGift(db, gift, 'TAKEN_BACK', now);
    return accept({ giftId });
  });
}

/** The one it is for does not want it. The giver's own gift is taken back instead. */
export function declineCouponGift(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: TakeGift,
): Promise<Outcome<GiftChanged>> {
  const command = { caller, operation: 'decline-coupon-gift', idempotencyKey, input };
  return runCommand<GiftChanged>(kit, command, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const code = readCouponCode(input.code);
    const told = code === undefined ? undefined : await giftByCode(db, code);
    if (told === undefined) return refuse('NOT_FOUND', 'GIFT_NOT_FOUND', {}, ['code']);
    await lockCoupons(db, [told.couponId]);
    const [gift] = await giftsById(db, [told.id]);
    if (gift?.state !== 'OPEN')
      return refuse('RULE', 'GIFT_NOT_OPEN', { state: gift?.state ?? 'TAKEN_BACK' }, ['code']);
    if (gift.fromMember === input.memberId) return refuse('RULE', 'GIFT_IS_YOUR_OWN', {}, ['code']);
    await endGift(db, gift, 'DECLINED', now);
    return accept({ giftId: gift.id });
  });
}
