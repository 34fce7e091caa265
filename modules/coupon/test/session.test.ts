/** The session at the counter, on the real ledger: each step idempotent, each no typed, each undoing exact. */
import type { MemberId } from '@guildhall/ledger';
import { toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepReservations } from '../src/application/expire-reservations.ts';
import { repair } from '../src/application/repair.ts';
import type { CouponTemplate } from '../src/domain/offers/coupon-template.ts';
import type { Basket, ReserveInput } from '../src/index.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import {
  DAY,
  expectOk,
  MODULE,
  OPERATOR,
  type OpenHouse,
  openHouse,
  refusalOf,
  START,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
let memberId: string;
const retail = system('retail');
let offers = 0;

beforeAll(async () => {
  house = await openHouse();
  expectOk(
    await house.coupon.setPointsTender(OPERATOR, {
      idempotencyKey: 'tender',
      currency: 'POINT',
      pointsPerCny: '10',
      maxShareBps: 5_000,
    }),
  );
});
afterAll(() => house.close());
beforeEach(async () => {
  house.clock.set(START);
  memberId = await house.member();
});

const basketOf = (lines: Record<string, number>, over: Partial<Basket> = {}): Basket => ({
  subsidiary: 'retail',
  kind: 'BASKET_BOUGHT',
  lines: Object.entries(lines).map(([lineId, fen]) => ({
    lineId,
    itemCode: `item-${lineId}`,
    category: 'general',
    quantity: '1',
    amountMinor: BigInt(fen),
  })),
  ...over,
});

/** A coupon of a fresh offer for the member, issued by a gift transaction. */
async function issue(
  template: Partial<CouponTemplate>,
  limits: Parameters<typeof liveOffer>[2] = {},
) {
  offers += 1;
  const trigger = `GIFT_${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(offers % 26)}_${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(Math.floor(offers / 26))}`;
  const offerId = await liveOffer(house, `SESSION-${offers}`, {
    triggers: [trigger],
    benefits: [couponBenefit(template)],
    ...limits,
  });
  const { effects } = await house.record({ memberId, kind: trigger, lines: { g: 100 } });
  const couponId = effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
  return { offerId, couponId };
}

const reserveInput = (
  coupons: readonly string[],
  lines: Record<string, number>,
  over: Partial<ReserveInput> = {},
): ReserveInput => ({
  idempotencyKey: house.key(),
  memberId,
  basket: basketOf(lines),
  coupons,
  ...over,
});
const reserve = (
  coupons: readonly string[],
  lines: Record<string, number>,
  over: Partial<ReserveInput> = {},
) => house.coupon.reserve(retail, reserveInput(coupons, lines, over));
const redeem = (reservationId: string, orderRef = 'order-1') =>
  house.coupon.redeem(retail, { idempotencyKey: house.key(), reservationId, orderRef });
const release = (reservationId: string) =>
  house.coupon.release(retail, { idempotencyKey: house.key(), reservationId });

async function stateOf(couponId: string) {
  const [row] = await house.rows<{
    uses_held: number;
    uses_spent: number;
    value_held: string;
    value_spent: string;
  }>('SELECT uses_held, uses_spent, value_held, value_spent FROM coupon WHERE id = $1', [
    toUuid('cpn', couponId),
  ]);
  return [row?.uses_held, row?.uses_spent, Number(row?.value_held), Number(row?.value_spent)];
}

describe('reserve', () => {
  it('holds the coupon for one basket, and the same wish gives the same reservation', async () => {
    const { couponId } = await issue({});
    const input = reserveInput([couponId], { a: 5_000 });
    const first = expectOk(await house.coupon.reserve(retail, input));
    expect(expectOk(await house.coupon.reserve(retail, input))).toEqual(first);
    expect(first).toMatchObject({
      discountMinor: 2_000n,
      payableMinor: 3_000n,
      pointsValueMinor: 0n,
    });
    expect(refusalOf(await reserve([couponId], { a: 5_000 }))).toBe('COUPON_RESERVED');
    expect(refusalOf(await house.coupon.reserve(retail, { ...input, ttlSeconds: 60 }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expectOk(await release(first.reservationId));
    expectOk(await release(first.reservationId));
    expect(refusalOf(await redeem(first.reservationId))).toBe('RESERVATION_RELEASED');
    expectOk(await reserve([couponId], { a: 5_000 }));
  });

  it('is found by code as well as by id, and once when named twice', async () => {
    const { couponId } = await issue({});
    const [row] = await house.rows<{ code: string }>('SELECT code FROM coupon WHERE id = $1', [
      toUuid('cpn', couponId),
    ]);
    const code = row?.code ?? '';
    const spoken = `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`.toLowerCase();
    expect(expectOk(await reserve([spoken, couponId], { a: 5_000 })).discountMinor).toBe(2_000n);
  });

  it('lets go by itself when its time is over, and cannot be redeemed then', async () => {
    const { couponId } = await issue({});
    const first = expectOk(await reserve([couponId], { a: 5_000 }, { ttlSeconds: 60 }));
    house.clock.advance(61_000);
    const [state] = await house.coupon.reservations(retail, { ids: [first.reservationId] });
    expect(state?.status).toBe('EXPIRED');
    expect(refusalOf(await redeem(first.reservationId))).toBe('RESERVATION_EXPIRED');
    expectOk(await reserve([couponId], { a: 5_000 }));
    expect(await stateOf(couponId)).toEqual([1, 0, 0, 0]);
  });

  it.each([
    ['FORBIDDEN', system('auto'), {}, 'COUNTER_NOT_YOURS'],
    ['VALIDATION', retail, { basket: basketOf({}) }, 'BASKET_EMPTY'],
    ['VALIDATION', retail, { coupons: [] }, 'NOTHING_TO_RESERVE'],
    ['VALIDATION', retail, { ttlSeconds: 5 }, 'RESERVATION_TIME_OUT_OF_RANGE'],
    ['NOT_FOUND', retail, { coupons: ['0000-0000-0000'] }, 'COUPON_NOT_FOUND'],
  ] as const)('refuses %s', async (kind, caller, over, code) => {
    const outcome = await house.coupon.reserve(caller, {
      ...reserveInput(['nonsense'], { a: 100 }),
      ...over,
    } as ReserveInput);
    expect(outcome).toMatchObject({ ok: false, refusal: { kind, code } });
  });

  it('a member reserves for themselves, and for nobody else', async () => {
    const { couponId } = await issue({});
    const me = { kind: 'member', memberId, sessionId: 's' } as const;
    const other = { ...me, memberId: await house.member() };
    expect(
      refusalOf(await house.coupon.reserve(other, reserveInput([couponId], { a: 5_000 }))),
    ).toBe('COUNTER_NOT_YOURS');
    expect(
      refusalOf(
        await house.coupon.reserve(other, {
          ...reserveInput([couponId], { a: 5_000 }),
          memberId: other.memberId,
        }),
      ),
    ).toBe('COUPON_NOT_YOURS');
    expectOk(await house.coupon.reserve(me, reserveInput([couponId], { a: 5_000 })));
  });

  it('refuses the first reason over all coupons, and names the coupon', async () => {
    const minimum = await issue({ minimumMinor: '6240' });
    const foreign = await issue({ honouredBy: ['auto'] });
    const outcome = await reserve([minimum.couponId, foreign.couponId], { a: 5_000 });
    expect(outcome).toMatchObject({
      refusal: {
        code: 'COUPON_WRONG_SUBSIDIARY',
        params: { coupon: foreign.couponId, honouredBy: ['auto'] },
      },
    });
    expect(await reserve([minimum.couponId], { a: 5_000 })).toMatchObject({
      refusal: { code: 'COUPON_MINIMUM_NOT_REACHED', params: { missing: '12.40' } },
    });
  });

  it('a pause stops new reservations, not open ones; an end stops neither', async () => {
    const { couponId, offerId } = await issue({}, {});
    const open = expectOk(await reserve([couponId], { a: 5_000 }));
    expectOk(await house.coupon.pauseOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
    expectOk(await redeem(open.reservationId));
    const second = await issue({});
    expectOk(
      await house.coupon.pauseOffer(OPERATOR, {
        idempotencyKey: house.key(),
        offerId: second.offerId,
      }),
    );
    expect(refusalOf(await reserve([second.couponId], { a: 5_000 }))).toBe('OFFER_PAUSED');
    expectOk(
      await house.coupon.endOffer(OPERATOR, {
        idempotencyKey: house.key(),
        offerId: second.offerId,
      }),
    );
    expectOk(await reserve([second.couponId], { a: 5_000 }));
  });
});

describe('redeem and reverse', () => {
  it('redeems once, for one order', async () => {
    const { couponId } = await issue({});
    const { reservationId } = expectOk(await reserve([couponId], { a: 5_000 }));
    const input = { idempotencyKey: house.key(), reservationId, orderRef: 'order-7' };
    const first = expectOk(await house.coupon.redeem(retail, input));
    expect(expectOk(await house.coupon.redeem(retail, input))).toEqual(first);
    expect(expectOk(await redeem(reservationId, 'order-7'))).toEqual(first);
    expect(refusalOf(await redeem(reservationId, 'order-8'))).toBe('RESERVATION_REDEEMED');
    expect(refusalOf(await release(reservationId))).toBe('RESERVATION_REDEEMED');
    expect(refusalOf(await reserve([couponId], { a: 5_000 }))).toBe('COUPON_USED_UP');
  });

  it('reverses line by line, then wholly; the coupon is good again with the last line', async () => {
    const { couponId } = await issue({
      value: { kind: 'PERCENT_OFF', shareBps: 2_000, ceilingMinor: null },
    });
    const { reservationId } = expectOk(await reserve([couponId], { a: 5_000, b: 2_500 }));
    const { redemptionId } = expectOk(await redeem(reservationId));
    const reverse = (lines?: Record<string, number>, idempotencyKey = house.key()) =>
      house.coupon.reverse(retail, {
        idempotencyKey,
        redemptionId,
        ...(lines === undefined
          ? {}
          : {
              lines: Object.entries(lines).map(([lineId, fen]) => ({
                lineId,
                amountMinor: BigInt(fen),
              })),
            }),
      });
    expect(expectOk(await reverse({ b: 1_250 }, 'half-of-b'))).toMatchObject({
      reversedMinor: 250n,
      restoredCoupons: [],
    });
    expect(expectOk(await reverse({ b: 1_250 }, 'half-of-b'))).toMatchObject({
      reversedMinor: 250n,
    });
    expect(await reverse({ b: 1_251 })).toMatchObject({
      refusal: { code: 'REVERSAL_EXCEEDS_REDEMPTION', params: { most: '12.50' } },
    });
    expect(refusalOf(await reverse({ z: 1 }))).toBe('REVERSAL_LINE_UNKNOWN');
    expect(await stateOf(couponId)).toEqual([0, 1, 0, 0]);
    expect(expectOk(await reverse())).toMatchObject({
      reversedMinor: 1_250n,
      restoredCoupons: [couponId],
    });
    expect(refusalOf(await reverse())).toBe('NOTHING_LEFT_TO_REVERSE');
    expect(await stateOf(couponId)).toEqual([0, 0, 0, 0]);
    expectOk(await reserve([couponId], { a: 5_000 }));
  });

  it('stored value is used up bit by bit, by two counters at once, and comes back in part', async () => {
    const { couponId } = await issue({ value: { kind: 'STORED_VALUE', amountMinor: '10000' } });
    const one = expectOk(await reserve([couponId], { a: 7_000 }));
    const two = expectOk(await reserve([couponId], { a: 7_000 }));
    expect([one.discountMinor, two.discountMinor]).toEqual([7_000n, 3_000n]);
    expect(refusalOf(await reserve([couponId], { a: 100 }))).toBe('COUPON_RESERVED');
    const { redemptionId } = expectOk(await redeem(one.reservationId));
    expectOk(await release(two.reservationId));
    const lines = [{ lineId: 'a', amountMinor: 3_500n }];
    expectOk(
      await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId, lines }),
    );
    expect(await stateOf(couponId)).toEqual([0, 0, 0, 3_500]);
    expect(expectOk(await reserve([couponId], { a: 9_000 })).discountMinor).toBe(6_500n);
  });

  it('a multi-use coupon counts its uses', async () => {
    const { couponId } = await issue({ uses: 2 });
    for (const orderRef of ['one', 'two']) {
      const { reservationId } = expectOk(await reserve([couponId], { a: 5_000 }));
      expectOk(await redeem(reservationId, orderRef));
    }
    expect(refusalOf(await reserve([couponId], { a: 5_000 }))).toBe('COUPON_USED_UP');
  });

  it('expired when it comes back: EXPIRED, not good again', async () => {
    const { couponId } = await issue({ validity: { kind: 'DAYS', startsAfterDays: 0, days: 5 } });
    const { reservationId } = expectOk(await reserve([couponId], { a: 5_000 }));
    const { redemptionId } = expectOk(await redeem(reservationId));
    house.clock.advance(7 * DAY);
    expectOk(await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId }));
    expect(refusalOf(await reserve([couponId], { a: 5_000 }))).toBe('COUPON_EXPIRED');
  });
});

describe('points in the session', () => {
  async function givePoints(amountMinor: bigint) {
    expectOk(
      await house.ledger.postEarn(MODULE, {
        idempotencyKey: house.key(),
        memberId: memberId as MemberId,
        currency: 'POINT',
        amountMinor,
        subsidiary: 'auto',
        funding: {
          shares: [{ subsidiary: 'auto', parts: 1 }],
          pricePerPoint: '0.1',
          priceCurrency: 'CNY',
        },
        occurredAt: house.clock.now(),
        reason: { type: 'test', id: '1' },
      }),
    );
  }
  const points = (amountMinor: bigint) => ({ points: { currency: 'POINT', amountMinor } });

  it('are held, captured and given back in proportion', async () => {
    await givePoints(300n);
    const held = expectOk(await reserve([], { a: 4_000, b: 1_000 }, points(250n)));
    expect(held).toMatchObject({
      discountMinor: 0n,
      pointsValueMinor: 2_500n,
      payableMinor: 2_500n,
    });
    expect(await house.points(memberId)).toBe(50n);
    const { redemptionId } = expectOk(await redeem(held.reservationId));
    expect(await house.points(memberId)).toBe(50n);
    const lines = [{ lineId: 'a', amountMinor: 2_000n }];
    expectOk(
      await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId, lines }),
    );
    expect(await house.points(memberId)).toBe(150n);
    expectOk(await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId }));
    expect(await house.points(memberId)).toBe(300n);
  });

  it('go back when the reservation is released, or its time is over', async () => {
    await givePoints(100n);
    const first = expectOk(await reserve([], { a: 4_000 }, points(100n)));
    expect(await house.points(memberId)).toBe(0n);
    expectOk(await release(first.reservationId));
    expect(await house.points(memberId)).toBe(100n);
    expectOk(await reserve([], { a: 4_000 }, points(60n)));
    house.clock.advance(3_600_000);
    const { kit } = house.module('coupon');
    await sweepReservations(kit);
    house.clock.advance(60_000);
    await repair(kit);
    expect(await house.points(memberId)).toBe(100n);
  });

  it('that are not there refuse the reservation and free its coupons; asked again, the same', async () => {
    const { couponId } = await issue({});
    const input = reserveInput([couponId], { a: 9_000 }, points(10n));
    const refused = await house.coupon.reserve(retail, input);
    expect(refused).toMatchObject({
      refusal: { code: 'POINTS_NOT_ENOUGH', params: { available: '0', missing: '10' } },
    });
    expect(await house.coupon.reserve(retail, input)).toEqual(refused);
    expectOk(await reserve([couponId], { a: 5_000 }));
  });

  it('pay at most their share', async () => {
    await givePoints(1_000n);
    expect(await reserve([], { a: 1_000 }, points(51n))).toMatchObject({
      refusal: { code: 'POINTS_EXCEED_SHARE', params: { most: '50' } },
    });
    expect(
      refusalOf(
        await reserve([], { a: 1_000 }, { points: { currency: 'MILES', amountMinor: 5n } }),
      ),
    ).toBe('POINTS_NOT_TAKEN');
  });
});

describe('validate', () => {
  it('says what would apply, and for the rest why and what would unlock it; changes nothing', async () => {
    const good = await issue({});
    const twin = await issue({
      value: { kind: 'AMOUNT_OFF', amountMinor: '1500' },
      combination: { group: 'g', exclusive: false },
    });
    const better = await issue({
      value: { kind: 'AMOUNT_OFF', amountMinor: '1800' },
      combination: { group: 'g', exclusive: false },
    });
    const garage = await issue({ honouredBy: ['auto'] });
    const later = await issue({ validity: { kind: 'DAYS', startsAfterDays: 3, days: 5 } });
    const names = [good, twin, better, garage, later].map(({ couponId }) => couponId);
    const quote = expectOk(
      await house.coupon.validate(retail, {
        memberId,
        basket: basketOf({ a: 5_000 }),
        coupons: [...names, 'typo'],
      }),
    );
    expect(quote).toMatchObject({ discountMinor: 3_800n, payableMinor: 1_200n });
    expect(new Set(quote.applicable.map(({ couponId }) => couponId))).toEqual(
      new Set([good.couponId, better.couponId]),
    );
    const reasons = Object.fromEntries(
      quote.refused.map(({ coupon, refusal }) => [coupon, refusal]),
    );
    expect(reasons.typo?.code).toBe('COUPON_NOT_FOUND');
    expect(reasons[garage.couponId]).toMatchObject({
      code: 'COUPON_WRONG_SUBSIDIARY',
      params: { honouredBy: ['auto'] },
    });
    expect(reasons[later.couponId]).toMatchObject({
      code: 'COUPON_NOT_STARTED',
      params: { from: '2026-03-12T16:00:00.000Z' },
    });
    expect(reasons[twin.couponId]?.code).toBe('COUPON_NOT_COMBINABLE');
    expect(await stateOf(good.couponId)).toEqual([0, 0, 0, 0]);
    expect(refusalOf(await reserve([twin.couponId, better.couponId], { a: 5_000 }))).toBe(
      'COUPON_NOT_COMBINABLE',
    );
  });
});
