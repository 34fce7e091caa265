/** Points are named in whole points or in minor units, whatever the decimals of their currency, and mean the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PointsToPay } from '../src/index.ts';
import { expectOk, OPERATOR, type OpenHouse, openHouse, system } from './support/open-house.ts';

let house: OpenHouse;
let memberId = '';
beforeAll(async () => {
  house = await openHouse();
  memberId = await house.member();
  expectOk(
    await house.ledger.defineCurrency(OPERATOR, {
      ...{ idempotencyKey: 'coin', code: 'COIN', name: { zh: '金币', en: 'Coins' } },
      ...{ scale: 2, qualifying: false, expiry: { kind: 'NEVER' } },
    }),
  );
  expectOk(
    await house.coupon.setPointsTender(OPERATOR, {
      ...{ idempotencyKey: 't', currency: 'COIN', pointsPerCny: '1', maxShareBps: 10_000 },
    }),
  );
  expectOk(
    await house.ledger.postEarn(OPERATOR, {
      ...{ idempotencyKey: 'e', memberId: memberId as `mem_${string}`, currency: 'COIN' },
      ...{ amountMinor: 5_000n, subsidiary: 'retail', occurredAt: house.clock.now() },
      funding: {
        shares: [{ subsidiary: 'retail', parts: 1 }],
        ...{ pricePerPoint: '0.01', priceCurrency: 'CNY' },
      },
      reason: { type: 'test', id: 'e' },
    }),
  );
});
afterAll(() => house.close());

const basket = {
  ...{ subsidiary: 'retail', kind: 'BASKET_BOUGHT' },
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 9_000n }],
};
const validate = (points: Omit<PointsToPay, 'currency'>) =>
  house.coupon.validate(system('retail'), {
    ...{ memberId, basket, coupons: [] },
    points: { currency: 'COIN', ...points },
  });
const reserve = (idempotencyKey: string, points: Omit<PointsToPay, 'currency'>) =>
  house.coupon.reserve(system('retail'), {
    ...{ idempotencyKey, memberId, basket, coupons: [] },
    points: { currency: 'COIN', ...points },
  });

it('whole points and minor units pay the same', async () => {
  expect(expectOk(await validate({ amount: '12.50' })).pointsValueMinor).toBe(1_250n);
  expect(expectOk(await validate({ amountMinor: 1_250n })).pointsValueMinor).toBe(1_250n);
  const first = expectOk(await reserve('one', { amount: '12.5' }));
  expect(first.pointsValueMinor).toBe(1_250n);
  // The same wish under the same key, however it is written.
  expect(expectOk(await reserve('one', { amountMinor: 1_250n })).reservationId).toBe(
    first.reservationId,
  );
});

it('both at once, neither, and more decimals than the currency has are refused', async () => {
  for (const points of [{ amount: '1', amountMinor: 100n }, {}])
    expect(await validate(points)).toMatchObject({ refusal: { code: 'POINTS_AMOUNT_NOT_ONE' } });
  expect(await reserve('two', { amount: '1.005' })).toMatchObject({
    refusal: { code: 'POINTS_TOO_PRECISE', path: ['points', 'amount'], params: { scale: '2' } },
  });
});
