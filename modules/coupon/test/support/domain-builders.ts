/** Builders for tests of the pure rules: coupons, offers and facts without a database. */
import { compileCondition } from '../../src/domain/conditions/condition.ts';
import type { CouponFacts } from '../../src/domain/coupons/coupon.ts';
import type { Facts, MemberFacts, Occasion, OccasionLine } from '../../src/domain/facts.ts';
import type { LiveOffer } from '../../src/domain/granting/live-offer.ts';
import type { OfferDefinition } from '../../src/domain/offers/offer-definition.ts';
import { offerDefinition } from './make-offer.ts';

export const NOON = new Date('2026-03-10T04:00:00Z');
const DAY = 86_400_000;

export function coupon(over: Partial<CouponFacts> = {}): CouponFacts {
  return {
    couponId: 'cpn_1',
    code: '000000000000',
    memberId: 'mem_1',
    offerId: 'off_1',
    offerVersion: 1,
    benefitNo: 0,
    usesTotal: 1,
    usesHeld: 0,
    usesSpent: 0,
    valueTotal: 0n,
    valueHeld: 0n,
    valueSpent: 0n,
    validFrom: new Date(NOON.getTime() - DAY),
    expiresAt: new Date(NOON.getTime() + 30 * DAY),
    vestsAt: null,
    asset: null,
    endedAs: null,
    batchState: null,
    giftUntil: null,
    ...over,
  };
}

export function liveOffer(code: string, over: Partial<OfferDefinition> = {}): LiveOffer {
  const definition = offerDefinition(over);
  const compiled = compileCondition(definition.condition, 'OFFER');
  if (!compiled.ok) throw new Error(`${compiled.mistake.message} in ${definition.condition}`);
  return {
    offerId: `off_${code}`,
    version: 1,
    code,
    state: 'LIVE',
    startsAt: new Date(definition.startsAt),
    endsAt: definition.endsAt === null ? null : new Date(definition.endsAt),
    definition,
    condition: compiled.condition,
    needs: compiled.condition.needs,
  };
}

export function line(
  lineId: string,
  fen: number | bigint,
  over: Partial<OccasionLine> = {},
): OccasionLine {
  const amountMinor = BigInt(fen);
  return {
    lineId,
    itemCode: `item-${lineId}`,
    category: 'general',
    quantity: '1',
    amountMinor,
    netMinor: amountMinor,
    ...over,
  };
}

export function occasion(lines: readonly OccasionLine[], over: Partial<Occasion> = {}): Occasion {
  return {
    kind: 'BASKET_BOUGHT',
    subsidiary: 'retail',
    storeCode: null,
    channel: 'STORE',
    occurredAt: NOON,
    amountMinor: lines.reduce((all, { amountMinor }) => all + amountMinor, 0n),
    lines,
    attributes: {},
    ...over,
  };
}

export function memberFacts(over: Partial<MemberFacts> = {}): MemberFacts {
  return {
    memberId: 'mem_1',
    tier: null,
    consents: [],
    enrolledAt: new Date('2025-01-01T00:00:00Z'),
    birthday: null,
    householdId: null,
    things: [],
    ...over,
  };
}

export function facts(lines: readonly OccasionLine[], over: Partial<Facts> = {}): Facts {
  return {
    occasion: occasion(lines),
    member: memberFacts(),
    history: {},
    segments: {},
    withheld: [],
    ...over,
  };
}
