/**
 * Car to home once more, with what comes between buying, using and returning: a budget that another buyer has used up,
 * an offer that is paused, a coupon that ends while it is held, instalments that vest and end, points that run out. Every
 * number as the parties see it, over HTTP; at the end all of it is undone, and every book is sound.
 */
import { SteppedClock } from '@guildhall/shared/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  came,
  expectOwed,
  expectSoundBooks,
  lastNo,
  limitsUsed,
  whyAt,
} from '../../support/story-books.ts';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';
import {
  moveIn,
  openCommunity,
  openDealership,
  PHONE,
  publishCarToHome,
  publishHomeToCar,
  receiveCar,
  settleIn,
  VIN,
} from './neighbourhood.ts';
import { EFFECTS, order, refusal, type TransactionSeen } from './orders.ts';

const NEIGHBOUR = '+8613800138001';
const OTHER_VIN = 'LGH2E6B00TS000002';
/** One sale: twelve waivers of 150.00, three parking fees at 80.00, 2,198 points at a fen. */
const ONE_SALE = '2061.98';

let guildhall: TestGuildhall;
const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
const people = {} as Record<
  'auto' | 'property' | 'operator' | 'clerk' | 'auditor' | 'member' | 'neighbour',
  Caller
>;
const made = {} as Record<
  | 'memberId'
  | 'dwellingId'
  | 'carToHome'
  | 'homeToCar'
  | 'order'
  | 'neighboursOrder'
  | 'parkingPayment'
  | 'feePayment',
  string
>;

/** Access tokens are short-lived; days pass in this story. */
async function signIn(): Promise<void> {
  people.auto = await guildhall.system('auto');
  people.property = await guildhall.system('property');
  people.operator = await guildhall.staff('zhou', ['operator']);
  people.clerk = await guildhall.staff('lin', ['clerk'], 'auto');
  people.auditor = await guildhall.staff('qian', ['auditor']);
  people.member = await guildhall.member(PHONE);
  people.neighbour = await guildhall.member(NEIGHBOUR);
}
async function at(moment: string): Promise<void> {
  clock.set(new Date(moment));
  await signIn();
}

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  people.auto = await guildhall.system('auto');
  people.property = await guildhall.system('property');
  people.operator = await guildhall.staff('zhou', ['operator']);
  await order(
    people.operator,
    'definePointCurrency',
    'PointCurrency',
    {
      ...{ code: 'POINT', name: { zh: '积分', en: 'Points' }, scale: 0 },
      ...{ expiryKind: 'AFTER_DAYS', expiryCount: 30 },
    },
    'code',
  );
  const tender = { currency: 'POINT', pointsPerCny: '10' };
  await order(people.operator, 'setPointsTender', 'PointsTenderSet', tender, '__typename');
  await openDealership(people.auto, { coolingOffDays: 60 });
  await receiveCar(people.auto, OTHER_VIN);
  Object.assign(made, await openCommunity(people.property, ['1502', '1602']));
  Object.assign(made, await moveIn(people.property));
  const neighbour = { phone: NEIGHBOUR, name: '周岚', dwellingCode: 'YGH-03-2-1602' };
  await settleIn(people.property, neighbour);
  made.carToHome = await publishCarToHome(people.operator, {
    limits: [{ phase: 'GRANT', scope: 'TOTAL', measure: 'MONEY', ceiling: '2100.00' }],
  });
  made.homeToCar = await publishHomeToCar(people.operator);
  await signIn();
});
afterAll(() => guildhall.stop());

const sell = (orderNo: string, vin: string, phone: string) =>
  order<{ id: string; transaction: TransactionSeen }>(
    people.auto,
    'recordVehicleSale',
    'SalesOrder',
    {
      ...{ orderNo, dealershipCode: 'SZ-NS', vin, customer: { phone } },
      lines: [
        { kind: 'VEHICLE', itemCode: 'LX-E6-LR', description: '凌霄 E6', amount: '219800.00' },
      ],
    },
    `id transaction { ${EFFECTS} }`,
  );
const stepBack = async (orderId: string) =>
  (
    await order<{ reversal: TransactionSeen }>(
      people.auto,
      'cancelSalesOrder',
      'SalesOrder',
      { orderId, reason: '冷静期退车' },
      `reversal { ${EFFECTS} }`,
    )
  ).reversal;
const GIVEN = [
  'COUPON_ISSUED 150.00 CNY x12',
  'COUPON_ISSUED 80.00 CNY',
  'POINTS_EARNED 2198 POINT',
];
const TAKEN_BACK = [
  'COUPON_REVOKED -150.00 CNY x12',
  'COUPON_REVOKED -80.00 CNY',
  'POINTS_REVERSED -2198 POINT',
];

interface Held {
  readonly id: string;
  readonly state: string;
  readonly instalmentNo: number | null;
  readonly usesLeft: number;
  readonly terms: { readonly kind: string };
  readonly notYet: { readonly code: string; readonly message: string } | null;
}
async function wallet(reader = people.member) {
  const { me } = await reader.ask<{
    me: {
      points: { available: string; debt: string } | null;
      coupons: Held[];
      couponDebts: { amount: string }[];
    };
  }>(`{ me {
    points(currency: "POINT") { available debt }
    coupons(usable: false) { id state instalmentNo usesLeft terms { kind } notYet { code message } }
    couponDebts { amount }
  } }`);
  const { available, debt } = me.points ?? { available: '0', debt: '0' };
  const debts = me.couponDebts.map(({ amount }) => amount).sort();
  const waivers = me.coupons.filter(({ terms }) => terms.kind === 'FEE_WAIVER');
  return { points: [available, debt], debts, coupons: me.coupons, waivers };
}
const waiver = async (instalment: number) =>
  (await wallet()).waivers.find(({ instalmentNo }) => instalmentNo === instalment)?.id ?? '';
const ofKind = async (kind: string) =>
  (await wallet()).coupons.find(({ terms }) => terms.kind === kind);

async function bill(kind: string, month: string): Promise<string> {
  const wanted = { communityCode: 'YGH', kind, month };
  await order(people.property, 'issueFeeBills', 'FeeBillsIssued', wanted, 'issued');
  const { feeBills } = await people.member.ask<{
    feeBills: { edges: { node: { id: string } }[] };
  }>(`query ($filter: FeeBillFilter) { feeBills(filter: $filter) { edges { node { id } } } }`, {
    filter: { month, kind },
  });
  return feeBills.edges[0]?.node.id ?? '';
}
const payment = (billId: string, coupons: readonly string[], points?: string) => ({
  ...{ bills: [{ billId }], coupons },
  ...(points === undefined ? {} : { points: { currency: 'POINT', amount: points } }),
});
const pay = (input: object) =>
  order<{
    id: string;
    gross: string;
    discount: string;
    paid: string;
    transaction: TransactionSeen;
  }>(
    people.member,
    'payFees',
    'FeePayment',
    { ...input, channel: 'APP' },
    `id gross discount paid transaction { ${EFFECTS} }`,
  );
const refund = (paymentId: string) =>
  order<{ paid: string; transaction: TransactionSeen }>(
    people.property,
    'refundFeePayment',
    'FeeRefund',
    { paymentId, reason: '多收' },
    `paid transaction { ${EFFECTS} }`,
  );

/** The property company's own counter: what is to be paid, held for the customer's coupons. */
const parking = () => ({
  ...{ subsidiary: 'property', kind: 'PARKING_FEE_PAID' },
  lines: [{ lineId: 'a', itemCode: 'PARKING_FEE', category: 'PARKING_FEE', amount: '300.00' }],
  asset: { type: 'dwelling', key: made.dwellingId },
});
const fee = () => ({
  ...{ subsidiary: 'property', kind: 'FEE_PAID' },
  lines: [{ lineId: 'a', itemCode: 'PROPERTY_FEE', category: 'PROPERTY_FEE', amount: '254.70' }],
  asset: { type: 'dwelling', key: made.dwellingId },
});
const wish = (basket: object, coupon: string) => ({
  ...{ memberId: made.memberId, basket, coupons: [coupon], ttlSeconds: 1_800 },
});
const hold = (basket: object, coupon: string) =>
  order<{ id: string; discount: string }>(
    people.property,
    'reserveCoupons',
    'CouponReservation',
    wish(basket, coupon),
    'id discount',
  );
const redeem = (reservationId: string, orderRef: string) =>
  order<{ id: string; discount: string }>(
    people.property,
    'redeemReservation',
    'CouponRedemption',
    { reservationId, orderRef },
    'id discount',
  );
const reverse = (redemptionId: string) =>
  order<{ reversed: string; restoredCoupons: { state: string }[] }>(
    people.property,
    'reverseRedemption',
    'CouponRedemptionReversed',
    { redemptionId },
    'reversed restoredCoupons { state }',
  );
const offer = (field: 'pauseOffer' | 'resumeOffer') =>
  order(people.operator, field, 'Offer', { offerId: made.carToHome }, 'state');

describe('a budget used up in between', () => {
  it('gives the second buyer nothing, and tells each reader why', async () => {
    const first = await sell('SO-1', OTHER_VIN, NEIGHBOUR);
    expect(await came(people.auditor, first.transaction)).toEqual(GIVEN);
    made.neighboursOrder = first.id;
    expect(await limitsUsed(people.auditor, made.carToHome)).toEqual([
      `GRANT MONEY ${ONE_SALE} of 2100.00`,
    ]);
    const second = await sell('SO-2', VIN, PHONE);
    expect(await came(people.auditor, second.transaction)).toEqual([]);
    made.order = second.id;
    const why = (reader: Caller) => whyAt(reader, second.transaction.id, 'CAR-TO-HOME');
    expect(await why(people.member)).toEqual({
      zh: ['LIMIT_REACHED', '活动名额已满'],
      en: ['LIMIT_REACHED', 'The offer had nothing left'],
    });
    expect(await why(people.auditor)).toEqual({
      zh: [
        'LIMIT_REACHED',
        '活动名额已满 [LIMIT_REACHED, v1]',
        '✓ 会员有住宅 [member.has("dwelling")]',
      ],
      en: [
        'LIMIT_REACHED',
        'The offer had nothing left [LIMIT_REACHED, v1]',
        '✓ the member has a dwelling [member.has("dwelling")]',
      ],
    });
    expect(await wallet()).toMatchObject({ points: ['0', '0'], coupons: [] });
  });

  it('comes back with the first car, and the next buyer has all of it', async () => {
    expect(await came(people.auditor, await stepBack(made.neighboursOrder))).toEqual(TAKEN_BACK);
    expect(await limitsUsed(people.auditor, made.carToHome)).toEqual([
      'GRANT MONEY 0.00 of 2100.00',
    ]);
    // Nothing was given for this one, so nothing is taken back; and what was decided stays decided.
    expect(await came(people.auditor, await stepBack(made.order))).toEqual([]);
    const again = await sell('SO-3', VIN, PHONE);
    expect(await came(people.auditor, again.transaction)).toEqual(GIVEN);
    made.order = again.id;
    expect(await limitsUsed(people.auditor, made.carToHome)).toEqual([
      `GRANT MONEY ${ONE_SALE} of 2100.00`,
    ]);
    await expectOwed(people.auditor, {});
  });
});

describe('an offer paused in between', () => {
  const bothPaused = {
    zh: ['OFFER_PAUSED', '活动暂停中'],
    en: ['OFFER_PAUSED', 'The offer is paused for now'],
  };
  const notLive = {
    zh: ['OFFER_NOT_LIVE', '当时活动未进行'],
    en: ['OFFER_NOT_LIVE', 'The offer was not live then'],
  };

  it('between grant and use: the coupon waits; what was held before is honoured, and comes back', async () => {
    const parkingCoupon = (await ofKind('PERCENT_OFF'))?.id ?? '';
    const first = await waiver(1);
    const held = await hold(parking(), parkingCoupon);
    expect(held.discount).toBe('60.00');
    await offer('pauseOffer');
    expect(await refusal(people.property, 'reserveCoupons', wish(fee(), first))).toBe(
      'OFFER_PAUSED',
    );
    expect(await lastNo(people.member, first)).toEqual({
      zh: [...bothPaused.zh, '✗ 活动正在进行'],
      en: [...bothPaused.en, '✗ The offer is running'],
    });
    const told = await lastNo(people.auditor, first);
    expect(told.zh).toEqual(
      expect.arrayContaining(['✗ offer-not-paused: 活动未暂停', '✓ not-expired: 在有效期内']),
    );
    expect(told.en).toEqual(
      expect.arrayContaining([
        '✗ offer-not-paused: The offer is not paused',
        '✓ not-expired: It has not expired',
      ]),
    );
    const waiting = (await wallet()).coupons.find(({ id }) => id === first);
    expect(waiting).toMatchObject({ state: 'ISSUED', notYet: { code: 'OFFER_PAUSED' } });

    const redeemed = await redeem(held.id, 'PK-1');
    await expectOwed(people.auditor, { 'auto -> property': '42.00' });
    expect(await reverse(redeemed.id)).toMatchObject({
      reversed: '60.00',
      restoredCoupons: [{ state: 'ISSUED' }],
    });
    await expectOwed(people.auditor, {});
    expect((await ofKind('PERCENT_OFF'))?.usesLeft).toBe(3);
  });

  it('gives nothing for what happens meanwhile, and says so for ever after', async () => {
    const meanwhile = await sell('SO-4', OTHER_VIN, NEIGHBOUR);
    expect(await came(people.auditor, meanwhile.transaction)).toEqual([]);
    const why = () => whyAt(people.neighbour, meanwhile.transaction.id, 'CAR-TO-HOME');
    expect(await why()).toEqual(notLive);
    await offer('resumeOffer');
    expect(await why()).toEqual(notLive);
    expect(await came(people.auditor, await stepBack(meanwhile.id))).toEqual([]);
    expect((await wallet(people.neighbour)).points).toEqual(['0', '0']);
    expect(await limitsUsed(people.auditor, made.carToHome)).toEqual([
      `GRANT MONEY ${ONE_SALE} of 2100.00`,
    ]);
  });

  it('goes on: a coupon and points pay together', async () => {
    const coupon = (await ofKind('PERCENT_OFF'))?.id ?? '';
    const paid = await pay(payment(await bill('PARKING_FEE', '2026-03'), [coupon], '1000'));
    made.parkingPayment = paid.id;
    expect(paid).toMatchObject({ gross: '300.00', discount: '160.00', paid: '140.00' });
    expect(await came(people.auditor, paid.transaction)).toEqual([
      'COUPON_REDEEMED -60.00 CNY',
      'POINTS_REDEEMED -1000 POINT',
    ]);
    expect((await wallet()).points).toEqual(['1198', '0']);
  });
});

describe('an end in between', () => {
  it('while it is held: what was promised is honoured; what comes back has ended', async () => {
    await at('2026-04-10T15:50:00Z');
    const [first, second] = [await waiver(1), await waiver(2)];
    const held = await hold(fee(), first);
    const forgotten = await hold(fee(), second);
    // Five past midnight in Shanghai: the last day of the first instalment is over.
    await at('2026-04-10T16:05:00Z');
    const redeemed = await redeem(held.id, 'FEE-1');
    expect(redeemed.discount).toBe('127.35');
    expect(await reverse(redeemed.id)).toMatchObject({
      reversed: '127.35',
      restoredCoupons: [{ state: 'EXPIRED' }],
    });
    expect(await refusal(people.property, 'reserveCoupons', wish(fee(), first))).toBe(
      'COUPON_EXPIRED',
    );
    expect(await lastNo(people.member, first)).toEqual({
      zh: ['COUPON_EXPIRED', '优惠券已于 2026年4月10日 23:59 过期', '✗ 券没有过期'],
      en: [
        'COUPON_EXPIRED',
        'This coupon expired on 10 April 2026 at 23:59',
        '✗ It has not expired',
      ],
    });

    await at('2026-04-11T02:00:00Z');
    const late = { reservationId: forgotten.id, orderRef: 'FEE-2' };
    expect(await refusal(people.property, 'redeemReservation', late)).toBe('RESERVATION_EXPIRED');
  });

  it('of points and instalments: one month has gone, the next has come and is free again, the one after has not', async () => {
    expect((await wallet()).points).toEqual(['0', '0']);
    const april = await bill('PROPERTY_FEE', '2026-04');
    const third = await waiver(3);
    expect(await refusal(people.member, 'payFees', payment(april, [await waiver(1)]))).toBe(
      'COUPON_EXPIRED',
    );
    expect(await refusal(people.member, 'payFees', payment(april, [third]))).toBe('COUPON_LOCKED');
    expect(await lastNo(people.member, third)).toEqual({
      zh: ['COUPON_LOCKED', '优惠券自 2026年5月10日 00:00 起可用', '✗ 本期已到可用日'],
      en: [
        'COUPON_LOCKED',
        'This coupon can be used from 10 May 2026 at 00:00',
        '✗ Its day has come',
      ],
    });
    const paid = await pay(payment(april, [await waiver(2)]));
    made.feePayment = paid.id;
    expect(paid).toMatchObject({ gross: '254.70', discount: '127.35', paid: '127.35' });
    expect(await came(people.auditor, paid.transaction)).toEqual([
      'COUPON_ISSUED 200.00 CNY',
      'COUPON_REDEEMED -127.35 CNY',
      'POINTS_EARNED 127 POINT',
    ]);
    // 7/10 of 127.35, of the 60.00 of the parking fee, and of the thousand points that paid 10.00 of it.
    await expectOwed(people.auditor, { 'auto -> property': '138.15' });
  });

  it('then parking comes back: points that have ended meanwhile come back ended', async () => {
    expect(await came(people.auditor, (await refund(made.parkingPayment)).transaction)).toEqual([
      'COUPON_RESTORED 60.00 CNY',
      'POINTS_RESTORED 1000 POINT',
    ]);
    expect((await wallet()).points).toEqual(['127', '0']);
    expect((await ofKind('PERCENT_OFF'))?.usesLeft).toBe(3);
    await expectOwed(people.auditor, { 'auto -> property': '89.15' });
  });

  it('then the car: what was used is owed, what has ended is not', async () => {
    expect(await came(people.auditor, await stepBack(made.order))).toEqual([
      'COUPON_REVOKED -150.00 CNY x11',
      'COUPON_REVOKED -80.00 CNY',
      'DEBT 127.35 CNY',
      'POINTS_REVERSED -2198 POINT',
    ]);
    expect(await wallet()).toMatchObject({ points: ['127', '0'], debts: ['127.35'] });
    expect(await limitsUsed(people.auditor, made.carToHome)).toEqual([
      'GRANT MONEY 0.00 of 2100.00',
    ]);
    await expectOwed(people.auditor, { 'auto -> property': '89.15' });
  });

  it('then the fee: nobody owes anybody anything, and the books are right', async () => {
    expect(await came(people.auditor, (await refund(made.feePayment)).transaction)).toEqual([
      'COUPON_RESTORED 127.35 CNY',
      'COUPON_REVOKED -200.00 CNY',
      'POINTS_REVERSED -127 POINT',
    ]);
    const { points, debts, coupons } = await wallet();
    expect([points, debts]).toEqual([['0', '0'], []]);
    expect(new Set(coupons.map(({ state }) => state))).toEqual(new Set(['REVOKED']));
    await expectOwed(people.auditor, {});
    await expectSoundBooks(people.auditor);
  });
});
