/** Every no says in the caller's language what would do instead, and a quote says no where a reservation would. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ask, askerOf, asMember } from './support/ask-graph.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import { expectOk, OPERATOR, type OpenHouse, openHouse, system } from './support/open-house.ts';

let house: OpenHouse;
let ask: Ask;
const retail = system('retail');
beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
  await house.coupon.setPointsTender(OPERATOR, {
    idempotencyKey: 'tender',
    ...{ currency: 'POINT', pointsPerCny: '100', maxShareBps: 10_000 },
  });
});
afterAll(() => house.close());

const named = (zh: string, en: string) => ({ name: { zh, en } });
const basket = (amount: string) => ({
  ...{ subsidiary: 'retail', storeCode: 'S01', kind: 'BASKET_BOUGHT' },
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', amount }],
});
async function given(code: string, over: Parameters<typeof liveOffer>[2], memberId: string) {
  const offerId = await liveOffer(house, code, { triggers: ['CODE'], ...over });
  const wish = { idempotencyKey: house.key(), offerId, memberId };
  return expectOk(await house.coupon.issueCoupon(OPERATOR, wish)).couponId;
}

interface Quoted {
  readonly discount: string;
  readonly pointsRefused: { readonly code: string; readonly message: string } | null;
  readonly refused: readonly { readonly code: string; readonly message: string }[];
}
async function quote(
  memberId: string,
  coupons: readonly string[],
  more: object = {},
  locale: 'en' | 'zh-CN' = 'zh-CN',
): Promise<Quoted> {
  const input = { memberId, coupons, basket: basket('60.00'), ...more };
  const { validateBasket } = await ask(
    retail,
    `query ($input: ValidateBasketInput!) { validateBasket(input: $input) {
       discount pointsRefused { code message } refused { code message } } }`,
    { input },
    locale,
  );
  return validateBasket as Quoted;
}

it('a basket that cannot be is told what is wrong with it, not that something failed', async () => {
  const memberId = await house.member();
  const line = basket('60.00').lines[0];
  const twice = { ...basket('60.00'), lines: [line, line] };
  await expect(quote(memberId, [], { basket: twice })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', refusal: 'BASKET_LINE_TWICE' },
  });
});

it('a condition: the clauses that are missing, in words', async () => {
  const memberId = await house.member();
  const benefits = [
    couponBenefit({ condition: 'basket.amountMinor >= cny("40.00") && member.has("vehicle")' }),
  ];
  const couponId = await given('OWNERS', { benefits }, memberId);
  expect((await quote(memberId, [couponId])).refused).toEqual([
    { code: 'COUPON_CONDITION_NOT_MET', message: '还不满足：会员有车辆' },
  ]);
  expect((await quote(memberId, [couponId], {}, 'en')).refused[0]?.message).toBe(
    'Not met yet: the member has a vehicle',
  );
});

it('coupons that do not stand together are called by their names', async () => {
  const memberId = await house.member();
  const one = couponBenefit({
    ...named('满减', 'Money off'),
    combination: { group: 'G', exclusive: false },
  });
  const two = couponBenefit({
    ...named('小满减', 'Less off'),
    value: { kind: 'AMOUNT_OFF', amountMinor: '100' },
    combination: { group: 'G', exclusive: false },
  });
  const coupons = [
    await given('ONE', { benefits: [one] }, memberId),
    await given('TWO', { benefits: [two] }, memberId),
  ];
  expect((await quote(memberId, coupons)).refused).toEqual([
    { code: 'COUPON_NOT_COMBINABLE', message: '不能与「满减」同时使用，去掉后可用' },
  ]);
});

it('a quote sees a limit that is used up, and takes the next best coupon instead', async () => {
  const memberId = await house.member();
  const limited = await given(
    'LIMITED',
    {
      benefits: [couponBenefit({ value: { kind: 'AMOUNT_OFF', amountMinor: '2500' } })],
      limits: [{ phase: 'REDEEM', scope: 'STORE_DAY', measure: 'MONEY', ceiling: '2499' }],
    },
    memberId,
  );
  const group = { combination: { group: null, exclusive: true } };
  const other = await given('OTHER', { benefits: [couponBenefit(group)] }, memberId);
  const seen = await quote(memberId, [limited, other]);
  expect(seen).toMatchObject({
    discount: '20.00',
    refused: [
      {
        code: 'LIMIT_REACHED',
        message: '活动 LIMITED 本门店今天的名额或预算已用完，明天或到其他门店可用',
      },
    ],
  });
  const reserved = await house.coupon.reserve(retail, {
    idempotencyKey: house.key(),
    memberId,
    coupons: [limited],
    basket: {
      ...{ subsidiary: 'retail', storeCode: 'S01', kind: 'BASKET_BOUGHT' },
      lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 6_000n }],
    },
  });
  expect(reserved).toMatchObject({
    refusal: { code: 'LIMIT_REACHED', params: { scopes: ['STORE_DAY'] } },
  });
});

it('points that are not there are missed in the quote already', async () => {
  const memberId = await house.member();
  const points = { points: { currency: 'POINT', amount: '500' } };
  expect(await quote(memberId, [], points)).toMatchObject({
    pointsRefused: { code: 'POINTS_NOT_ENOUGH', message: '积分不足：可用 0，还差 500' },
  });
});

it('a mutation says moments in the group’s time and states in words', async () => {
  const memberId = await house.member();
  const benefits = [couponBenefit({ transferable: true })];
  const couponId = await given('GIFT', { benefits }, memberId);
  const order = async (
    caller: Parameters<Ask>[0],
    field: string,
    input: object,
    locale: 'en' | 'zh-CN',
  ): Promise<string | undefined> => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
    const answer = await ask(
      caller,
      `mutation ($input: ${type}!) { ${field}(input: $input) { ... on Refusal { message } } }`,
      { input: { idempotencyKey: house.key(), ...input } },
      locale,
    );
    return (answer[field] as { readonly message?: string }).message;
  };
  expect(await order(asMember(memberId), 'giveCoupon', { couponId }, 'zh-CN')).toBeUndefined();
  const reserve = { memberId, coupons: [couponId], basket: basket('60.00') };
  expect(await order(retail, 'reserveCoupons', reserve, 'zh-CN')).toBe(
    '优惠券正在转赠中（至 2026年3月13日 10:30），撤回后可用',
  );
  const { offer } = (await ask(
    OPERATOR,
    `{ offers(first: 50) { edges { node { id code } } } }`,
  ).then(({ offers }) => {
    const { edges } = offers as { edges: { node: { id: string; code: string } }[] };
    return { offer: edges.find(({ node }) => node.code === 'GIFT')?.node };
  })) as { offer: { id: string } };
  expect(await order(OPERATOR, 'resumeOffer', { offerId: offer.id }, 'zh-CN')).toBe(
    '活动进行中，不能恢复',
  );
  expect(await order(OPERATOR, 'resumeOffer', { offerId: offer.id }, 'en')).toBe(
    'The offer is live: it cannot go on',
  );
});
