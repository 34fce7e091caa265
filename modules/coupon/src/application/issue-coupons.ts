/** Coupons given by hand: an operator makes good for something, a takeover brings what another system had issued. */
import { randomBytes } from 'node:crypto';
import { businessDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { newCouponCode } from '../domain/coupons/coupon-code.ts';
import { claimsOf } from '../domain/granting/claims.ts';
import { validityFrom } from '../domain/granting/plan-coupons.ts';
import { faceValueMinor } from '../domain/offers/coupon-template.ts';
import { claimOrTell } from '../storage/counters.ts';
import { insertCoupons, type NewCoupon } from '../storage/decisions.ts';
import { lockOffer, versionsOf } from '../storage/offers.ts';
import { memberState } from './gather-facts.ts';
import { batchCoupon } from './generate-codes.ts';

export interface IssueCoupon {
  readonly idempotencyKey: string;
  readonly offerId: string;
  readonly memberId: string;
  /** Which of the offer's benefits; its first coupon when left out. */
  readonly benefitNo?: number | undefined;
  /** As the coupon's terms count from today when left out. */
  readonly validFrom?: Date | undefined;
  readonly expiresAt?: Date | undefined;
}

export async function issueCoupon(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: IssueCoupon,
): Promise<Outcome<{ readonly couponId: string }>> {
  const { offerId, memberId: told } = input;
  const state = await memberState(kit, told);
  const command = { caller, operation: 'issue-coupon', idempotencyKey, input };
  return runCommand<{ couponId: string }>(kit, command, async ({ tx, now }) => {
    if (state === null) return refuse('NOT_FOUND', 'MEMBER_NOT_FOUND', {}, ['memberId']);
    if (state.status !== 'ACTIVE' && state.status !== 'MERGED')
      return refuse('RULE', 'MEMBER_NOT_ACTIVE', {}, ['memberId']);
    const db = tx.getKysely<unknown>();
    const offer = await lockOffer(db, offerId);
    if (offer === undefined) return refuse('NOT_FOUND', 'OFFER_NOT_FOUND', {}, ['offerId']);
    if (offer.liveVersion === null) return refuse('RULE', 'OFFER_NOT_PUBLISHED', {}, ['offerId']);
    if (offer.state === 'ENDED') return refuse('RULE', 'OFFER_ENDED', {}, ['offerId']);
    const [version] = await versionsOf(db, [{ offerId, version: offer.liveVersion }]);
    const { benefits = [], limits = [] } = version?.definition ?? {};
    const benefitNo = input.benefitNo ?? benefits.findIndex(({ kind }) => kind === 'COUPON');
    const benefit = benefits[benefitNo];
    if (benefit?.kind !== 'COUPON')
      return refuse('RULE', 'OFFER_HAS_NO_COUPON', { benefit: benefitNo }, ['benefitNo']);
    const { coupon: template } = benefit;
    if (template.bind !== null || template.instalments !== null)
      return refuse('RULE', 'COUPON_CANNOT_BE_A_CODE', {}, ['benefitNo']);
    const validity = validityFrom(template, businessDay(now), now);
    const coupon: NewCoupon = {
      ...{ id: newId('cpn', now), code: newCouponCode(randomBytes), memberId: state.survivorId },
      ...{ offerId, offerVersion: offer.liveVersion, benefitNo, grantId: null, instalmentNo: null },
      ...batchCoupon(template),
      validFrom: input.validFrom ?? validity.validFrom,
      expiresAt: input.expiresAt ?? validity.expiresAt,
      ...{ vestsAt: null, asset: null },
    };
    await insertCoupons([coupon], now).execute(db);
    const subject = {
      ...{ memberId: state.survivorId, householdId: state.householdId ?? null },
      ...{ subsidiary: 'group', storeCode: null, at: now },
    };
    const moneyMinor = faceValueMinor(template);
    const claims = claimsOf({ offerId, limits, phase: 'GRANT', uses: 1n, moneyMinor }, subject);
    const full = await claimOrTell(db, claims);
    if (full.length > 0) {
      const scopes = full.flatMap(({ limitNo }) => limits[limitNo]?.scope ?? []);
      return refuse('RULE', 'LIMIT_REACHED', { offer: offer.code, scopes }, ['offerId']);
    }
    return accept({ couponId: coupon.id });
  });
}
