/** What comes in between: several coupons and a partial return, an expiry, a pause, a budget that others used up. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askerOf, asMember } from './support/ask-graph.ts';
import { couponBenefit, liveOffer, offerDefinition, pointsBenefit } from './support/make-offer.ts';
import {
  DAY,
  expectOk,
  OPERATOR,
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

const basket = (lines: Readonly<Record<string, bigint>>) => ({
  subsidiary: 'retail',
  kind: 'BASKET_BOUGHT',
  lines: Object.entries(lines).map(([lineId, amountMinor]) => ({
    lineId,
    itemCode: 'i',
    category: lineId,
    quantity: '1',
    amountMinor,
  })),
});
async function wallet(offerId: string, memberId: string): Promise<string> {
  const wish = { idempotencyKey: house.key(), offerId, memberId };
  return expectOk(await house.coupon.issueCoupon(OPERATOR, wish)).couponId;
}
async function reserve(
  memberId: string,
  coupons: readonly string[],
  lines: Readonly<Record<string, bigint>>,
) {
  return house.coupon.reserve(retail, {
    idempotencyKey: house.key(),
    memberId,
    basket: basket(lines),
    coupons,
  });
}

it('several coupons and points earned on what was paid: a line comes back, then the rest, and nothing is left', async () => {
  const share = await liveOffer(house, 'SHARE', {
    triggers: ['CODE'],
    benefits: [
      couponBenefit({ value: { kind: 'PERCENT_OFF', shareBps: 1_000, ceilingMinor: null } }),
    ],
  });
  const off = await liveOffer(house, 'OFF', {
    triggers: ['CODE'],
    benefits: [couponBenefit()],
    limits: [{ phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '2000' }],
  });
  await liveOffer(house, 'EARN', { benefits: [pointsBenefit()] });
  const memberId = await house.member();
  const coupons = [await wallet(share, memberId), await wallet(off, memberId)];
  const held = expectOk(await reserve(memberId, coupons, { a: 6_000n, b: 4_000n }));
  expect(held.discountMinor).toBe(3_000n);
  const bought = await house.record({
    memberId,
    lines: { a: 6_000, b: 4_000 },
    reservationIds: [held.reservationId],
  });
  expect(await house.points(memberId)).toBe(70n);
  // The budget of OFF is used up by this one: nobody else gets in between.
  const other = await house.member();
  const second = await wallet(off, other);
  expect(refusalOf(await reserve(other, [second], { a: 6_000n }))).toBe('LIMIT_REACHED');
  const back = (lineId: string, fen: number) =>
    house.record({
      kind: 'GOODS_RETURNED',
      memberId,
      lines: { [lineId]: fen },
      reverses: {
        transactionId: bought.transactionId,
        lines: [{ lineId, quantity: '1', amountMinor: String(fen) }],
      },
    });
  await back('b', 4_000);
  expect(await house.points(memberId)).toBe(42n);
  await back('a', 6_000);
  expect(await house.points(memberId)).toBe(0n);
  const [left] = await house.rows<{ used: string }>(`SELECT sum(used)::text AS used FROM counter`);
  expect(left?.used).toBe('0');
  expect(refusalOf(await reserve(other, [second], { a: 6_000n }))).toBe('OK');
  expect(
    expectOk(
      await house.coupon.validate(retail, {
        memberId,
        basket: basket({ a: 6_000n }),
        coupons: [coupons[0] ?? ''],
      }),
    ).discountMinor,
  ).toBe(600n);
});

it('expired or paused in between: what was promised is honoured, what comes back is EXPIRED or waits', async () => {
  const offerId = await liveOffer(house, 'SHORT', {
    triggers: ['CODE'],
    benefits: [couponBenefit({ validity: { kind: 'DAYS', startsAfterDays: 0, days: 1 } })],
  });
  const memberId = await house.member();
  const couponId = await wallet(offerId, memberId);
  const held = expectOk(await reserve(memberId, [couponId], { a: 6_000n }));
  expectOk(await house.coupon.pauseOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
  const redeem = { idempotencyKey: house.key(), reservationId: held.reservationId, orderRef: 'o' };
  const { redemptionId } = expectOk(await house.coupon.redeem(retail, redeem));
  const late = await wallet(offerId, memberId);
  expect(refusalOf(await reserve(memberId, [late], { a: 6_000n }))).toBe('OFFER_PAUSED');
  expectOk(await house.coupon.resumeOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
  house.clock.advance(3 * DAY);
  expectOk(await house.coupon.reverse(retail, { idempotencyKey: house.key(), redemptionId }));
  expect(refusalOf(await reserve(memberId, [couponId], { a: 6_000n }))).toBe('COUPON_EXPIRED');
});

it('a no is told as it was, whatever becomes of the offer: resumed, revised, ended, or only then published', async () => {
  const ask = askerOf(house);
  const memberId = await house.member();
  const told = async (transactionId: string) => {
    const { explainTransaction } = await ask(
      asMember(memberId),
      `query ($id: ID!) { explainTransaction(transactionId: $id) {
        offers { outcome { offer { code } code version } condition { text } }
      } }`,
      { id: transactionId },
    );
    const { offers } = explainTransaction as {
      offers: {
        outcome: { offer: { code: string }; code: string; version: number };
        condition: { text: string };
      }[];
    };
    return offers
      .filter(({ outcome }) => outcome.offer.code.startsWith('TOLD-'))
      .map(({ outcome: { offer, code, version }, condition }) =>
        [offer.code, code, `v${version}`, condition.text].join(' '),
      )
      .sort();
  };
  const terms = {
    triggers: ['PARCEL_SENT'],
    condition: 'transaction.amountMinor >= cny("100.00")',
    benefits: [couponBenefit()],
  };
  const paused = await liveOffer(house, 'TOLD-PAUSED', { ...terms, condition: 'true' });
  const strict = await liveOffer(house, 'TOLD-STRICT', terms);
  const move = (offerId: string) => ({ idempotencyKey: house.key(), offerId });
  expectOk(await house.coupon.pauseOffer(OPERATOR, move(paused)));
  const sent = { memberId, subsidiary: 'logistics', kind: 'PARCEL_SENT', lines: { a: 1_500 } };
  const { transactionId } = await house.record(sent);
  const then = [
    'TOLD-PAUSED OFFER_NOT_LIVE v1 true',
    'TOLD-STRICT CONDITION_NOT_MET v1 transaction.amountMinor >= cny("100.00")',
  ];
  expect(await told(transactionId)).toEqual(then);
  expectOk(await house.coupon.resumeOffer(OPERATOR, move(paused)));
  const definition = offerDefinition({
    ...terms,
    condition: 'transaction.amountMinor >= cny("20.00")',
  });
  expectOk(await house.coupon.reviseOffer(OPERATOR, { ...move(strict), definition }));
  expectOk(await house.coupon.publishOffer(OPERATOR, move(strict)));
  await liveOffer(house, 'TOLD-LATER', terms);
  expect(await told(transactionId)).toEqual(then);
  expectOk(await house.coupon.endOffer(OPERATOR, move(strict)));
  expect(await told(transactionId)).toEqual(then);
});
