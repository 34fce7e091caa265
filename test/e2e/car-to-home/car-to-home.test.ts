/**
 * Car to home and back: a member buys a car and pays less for the home; paying for the home, the member has the car
 * serviced for nothing; then all of it is undone. Every number is asserted as the parties see it, over HTTP.
 */
import { SteppedClock } from '@guildhall/shared/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';
import {
  HOME,
  moveIn,
  openCommunity,
  openDealership,
  PHONE,
  publishCarToHome,
  publishHomeToCar,
  VIN,
} from './neighbourhood.ts';
import { EFFECTS, order, refusal, type TransactionSeen, tally } from './orders.ts';

let guildhall: TestGuildhall;
const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
const people = {} as Record<
  'auto' | 'property' | 'operator' | 'clerk' | 'auditor' | 'member',
  Caller
>;
/** What the story has made so far, by name. */
const made = {} as Record<
  | 'memberId'
  | 'vehicleId'
  | 'dwellingId'
  | 'orderId'
  | 'bill'
  | 'parkingBill'
  | 'payment'
  | 'parkingPayment'
  | 'workOrder'
  | 'waiver'
  | 'parkingCoupon'
  | 'serviceCoupon',
  string
>;

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  people.auto = await guildhall.system('auto');
  people.property = await guildhall.system('property');
  people.operator = await guildhall.staff('zhou', ['operator']);
  people.clerk = await guildhall.staff('lin', ['clerk'], 'auto');
  people.auditor = await guildhall.staff('qian', ['auditor']);
  await definePoints();
  Object.assign(made, await openDealership(people.auto));
  Object.assign(made, await openCommunity(people.property));
  Object.assign(made, await moveIn(people.property));
  await publishCarToHome(people.operator);
  await publishHomeToCar(people.operator);
  people.member = await guildhall.member(PHONE);
});
afterAll(() => guildhall.stop());

async function definePoints(): Promise<void> {
  const input = { code: 'POINT', name: { zh: '积分', en: 'Points' }, scale: 0 };
  await order(people.operator, 'definePointCurrency', 'PointCurrency', input, 'code');
}

/** What the member can spend, as he sees it. */
async function points(): Promise<string> {
  const { me } = await people.member.ask<{ me: { points: { available: string } } }>(
    '{ me { points(currency: "POINT") { available } } }',
  );
  return me.points.available;
}

interface CouponSeen {
  readonly id: string;
  readonly state: string;
  readonly instalmentNo: number | null;
  readonly usesLeft: number;
  readonly terms: { readonly kind: string };
  readonly asset: { readonly type: string; readonly key: string } | null;
}

async function coupons(usable = true): Promise<CouponSeen[]> {
  const { me } = await people.member.ask<{ me: { coupons: CouponSeen[] } }>(
    `query ($usable: Boolean!) { me { coupons(usable: $usable) {
      id state instalmentNo usesLeft terms { kind } asset { type key }
    } } }`,
    { usable },
  );
  return me.coupons;
}

const states = (list: readonly CouponSeen[], kind: string) =>
  list
    .filter(({ terms }) => terms.kind === kind)
    .map(({ state }) => state)
    .sort();

interface Balance {
  readonly debtor: string;
  readonly creditor: string;
  readonly amount: string;
}

/** What the two companies owe each other, as the auditor sees it. */
async function owed(): Promise<Record<string, string>> {
  const { clearingBalances } = await people.auditor.ask<{ clearingBalances: Balance[] }>(
    '{ clearingBalances { debtor creditor amount } }',
  );
  return Object.fromEntries(
    clearingBalances.map(({ debtor, creditor, amount }) => [`${debtor} -> ${creditor}`, amount]),
  );
}

describe('a car is bought', () => {
  it('and the buyer, who lives in a community of the group, pays less for the home', async () => {
    const sold = await order<{
      id: string;
      coolingOffEndsOn: string;
      transaction: TransactionSeen;
    }>(
      people.auto,
      'recordVehicleSale',
      'SalesOrder',
      {
        ...{ orderNo: 'SO-2026-0001', dealershipCode: 'SZ-NS', vin: VIN },
        customer: { phone: PHONE },
        lines: [
          { kind: 'VEHICLE', itemCode: 'LX-E6-LR', description: '凌霄 E6', amount: '219800.00' },
          { kind: 'INSURANCE', itemCode: 'INS-FULL', description: '全险', amount: '5000.00' },
        ],
      },
      `id coolingOffEndsOn transaction { ${EFFECTS} }`,
    );
    made.orderId = sold.id;
    expect(sold.coolingOffEndsOn).toBe('2026-03-17');
    expect(sold.transaction.effects.status).toBe('COMPLETE');
    expect(tally(sold.transaction)).toEqual([
      'COUPON_ISSUED 150.00 CNY x12',
      'COUPON_ISSUED 80.00 CNY',
      'POINTS_EARNED 2198 POINT',
    ]);
    expect(await points()).toBe('2198');
    const mine = await coupons();
    expect(states(mine, 'FEE_WAIVER')).toEqual(['ISSUED', ...Array<string>(11).fill('LOCKED')]);
    expect(mine.every(({ asset }) => asset?.key === made.dwellingId)).toBe(true);
    made.waiver = mine.find(({ instalmentNo }) => instalmentNo === 1)?.id ?? '';
    made.parkingCoupon = mine.find(({ terms }) => terms.kind === 'PERCENT_OFF')?.id ?? '';
  });

  it('and the member sees car, home and bills in one request', async () => {
    for (const kind of ['PROPERTY_FEE', 'PARKING_FEE']) {
      await order(
        people.property,
        'issueFeeBills',
        'FeeBillsIssued',
        { communityCode: 'YGH', kind, month: '2026-03' },
        'issued amount',
      );
    }
    const { me } = await people.member.ask<{
      me: {
        vehicles: { items: { id: string; vin: string; model: { code: string } }[] };
        dwellings: { items: { role: string; dwelling: { id: string; code: string } }[] };
        openFeeBills: { items: { id: string; kind: string; outstanding: string }[] };
      };
    }>(`{ me {
      vehicles { ... on MemberVehicles { items { id vin model { code } } } }
      dwellings { ... on MemberHomes { items { role dwelling { id code } } } }
      openFeeBills { ... on MemberFeeBills { items { id kind outstanding } } }
    } }`);
    expect(me.vehicles.items).toEqual([
      { id: made.vehicleId, vin: VIN, model: { code: 'LX-E6-LR' } },
    ]);
    expect(me.dwellings.items).toEqual([
      { role: 'OWNER', dwelling: { id: made.dwellingId, code: HOME } },
    ]);
    const bills = me.openFeeBills.items;
    expect(bills.map(({ kind, outstanding }) => `${kind} ${outstanding}`).sort()).toEqual([
      'PARKING_FEE 300.00',
      'PROPERTY_FEE 254.70',
    ]);
    made.bill = bills.find(({ kind }) => kind === 'PROPERTY_FEE')?.id ?? '';
    made.parkingBill = bills.find(({ kind }) => kind === 'PARKING_FEE')?.id ?? '';
  });
});

interface Paid {
  readonly id: string;
  readonly gross: string;
  readonly discount: string;
  readonly paid: string;
  readonly transaction: TransactionSeen;
}
const PAID = `id gross discount paid transaction { ${EFFECTS} }`;

describe('what the companies see of each other', () => {
  const seen = async (caller: Caller) =>
    (
      await caller.ask<{ member: object }>(
        `query ($phone: Phone!) { member(phone: $phone) {
          vehicles { ... on MemberVehicles { items { id vin } } ... on Withheld { reason } }
          dwellings { ... on MemberHomes { items { dwelling { id code } } } ... on Withheld { reason } }
        } }`,
        { phone: PHONE },
      )
    ).member;
  const consent = (granted: boolean) =>
    order(
      people.member,
      'setConsent',
      'ConsentSet',
      {
        ...{ memberId: made.memberId, purpose: 'CROSS_SUBSIDIARY_SHARING' },
        ...{ granted, wordingVersion: '2026-01' },
      },
      'consent { state }',
    );

  it('is what the member agreed to, without plates, VINs and room numbers', async () => {
    const retail = await guildhall.system('retail');
    expect(await seen(retail)).toEqual({
      vehicles: { items: [{ id: made.vehicleId, vin: null }] },
      dwellings: { items: [{ dwelling: { id: made.dwellingId, code: null } }] },
    });
    await consent(false);
    expect(await seen(retail)).toEqual({
      vehicles: { reason: 'CONSENT_MISSING' },
      dwellings: { reason: 'CONSENT_MISSING' },
    });
    expect(await seen(people.auto)).toEqual({
      vehicles: { items: [{ id: made.vehicleId, vin: VIN }] },
      dwellings: { reason: 'CONSENT_MISSING' },
    });
    await consent(true);
  });
});

describe('the home is paid for', () => {
  it('with half of the property fee waived, which gives a free service for the car', async () => {
    const paid = await order<Paid>(
      people.member,
      'payFees',
      'FeePayment',
      { bills: [{ billId: made.bill }], coupons: [made.waiver], channel: 'APP' },
      PAID,
    );
    made.payment = paid.id;
    expect(paid).toMatchObject({ gross: '254.70', discount: '127.35', paid: '127.35' });
    expect(tally(paid.transaction)).toEqual([
      'COUPON_ISSUED 200.00 CNY',
      'COUPON_REDEEMED -127.35 CNY',
      'POINTS_EARNED 127 POINT',
    ]);
    expect(await points()).toBe('2325');
    const service = (await coupons()).find(({ terms }) => terms.kind === 'FREE_SERVICE');
    expect(service?.asset).toEqual({ type: 'vehicle', key: made.vehicleId });
    made.serviceCoupon = service?.id ?? '';
  });

  it('with a fifth off parking, at the counter', async () => {
    const input = { bills: [{ billId: made.parkingBill }], coupons: [made.parkingCoupon] };
    const paid = await order<Paid>(people.property, 'payFees', 'FeePayment', input, PAID);
    made.parkingPayment = paid.id;
    expect(paid).toMatchObject({ gross: '300.00', discount: '60.00', paid: '240.00' });
    expect(tally(paid.transaction)).toEqual(['COUPON_REDEEMED -60.00 CNY']);
  });

  it('not with a coupon that is used, locked, or for something else', async () => {
    await order(
      people.property,
      'issueFeeBills',
      'FeeBillsIssued',
      { communityCode: 'YGH', kind: 'PROPERTY_FEE', month: '2026-04' },
      'issued',
    );
    const { feeBills } = await people.member.ask<{
      feeBills: { edges: { node: { id: string } }[] };
    }>('{ feeBills(filter: { month: "2026-04" }) { edges { node { id } } } }');
    const bills = [{ billId: feeBills.edges[0]?.node.id ?? '' }];
    const locked = (await coupons()).find(({ state }) => state === 'LOCKED')?.id ?? '';
    const pay = (coupon: string) => refusal(people.member, 'payFees', { bills, coupons: [coupon] });
    expect(await pay(made.waiver)).toBe('COUPON_USED_UP');
    expect(await pay(locked)).toBe('COUPON_LOCKED');
    expect(await pay(made.serviceCoupon)).toBe('COUPON_WRONG_SUBSIDIARY');
  });
});

describe('the car is serviced', () => {
  it('for nothing but the part', async () => {
    const opened = await order<{ id: string }>(
      people.clerk,
      'openWorkOrder',
      'WorkOrder',
      { dealershipCode: 'SZ-NS', vehicleId: made.vehicleId, odometerKm: 1_200 },
      'id',
    );
    made.workOrder = opened.id;
    const lines = [
      { itemCode: 'MNT-BASIC', quantity: '1' },
      { itemCode: 'FILTER-AC', quantity: '1' },
    ];
    const input = { workOrderId: opened.id, lines };
    await order(people.clerk, 'addWorkOrderLines', 'WorkOrder', input, 'gross');
    const done = await order<Paid & { state: string; lines: { discount: string }[] }>(
      people.clerk,
      'completeWorkOrder',
      'WorkOrder',
      { workOrderId: opened.id, coupons: [made.serviceCoupon] },
      `state lines { discount } ${PAID}`,
    );
    expect(done).toMatchObject({
      ...{ state: 'COMPLETED', gross: '269.00', discount: '180.00', paid: '89.00' },
      lines: [{ discount: '180.00' }, { discount: '0.00' }],
    });
    expect(tally(done.transaction)).toEqual(['COUPON_REDEEMED -180.00 CNY']);
  });

  it('and the companies owe each other what they promised', async () => {
    // The 4S company owes 89.15 of the waiver (7/10 of 127.35) and 42.00 of the parking; it is owed 180.00.
    expect(await owed()).toEqual({ 'property -> auto': '48.85' });
  });
});

interface Refunded {
  readonly gross: string;
  readonly paid: string;
  readonly transaction: TransactionSeen;
}
const REFUNDED = `gross paid transaction { ${EFFECTS} }`;

describe('all of it is undone', () => {
  const refundFees = (payment: string, lines?: readonly object[]) =>
    order<Refunded>(
      people.property,
      'refundFeePayment',
      'FeeRefund',
      { paymentId: payment, reason: '多收', ...(lines && { lines }) },
      REFUNDED,
    );

  it('the service: the coupon is good again, and nobody owes for it', async () => {
    const refund = await order<Refunded>(
      people.clerk,
      'refundWorkOrder',
      'WorkOrderRefund',
      { workOrderId: made.workOrder, reason: '客户取消' },
      REFUNDED,
    );
    expect(refund).toMatchObject({ gross: '269.00', paid: '89.00' });
    expect(tally(refund.transaction)).toEqual(['COUPON_RESTORED 180.00 CNY']);
    expect(states(await coupons(), 'FREE_SERVICE')).toEqual(['ISSUED']);
    expect(await owed()).toEqual({ 'auto -> property': '131.15' });
  });

  it('a third of the property fee: money, waiver and points in proportion', async () => {
    const refund = await refundFees(made.payment, [{ lineNo: 1, amount: '84.90' }]);
    expect(refund).toMatchObject({ gross: '84.90', paid: '42.45' });
    // 127.35 yuan gave 127 points; the 84.90 that stay paid give 84.
    expect(tally(refund.transaction)).toEqual([
      'COUPON_RESTORED 42.45 CNY',
      'POINTS_REVERSED -43 POINT',
    ]);
    expect(await points()).toBe('2282');
    // 7/10 of the 84.90 that stay waived, and the parking.
    expect(await owed()).toEqual({ 'auto -> property': '101.43' });
    const { feeBill } = await people.member.ask<{ feeBill: object }>(
      'query ($id: ID!) { feeBill(id: $id) { state outstanding } }',
      { id: made.bill },
    );
    expect(feeBill).toEqual({ state: 'PARTLY_PAID', outstanding: '84.90' });
  });

  it('the rest of it: the waiver is good again, the free service is gone', async () => {
    const refund = await refundFees(made.payment);
    expect(refund).toMatchObject({ gross: '169.80', paid: '84.90' });
    expect(tally(refund.transaction)).toEqual([
      'COUPON_RESTORED 84.90 CNY',
      'COUPON_REVOKED -200.00 CNY',
      'POINTS_REVERSED -84 POINT',
    ]);
    expect(await points()).toBe('2198');
    const all = await coupons(false);
    expect(all.find(({ id }) => id === made.waiver)).toMatchObject({
      state: 'ISSUED',
      usesLeft: 1,
    });
    expect(states(all, 'FREE_SERVICE')).toEqual(['REVOKED']);
    expect(await owed()).toEqual({ 'auto -> property': '42.00' });
    const input = { paymentId: made.payment, reason: '多收' };
    expect(await refusal(people.property, 'refundFeePayment', input)).toBe('FEE_PAYMENT_STATE');
  });

  it('the car, on the last day of the cooling-off: points and coupons go, what was used is owed', async () => {
    clock.set(new Date('2026-03-17T15:00:00Z'));
    await signInAgain();
    const cancelled = await order<{ state: string; reversal: TransactionSeen }>(
      people.auto,
      'cancelSalesOrder',
      'SalesOrder',
      { orderId: made.orderId, reason: '冷静期退车' },
      `state reversal { ${EFFECTS} }`,
    );
    expect(cancelled.state).toBe('CANCELLED');
    expect(tally(cancelled.reversal)).toEqual([
      'COUPON_REVOKED -150.00 CNY x12',
      'COUPON_REVOKED -80.00 CNY',
      'DEBT 60.00 CNY',
      'POINTS_REVERSED -2198 POINT',
    ]);
    expect(await points()).toBe('0');
    expect(new Set((await coupons(false)).map(({ state }) => state))).toEqual(new Set(['REVOKED']));
    expect(await mine()).toEqual({ couponDebts: [{ amount: '60.00' }], vehicles: { items: [] } });
  });

  it('the parking: nothing is owed any more, by anybody', async () => {
    const refund = await refundFees(made.parkingPayment);
    expect(refund).toMatchObject({ gross: '300.00', paid: '240.00' });
    expect(await mine()).toEqual({ couponDebts: [], vehicles: { items: [] } });
    expect(await owed()).toEqual({});
  });

  it('and the car can be sold again', async () => {
    const { vehicleByVin } = await people.clerk.ask<{ vehicleByVin: object }>(
      'query ($vin: String!) { vehicleByVin(vin: $vin) { state owner { id } salesOrders { state } } }',
      { vin: VIN },
    );
    expect(vehicleByVin).toEqual({
      ...{ state: 'IN_STOCK', owner: null },
      salesOrders: [{ state: 'CANCELLED' }],
    });
  });
});

const mine = async () =>
  (
    await people.member.ask<{ me: object }>(
      '{ me { couponDebts { amount } vehicles { ... on MemberVehicles { items { id } } } } }',
    )
  ).me;

/** Access tokens are short-lived; a week has passed. */
async function signInAgain(): Promise<void> {
  people.auto = await guildhall.system('auto');
  people.property = await guildhall.system('property');
  people.clerk = await guildhall.staff('lin', ['clerk'], 'auto');
  people.auditor = await guildhall.staff('qian', ['auditor']);
  people.member = await guildhall.member(PHONE);
}
