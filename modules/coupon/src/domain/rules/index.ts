/**
 * The rules of redemption in the order in which their refusals win: first who and whether at all, then where and on
 * what, then how much, at last what others hold. After these come, for the basket as a whole:
 * COUPON_NOT_COMBINABLE, NOTHING_LEFT_TO_PAY, LIMIT_REACHED, and the refusals of points.
 * Before them: QR_NOT_OURS, QR_EXPIRED, COUPON_NOT_FOUND.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import { batchOpen } from './batch-open.ts';
import { belongsToMember } from './belongs-to-member.ts';
import { conditionMet } from './condition-met.ts';
import { eligibleLine } from './eligible-line.ts';
import { factsShared } from './facts-shared.ts';
import { hasStarted } from './has-started.ts';
import { hasVested } from './has-vested.ts';
import { memberIsActive } from './member-is-active.ts';
import { minimumReached } from './minimum-reached.ts';
import { notEnded } from './not-ended.ts';
import { notExpired } from './not-expired.ts';
import { notOfferedAsGift } from './not-offered-as-gift.ts';
import { notReserved } from './not-reserved.ts';
import { notUsedUp } from './not-used-up.ts';
import { offerNotPaused } from './offer-not-paused.ts';
import { rightAsset } from './right-asset.ts';
import { rightKind } from './right-kind.ts';
import { rightStore } from './right-store.ts';
import { rightSubsidiary } from './right-subsidiary.ts';
import type { RedemptionSubject, Rule, WalletRule } from './subject.ts';

/** By the name of their file; the order is the order in which refusals win. */
export const NAMED_RULES: readonly (readonly [string, Rule])[] = [
  ['belongs-to-member', belongsToMember],
  ['member-is-active', memberIsActive],
  ['not-ended', notEnded],
  ['not-used-up', notUsedUp],
  ['not-expired', notExpired],
  ['has-vested', hasVested],
  ['has-started', hasStarted],
  ['offer-not-paused', offerNotPaused],
  ['batch-open', batchOpen],
  ['not-offered-as-gift', notOfferedAsGift],
  ['right-subsidiary', rightSubsidiary],
  ['right-store', rightStore],
  ['right-kind', rightKind],
  ['right-asset', rightAsset],
  ['eligible-line', eligibleLine],
  ['minimum-reached', minimumReached],
  ['facts-shared', factsShared],
  ['condition-met', conditionMet],
  ['not-reserved', notReserved],
];

export const RULES: readonly Rule[] = NAMED_RULES.map(([, rule]) => rule);

/** Those that a wallet can tell, in the same order. */
export const RULES_WITHOUT_BASKET: readonly WalletRule[] = [
  notEnded,
  notUsedUp,
  notExpired,
  hasVested,
  hasStarted,
  offerNotPaused,
  batchOpen,
  notOfferedAsGift,
  notReserved,
];

const NEEDS_LINES: ReadonlySet<Rule> = new Set([
  eligibleLine,
  minimumReached,
  factsShared,
  conditionMet,
]);

/** Those that a visit to come can be told by, before anybody knows what will be on the bill; in the same order. */
export const RULES_BEFORE_A_BILL: readonly Rule[] = RULES.filter((rule) => !NEEDS_LINES.has(rule));

/** Codes in the order in which they win, over a coupon and over a basket. */
export const REFUSAL_PRECEDENCE = [
  'QR_NOT_OURS',
  'QR_EXPIRED',
  'COUPON_NOT_FOUND',
  'COUPON_NOT_YOURS',
  'MEMBER_NOT_ACTIVE',
  'COUPON_REVOKED',
  'COUPON_RELINQUISHED',
  'COUPON_USED_UP',
  'COUPON_EXPIRED',
  'COUPON_LOCKED',
  'COUPON_NOT_STARTED',
  'OFFER_PAUSED',
  'COUPON_BATCH_NOT_OPEN',
  'COUPON_OFFERED_AS_GIFT',
  'COUPON_WRONG_SUBSIDIARY',
  'COUPON_WRONG_STORE',
  'COUPON_WRONG_KIND',
  'COUPON_WRONG_ASSET',
  'NOTHING_TO_PAY',
  'COUPON_NO_ELIGIBLE_LINE',
  'COUPON_MINIMUM_NOT_REACHED',
  'COUPON_FACTS_WITHHELD',
  'COUPON_CONDITION_NOT_MET',
  'COUPON_RESERVED',
  'COUPON_NOT_COMBINABLE',
  'NOTHING_LEFT_TO_PAY',
  'LIMIT_REACHED',
  'POINTS_NOT_TAKEN',
  'POINTS_EXCEED_SHARE',
  'POINTS_NOT_ENOUGH',
] as const;

/** The first reason against this coupon here and now. */
export function firstRefusal(subject: RedemptionSubject): Refusal | undefined {
  for (const rule of RULES) {
    const refusal = rule(subject);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export function precedenceOf({ code }: Refusal): number {
  const place = (REFUSAL_PRECEDENCE as readonly string[]).indexOf(code);
  return place === -1 ? REFUSAL_PRECEDENCE.length : place;
}
