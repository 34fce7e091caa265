/** Coupons that are ended by hand: the member gives one up, an operator takes one back or waives what is owed. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { couponStateAt } from '../domain/coupons/coupon.ts';
import { type CouponRow, endCoupons, lockCoupons } from '../storage/coupons.ts';
import { waiveDebt } from '../storage/debts.ts';

export interface EndCoupon {
  readonly idempotencyKey: string;
  readonly couponId: string;
}

type Ended = { readonly couponId: string };

/** A member may give up what is theirs; what is used up, ended or promised to a basket stays as it is. */
export function relinquishCoupon(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, couponId }: EndCoupon,
): Promise<Outcome<Ended>> {
  const command = { caller, operation: 'relinquish-coupon', idempotencyKey, input: { couponId } };
  return runCommand<Ended>(kit, command, (context) =>
    end(context, couponId, 'RELINQUISHED', 'by-member', isOwn(caller)),
  );
}

export function revokeCoupon(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, couponId }: EndCoupon,
): Promise<Outcome<Ended>> {
  const command = { caller, operation: 'revoke-coupon', idempotencyKey, input: { couponId } };
  return runCommand<Ended>(kit, command, (context) =>
    end(context, couponId, 'REVOKED', 'by-operator', () => true),
  );
}

const isOwn =
  (caller: Principal) =>
  ({ memberId }: CouponRow): boolean =>
    caller.kind === 'module' || (caller.kind === 'member' && caller.memberId === memberId);

async function end(
  { tx, now }: CommandContext,
  couponId: string,
  as: 'REVOKED' | 'RELINQUISHED',
  reason: string,
  may: (coupon: CouponRow) => boolean,
): Promise<Outcome<Ended>> {
  const db = tx.getKysely<unknown>();
  const [coupon] = await lockCoupons(db, [couponId]);
  if (coupon === undefined || !may(coupon))
    return refuse('NOT_FOUND', 'COUPON_NOT_FOUND', {}, ['couponId']);
  const held = coupon.usesHeld > 0 || coupon.valueHeld > 0n;
  const state = held ? 'RESERVED' : couponStateAt(coupon, now);
  if (!['ISSUED', 'LOCKED', 'PARTIALLY_REDEEMED'].includes(state))
    return refuse('RULE', 'COUPON_NOT_IN_STATE', { state }, ['couponId']);
  await endCoupons(db, [couponId], as, reason, now);
  return accept({ couponId });
}

export function waiveCouponDebt(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, debtId }: { readonly idempotencyKey: string; readonly debtId: string },
): Promise<Outcome<{ readonly debtId: string }>> {
  const command = { caller, operation: 'waive-coupon-debt', idempotencyKey, input: { debtId } };
  return runCommand<{ debtId: string }>(kit, command, async ({ tx, now }) =>
    (await waiveDebt(tx.getKysely<unknown>(), debtId, clientOf(caller), now))
      ? accept({ debtId })
      : refuse('NOT_FOUND', 'DEBT_NOT_FOUND', {}, ['debtId']),
  );
}
