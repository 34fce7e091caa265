/** A member takes a code that nobody has yet into their wallet. */
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { assignCoupons, couponsNamed, lockCoupons } from '../storage/coupons.ts';
import { whyNotNow } from './coupon-usability.ts';
import { memberState } from './gather-facts.ts';

export interface ClaimCoupon {
  readonly idempotencyKey: string;
  readonly memberId: string;
  /** As printed or read aloud. */
  readonly code: string;
}

export async function claimCoupon(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: ClaimCoupon,
): Promise<Outcome<{ readonly couponId: string }>> {
  const state = await memberState(kit, input.memberId);
  const memberId = state?.survivorId ?? input.memberId;
  const [named] = (await couponsNamed(kit.db.sql(), [input.code])).filter(
    // By its id nobody takes a coupon: ids are no secrets.
    ({ couponId }) => couponId !== input.code,
  );
  const command = { caller, operation: 'claim-coupon', idempotencyKey, input };
  return runCommand<{ couponId: string }>(kit, command, async ({ tx, now }) => {
    const notFound = refuse('NOT_FOUND', 'COUPON_NOT_FOUND', {}, ['code']);
    if (named === undefined) return notFound;
    if (state?.status !== 'ACTIVE' && state?.status !== 'MERGED')
      return refuse('RULE', 'MEMBER_NOT_ACTIVE', {}, []);
    const db = tx.getKysely<unknown>();
    const [coupon] = await lockCoupons(db, [named.couponId]);
    if (coupon === undefined) return notFound;
    if (coupon.memberId === memberId) return accept({ couponId: coupon.couponId });
    if (coupon.memberId !== null) return refuse('RULE', 'COUPON_NOT_YOURS', {}, ['code']);
    const no = whyNotNow({ coupon, offerState: 'LIVE', now });
    // What only time holds back may be taken before its day.
    if (no !== undefined && no.code !== 'COUPON_NOT_STARTED' && no.code !== 'COUPON_LOCKED')
      return { ok: false, refusal: { ...no, path: ['code'] } };
    await assignCoupons(db, [coupon.couponId], memberId);
    return accept({ couponId: coupon.couponId });
  });
}
