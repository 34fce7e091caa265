/**
 * Writes down what a counter was refused and why: quotes in which something did not apply, reservations that were not
 * made. Those of the same moment are written together; an answer waits for one statement.
 */
import { newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import { turnsOf } from '@guildhall/shared/turns';
import { bindingsOf, explainCondition } from '../domain/conditions/condition.ts';
import type { Applied } from '../domain/coupons/combine.ts';
import type {
  Checkout,
  PresentedCoupon,
  RefusedCoupon,
} from '../domain/coupons/decide-redemption.ts';
import { type CouponTraced, traceRules } from '../domain/coupons/trace-redemption.ts';
import { QR_PREFIX } from '../qr.ts';
import { type SessionDecision, storeSessionDecisions } from '../storage/session-decisions.ts';
import { catalogueOf } from './catalogue.ts';
import type { CheckoutFacts } from './check-out.ts';

interface Told {
  readonly applied: readonly Pick<Applied, 'coupon' | 'totalMinor'>[];
  readonly refused: readonly RefusedCoupon[];
  /** Of the checkout as a whole. */
  readonly refusal: Refusal | undefined;
}

export function traceOf(
  kit: ModuleKit,
  step: SessionDecision['step'],
  gathered: CheckoutFacts,
  checkout: Checkout,
  told: Told,
): SessionDecision {
  const { basket } = gathered.input;
  const applied = new Map(told.applied.map((one) => [one.coupon.couponId, one.totalMinor]));
  const refused = new Map(told.refused.map((one) => [one.couponId ?? one.named, one]));
  const known = checkout.presented.map((one) =>
    traced(
      kit,
      gathered,
      checkout,
      one,
      applied.get(one.coupon.couponId),
      refused.get(one.coupon.couponId),
    ),
  );
  const unknown = told.refused
    .filter(({ couponId }) => couponId === undefined)
    .map(
      ({ named, refusal }): CouponTraced => ({
        ...{ named: shortened(named), couponId: null, offerId: null, outcome: 'REFUSED' },
        ...{ discountMinor: '0', code: refusal.code, params: refusal.params },
        ...{ rules: [], condition: null },
      }),
    );
  return {
    id: newUuid(checkout.now),
    step,
    memberId: checkout.memberId,
    subsidiary: basket.subsidiary,
    storeCode: basket.storeCode ?? null,
    decidedAt: checkout.now,
    basket,
    coupons: [...known, ...unknown],
    refusal: told.refusal ?? null,
  };
}

function traced(
  kit: ModuleKit,
  gathered: CheckoutFacts,
  checkout: Checkout,
  one: PresentedCoupon,
  takenOff: bigint | undefined,
  refused: RefusedCoupon | undefined,
): CouponTraced {
  const { memberId, memberActive, counter, now } = checkout;
  const source = one.template.condition;
  const bindings = source === null ? null : bindingsOf(gathered.facts, now, 'basket');
  return {
    named: shortened(one.named),
    couponId: one.coupon.couponId,
    offerId: one.coupon.offerId,
    outcome: takenOff === undefined ? 'REFUSED' : 'APPLIED',
    discountMinor: (takenOff ?? 0n).toString(),
    code: refused?.refusal.code ?? null,
    params: refused?.refusal.params ?? {},
    rules: traceRules({ ...one, memberId, memberActive, counter, now }),
    condition:
      source === null || bindings === null
        ? null
        : explainCondition(catalogueOf(kit).counterCondition(source), bindings),
  };
}

/** A QR code is worth nothing a minute later, a code for ever: neither is kept as it was presented. */
const shortened = (named: string): string =>
  named.startsWith(QR_PREFIX) ? 'QR' : named.startsWith('cpn_') ? named : `${named.slice(0, 4)}…`;

const writing = turnsOf(async (kit: ModuleKit, decisions: readonly SessionDecision[]) => {
  await storeSessionDecisions(kit.db.sql(), decisions);
  return decisions.map(() => undefined);
});

export async function keepTrace(kit: ModuleKit, decision: SessionDecision): Promise<void> {
  await writing(kit).do(decision);
}
