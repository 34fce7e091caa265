/**
 * Parcel to errand: sending a parcel gives a free errand; the supermarket's goods come home at a booked time; an errand
 * that is called off, or goes wrong, gives the coupon back. Every number as the parties see it, over HTTP.
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
const made = { coupon: '', basket: '', window: '', errand: '' };

interface ErrandSeen {
  readonly id: string;
  readonly state: string;
  readonly fee: string;
  readonly discount: string;
  readonly paid: string;
  readonly transaction: TransactionSeen;
  readonly doneTransaction: TransactionSeen | null;
}
const ERRAND = `id state fee discount paid transaction { ${EFFECTS} } doneTransaction { ${EFFECTS} }`;

beforeAll(async () => {
  story = await openSetting((operator) =>
    publishOffer(operator, {
      ...{ code: 'PARCEL-TO-ERRAND', triggers: ['PARCEL_SENT'], subsidiaries: ['logistics'] },
      name: { zh: '寄件送跑腿', en: 'Send a parcel, have your shopping brought' },
      funding: [
        { subsidiary: 'logistics', shareBps: 5_000 },
        { subsidiary: 'retail', shareBps: 5_000 },
      ],
      benefits: [
        {
          coupon: {
            name: { zh: '跑腿券', en: 'A free errand' },
            ...{ kind: 'ERRAND', ceiling: '8.00', validDays: 30 },
            ...{ honouredBy: ['logistics'], kinds: ['ERRAND_BOOKED'] },
          },
        },
      ],
    }),
  );
  const window = {
    ...{ depotCode: 'SH-PD-01', startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T12:00:00Z' },
    ...{ fee: '8.00', capacity: 1 },
  };
  const opened = await order<{ id: string }>(
    story.logistics,
    'openErrandWindow',
    'ErrandWindow',
    window,
    'id',
  );
  made.window = opened.id;
});
afterAll(() => story.guildhall.stop());

const errandCoupons = async () =>
  (await story.coupons()).map(({ terms, state }) => `${terms.kind} ${state}`);
const booking = (basketId: string, coupons: readonly string[]) => ({
  ...{ windowId: made.window, basketId, coupons },
  destination: '上海市浦东新区世纪大道 1 号 301 室',
});
const step = (field: string) =>
  order<ErrandSeen>(story.logistics, field, 'Errand', { errandId: made.errand }, ERRAND);

describe('sending a parcel gives an errand', () => {
  it('which brings the shopping home at a booked time, for nothing', async () => {
    const parcel = await sendParcel(story.member);
    expect(tally(parcel.transaction)).toEqual(['COUPON_ISSUED 8.00 CNY']);
    made.coupon = (await story.coupons())[0]?.id ?? '';
    made.basket = (await buy(story, 'R-1', [{ productCode: 'RICE', quantity: '2' }])).id;

    const booked = await order<ErrandSeen>(
      story.member,
      'bookErrand',
      'Errand',
      booking(made.basket, [made.coupon]),
      ERRAND,
    );
    made.errand = booked.id;
    expect(booked).toMatchObject({ state: 'BOOKED', fee: '8.00', discount: '8.00', paid: '0.00' });
    expect(tally(booked.transaction)).toEqual(['COUPON_REDEEMED -8.00 CNY']);
    expect(await errandCoupons()).toEqual(['ERRAND REDEEMED']);
    // The supermarket pays half of the errand to logistics, which runs it.
    expect(await story.owed()).toEqual({ 'retail -> logistics': '4.00' });
  });

  it('and the time is taken: nobody else is promised it', async () => {
    const other = await buy(story, 'R-2', [{ productCode: 'MILK', quantity: '1' }]);
    expect(await refusal(story.member, 'bookErrand', booking(other.id, []))).toBe('WINDOW_FULL');
    const { errandWindows } = await story.member.ask<{
      errandWindows: { edges: { node: { free: number } }[] };
    }>('{ errandWindows { edges { node { free } } } }');
    expect(errandWindows.edges.map(({ node }) => node.free)).toEqual([0]);
  });

  it('and member, shop and goods are seen from it in one request', async () => {
    const { me } = await story.member.ask<{ me: { errands: { items: object[] } } }>(`{ me {
      errands { ... on MemberErrands { items {
        state pickupPlace destination window { startsAt } basket { receiptNo amount }
      } } }
    } }`);
    expect(me.errands.items).toEqual([
      {
        ...{
          state: 'BOOKED',
          pickupPlace: 'SH-001',
          destination: '上海市浦东新区世纪大道 1 号 301 室',
        },
        window: { startsAt: '2026-03-10T10:00:00.000Z' },
        basket: { receiptNo: 'R-1', amount: '99.80' },
      },
    ]);
  });
});

describe('an errand is called off', () => {
  it('and coupon, time and what the companies owe are as before', async () => {
    const cancelled = await order<ErrandSeen>(
      story.member,
      'cancelErrand',
      'Errand',
      { errandId: made.errand },
      ERRAND,
    );
    expect(cancelled.state).toBe('CANCELLED');
    expect(await errandCoupons()).toEqual(['ERRAND ISSUED']);
    expect(Object.values(await story.owed()).every((amount) => Number(amount) === 0)).toBe(true);
  });

  it('so that it can be booked again, done, and refunded when it went wrong', async () => {
    const input = booking(made.basket, [made.coupon]);
    made.errand = (await order<ErrandSeen>(story.member, 'bookErrand', 'Errand', input, ERRAND)).id;
    expect(await errandCoupons()).toEqual(['ERRAND REDEEMED']);
    await step('collectErrand');
    const done = await step('completeErrand');
    expect(done.state).toBe('DONE');
    expect(done.doneTransaction?.effects.status).toBe('COMPLETE');
    expect(await refusal(story.member, 'cancelErrand', { errandId: made.errand })).toBe(
      'ERRAND_STEP_NOT_ALLOWED',
    );
    expect((await step('refundErrand')).state).toBe('REFUNDED');
    expect(await errandCoupons()).toEqual(['ERRAND ISSUED']);
    expect(Object.values(await story.owed()).every((amount) => Number(amount) === 0)).toBe(true);
  });
});
