/**
 * Takes back coupons whose grants came to nothing. What has been used of them (or is about to be, in an open
 * reservation that was promised) cannot be taken back: it is owed, or forgiven, as the offer says.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { isUsedUp } from '../domain/coupons/coupon.ts';
import { faceValueMinor } from '../domain/offers/coupon-template.ts';
import { endCoupons, lockCouponsOfGrants } from '../storage/coupons.ts';
import { setDebt } from '../storage/debts.ts';
import type { DecidedEffect } from '../storage/decisions.ts';
import { netGivenBy } from '../storage/redemptions.ts';
import { GRANT_UNDONE, templateOf, type Versions } from './coupon-templates.ts';

export async function revokeCoupons(
  { tx, now }: CommandContext,
  grantIds: readonly string[],
  decisionId: string,
  versions: Versions,
): Promise<readonly DecidedEffect[]> {
  const db = tx.getKysely<unknown>();
  const coupons = (await lockCouponsOfGrants(db, grantIds)).filter(
    ({ endedAs }) => endedAs === null,
  );
  if (coupons.length === 0) return [];
  await endCoupons(
    db,
    coupons.map(({ couponId }) => couponId),
    'REVOKED',
    GRANT_UNDONE,
    now,
  );
  const used = coupons.filter(({ usesSpent, valueSpent }) => usesSpent > 0 || valueSpent > 0n);
  const net = await netGivenBy(
    db,
    used.map(({ couponId }) => couponId),
  );
  const effects: DecidedEffect[] = [];
  for (const coupon of coupons) {
    const template = templateOf(coupon, versions);
    const owed = net.get(coupon.couponId) ?? 0n;
    const about = {
      memberId: coupon.memberId ?? '',
      couponId: coupon.couponId,
      offerId: coupon.offerId,
    };
    if (!isUsedUp(coupon)) {
      const amountMinor = (-faceValueMinor(template)).toString();
      const { honouredBy } = template;
      effects.push({ kind: 'COUPON_REVOKED', ...about, honouredBy, amountMinor, currency: 'CNY' });
    }
    // Who was granted it answers for it, also when they gave it away.
    if (owed > 0n && template.whenUsedUp === 'DEBT' && coupon.grantedTo !== null) {
      const debt = {
        memberId: coupon.grantedTo,
        couponId: coupon.couponId,
        decisionId,
        amountMinor: owed,
      };
      await setDebt(db, debt, now);
      effects.push({
        kind: 'DEBT',
        ...about,
        memberId: debt.memberId,
        amountMinor: owed.toString(),
        currency: 'CNY',
      });
    }
  }
  return effects;
}
