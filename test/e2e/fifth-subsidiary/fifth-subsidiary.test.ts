/**
 * A fifth company joins the group with a folder of code and one of migrations, and not a line elsewhere: its customers
 * are members, its sales earn points under an offer, and its own system sees them in the answer.
 */
import { join } from 'node:path';
import type { LedgerDoor } from '@guildhall/ledger';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { earningOffer } from '../../support/offers.ts';
import { startTestGuildhall, type TestGuildhall } from '../../support/test-guildhall.ts';

const FOUNDER: Principal = { kind: 'module', name: 'test' };
const PHONE = '+8613800138005';

let guildhall: TestGuildhall;
beforeAll(async () => {
  guildhall = await startTestGuildhall({ alsoModulesOf: join(import.meta.dirname) });
});
afterAll(() => guildhall.stop());

it('joins with its folder alone', async () => {
  const { doors } = guildhall.running.house;
  valueOrThrow(
    await doors.get<LedgerDoor>('ledger').defineCurrency(FOUNDER, {
      idempotencyKey: 'c',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: true,
      expiry: { kind: 'NEVER' },
    }),
  );
  await earningOffer(doors, {
    subsidiary: 'travel',
    kind: 'TRIP_SOLD',
    pointsPerCny: '0.5',
    condition: 'transaction.attributes.destination == "武夷山"',
  });

  const travel = await guildhall.system('travel');
  const member = await guildhall.member(PHONE);
  const record = (bookingNo: string, destination: string) =>
    travel.ask<{ recordTrip: Record<string, unknown> }>(
      `mutation ($input: RecordTripInput!) {
        recordTrip(input: $input) {
          ... on Trip { bookingNo transaction { kind effects { status items { kind amount } } } }
          ... on Refusal { code message }
        }
      }`,
      {
        input: {
          idempotencyKey: bookingNo,
          bookingNo,
          destination,
          phone: PHONE,
          price: '2680.90',
        },
      },
    );
  expect(await record('T-1', '武夷山')).toEqual({
    recordTrip: {
      bookingNo: 'T-1',
      transaction: {
        kind: 'TRIP_SOLD',
        effects: { status: 'COMPLETE', items: [{ kind: 'POINTS_EARNED', amount: '1340' }] },
      },
    },
  });
  expect(await record('T-2', '台北')).toMatchObject({
    recordTrip: { transaction: { effects: { items: [] } } },
  });
  const { me } = await member.ask<{ me: { transactions: unknown } }>(
    '{ me { transactions(first: 5) { ... on TransactionConnection { edges { node { subsidiary externalId } } } } } }',
  );
  expect(me.transactions).toEqual({
    edges: [
      { node: { subsidiary: 'travel', externalId: 'T-2' } },
      { node: { subsidiary: 'travel', externalId: 'T-1' } },
    ],
  });
});
