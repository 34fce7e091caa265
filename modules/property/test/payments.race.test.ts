/** Many payers, one bill: whatever the order, it is settled once and never beyond what it is. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  billNow,
  billOf,
  CLERK,
  codeOf,
  databaseOf,
  expectOk,
  type OpenProperty,
  openProperty,
  published,
} from './support/open-property.ts';

let property: OpenProperty;
beforeAll(async () => {
  property = await openProperty(['property']);
  // Every connection is opened beforehand, so that the callers really run at once.
  const db = databaseOf(property.house);
  await Promise.all(Array.from({ length: 8 }, () => sql`SELECT pg_sleep(0.2)`.execute(db)));
});
afterAll(() => property.close());

it('two payments of one bill settle it once', async () => {
  const billId = await billOf(property, '2026-01');
  const pay = (index: number) =>
    codeOf(
      property.door.payFees(CLERK, {
        idempotencyKey: `w-${index}`,
        bills: [{ billId }],
        channel: 'STORE',
      }),
    );
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => pay(index)));
  expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
  expect(answers.filter((code) => code === 'FEE_BILL_STATE')).toHaveLength(7);
  expect(await billNow(property.house, billId)).toEqual({
    state: 'PAID',
    amount: 25_470n,
    settled: 25_470n,
  });
});

it('parts paid at once never sum to more than the bill', async () => {
  const billId = await billOf(property, '2026-02');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      codeOf(
        property.door.payFees(CLERK, {
          ...{
            idempotencyKey: `p-${index}`,
            bills: [{ billId, grossMinor: 6_000n }],
            channel: 'STORE',
          },
        }),
      ),
    ),
  );
  expect(answers.filter((code) => code === 'accepted')).toHaveLength(4);
  expect(await billNow(property.house, billId)).toMatchObject({
    state: 'PARTLY_PAID',
    settled: 24_000n,
  });
});

it('two bills paid together in opposite order do not lock each other out', async () => {
  const bills = [await billOf(property, '2026-03'), await billOf(property, '2026-04')];
  const orders = [bills, [...bills].reverse()];
  const answers = await Promise.all(
    orders.map((ids, index) =>
      codeOf(
        property.door.payFees(CLERK, {
          ...{ idempotencyKey: `o-${index}`, channel: 'STORE' },
          bills: ids.map((billId) => ({ billId, grossMinor: 1_000n })),
        }),
      ),
    ),
  );
  expect(answers).toEqual(['accepted', 'accepted']);
});

it('a payment is given back once, however many ask', async () => {
  const billId = await billOf(property, '2026-05');
  const paid = { idempotencyKey: 'g', bills: [{ billId }], channel: 'STORE' } as const;
  const { paymentId } = await expectOk(property.door.payFees(CLERK, paid));
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      codeOf(
        property.door.refundFeePayment(CLERK, {
          idempotencyKey: `g-${index}`,
          paymentId,
          reason: '退费',
        }),
      ),
    ),
  );
  expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
  expect(await billNow(property.house, billId)).toMatchObject({ state: 'OPEN', settled: 0n });
  const told = await published(property.house);
  expect(told.filter(({ payload }) => payload.kind === 'FEE_REFUNDED')).toHaveLength(1);
});
