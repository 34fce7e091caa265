/** What would apply to a basket, and why the rest would not. Changes nothing. */
import type { LedgerDoor, MemberId } from '@guildhall/ledger';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { turnsOf } from '@guildhall/shared/turns';
import {
  type Checkout,
  type CheckoutDecision,
  quoteCheckout,
} from '../domain/coupons/decide-redemption.ts';
import type { Quote, ValidateInput } from '../door.ts';
import { counterKey, usedOf } from '../storage/counters.ts';
import { anyExpired, type CouponClaim } from '../storage/reservations.ts';
import { mayCheckOut, readsEverything } from './access.ts';
import { type CheckoutFacts, checkoutOf, faultOfBasket, gatherCheckout } from './check-out.ts';
import { asModule } from './gather-facts.ts';
import { claimsOfReservation, limitReached, linesOf } from './plan-reservation.ts';
import { inMinorPoints } from './points-to-pay.ts';
import { keepTrace, traceOf } from './trace-session.ts';

export async function validateBasket(
  kit: ModuleKit,
  caller: Principal,
  told: ValidateInput,
): Promise<Outcome<Quote>> {
  const converted = await inMinorPoints(kit, told);
  if (!converted.ok) return converted;
  const input = converted.value;
  if (!mayCheckOut(caller, input.basket.subsidiary, input.memberId) && !readsEverything(caller))
    return refuse('FORBIDDEN', 'COUNTER_NOT_YOURS', {}, ['basket', 'subsidiary']);
  const fault = faultOfBasket(input.basket);
  if (fault !== undefined) return refuse('VALIDATION', fault.code, {}, fault.path);
  const gathered = await gatherCheckout(kit, input);
  const { checkout, decision } = await quoteWithinLimits(kit, gathered);
  const { applied, refused, pointsRefusal } = decision;
  if (refused.length > 0 || pointsRefusal !== undefined) {
    const told = { applied, refused, refusal: pointsRefusal };
    await keepTrace(kit, traceOf(kit, 'VALIDATE', gathered, checkout, told));
  }
  return accept(toQuote(decision));
}

/**
 * The best combination among the coupons whose limits leave room for what they would take, and points that there are.
 * A quote promises nothing: limits are read without a lock, and a reservation looks again.
 */
async function quoteWithinLimits(
  kit: ModuleKit,
  gathered: CheckoutFacts,
): Promise<{ readonly checkout: Checkout; readonly decision: CheckoutDecision }> {
  const now = kit.clock.now();
  const availableMinor = await pointsOf(kit, gathered);
  const withoutRoom = new Map<string, Refusal>();
  for (;;) {
    const checkout: Checkout = {
      ...checkoutOf(kit, gathered, gathered.coupons, now),
      ...(availableMinor === undefined ? {} : { availableMinor }),
      withoutRoom,
    };
    const decision = quoteCheckout(checkout);
    const full = await passedLimits(kit, gathered, decision, now);
    if (full.length === 0) return { checkout, decision };
    for (const one of full) {
      const no = limitReached([one], gathered);
      if (!no.ok) withoutRoom.set(one.couponId, no.refusal);
    }
  }
}

/** What the member has of the points that are to pay; undefined where none are, or nobody knows. */
async function pointsOf(
  kit: ModuleKit,
  { input: { points }, member }: CheckoutFacts,
): Promise<bigint | undefined> {
  if (points === undefined || member === null) return undefined;
  const owners = [member.survivorId as MemberId];
  const { currency } = points;
  const told = await kit.doors
    .get<LedgerDoor>('ledger')
    .balances(asModule(kit), { owners, currency });
  return told.ok ? (told.value[0]?.availableMinor ?? 0n) : undefined;
}

const looking = turnsOf(async (kit: ModuleKit, asked: readonly (readonly CouponClaim[])[]) => {
  const claims = asked.flat();
  const used = await usedOf(kit.db.sql(), claims);
  return asked.map(() => used);
});

/**
 * Nothing is said of limits while reservations that are over still count in them: a reservation would free those first.
 */
async function passedLimits(
  kit: ModuleKit,
  gathered: CheckoutFacts,
  decision: CheckoutDecision,
  now: Date,
): Promise<readonly CouponClaim[]> {
  const memberId = gathered.member?.survivorId ?? gathered.input.memberId;
  const claims = claimsOfReservation(decision, gathered, memberId, now);
  if (claims.length === 0) return [];
  const used = new Map(await looking(kit).do(claims));
  const full = claims.filter((one) => {
    const after = (used.get(counterKey(one)) ?? 0n) + one.amount;
    used.set(counterKey(one), after);
    return after > one.ceiling;
  });
  return full.length > 0 && (await anyExpired(kit.db.sql(), now)) ? [] : full;
}

function toQuote(decision: CheckoutDecision): Quote {
  const { applied, refused, discountMinor, pointsValueMinor, payableMinor, pointsRefusal } =
    decision;
  return {
    applicable: applied.map(({ coupon, totalMinor }) => ({
      couponId: coupon.couponId,
      discountMinor: totalMinor,
    })),
    refused: refused.map(({ named, couponId, refusal }) => ({
      coupon: named,
      ...(couponId === undefined ? {} : { couponId }),
      refusal,
    })),
    lines: linesOf(decision),
    pointsValueMinor,
    ...(pointsRefusal === undefined ? {} : { pointsRefusal }),
    discountMinor,
    payableMinor,
  };
}
