/** Limits under a crowd: exactly as many as there are, never a fen over, and given back they can be used again. */
import type { MemberId } from '@guildhall/ledger';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limit } from '../src/domain/offers/offer-definition.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import {
  expectOk,
  MODULE,
  type OpenHouse,
  openHouse,
  refusalOf,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
const retail = system('retail');
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const limit = (over: Partial<Limit>): Limit => ({
  phase: 'REDEEM',
  scope: 'TOTAL',
  measure: 'USES',
  ceiling: '100',
  ...over,
});

let crowds = 0;

/** `count` members, each with one coupon of the offer, issued by as many transactions in one delivery. */
async function crowd(count: number, code: string, limits: readonly Limit[], fen = '2000') {
  crowds += 1;
  const trigger = `CROWD_${code}`;
  const offerId = await liveOffer(house, `CROWD-${code}`, {
    triggers: [trigger],
    benefits: [couponBenefit({ value: { kind: 'AMOUNT_OFF', amountMinor: fen } })],
    limits: [...limits],
  });
  const people = Array.from({ length: count }, (_, index) => ({
    identities: [
      {
        type: 'PHONE' as const,
        value: `+86139${String(10_000_000 * crowds + index).padStart(8, '0')}`,
        verified: true,
      },
    ],
  }));
  const enrolled = expectOk(
    await house.identity.enrollMany(MODULE, { idempotencyKey: `crowd-${code}`, people }),
  );
  const memberIds = enrolled.results.map((result) => expectOk(result).memberId as MemberId);
  await house.recordAll(
    memberIds.map((memberId) => ({ memberId, kind: trigger, lines: { g: 100 } })),
  );
  const coupons = await house.rows<{ id: string; member_id: string }>(
    `SELECT id, member_id FROM coupon WHERE offer_id = (SELECT id FROM offer WHERE code = $1)`,
    [`CROWD-${code}`],
  );
  return {
    offerId,
    holders: coupons.map(({ id, member_id }) => ({ couponId: id, memberUuid: member_id })),
  };
}

async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop())
        results.push(await work(item));
    }),
  );
  return results;
}

async function used(offerId: string): Promise<number[]> {
  const rows = await house.rows<{ used: string }>(
    'SELECT used FROM counter WHERE offer_id = $1 ORDER BY limit_no',
    [toUuid('off', offerId)],
  );
  return rows.map((row) => Number(row.used));
}

type Holder = { readonly couponId: string; readonly memberUuid: string };

async function session({ couponId, memberUuid }: Holder, fen = 5_000n): Promise<string> {
  const reserved = await house.coupon.reserve(retail, {
    idempotencyKey: house.key(),
    memberId: fromUuid('mem', memberUuid),
    basket: {
      subsidiary: 'retail',
      kind: 'BASKET_BOUGHT',
      lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: fen }],
    },
    coupons: [fromUuid('cpn', couponId)],
  });
  if (!reserved.ok) return reserved.refusal.code;
  const redeemed = await house.coupon.redeem(retail, {
    idempotencyKey: house.key(),
    reservationId: reserved.value.reservationId,
    orderRef: `order-${couponId}`,
  });
  return redeemed.ok ? redeemed.value.redemptionId : redeemed.refusal.code;
}

const count = (answers: readonly string[], start: string): number =>
  answers.filter((answer) => answer.startsWith(start)).length;

describe('a thousand callers', () => {
  it('on 100 remaining uses: exactly 100', async () => {
    const { offerId, holders } = await crowd(1_000, 'USES', [limit({})]);
    const answers = await inParallel(holders, 64, (holder) => session(holder));
    expect(count(answers, 'rdm_')).toBe(100);
    expect(count(answers, 'LIMIT_REACHED')).toBe(900);
    expect(await used(offerId)).toEqual([100]);
  }, 240_000);

  it('on one coupon of 100 uses: exactly 100', async () => {
    const offerId = await liveOffer(house, 'ONE-COUPON', {
      triggers: ['ONE_COUPON'],
      benefits: [couponBenefit({ uses: 100 })],
    });
    const memberId = await house.member();
    const { effects } = await house.record({ memberId, kind: 'ONE_COUPON', lines: { g: 100 } });
    const holder = {
      couponId: toUuid('cpn', effects.items[0]?.couponId ?? ''),
      memberUuid: toUuid('mem', memberId),
    };
    const answers = await inParallel(
      Array.from({ length: 130 }, () => holder),
      32,
      (one) => session(one),
    );
    expect(count(answers, 'rdm_')).toBe(100);
    expect(count(answers, 'COUPON_')).toBe(30);
    expect(offerId).toMatch(/^off_/);
  }, 240_000);
});

describe('a budget in money', () => {
  it('is never passed by a fen, with reversals in between, and is exact at the end', async () => {
    // 199.99 CNY: nine coupons of 20.00 fit, and a tenth only when it takes 19.99 or less off.
    const { offerId, holders } = await crowd(48, 'MONEY', [
      limit({ measure: 'MONEY', ceiling: '19999' }),
      limit({ ceiling: '1000' }),
    ]);
    let seen = 0;
    const watch = async (): Promise<void> => {
      const [money = 0] = await used(offerId);
      seen = Math.max(seen, money);
    };
    const redemptions: string[] = [];
    await inParallel(holders, 16, async (holder) => {
      const answer = await session(holder);
      await watch();
      if (!answer.startsWith('rdm_')) return;
      if (redemptions.length % 3 === 2) {
        expectOk(
          await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId: answer }),
        );
        redemptions.push('reversed');
      } else redemptions.push(answer);
    });
    const [row] = await house.rows<{ net: string; uses: string }>(
      `SELECT coalesce(sum(l.discount_minor - l.reversed_minor), 0) AS net, count(*) FILTER (WHERE l.reversed_minor = 0) AS uses
       FROM redemption_line l JOIN coupon c ON c.id = l.coupon_id JOIN offer o ON o.id = c.offer_id WHERE o.code = 'CROWD-MONEY'`,
    );
    expect(seen).toBeLessThanOrEqual(19_999);
    expect(await used(offerId)).toEqual([Number(row?.net), Number(row?.uses)]);
    for (const holder of holders) await session(holder);
    expect((await used(offerId))[0]).toBe(18_000);
    const unused = await house.rows<{ couponId: string; memberUuid: string }>(
      `SELECT c.id AS "couponId", member_id AS "memberUuid" FROM coupon c JOIN offer o ON o.id = c.offer_id
       WHERE o.code = 'CROWD-MONEY' AND c.uses_spent = 0 LIMIT 2`,
    );
    const last = await Promise.all(unused.map((holder) => session(holder, 1_999n)));
    expect([count(last, 'rdm_'), count(last, 'LIMIT_REACHED')]).toEqual([1, 1]);
    expect((await used(offerId))[0]).toBe(19_999);
  }, 240_000);

  it('of grants is never passed, and decisions made together share what is left', async () => {
    const offerId = await liveOffer(house, 'GRANT-BUDGET', {
      triggers: ['GRANT_BUDGET'],
      benefits: [couponBenefit()],
      limits: [
        limit({ phase: 'GRANT', measure: 'MONEY', ceiling: '13000' }),
        limit({ phase: 'GRANT', scope: 'MEMBER', ceiling: '1' }),
      ],
    });
    const members = await Promise.all(Array.from({ length: 10 }, () => house.member()));
    const told = [...members, ...members].map((memberId) => ({
      memberId,
      kind: 'GRANT_BUDGET',
      lines: { g: 100 },
    }));
    await Promise.all([house.recordAll(told.slice(0, 10)), house.recordAll(told.slice(10))]);
    expect((await used(offerId))[0]).toBe(12_000);
    const [row] = await house.rows<{ coupons: string; members: string }>(
      `SELECT count(*) AS coupons, count(DISTINCT member_id) AS members FROM coupon WHERE offer_id = (SELECT id FROM offer WHERE code = 'GRANT-BUDGET')`,
    );
    expect([Number(row?.coupons), Number(row?.members)]).toEqual([6, 6]);
  }, 120_000);

  it('given back by a return, it can be granted again', async () => {
    await liveOffer(house, 'GIVE-BACK', {
      triggers: ['GIVE_BACK'],
      benefits: [couponBenefit()],
      limits: [limit({ phase: 'GRANT', ceiling: '1' })],
    });
    const [one, two] = [await house.member(), await house.member()];
    const first = await house.record({ memberId: one, kind: 'GIVE_BACK', lines: { g: 100 } });
    const second = await house.record({ memberId: two, kind: 'GIVE_BACK', lines: { g: 100 } });
    expect([first.effects.items.length, second.effects.items.length]).toEqual([1, 0]);
    await house.record({
      memberId: one,
      kind: 'UNDONE',
      lines: { g: 100 },
      reverses: { transactionId: first.transactionId },
    });
    const third = await house.record({ memberId: two, kind: 'GIVE_BACK', lines: { g: 100 } });
    expect(third.effects.items).toMatchObject([{ kind: 'COUPON_ISSUED', memberId: two }]);
  });
});

it('a reservation that expired does not hold the limit', async () => {
  const { holders } = await crowd(2, 'EXPIRES', [limit({ ceiling: '1' })]);
  const reserve = (holder: Holder | undefined) =>
    house.coupon.reserve(retail, {
      idempotencyKey: house.key(),
      memberId: fromUuid('mem', holder?.memberUuid ?? ''),
      basket: {
        subsidiary: 'retail',
        kind: 'BASKET_BOUGHT',
        lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n }],
      },
      coupons: [fromUuid('cpn', holder?.couponId ?? '')],
      ttlSeconds: 60,
    });
  expectOk(await reserve(holders[0]));
  expect(refusalOf(await reserve(holders[1]))).toBe('LIMIT_REACHED');
  house.clock.advance(61_000);
  expectOk(await reserve(holders[1]));
});
