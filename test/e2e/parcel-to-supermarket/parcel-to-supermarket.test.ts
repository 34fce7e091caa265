/**
 * Parcel to supermarket: a member sends a parcel and gets a coupon of ten yuan for the supermarket, shops with it, and
 * brings a part back; then a parcel is called off and its coupon with it. Every number as the parties see it, over HTTP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buy,
  openSetting,
  publishOffer,
  type Setting,
  sendParcel,
} from '../../support/parcels-and-shop.ts';
import { EFFECTS, order, refusal, type TransactionSeen, tally } from '../car-to-home/orders.ts';

let story: Setting;
const made = { coupon: '', basket: '' };

beforeAll(async () => {
  story = await openSetting(async (operator) => {
    await publishOffer(operator, {
      ...{ code: 'PARCEL-TO-SHOP', triggers: ['PARCEL_SENT'], subsidiaries: ['logistics'] },
      name: { zh: '寄件送超市券', en: 'Send a parcel, shop for less' },
      funding: [
        { subsidiary: 'logistics', shareBps: 6_000 },
        { subsidiary: 'retail', shareBps: 4_000 },
      ],
      benefits: [
        {
          coupon: {
            name: { zh: '超市满减券', en: 'Ten yuan off at the supermarket' },
            ...{ kind: 'AMOUNT_OFF', amount: '10.00', minimum: '50.00', validDays: 30 },
            ...{ honouredBy: ['retail'], kinds: ['BASKET_BOUGHT'] },
          },
        },
      ],
    });
    await publishOffer(operator, {
      ...{ code: 'SHOP-POINTS', triggers: ['BASKET_BOUGHT'], subsidiaries: ['retail'] },
      name: { zh: '购物积分', en: 'Points for shopping' },
      funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
      benefits: [{ pointsPerCny: { currency: 'POINT', rate: '1', base: 'NET' } }],
    });
  });
});
afterAll(() => story.guildhall.stop());

describe('a parcel is sent', () => {
  it('and the sender gets a coupon for the supermarket', async () => {
    const parcel = await sendParcel(story.member);
    expect(parcel.fee).toBe('15.00');
    expect(parcel.transaction.effects.status).toBe('COMPLETE');
    expect(tally(parcel.transaction)).toEqual(['COUPON_ISSUED 10.00 CNY']);
    const coupons = await story.coupons();
    expect(coupons.map(({ state, terms }) => `${terms.kind} ${state}`)).toEqual([
      'AMOUNT_OFF ISSUED',
    ]);
    made.coupon = coupons[0]?.id ?? '';
  });
});

describe('the member shops', () => {
  it('not with the coupon below its minimum', async () => {
    const { memberId, retail } = story;
    const basket = { receiptNo: 'R-0', storeCode: 'SH-001', memberId, coupons: [made.coupon] };
    const lines = [{ productCode: 'MILK', quantity: '3' }];
    expect(await refusal(retail, 'recordBasket', { ...basket, lines })).toBe(
      'COUPON_MINIMUM_NOT_REACHED',
    );
  });

  it('with it, pays ten yuan less, and earns on what was paid', async () => {
    const lines = [
      { productCode: 'RICE', quantity: '1' },
      { productCode: 'MILK', quantity: '4' },
    ];
    const basket = await buy(story, 'R-1', lines, [made.coupon]);
    made.basket = basket.id;
    expect(basket).toMatchObject({ amount: '99.90', discount: '10.00', paid: '89.90' });
    expect(tally(basket.transaction)).toEqual([
      'COUPON_REDEEMED -10.00 CNY',
      'POINTS_EARNED 89 POINT',
    ]);
    expect(await story.points()).toBe(89n);
    expect((await story.coupons()).map(({ state }) => state)).toEqual(['REDEEMED']);
    // Six tenths of ten yuan are paid by logistics to the supermarket, which honoured the coupon.
    expect(await story.owed()).toEqual({ 'logistics -> retail': '6.00' });
  });

  it('and sees it with the parcel in one request', async () => {
    const { me } = await story.member.ask<{ me: Record<string, { items: object[] }> }>(`{ me {
      baskets(last: 5) { ... on MemberBaskets { items { receiptNo paid } } }
      parcels(last: 5) { ... on MemberParcels { items { state fee } } }
    } }`);
    expect(me).toEqual({
      baskets: { items: [{ receiptNo: 'R-1', paid: '89.90' }] },
      parcels: { items: [{ state: 'CREATED', fee: '15.00' }] },
    });
  });
});

interface Returned {
  readonly amount: string;
  readonly refund: string;
  readonly transaction: TransactionSeen;
}
const giveBack = (returnNo: string, lines?: readonly object[]) => {
  const input = { basketId: made.basket, returnNo, ...(lines === undefined ? {} : { lines }) };
  return order<Returned>(
    story.retail,
    'returnGoods',
    'GoodsReturn',
    input,
    `amount refund transaction { ${EFFECTS} }`,
  );
};

describe('goods come back', () => {
  it('in part: the money that was paid for them, and the points they had earned', async () => {
    const returned = await giveBack('RET-1', [{ lineNo: 2, quantity: '2' }]);
    // Of the ten yuan 4.99 lay on the rice and 5.01 on the milk: 44.99 was paid for it, half of it comes back.
    expect(returned).toMatchObject({ amount: '25.00', refund: '22.50' });
    expect(tally(returned.transaction)).toContain('POINTS_REVERSED -22 POINT');
    expect(await story.points()).toBe(67n);
  });

  it('wholly: everything is as before, and what was bought can only come back once', async () => {
    const rest = await giveBack('RET-2');
    expect(rest.amount).toBe('74.90');
    expect(await story.points()).toBe(0n);
    expect((await story.coupons()).map(({ state }) => state)).toEqual(['ISSUED']);
    expect(Object.values(await story.owed()).every((amount) => Number(amount) === 0)).toBe(true);
    const again = { basketId: made.basket, returnNo: 'RET-3' };
    expect(await refusal(story.retail, 'returnGoods', again)).toBe('BASKET_ALREADY_RETURNED');
  });
});

describe('a parcel is called off', () => {
  it('and the coupon that came of it goes, while the other stays', async () => {
    const parcel = await sendParcel(story.member);
    expect(await story.coupons()).toHaveLength(2);
    await order(story.member, 'cancelParcel', 'Parcel', { waybillNo: parcel.waybillNo }, 'state');
    const states = (await story.coupons()).map(({ state }) => state).sort();
    expect(states).toEqual(['ISSUED', 'REVOKED']);
  });
});
