/** An outside brand: pays, honours or both, sees its own redemptions, and a wallet only with the member's word. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ask, askerOf, clerk } from './support/ask-graph.ts';
import { couponBenefit, liveOffer, offerDefinition } from './support/make-offer.ts';
import {
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  refusalOf,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
let ask: Ask;
const coffee = system('coffee');
beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
  const partner = { name: { zh: '咖啡', en: 'Coffee' }, funds: true, honours: true };
  expectOk(
    await house.coupon.registerPartner(OPERATOR, {
      idempotencyKey: house.key(),
      code: 'coffee',
      ...partner,
    }),
  );
  expectOk(
    await house.coupon.registerPartner(OPERATOR, {
      idempotencyKey: house.key(),
      code: 'bank',
      ...partner,
      honours: false,
    }),
  );
});
afterAll(() => house.close());

const basket = (subsidiary: string) => ({
  subsidiary,
  kind: 'BASKET_BOUGHT',
  lines: [
    { lineId: 'a', itemCode: 'latte', category: 'coffee', quantity: '1', amountMinor: 3_000n },
  ],
});
const LIST = `query ($filter: CouponRedemptionFilter) { couponRedemptions(first: 10, filter: $filter) { edges { node {
  subsidiary discount member { id } lines { coupon { id code } } } } } }`;
const WALLET = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Member { coupons { id } } } }`;

async function redeemed(at: string, memberId: string, couponId: string): Promise<void> {
  const wish = { idempotencyKey: house.key(), memberId, basket: basket(at), coupons: [couponId] };
  house.clock.advance(1_000);
  const { reservationId } = expectOk(await house.coupon.reserve(system(at), wish));
  expectOk(
    await house.coupon.redeem(system(at), {
      idempotencyKey: house.key(),
      reservationId,
      orderRef: house.key(),
    }),
  );
}

it('pays or honours only what it has agreed to', async () => {
  const create = (over: object) =>
    house.coupon.createOffer(OPERATOR, {
      idempotencyKey: house.key(),
      code: `P-${house.key().toUpperCase()}`,
      owner: 'group',
      definition: offerDefinition(over),
    });
  expect(refusalOf(await create({ benefits: [couponBenefit({ honouredBy: ['bank'] })] }))).toBe(
    'PARTNER_DOES_NOT_HONOUR',
  );
  expect(refusalOf(await create({ funding: [{ subsidiary: 'bank', shareBps: 10_000 }] }))).toBe(
    'OK',
  );
});

it('honours and redeems by its own client, sees its own and what it pays for, and nothing else', async () => {
  const offerId = await liveOffer(house, 'LATTE', {
    triggers: ['CODE'],
    funding: [{ subsidiary: 'bank', shareBps: 10_000 }],
    benefits: [couponBenefit({ honouredBy: ['coffee', 'retail'] })],
  });
  const give = async (memberId: string) =>
    expectOk(
      await house.coupon.issueCoupon(OPERATOR, { idempotencyKey: house.key(), offerId, memberId }),
    ).couponId;
  const [first, second] = [await house.member(), await house.member(['PARTNER_SHARING'])];
  const [a, b] = [await give(first), await give(second)];
  await redeemed('coffee', first, a);
  await redeemed('retail', second, b);
  const list = async (caller: Parameters<Ask>[0], filter: object = {}) =>
    (
      (await ask(caller, LIST, { filter })) as {
        couponRedemptions: { edges: { node: Record<string, unknown> }[] };
      }
    ).couponRedemptions.edges.map(({ node }) => node);
  expect(await list(coffee)).toEqual([
    {
      subsidiary: 'coffee',
      discount: '20.00',
      member: { id: first },
      lines: [{ coupon: { id: a, code: null } }],
    },
  ]);
  expect(await list(clerk('coffee'), { subsidiary: 'retail' })).toEqual([]);
  expect(await list(system('bank'))).toEqual([]);
  const paidFor = await list(system('bank'), { funded: true });
  expect(paidFor.map(({ subsidiary, member }) => [subsidiary, member])).toEqual([
    ['retail', null],
    ['coffee', null],
  ]);
  const open = await give(first);
  const shared = await give(second);
  const wallet = async (memberId: string) =>
    (await ask(coffee, WALLET, { r: [{ __typename: 'Member', id: memberId }] }))._entities;
  expect(await wallet(first)).toEqual([{ coupons: [] }]);
  expect(await wallet(second)).toEqual([{ coupons: [{ id: shared }] }]);
  expect(
    expectOk(
      await house.coupon.validate(coffee, {
        memberId: first,
        basket: basket('coffee'),
        coupons: [open],
      }),
    ).discountMinor,
  ).toBe(2_000n);
  expect(
    refusalOf(
      await house.coupon.validate(coffee, {
        memberId: first,
        basket: basket('retail'),
        coupons: [open],
      }),
    ),
  ).toBe('COUNTER_NOT_YOURS');
});
