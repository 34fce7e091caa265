/**
 * Which coupon for whom, with what comes between grant and use: several coupons at once, a return that takes the member
 * out of the segment, a purchase that brings her back, a budget that a neighbour uses up, an offer that is paused, a
 * consent withdrawn, coupons that end and a window of history that moves on. Over HTTP, to the fen; all undone at the end.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BasketSeen,
  buy as buyAs,
  openSetting,
  PHONE,
  publishOffer,
  type Setting,
  sendParcel,
} from '../../support/parcels-and-shop.ts';
import {
  came,
  expectOwed,
  expectSoundBooks,
  lastNo,
  limitsUsed,
  whyAt,
} from '../../support/story-books.ts';
import type { Caller } from '../../support/test-guildhall.ts';
import { EFFECTS, order, refusal, type TransactionSeen } from '../car-to-home/orders.ts';

const NEIGHBOUR = '+8613800138044';
let story: Setting;
const people = {} as Record<
  'operator' | 'retail' | 'logistics' | 'auditor' | 'member' | 'neighbour',
  Caller
>;
const offers = {} as Record<'tenth' | 'amount' | 'errand' | 'welcome', string>;
const made = {} as Record<'neighbourId' | 'window' | 'errand', string>;
/** What was bought and has not come back, by receipt. */
const kept = new Map<string, string>();

const text = (zh: string, en: string) => ({ zh, en });
const BY_LOGISTICS = [{ subsidiary: 'logistics', shareBps: 10_000 }];
const ON_PARCELS = { triggers: ['PARCEL_SENT'], subsidiaries: ['logistics'] };
const SHOPPERS = 'member.inSegment("shopper")';
const AT_THE_SHOP = { validDays: 30, honouredBy: ['retail'], kinds: ['BASKET_BOUGHT'] };

/** What a parcel gives: three coupons to who shops, of which two ask again when they are used, and a welcome to who does not. */
const OFFERS = {
  tenth: {
    ...{ ...ON_PARCELS, code: 'TENTH', name: text('常客九折', 'A tenth off for shoppers') },
    ...{ condition: SHOPPERS, funding: BY_LOGISTICS },
    benefits: [
      {
        coupon: {
          ...{ name: text('九折', 'A tenth off'), kind: 'PERCENT_OFF', shareBps: 1_000 },
          ...AT_THE_SHOP,
        },
      },
    ],
  },
  amount: {
    ...{ ...ON_PARCELS, code: 'TEN-OFF', name: text('常客满减', 'Ten off for shoppers') },
    condition: SHOPPERS,
    funding: [
      { subsidiary: 'logistics', shareBps: 5_000 },
      { subsidiary: 'retail', shareBps: 5_000 },
    ],
    benefits: [
      {
        coupon: {
          ...{ name: text('满减', 'Ten off'), kind: 'AMOUNT_OFF', amount: '10.00' },
          ...{ ...AT_THE_SHOP, condition: SHOPPERS },
        },
      },
    ],
    limits: [{ phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '25.00' }],
  },
  errand: {
    ...{ ...ON_PARCELS, code: 'ERRAND', name: text('常客跑腿', 'An errand for shoppers') },
    ...{ condition: SHOPPERS, funding: [{ subsidiary: 'retail', shareBps: 10_000 }] },
    benefits: [
      {
        coupon: {
          ...{ name: text('跑腿', 'An errand'), kind: 'ERRAND', ceiling: '12.00', validDays: 30 },
          ...{ honouredBy: ['logistics'], kinds: ['ERRAND_BOOKED'] },
          condition: 'history.spend("retail", 90) >= cny("100")',
        },
      },
    ],
  },
  welcome: {
    ...{ ...ON_PARCELS, code: 'WELCOME', name: text('来店有礼', 'Come and shop') },
    ...{ condition: `!${SHOPPERS}`, funding: BY_LOGISTICS },
    benefits: [
      {
        coupon: {
          name: text('立减', 'Five off'),
          kind: 'AMOUNT_OFF',
          amount: '5.00',
          ...AT_THE_SHOP,
        },
      },
    ],
  },
} as const;

beforeAll(async () => {
  story = await openSetting(async (operator) => {
    await order(
      operator,
      'defineSegment',
      'MemberSegment',
      {
        ...{ code: 'shopper', name: text('常购家庭', 'Shoppers') },
        condition: 'history.spend("retail", 90) >= cny("100")',
      },
      'id',
    );
    for (const [name, offer] of Object.entries(OFFERS))
      offers[name as keyof typeof offers] = await publishOffer(operator, offer);
    await publishOffer(operator, {
      ...{ code: 'POINTS', triggers: ['BASKET_BOUGHT'], subsidiaries: ['retail'] },
      ...{ name: text('购物积分', 'Points for shopping') },
      funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
      benefits: [{ pointsPerCny: { currency: 'POINT', rate: '1', base: 'NET' } }],
    });
  });
  Object.assign(people, story);
  people.neighbour = await story.guildhall.member(NEIGHBOUR);
  const { me } = await people.neighbour.ask<{ me: { id: string } }>('{ me { id } }');
  made.neighbourId = me.id;
  await agreeToShare(true);
});
afterAll(() => story.guildhall.stop());

/** Access tokens are short-lived; months pass in this story. */
async function signIn(): Promise<void> {
  const { guildhall } = story;
  people.operator = await guildhall.staff('zhou', ['operator']);
  people.auditor = await guildhall.staff('qian', ['auditor']);
  people.retail = await guildhall.system('retail');
  people.logistics = await guildhall.system('logistics');
  people.member = await guildhall.member(PHONE);
  people.neighbour = await guildhall.member(NEIGHBOUR);
}
async function at(moment: string): Promise<void> {
  story.clock.set(new Date(moment));
  await signIn();
}

const agreeToShare = (granted: boolean) =>
  order(
    people.member,
    'setConsent',
    'ConsentSet',
    {
      ...{ memberId: story.memberId, purpose: 'CROSS_SUBSIDIARY_SHARING' },
      ...{ granted, wordingVersion: '2026-01' },
    },
    '__typename',
  );

const RICE = { productCode: 'RICE', quantity: '1' };
async function buy(
  receiptNo: string,
  lines: readonly { readonly productCode: string; readonly quantity: string }[],
  coupons: readonly string[] = [],
  memberId = story.memberId,
): Promise<BasketSeen & { readonly came: readonly string[] }> {
  const basket = await buyAs({ retail: people.retail, memberId }, receiptNo, lines, coupons);
  kept.set(receiptNo, basket.id);
  return { ...basket, came: await came(people.auditor, basket.transaction) };
}
const refusedAt = (receiptNo: string, coupon: string, memberId = story.memberId) =>
  refusal(people.retail, 'recordBasket', {
    ...{ receiptNo, storeCode: 'SH-001', memberId, lines: [RICE, RICE], coupons: [coupon] },
  });
async function giveBack(receiptNo: string, lines?: readonly object[]): Promise<readonly string[]> {
  const basketId = kept.get(receiptNo);
  if (lines === undefined) kept.delete(receiptNo);
  const returnNo = `B-${receiptNo}-${lines === undefined ? 'ALL' : 'PART'}`;
  const back = await order<{ transaction: TransactionSeen }>(
    people.retail,
    'returnGoods',
    'GoodsReturn',
    { basketId, returnNo, ...(lines === undefined ? {} : { lines }) },
    `transaction { ${EFFECTS} }`,
  );
  return came(people.auditor, back.transaction);
}
/** What a parcel gives, and its transaction. */
async function parcel(sender = people.member) {
  const { transaction } = await sendParcel(sender);
  return { gave: await came(people.auditor, transaction), transactionId: transaction.id };
}
/** The coupons of an offer that can still be used, the oldest first. */
async function usable(offer: keyof typeof offers, reader = people.member): Promise<string[]> {
  const { me } = await reader.ask<{
    me: { coupons: { id: string; state: string; offer: { id: string } }[] };
  }>('{ me { coupons { id state offer { id } } } }');
  return me.coupons
    .filter(({ state, offer: { id } }) => state === 'ISSUED' && id === offers[offer])
    .map(({ id }) => id)
    .sort();
}
const FOR_SHOPPERS = ['COUPON_ISSUED', 'COUPON_ISSUED 10.00 CNY', 'COUPON_ISSUED 12.00 CNY'];
const WELCOME = ['COUPON_ISSUED 5.00 CNY'];

describe('several coupons at once', () => {
  it('of two parcels: the tenth first, then ten off the rest, each paid by whom its offer says', async () => {
    const first = await buy('R-1', [
      { productCode: 'RICE', quantity: '2' },
      { productCode: 'MILK', quantity: '1' },
    ]);
    expect(first).toMatchObject({ paid: '112.30', came: ['POINTS_EARNED 112 POINT'] });
    expect((await parcel()).gave).toEqual(FOR_SHOPPERS);
    expect((await parcel()).gave).toEqual(FOR_SHOPPERS);
    const [[tenth = ''], [amount = '']] = [await usable('tenth'), await usable('amount')];
    const second = await buy(
      'R-2',
      [RICE, { productCode: 'MILK', quantity: '4' }],
      [amount, tenth],
    );
    expect(second).toMatchObject({
      ...{ amount: '99.90', discount: '19.99', paid: '79.91' },
      came: ['COUPON_REDEEMED -10.00 CNY', 'COUPON_REDEEMED -9.99 CNY', 'POINTS_EARNED 79 POINT'],
    });
    // 9.99 of the tenth, and half of 10.00.
    await expectOwed(people.auditor, { 'logistics -> retail': '14.99' });
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual([
      'REDEEM MONEY 10.00 of 25.00',
    ]);
  });
});

describe('a return in between takes the member out of the segment', () => {
  it('not while enough stays bought', async () => {
    // The milk comes back: 162.20 stay bought.
    expect(await giveBack('R-2', [{ lineNo: 2, quantity: '4' }])).toEqual([
      'COUPON_RESTORED 5.00 CNY',
      'COUPON_RESTORED 5.01 CNY',
      'POINTS_REVERSED -40 POINT',
    ]);
    expect((await parcel()).gave).toEqual(FOR_SHOPPERS);
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual(['REDEEM MONEY 4.99 of 25.00']);
  });

  it('at 99.80: the next parcel is answered differently, and says why', async () => {
    const back = [
      { lineNo: 1, quantity: '1' },
      { lineNo: 2, quantity: '1' },
    ];
    expect(await giveBack('R-1', back)).toEqual(['POINTS_REVERSED -63 POINT']);
    const { gave, transactionId } = await parcel();
    expect(gave).toEqual(WELCOME);
    expect(await whyAt(people.member, transactionId, 'TENTH')).toEqual({
      zh: ['CONDITION_NOT_MET', '未满足活动条件', '未满足：会员属于人群“shopper”'],
      en: [
        'CONDITION_NOT_MET',
        'The condition was not met',
        'Not met: the member is in the segment “shopper”',
      ],
    });
  });

  it('what she was given stays hers; what asks again is refused until she shops again', async () => {
    const [[tenth = ''], [amount = '']] = [await usable('tenth'), await usable('amount')];
    expect(await refusedAt('R-3', amount)).toBe('COUPON_CONDITION_NOT_MET');
    expect(await lastNo(people.member, amount)).toEqual({
      zh: [
        'COUPON_CONDITION_NOT_MET',
        '还不满足：会员属于人群“shopper”',
        '✗ 满足使用条件',
        '未满足：会员属于人群“shopper”',
      ],
      en: [
        'COUPON_CONDITION_NOT_MET',
        'Not met yet: the member is in the segment “shopper”',
        '✗ Its condition is met',
        'Not met: the member is in the segment “shopper”',
      ],
    });
    const third = await buy('R-3', [RICE], [tenth]);
    expect(third).toMatchObject({
      ...{ discount: '4.99', paid: '44.91' },
      came: ['COUPON_REDEEMED -4.99 CNY', 'POINTS_EARNED 44 POINT'],
    });
    const fourth = await buy('R-4', [RICE, RICE], [amount]);
    expect(fourth).toMatchObject({ discount: '10.00', paid: '89.80' });
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual([
      'REDEEM MONEY 14.99 of 25.00',
    ]);
    // 4.99 and 2.49 (retail bears the odd fen) of the second basket, 4.99 of the third, 5.00 of the fourth.
    await expectOwed(people.auditor, { 'logistics -> retail': '17.47' });
  });
});

describe('a budget used up in between', () => {
  it('by the neighbour: a refusal that says so, and room again when she brings it back', async () => {
    const wish = { offerId: offers.amount, memberId: made.neighbourId };
    await order(people.operator, 'issueCoupon', 'Coupon', wish, 'id');
    await buy('N-1', [RICE, RICE, RICE], [], made.neighbourId);
    const [hers = ''] = await usable('amount', people.neighbour);
    const used = await buy('N-2', [RICE], [hers], made.neighbourId);
    expect(used).toMatchObject({ discount: '10.00', paid: '39.90' });
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual([
      'REDEEM MONEY 24.99 of 25.00',
    ]);

    const [amount = ''] = await usable('amount');
    expect(await refusedAt('R-5', amount)).toBe('LIMIT_REACHED');
    expect(await lastNo(people.member, amount)).toEqual({
      zh: ['LIMIT_REACHED', '活动 TEN-OFF 名额或预算已用完'],
      en: ['LIMIT_REACHED', 'The offer TEN-OFF has nothing left'],
    });
    expect(await giveBack('N-2')).toEqual([
      'COUPON_RESTORED 10.00 CNY',
      'POINTS_REVERSED -39 POINT',
    ]);
    expect(await buy('R-5', [RICE, RICE], [amount])).toMatchObject({ discount: '10.00' });
    expect(await refusedAt('N-3', hers, made.neighbourId)).toBe('LIMIT_REACHED');
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual([
      'REDEEM MONEY 24.99 of 25.00',
    ]);
    await expectOwed(people.auditor, { 'logistics -> retail': '22.47' });
  });
});

describe('an offer paused in between', () => {
  const move = (field: 'pauseOffer' | 'resumeOffer') =>
    order(people.operator, field, 'Offer', { offerId: offers.tenth }, 'state');

  it('gives nothing and takes nothing; the others of the same parcel do', async () => {
    const [tenth = ''] = await usable('tenth');
    await move('pauseOffer');
    const { gave, transactionId } = await parcel();
    expect(gave).toEqual(FOR_SHOPPERS.slice(1));
    expect(await refusedAt('R-6', tenth)).toBe('OFFER_PAUSED');
    await move('resumeOffer');
    expect(await whyAt(people.member, transactionId, 'TENTH')).toEqual({
      zh: ['OFFER_NOT_LIVE', '当时活动未进行'],
      en: ['OFFER_NOT_LIVE', 'The offer was not live then'],
    });
    expect(await buy('R-6', [RICE], [tenth])).toMatchObject({ discount: '4.99', paid: '44.91' });
    await expectOwed(people.auditor, { 'logistics -> retail': '27.46' });
  });
});

describe('a consent withdrawn in between', () => {
  it('logistics does not know the habit any more: neither for parcels nor for errands', async () => {
    const window = await order<{ id: string }>(
      people.logistics,
      'openErrandWindow',
      'ErrandWindow',
      {
        ...{ depotCode: 'SH-PD-01', fee: '12.00', capacity: 2 },
        ...{ startsAt: '2026-03-12T10:00:00Z', endsAt: '2026-03-12T12:00:00Z' },
      },
      'id',
    );
    const [coupon = ''] = await usable('errand');
    const booking = {
      ...{ windowId: window.id, basketId: kept.get('R-6'), coupons: [coupon] },
      destination: '上海市浦东新区世纪大道 1 号 301 室',
    };
    await agreeToShare(false);
    const { gave, transactionId } = await parcel();
    expect(gave).toEqual(WELCOME);
    expect(await whyAt(people.member, transactionId, 'TENTH')).toEqual({
      zh: [
        'FACTS_WITHHELD',
        '会员未同意跨公司共享，超市的消费记录不能用于判断',
        '未满足：会员属于人群“shopper”',
      ],
      en: [
        'FACTS_WITHHELD',
        'Without consent to share between companies, the history of purchases at the supermarket may not be used here',
        'Not met: the member is in the segment “shopper”',
      ],
    });
    expect(await refusal(people.member, 'bookErrand', booking)).toBe('COUPON_FACTS_WITHHELD');
    expect(await lastNo(people.member, coupon)).toEqual({
      zh: [
        'COUPON_FACTS_WITHHELD',
        '会员未同意跨公司共享，超市的消费记录不能用于判断',
        '✗ 您同意共享判断所需的信息',
        '未满足：近 90 天在超市的消费不低于 100 元',
      ],
      en: [
        'COUPON_FACTS_WITHHELD',
        'Without consent to share between companies, the history of purchases at the supermarket may not be used here',
        '✗ You share what it asks for',
        'Not met: spending at the supermarket in 90 days is at least CNY 100',
      ],
    });
    // The shop knows its own customers: a coupon that asks the same there is good.
    expect(await refusedAt('R-7', (await usable('amount'))[0] ?? '')).toBe('LIMIT_REACHED');

    await agreeToShare(true);
    const booked = await order<{ id: string; paid: string }>(
      people.member,
      'bookErrand',
      'Errand',
      booking,
      'id paid',
    );
    expect(booked.paid).toBe('0.00');
    made.errand = booked.id;
    // 12.00 that the shop pays for, against 27.46.
    await expectOwed(people.auditor, { 'logistics -> retail': '15.46' });
  });
});

describe('an end in between', () => {
  it('of coupons: what comes back after thirty days has ended', async () => {
    await at('2026-04-10T02:00:00Z');
    expect(await giveBack('R-6')).toEqual([
      'COUPON_RESTORED 4.99 CNY',
      'POINTS_REVERSED -44 POINT',
    ]);
    await expectOwed(people.auditor, { 'logistics -> retail': '10.47' });
    expect(await usable('tenth')).toEqual([]);
    expect((await parcel()).gave).toEqual(FOR_SHOPPERS);
  });

  it('of the habit: ninety days later nobody remembers the rice, and a parcel brings a welcome', async () => {
    await at('2026-06-09T02:00:00Z');
    const { gave, transactionId } = await parcel();
    expect(gave).toEqual(WELCOME);
    expect((await whyAt(people.auditor, transactionId, 'TENTH')).en[0]).toBe('CONDITION_NOT_MET');
  });

  it('and when all of it is undone, nobody owes anything, and the books are right', async () => {
    await order(people.member, 'cancelErrand', 'Errand', { errandId: made.errand }, 'state');
    for (const receipt of [...kept.keys()]) await giveBack(receipt);
    await expect.poll(story.points).toBe(0n);
    await expectOwed(people.auditor, {});
    expect(await limitsUsed(people.auditor, offers.amount)).toEqual(['REDEEM MONEY 0.00 of 25.00']);
    await expectSoundBooks(people.auditor);
  });
});
