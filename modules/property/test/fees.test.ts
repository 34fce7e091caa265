/** Fees on a real database: bills made once, paid whole or in part, given back exactly. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  billNow,
  billOf,
  CLERK,
  codeOf,
  enroll,
  expectOk,
  memberOf,
  moveIn,
  type OpenProperty,
  OTHER_SYSTEM,
  openProperty,
  PMS,
  published,
} from './support/open-property.ts';

const phone = '+8613800000021';
let property: OpenProperty;
let memberId: string;
beforeAll(async () => {
  property = await openProperty();
  memberId = await enroll(property.house, phone);
  await moveIn(property.door, phone);
});
afterAll(() => property.close());

const issue = (key: string, month: string, kind: 'PROPERTY_FEE' | 'PARKING_FEE' = 'PROPERTY_FEE') =>
  property.door.issueFeeBills(PMS, { idempotencyKey: key, communityCode: 'YGH', kind, month });

describe('bills', () => {
  it('are made once for each dwelling and month, however often they are asked for', async () => {
    // 89.37 x 2.85 = 254.7045 -> 254.70; 120.00 x 2.85 = 342.00; 45.50 x 6.80 = 309.40
    const first = await expectOk(issue('b1', '2026-01'));
    expect(first).toMatchObject({ issued: 3, amountMinor: 90_610n });
    expect(await expectOk(issue('b2', '2026-01'))).toMatchObject({ issued: 0, amountMinor: 0n });
  });

  it('are made once also when two ask at the same moment', async () => {
    const both = await Promise.all([
      expectOk(issue('r1', '2026-02')),
      expectOk(issue('r2', '2026-02')),
    ]);
    expect(both.reduce((sum, { issued }) => sum + issued, 0)).toBe(3);
  });

  it('need a schedule that covers the month, which is at most twelve ahead', async () => {
    expect(await codeOf(issue('b3', '2015-12'))).toBe('accepted');
    expect(await codeOf(issue('b4', '2027-04'))).toBe('FEE_MONTH_TOO_FAR');
    expect(await codeOf(issue('b5', '2027-03'))).toBe('accepted');
  });

  it('follow the version of the schedule that counts for their month', async () => {
    const announce = (key: string, fromMonth: string) =>
      property.door.announceFeeSchedule(CLERK, {
        idempotencyKey: key,
        ...{ communityCode: 'YGH', kind: 'PROPERTY_FEE', usage: 'RESIDENTIAL' },
        ...{ rateE4: 29_900n, dueDay: 20, fromMonth },
      });
    expect(await codeOf(announce('s1', '2026-03'))).toBe('FEE_SCHEDULE_MONTH_PAST');
    expect(await codeOf(announce('s2', '2026-07'))).toBe('accepted');
    expect(await codeOf(announce('s3', '2026-07'))).toBe('FEE_SCHEDULE_MONTH_TAKEN');
    const june = await billNow(property.house, await billOf(property, '2026-06'));
    const july = await billNow(property.house, await billOf(property, '2026-07'));
    expect([june.amount, july.amount]).toEqual([25_470n, 26_722n]);
  });
});

describe('a payment', () => {
  const pay = (key: string, billId: string, grossMinor?: bigint, caller = CLERK) =>
    property.door.payFees(caller, {
      idempotencyKey: key,
      bills: [{ billId, grossMinor }],
      channel: 'STORE',
    });

  it('settles a bill wholly or in part, by whoever pays the fees of the dwelling', async () => {
    const bill = await billOf(property, '2026-03');
    const first = await expectOk(pay('p1', bill, 10_000n));
    expect(await billNow(property.house, bill)).toEqual({
      state: 'PARTLY_PAID',
      amount: 25_470n,
      settled: 10_000n,
    });
    expect(await codeOf(pay('p2', bill, 15_471n))).toBe('FEE_PAYMENT_TOO_BIG');
    await expectOk(pay('p3', bill));
    expect(await billNow(property.house, bill)).toMatchObject({ state: 'PAID', settled: 25_470n });
    expect(await codeOf(pay('p4', bill))).toBe('FEE_BILL_STATE');
    const events = (await published(property.house)).filter(
      ({ payload }) => payload.kind === 'FEE_PAID',
    );
    expect(events.map(({ payload }) => payload.amountMinor)).toEqual(['10000', '15470']);
    expect(events[0]?.payload).toMatchObject({
      transactionId: first.transactionId,
      memberId,
      storeCode: 'YGH',
      attributes: {
        community: 'YGH',
        usage: 'RESIDENTIAL',
        firstMonth: '2026-03',
        settlesAll: false,
      },
    });
  });

  it('may be made by a resident himself, not by a stranger, not by another company', async () => {
    const bill = await billOf(property, '2026-04');
    const stranger = await enroll(property.house, '+8613800000022');
    expect(await codeOf(pay('m1', bill, undefined, memberOf(stranger)))).toBe('NOT_A_RESIDENT');
    expect(await codeOf(pay('m2', bill, undefined, OTHER_SYSTEM))).toBe('PROPERTY_STAFF_ONLY');
    expect(await codeOf(pay('m3', bill, undefined, memberOf(memberId)))).toBe('accepted');
  });

  it('is given back in parts that sum to exactly what was paid, and opens the bill again', async () => {
    const bill = await billOf(property, '2026-05');
    const { paymentId } = await expectOk(pay('r1', bill));
    const refund = (key: string, grossMinor?: bigint) =>
      property.door.refundFeePayment(CLERK, {
        idempotencyKey: key,
        ...{ paymentId, reason: '多收' },
        ...(grossMinor === undefined ? {} : { lines: [{ lineNo: 1, grossMinor }] }),
      });
    await expectOk(refund('f1', 8_490n));
    expect(await billNow(property.house, bill)).toMatchObject({
      state: 'PARTLY_PAID',
      settled: 16_980n,
    });
    expect(await codeOf(refund('f2', 16_981n))).toBe('FEE_REFUND_TOO_BIG');
    await expectOk(refund('f3'));
    expect(await billNow(property.house, bill)).toMatchObject({ state: 'OPEN', settled: 0n });
    expect(await codeOf(refund('f4'))).toBe('FEE_PAYMENT_STATE');
    const refunds = (await published(property.house)).filter(
      ({ payload }) => payload.kind === 'FEE_REFUNDED',
    );
    const parts = refunds.map(({ payload }) => (payload.reverses as { lines: object[] }).lines[0]);
    expect(parts).toEqual([
      { lineId: '1', quantity: '0.333333', amountMinor: '8490' },
      { lineId: '1', quantity: '0.666667', amountMinor: '16980' },
    ]);
  });
});
