/**
 * Parcels, shopping and errands once more, with what comes in between: several coupons at once, a return in parts, coupons
 * that end before the goods come back, an offer that is paused, a budget that others have used up. Every number as the
 * parties see it, over HTTP; at the end all of it is undone, and both books are verified.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BasketSeen,
  openSetting,
  PHONE,
  type Setting,
} from '../../support/parcels-and-shop.ts';
import { came as cameOf, expectOwed, expectSoundBooks } from '../../support/story-books.ts';
import type { Caller } from '../../support/test-guildhall.ts';
import { EFFECTS, order, refusal, type TransactionSeen } from '../car-to-home/orders.ts';

let story: Setting;
const people = {} as Record<'operator' | 'retail' | 'logistics' | 'auditor' | 'member', Caller>;
const offers = {} as Record<'amount' | 'share' | 'errand' | 'points' | 'budget', string>;

const text = (zh: string, en: string) => ({ zh, en });
const LOGISTICS_AND_RETAIL = [
  { subsidiary: 'logistics', shareBps: 6_000 },
  { subsidiary: 'retail', shareBps: 4_000 },
];
const BY_RETAIL = [{ subsidiary: 'retail', shareBps: 10_000 }];
const ON_PARCELS = { triggers: ['PARCEL_SENT'], subsidiaries: ['logistics'] };
const AT_THE_SHOP = { validDays: 30, honouredBy: ['retail'], kinds: ['BASKET_BOUGHT'] };
const TEN_OFF = { name: text('满减', 'Ten off'), kind: 'AMOUNT_OFF', amount: '10.00' };

const OFFERS = {
  amount: {
    ...{ ...ON_PARCELS, code: 'TEN-OFF', name: text('寄件满减', 'Ten off for a parcel') },
    funding: LOGISTICS_AND_RETAIL,
    benefits: [{ coupon: { ...TEN_OFF, ...AT_THE_SHOP, minimum: '50.00' } }],
  },
  share: {
    ...{ ...ON_PARCELS, code: 'TENTH', name: text('寄件九折', 'A tenth off for a parcel') },
    funding: BY_RETAIL,
    benefits: [
      {
        coupon: {
          ...{ name: text('九折', 'A tenth off'), kind: 'PERCENT_OFF', shareBps: 1_000 },
          ...AT_THE_SHOP,
        },
      },
    ],
  },
  errand: {
    ...{ ...ON_PARCELS, code: 'ERRAND', name: text('寄件跑腿', 'An errand for a parcel') },
    funding: [
      { subsidiary: 'logistics', shareBps: 5_000 },
      { subsidiary: 'retail', shareBps: 5_000 },
    ],
    benefits: [
      {
        coupon: {
          ...{ name: text('跑腿', 'An errand'), kind: 'ERRAND', ceiling: '8.00', validDays: 30 },
          ...{ honouredBy: ['logistics'], kinds: ['ERRAND_BOOKED'] },
        },
      },
    ],
  },
  points: {
    ...{ code: 'POINTS', triggers: ['BASKET_BOUGHT'], subsidiaries: ['retail'] },
    ...{ name: text('购物积分', 'Points for shopping'), funding: BY_RETAIL },
    benefits: [{ pointsPerCny: { currency: 'POINT', rate: '1', base: 'NET' } }],
  },
  budget: {
    ...{ code: 'BUDGET', triggers: ['CODE'], name: text('限额满减', 'Ten off while it lasts') },
    funding: LOGISTICS_AND_RETAIL,
    benefits: [{ coupon: { ...TEN_OFF, ...AT_THE_SHOP, validDays: 90 } }],
    limits: [{ phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '25.00' }],
  },
} as const;

beforeAll(async () => {
  story = await openSetting(async (operator) => {
    for (const [name, offer] of Object.entries(OFFERS)) {
      const draft = { owner: 'group', startsAt: '2026-01-01T00:00:00Z', ...offer };
      const { id } = await order<{ id: string }>(operator, 'createOffer', 'Offer', draft, 'id');
      await order(operator, 'publishOffer', 'Offer', { offerId: id }, 'state');
      offers[name as keyof typeof offers] = id;
    }
  });
  const { operator, auditor, retail, logistics, member } = story;
  Object.assign(people, { operator, auditor, retail, logistics, member });
});
afterAll(() => story.guildhall.stop());

/** Access tokens are short-lived; days pass in this story. */
async function signIn(): Promise<void> {
  const { guildhall } = story;
  people.operator = await guildhall.staff('zhou', ['operator']);
  people.auditor = await guildhall.staff('qian', ['auditor']);
  people.retail = await guildhall.system('retail');
  people.logistics = await guildhall.system('logistics');
  people.member = await guildhall.member(PHONE);
}

interface Held {
  readonly id: string;
  readonly state: string;
  readonly terms: { readonly kind: string };
  readonly offer: { readonly id: string };
}
async function coupons(): Promise<readonly Held[]> {
  const { me } = await people.member.ask<{ me: { coupons: Held[] } }>(
    '{ me { coupons(usable: false) { id state terms { kind } offer { id } } } }',
  );
  return me.coupons;
}
/** The ones of an offer that can be used. */
const usable = async (offer: keyof typeof offers): Promise<string[]> =>
  (await coupons())
    .filter(({ state, offer: { id } }) => state === 'ISSUED' && id === offers[offer])
    .map(({ id }) => id);
const PATIENCE = { timeout: 60_000, interval: 100 };
const came = (transaction: TransactionSeen) => cameOf(people.auditor, transaction);
const owed = (balances: Readonly<Record<string, string>>) => expectOwed(people.auditor, balances);

const PARCEL = {
  ...{ depotCode: 'SH-PD-01', channel: 'APP', weightGrams: 1_400 },
  sender: { name: '林知夏', phone: PHONE, address: '上海市浦东新区世纪大道 1 号' },
  recipient: { name: '周砚', phone: '+8613800138022', address: '杭州市西湖区文三路 9 号' },
  ...{ fromDistrict: '上海市浦东新区', toDistrict: '杭州市西湖区' },
};
const sendParcel = () =>
  order<{ waybillNo: string; transaction: TransactionSeen }>(
    people.member,
    'sendParcel',
    'Parcel',
    PARCEL,
    `waybillNo transaction { ${EFFECTS} }`,
  );
const RICE = { productCode: 'RICE', quantity: '1' };
const basketOf = (receiptNo: string, lines: readonly object[], used: readonly string[]) => ({
  ...{ receiptNo, storeCode: 'SH-001', memberId: story.memberId, lines, coupons: used },
});
const buy = (receiptNo: string, lines: readonly object[], used: readonly string[] = []) =>
  order<BasketSeen>(
    people.retail,
    'recordBasket',
    'Basket',
    basketOf(receiptNo, lines, used),
    `id amount discount paid transaction { ${EFFECTS} }`,
  );
const giveBack = (basketId: string, returnNo: string, lines?: readonly object[]) =>
  order<{ amount: string; refund: string; transaction: TransactionSeen }>(
    people.retail,
    'returnGoods',
    'GoodsReturn',
    { basketId, returnNo, ...(lines === undefined ? {} : { lines }) },
    `amount refund transaction { ${EFFECTS} }`,
  );
const move = (field: 'pauseOffer' | 'resumeOffer', offer: keyof typeof offers) =>
  order(people.operator, field, 'Offer', { offerId: offers[offer] }, 'state');

const made = {} as Record<'basket' | 'kept' | 'errand' | 'window', string>;

describe('several coupons at once', () => {
  it('a tenth off first, then ten yuan off the rest; points on what is paid', async () => {
    const parcel = await sendParcel();
    expect(await came(parcel.transaction)).toEqual([
      'COUPON_ISSUED',
      'COUPON_ISSUED 10.00 CNY',
      'COUPON_ISSUED 8.00 CNY',
    ]);
    const lines = [RICE, { productCode: 'MILK', quantity: '4' }];
    const used = [...(await usable('amount')), ...(await usable('share'))];
    const basket = await buy('R-1', lines, used);
    made.basket = basket.id;
    // 9.99 off 99.90, then 10.00: on the rice 4.99 + 4.99, on the milk 5.00 + 5.01.
    expect(basket).toMatchObject({ amount: '99.90', discount: '19.99', paid: '79.91' });
    expect(await came(basket.transaction)).toEqual([
      'COUPON_REDEEMED -10.00 CNY',
      'COUPON_REDEEMED -9.99 CNY',
      'POINTS_EARNED 79 POINT',
    ]);
    await owed({ 'logistics -> retail': '6.00' });
  });

  it('half of the milk comes back: half of what each coupon took off it, rounded down', async () => {
    const back = await giveBack(made.basket, 'B-1', [{ lineNo: 2, quantity: '2' }]);
    expect(back).toMatchObject({ amount: '25.00', refund: '20.00' });
    // 39.92 of rice and 19.99 of milk stay paid.
    expect(await came(back.transaction)).toEqual([
      'COUPON_RESTORED 2.50 CNY x2',
      'POINTS_REVERSED -20 POINT',
    ]);
    await expect.poll(story.points, PATIENCE).toBe(59n);
    await owed({ 'logistics -> retail': '4.50' });
  });
});

describe('an end in between', () => {
  it('the rest comes back a month later: money, points and claims go back, the coupons have ended', async () => {
    story.clock.advance(31 * 86_400_000);
    await signIn();
    const back = await giveBack(made.basket, 'B-2');
    expect(back).toMatchObject({ amount: '74.90', refund: '59.91' });
    expect(await came(back.transaction)).toEqual([
      'COUPON_RESTORED 7.49 CNY',
      'COUPON_RESTORED 7.50 CNY',
      'POINTS_REVERSED -59 POINT',
    ]);
    await expect.poll(story.points, PATIENCE).toBe(0n);
    await owed({});
    expect((await coupons()).map(({ state }) => state)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
    const [ended = ''] = (await coupons())
      .filter(({ offer }) => offer.id === offers.amount)
      .map(({ id }) => id);
    const again = basketOf('R-2', [RICE, RICE], [ended]);
    expect(await refusal(people.retail, 'recordBasket', again)).toBe('COUPON_EXPIRED');
  });
});

describe('an offer paused in between', () => {
  it('gives nothing and takes nothing in while it is paused; what comes back waits for it', async () => {
    await came((await sendParcel()).transaction);
    const [coupon = ''] = await usable('amount');
    const bought = await buy('R-3', [RICE, RICE], [coupon]);
    expect(bought).toMatchObject({ amount: '99.80', discount: '10.00', paid: '89.80' });
    await move('pauseOffer', 'amount');
    const back = await giveBack(bought.id, 'B-3');
    expect(await came(back.transaction)).toEqual([
      'COUPON_RESTORED 10.00 CNY',
      'POINTS_REVERSED -89 POINT',
    ]);
    expect(await usable('amount')).toEqual([coupon]);
    const again = basketOf('R-4', [RICE, RICE], [coupon]);
    expect(await refusal(people.retail, 'recordBasket', again)).toBe('OFFER_PAUSED');
    expect(await came((await sendParcel()).transaction)).toEqual([
      'COUPON_ISSUED',
      'COUPON_ISSUED 8.00 CNY',
    ]);
    await move('resumeOffer', 'amount');
    const kept = await buy('R-4', [RICE, RICE], [coupon]);
    made.kept = kept.id;
    await came(kept.transaction);
    expect(kept).toMatchObject({ discount: '10.00', paid: '89.80' });
    await expect.poll(story.points, PATIENCE).toBe(89n);
    await owed({ 'logistics -> retail': '6.00' });
  });

  it('an errand called off gives its coupon back, good again once the offer goes on', async () => {
    const window = {
      ...{
        depotCode: 'SH-PD-01',
        startsAt: '2026-04-12T10:00:00Z',
        endsAt: '2026-04-12T12:00:00Z',
      },
      ...{ fee: '8.00', capacity: 1 },
    };
    made.window = (
      await order<{ id: string }>(
        people.logistics,
        'openErrandWindow',
        'ErrandWindow',
        window,
        'id',
      )
    ).id;
    const [coupon = ''] = await usable('errand');
    const booking = {
      ...{ windowId: made.window, basketId: made.kept, coupons: [coupon] },
      destination: '上海市浦东新区世纪大道 1 号 301 室',
    };
    const book = () =>
      order<{ id: string; paid: string }>(
        people.member,
        'bookErrand',
        'Errand',
        booking,
        'id paid',
      );
    const booked = await book();
    expect(booked.paid).toBe('0.00');
    // Half of 8.00, against the 6.00 that logistics owes.
    await owed({ 'logistics -> retail': '2.00' });
    await move('pauseOffer', 'errand');
    await order(people.member, 'cancelErrand', 'Errand', { errandId: booked.id }, 'state');
    await owed({ 'logistics -> retail': '6.00' });
    expect(await usable('errand')).toContain(coupon);
    expect(await refusal(people.member, 'bookErrand', booking)).toBe('OFFER_PAUSED');
    await move('resumeOffer', 'errand');
    made.errand = (await book()).id;
    await owed({ 'logistics -> retail': '2.00' });
  });
});

describe('a budget used up in between', () => {
  const baskets: string[] = [];

  it('refuses whom it cannot pay for, and serves them once a return has given back', async () => {
    const wish = { offerId: offers.budget, memberId: story.memberId };
    for (const _ of [1, 2, 3]) await order(people.operator, 'issueCoupon', 'Coupon', wish, 'id');
    const [first = '', second = '', third = ''] = await usable('budget');
    for (const [receipt, coupon] of [
      ['R-5', first],
      ['R-6', second],
    ] as const) {
      const bought = await buy(receipt, [RICE], [coupon]);
      expect(bought).toMatchObject({ discount: '10.00', paid: '39.90' });
      await came(bought.transaction);
      baskets.push(bought.id);
    }
    const last = basketOf('R-7', [RICE], [third]);
    expect(await refusal(people.retail, 'recordBasket', last)).toBe('LIMIT_REACHED');
    await came((await giveBack(baskets[0] ?? '', 'B-5')).transaction);
    const served = await buy('R-7', [RICE], [third]);
    expect(served).toMatchObject({ discount: '10.00', paid: '39.90' });
    baskets.push(served.id);
    await expect.poll(story.points, PATIENCE).toBe(167n);
    await owed({ 'logistics -> retail': '14.00' });
    // What came back is used up by the one after: 20.00 of 25.00.
    const again = basketOf('R-8', [RICE], [first]);
    expect(await refusal(people.retail, 'recordBasket', again)).toBe('LIMIT_REACHED');
  });

  it('and when all of it is undone, nobody owes anything, and the books are right', async () => {
    await order(people.member, 'cancelErrand', 'Errand', { errandId: made.errand }, 'state');
    for (const [place, basket] of [made.kept, ...baskets.slice(1)].entries())
      await giveBack(basket, `END-${place}`);
    await expect.poll(story.points, PATIENCE).toBe(0n);
    await owed({});
    await expectSoundBooks(people.auditor);
  });
});
