/** Turns a decision into rows: grants, coupons with codes, and the ledger's calls that post the points. */
import { randomBytes } from 'node:crypto';
import type { PostEarn } from '@guildhall/ledger';
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import { newId, newUuid } from '@guildhall/shared/ids';
import { newCouponCode } from '../domain/coupons/coupon-code.ts';
import type { Facts } from '../domain/facts.ts';
import type { CouponGrant, Grant, PointsGrant } from '../domain/granting/benefits.ts';
import { type Claim, claimsOf } from '../domain/granting/claims.ts';
import type { Decision } from '../domain/granting/decide-grants.ts';
import { faceValueMinor } from '../domain/offers/coupon-template.ts';
import type { DecidedEffect, NewCoupon, NewGrant, NewLedgerCall } from '../storage/decisions.ts';

export interface Materialised {
  readonly grants: readonly NewGrant[];
  readonly coupons: readonly NewCoupon[];
  readonly calls: readonly NewLedgerCall[];
  readonly effects: readonly DecidedEffect[];
}

/** One use per offer and occasion, and what all of its benefits cost together. */
export function claimsOfDecision({ grants }: Decision, facts: Facts): readonly Claim[] {
  const { member, occasion } = facts;
  if (member === null) return [];
  const byOffer = Map.groupBy(grants, ({ offer }) => offer);
  const subject = {
    memberId: member.memberId,
    householdId: member.householdId,
    subsidiary: occasion.subsidiary,
    storeCode: occasion.storeCode,
    at: occasion.occurredAt,
  };
  return [...byOffer].flatMap(([{ offerId, definition }, theirs]) =>
    claimsOf(
      {
        offerId,
        limits: definition.limits,
        phase: 'GRANT',
        uses: 1n,
        moneyMinor: theirs.reduce((all, { costMinor }) => all + costMinor, 0n),
      },
      subject,
    ),
  );
}

export function materialise({ grants }: Decision, facts: Facts, now: Date): Materialised {
  const { member } = facts;
  if (member === null) return { grants: [], coupons: [], calls: [], effects: [] };
  const parts = grants.map((grant) => {
    const id = newUuid(now);
    return grant.kind === 'POINTS'
      ? pointsPart(id, grant, member.memberId, facts, now)
      : couponPart(id, grant, member.memberId, now);
  });
  return {
    grants: parts.flatMap((part) => part.grants),
    coupons: parts.flatMap((part) => part.coupons),
    calls: parts.flatMap((part) => part.calls),
    effects: parts.flatMap((part) => part.effects),
  };
}

function grantRow(id: string, { offer, benefitNo, kind, costMinor }: Grant) {
  return { id, offerId: offer.offerId, offerVersion: offer.version, benefitNo, kind, costMinor };
}

function pointsPart(
  id: string,
  grant: PointsGrant,
  memberId: string,
  { occasion }: Facts,
  now: Date,
): Materialised {
  const { currency, scale, amountMinor, offer, activeAfterDays } = grant;
  const activeOn = addDays(businessDay(occasion.occurredAt), activeAfterDays);
  const earn: Omit<PostEarn, 'idempotencyKey'> = {
    memberId: memberId as PostEarn['memberId'],
    currency,
    amountMinor,
    subsidiary: occasion.subsidiary,
    funding: {
      shares: offer.definition.funding.map(({ subsidiary, shareBps }) => ({
        subsidiary,
        parts: shareBps,
      })),
      pricePerPoint: offer.definition.pointPrice,
      priceCurrency: 'CNY',
    },
    occurredAt: occasion.occurredAt,
    ...(activeAfterDays === 0 ? {} : { activeAt: startOfDay(activeOn) }),
    reason: { type: 'offer-grant', id },
  };
  const call: NewLedgerCall = { id: newUuid(now), kind: 'EARN', subjectId: id, input: earn };
  return {
    grants: [{ ...grantRow(id, grant), currency, scale, amountMinor }],
    coupons: [],
    calls: [call],
    effects: [
      {
        kind: 'POINTS_EARNED',
        memberId,
        offerId: offer.offerId,
        amountMinor: amountMinor.toString(),
        currency,
        scale,
        callId: call.id,
      },
    ],
  };
}

function couponPart(id: string, grant: CouponGrant, memberId: string, now: Date): Materialised {
  const { offer, benefitNo } = grant;
  const benefit = offer.definition.benefits[benefitNo];
  if (benefit?.kind !== 'COUPON') throw new Error('A coupon grant without a coupon benefit');
  const { coupon: template } = benefit;
  const face = faceValueMinor(template);
  const stored = template.value.kind === 'STORED_VALUE';
  const coupons = grant.coupons.map(
    (planned): NewCoupon => ({
      ...planned,
      id: newId('cpn', now),
      code: newCouponCode(randomBytes),
      memberId,
      offerId: offer.offerId,
      offerVersion: offer.version,
      benefitNo,
      grantId: id,
      usesTotal: stored ? 1 : template.uses,
      valueTotal: stored ? face : 0n,
    }),
  );
  return {
    grants: [
      { ...grantRow(id, grant), currency: null, scale: null, amountMinor: BigInt(coupons.length) },
    ],
    coupons,
    calls: [],
    effects: coupons.map((coupon) => ({
      kind: 'COUPON_ISSUED',
      memberId,
      offerId: offer.offerId,
      couponId: coupon.id,
      honouredBy: template.honouredBy,
      ...(face === 0n ? {} : { amountMinor: face.toString(), currency: 'CNY' }),
    })),
  };
}
