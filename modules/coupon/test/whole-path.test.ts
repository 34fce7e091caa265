/** A transaction grants points and coupons; a session redeems; a return undoes all of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { couponBenefit, liveOffer, pointsBenefit } from './support/make-offer.ts';
import { expectOk, OPERATOR, type OpenHouse, openHouse, system } from './support/open-house.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('a basket', () => {
  it('earns points and a coupon, which pays at the next basket, and the return takes everything back', async () => {
    const offerId = await liveOffer(house, 'BASIC', {
      benefits: [pointsBenefit(), couponBenefit({ minimumMinor: '5000' })],
      condition: 'transaction.amountMinor >= cny("100.00")',
    });
    const memberId = await house.member();
    const bought = await house.record({ memberId, lines: { a: 10_050, b: 2_000 } });
    expect(bought.effects.state).toBe('COMPLETE');
    expect(bought.effects.items).toMatchObject([
      { kind: 'POINTS_EARNED', amountMinor: '120', currency: 'POINT', offerId, memberId },
      { kind: 'COUPON_ISSUED', amountMinor: '2000', currency: 'CNY', offerId, memberId },
    ]);
    expect(await house.points(memberId)).toBe(120n);
    const couponId = bought.effects.items[1]?.couponId ?? '';

    const retail = system('retail');
    const basket = {
      subsidiary: 'retail',
      kind: 'BASKET_BOUGHT',
      lines: [
        { lineId: 'x', itemCode: 'i', category: 'general', quantity: '1', amountMinor: 3_000n },
        { lineId: 'y', itemCode: 'j', category: 'general', quantity: '2', amountMinor: 6_000n },
      ],
    };
    const reserved = expectOk(
      await house.coupon.reserve(retail, {
        idempotencyKey: house.key(),
        memberId,
        basket,
        coupons: [couponId],
      }),
    );
    expect(reserved).toMatchObject({ discountMinor: 2_000n, payableMinor: 7_000n });
    const second = await house.record({
      memberId,
      lines: { x: 3_000, y: 6_000 },
      reservationIds: [reserved.reservationId],
    });
    expect(second.effects.items).toMatchObject([
      { kind: 'COUPON_REDEEMED', couponId, amountMinor: '-2000' },
    ]);
    const [state] = await house.coupon.reservations(retail, { ids: [reserved.reservationId] });
    expect(state?.status).toBe('REDEEMED');

    const back = await house.record({
      memberId,
      kind: 'GOODS_RETURNED',
      lines: { x: 3_000, y: 6_000 },
      reverses: { transactionId: second.transactionId },
    });
    expect(back.effects.items).toMatchObject([
      { kind: 'COUPON_RESTORED', couponId, amountMinor: '2000' },
    ]);

    const partial = await house.record({
      memberId,
      kind: 'GOODS_RETURNED',
      lines: { b: 2_000 },
      reverses: {
        transactionId: bought.transactionId,
        lines: [{ lineId: 'b', quantity: '1', amountMinor: '2000' }],
      },
    });
    expect(partial.effects.items).toMatchObject([{ kind: 'POINTS_REVERSED', amountMinor: '-20' }]);
    expect(await house.points(memberId)).toBe(100n);
    const rest = await house.record({
      memberId,
      kind: 'GOODS_RETURNED',
      lines: { a: 10_050 },
      reverses: { transactionId: bought.transactionId },
    });
    expect(rest.effects.items).toMatchObject([
      { kind: 'POINTS_REVERSED', amountMinor: '-100' },
      { kind: 'COUPON_REVOKED', couponId },
    ]);
    expect(await house.points(memberId)).toBe(0n);
    expectOk(await house.coupon.endOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
  });
});
