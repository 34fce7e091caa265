/** Which coupons a member could use at a visit to come, before there is a bill. Changes nothing. */
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Checkout } from '../domain/coupons/decide-redemption.ts';
import { RULES_BEFORE_A_BILL } from '../domain/rules/index.ts';
import { no } from '../domain/rules/subject.ts';
import type { ForeseeInput, ForeseenCoupon } from '../door.ts';
import { mayCheckOut, readsEverything } from './access.ts';
import { checkoutOf, gatherCheckout, isNameOf } from './check-out.ts';
import { readPresented } from './presented.ts';

type Presented = Checkout['presented'][number];

export async function foreseeCoupons(
  kit: ModuleKit,
  caller: Principal,
  { memberId, coupons, visit, at }: ForeseeInput,
): Promise<Outcome<readonly ForeseenCoupon[]>> {
  if (!mayCheckOut(caller, visit.subsidiary, memberId) && !readsEverything(caller))
    return refuse('FORBIDDEN', 'COUNTER_NOT_YOURS', {}, ['visit', 'subsidiary']);
  const gathered = await gatherCheckout(kit, {
    memberId,
    basket: { ...visit, lines: [] },
    coupons,
  });
  const checkout = checkoutOf(kit, gathered, gathered.coupons, at);
  return accept(coupons.map((named) => foreseen(kit, named, checkout)));
}

function foreseen(kit: ModuleKit, named: string, checkout: Checkout): ForeseenCoupon {
  const { names, refused } = readPresented(kit, [named], kit.clock.now());
  const [unreadable] = refused;
  if (unreadable !== undefined) return { coupon: named, refusal: unreadable.refusal };
  const one = checkout.presented.find(({ coupon }) => isNameOf(names[0] ?? named, coupon));
  if (one === undefined) return { coupon: named, refusal: notFound() };
  const refusal = against(one, checkout);
  if (refusal?.code === 'COUPON_NOT_YOURS') return { coupon: named, refusal };
  return { coupon: named, couponId: one.coupon.couponId, ...(refusal && { refusal }) };
}

const notFound = (): Refusal => ({ ...no('COUPON_NOT_FOUND'), kind: 'NOT_FOUND' });

/** Only what is in the member's wallet is counted on: a code that nobody has claimed yet may be gone by then. */
function against(one: Presented, checkout: Checkout): Refusal | undefined {
  if (one.coupon.memberId === null) return no('COUPON_NOT_YOURS');
  const { memberId, memberActive, counter, now } = checkout;
  for (const rule of RULES_BEFORE_A_BILL) {
    const refusal = rule({ ...one, memberId, memberActive, counter, now });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
