/**
 * One statement keeps what was decided on rows as they were read: when something moved meanwhile it keeps nothing, and
 * the turn is decided again under locks.
 */
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatherCheckout } from '../src/application/check-out.ts';
import { redemptionOf } from '../src/application/finalise-reservation.ts';
import { reserving, type Wish } from '../src/application/reserve-together.ts';
import type { Limit } from '../src/domain/offers/offer-definition.ts';
import { keepRedemptions, reservationsAsked } from '../src/storage/sessions-together.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import { expectOk, type OpenHouse, openHouse, refusalOf, system } from './support/open-house.ts';

let house: OpenHouse;
let kit: ModuleKit;
let memberId: string;
const retail = system('retail');
let offers = 0;

beforeAll(async () => {
  house = await openHouse();
  kit = house.module('coupon').kit;
});
afterAll(() => house.close());
beforeEach(async () => {
  memberId = await house.member();
});

async function issue(limits: readonly Limit[] = []): Promise<string> {
  offers += 1;
  const trigger = `TOGETHER_${'ABCDEFGHIJ'.charAt(offers)}`;
  await liveOffer(house, `TOGETHER-${offers}`, {
    triggers: [trigger],
    benefits: [couponBenefit({ value: { kind: 'AMOUNT_OFF', amountMinor: '2000' }, uses: 3 })],
    limits: [...limits],
  });
  const { effects } = await house.record({ memberId, kind: trigger, lines: { g: 100 } });
  return effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
}

async function wishFor(couponId: string, idempotencyKey = house.key()): Promise<Wish> {
  const line = {
    lineId: 'a',
    itemCode: 'a',
    category: 'general',
    quantity: '1',
    amountMinor: 9_000n,
  };
  const basket = { subsidiary: 'retail', kind: 'BASKET_BOUGHT', lines: [line] };
  const input = { memberId, basket, coupons: [couponId], idempotencyKey };
  const { idempotencyKey: _key, ...body } = input;
  const key = { caller: retail, operation: 'reserve-coupons', idempotencyKey, input: body };
  return { key, input, gathered: await gatherCheckout(kit, input) };
}

const left = (table: string): Promise<readonly { n: number }[]> =>
  house.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
const held = (couponId: string) =>
  house.rows<{ uses_held: number; uses_spent: number }>(
    `SELECT uses_held, uses_spent FROM coupon WHERE id = $1`,
    [toUuid('cpn', couponId)],
  );

describe('reserving', () => {
  it('sees what became of a coupon after it was read', async () => {
    const couponId = await issue();
    const wish = await wishFor(couponId);
    await house.rows(
      `UPDATE coupon SET ended_as = 'REVOKED', ended_at = now(), ended_reason = 'test' WHERE id = $1`,
      [toUuid('cpn', couponId)],
    );
    const before = await left('reservation');
    const { answer } = await reserving(kit, wish);
    expect(refusalOf(answer)).toBe('COUPON_REVOKED');
    expect(await left('reservation')).toEqual(before);
  });

  it('gives each of a turn its own answer: the first one again, a new one, a full limit', async () => {
    const couponId = await issue([
      { phase: 'REDEEM', scope: 'TOTAL', measure: 'USES', ceiling: '2' },
    ]);
    const first = await wishFor(couponId);
    const made = expectOk((await reserving(kit, first)).answer);
    const wishes = await Promise.all([wishFor(couponId), wishFor(couponId)]);
    const [again, ...others] = await Promise.all(
      [first, ...wishes].map((wish) => reserving(kit, wish)),
    );
    expect(expectOk(again?.answer ?? { ok: true, value: made }).reservationId).toBe(
      made.reservationId,
    );
    expect(again?.replayed).toBe(true);
    expect(others.map(({ answer }) => (answer.ok ? 'MADE' : answer.refusal.code))).toEqual([
      'MADE',
      'LIMIT_REACHED',
    ]);
    expect(await held(couponId)).toEqual([{ uses_held: 2, uses_spent: 0 }]);
  });
});

describe('redeeming', () => {
  it('keeps nothing of a turn in which a reservation was released meanwhile', async () => {
    const couponId = await issue();
    const wishes = [await wishFor(couponId), await wishFor(couponId)];
    const made = await Promise.all(wishes.map((wish) => reserving(kit, wish)));
    const ids = made.map(({ answer }) => expectOk(answer).reservationId);
    const { reservations } = await reservationsAsked(kit.db.sql(), ids);
    const now = house.clock.now();
    const order = { orderRef: 'order', transactionId: null, occurredAt: now };
    const redemptions = reservations.map((one) => redemptionOf(one, order, 0n, now));
    const released = await house.coupon.release(retail, {
      idempotencyKey: house.key(),
      reservationId: ids[1] ?? '',
    });
    expectOk(released);
    const wanted = { redemptions, moves: [], answers: [], events: [] };
    const before = await left('redemption');
    expect(await keepRedemptions(kit.db.sql(), wanted, now)).toBe(false);
    expect(await left('redemption')).toEqual(before);
    const alone = {
      ...wanted,
      redemptions: redemptions.filter((one) => one.reservationId === ids[0]),
    };
    expect(await keepRedemptions(kit.db.sql(), alone, now)).toBe(true);
    expect(await keepRedemptions(kit.db.sql(), alone, now)).toBe(false);
  });
});
