/** What would apply to a basket, and why the rest would not. Changes nothing. */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type CheckoutDecision, quoteCheckout } from '../domain/coupons/decide-redemption.ts';
import type { Quote, ValidateInput } from '../door.ts';
import { mayCheckOut, readsEverything } from './access.ts';
import { checkoutOf, faultOfBasket, gatherCheckout } from './check-out.ts';
import { keepTrace, traceOf } from './trace-session.ts';

export async function validateBasket(
  kit: ModuleKit,
  caller: Principal,
  input: ValidateInput,
): Promise<Outcome<Quote>> {
  if (!mayCheckOut(caller, input.basket.subsidiary, input.memberId) && !readsEverything(caller))
    return refuse('FORBIDDEN', 'COUNTER_NOT_YOURS', {}, ['basket', 'subsidiary']);
  const fault = faultOfBasket(input.basket);
  if (fault !== undefined) return refuse('VALIDATION', fault.code, {}, fault.path);
  const gathered = await gatherCheckout(kit, input);
  const checkout = checkoutOf(kit, gathered, gathered.coupons, kit.clock.now());
  const decision = quoteCheckout(checkout);
  const { applied, refused, pointsRefusal } = decision;
  if (refused.length > 0 || pointsRefusal !== undefined) {
    const told = { applied, refused, refusal: pointsRefusal };
    await keepTrace(kit, traceOf(kit, 'VALIDATE', gathered, checkout, told));
  }
  return accept(toQuote(decision));
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

export function linesOf({ applied }: Pick<CheckoutDecision, 'applied'>): Quote['lines'] {
  return applied.flatMap(({ coupon, discount }) =>
    [...discount].map(([lineId, discountMinor]) => ({
      lineId,
      couponId: coupon.couponId,
      discountMinor,
    })),
  );
}
