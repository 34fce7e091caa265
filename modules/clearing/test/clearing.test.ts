/** Clearing on a real database: events in, positions out. */
import { systemClock } from '@guildhall/shared/clock';
import { Database } from '@guildhall/shared/database/database';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { Inbox } from '@guildhall/shared/events/inbox';
import { newUuid } from '@guildhall/shared/ids';
import { createLogger } from '@guildhall/shared/log';
import { createTestDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listObligations, pairBalances, positions } from '../src/storage/obligations.ts';
import { createWorker } from '../src/worker.ts';

let database: TestDatabase;
let db: Database;
let inbox: Inbox;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await Database.open({
    module: 'clearing',
    url: database.url,
    secret: database.secret,
    entities: [],
  });
  const events = { append: async () => [], deliverNow: async () => true };
  inbox = new Inbox(
    { name: 'clearing', db, clock: systemClock, events, log: createLogger('silent') },
    createWorker().handlers,
  );
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const event = (type: string, payload: object): DomainEvent => ({
  id: newUuid(new Date()),
  type,
  version: 1,
  occurredAt: '2026-11-22T04:00:00.000Z',
  recordedAt: '2026-11-22T04:00:00.000Z',
  payload: { ...payload },
});

const burned = (postingId: string, amountMinor: string, occurredAt = '2026-11-22T04:00:00.000Z') =>
  event('ledger.points-burned', {
    facts: [
      {
        postingId,
        subsidiary: 'retail',
        scale: 0,
        occurredAt,
        lots: [
          {
            amountMinor,
            funding: {
              shares: [
                { subsidiary: 'auto', parts: 7000 },
                { subsidiary: 'property', parts: 3000 },
              ],
              pricePerPoint: '0.01',
              priceCurrency: 'CNY',
            },
          },
        ],
      },
    ],
  });

describe('clearing', () => {
  it('counts once what it hears twice, also under another event id', async () => {
    const first = burned('pst_a', '1000');
    await inbox.handle(first);
    await inbox.handle(first);
    await inbox.handle(burned('pst_a', '1000'));
    expect(await positions(db.sql(), undefined)).toEqual([
      { company: 'auto', owesMinor: 700n, isOwedMinor: 0n },
      { company: 'property', owesMinor: 300n, isOwedMinor: 0n },
      { company: 'retail', owesMinor: 0n, isOwedMinor: 1000n },
    ]);
  });

  it('sets both directions of a pair off against each other', async () => {
    const coupon = {
      redemptionId: 'rdm_a',
      redeemedAt: 'auto',
      valueMinor: '500',
      funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
      occurredAt: '2026-11-22T05:00:00.000Z',
    };
    await inbox.handle(event('coupon.redeemed', coupon));
    expect(await pairBalances(db.sql(), undefined)).toEqual([
      { debtor: 'auto', creditor: 'retail', amountMinor: 200n, lines: 2 },
      { debtor: 'property', creditor: 'retail', amountMinor: 300n, lines: 1 },
    ]);
    await inbox.handle(event('coupon.redemption-reversed', coupon));
    expect((await pairBalances(db.sql(), undefined))[0]).toMatchObject({
      amountMinor: 700n,
      lines: 3,
    });
  });

  it('counts a moment in the business month of the group', async () => {
    await inbox.handle(burned('pst_b', '100', '2026-11-30T16:30:00.000Z'));
    const december = await listObligations(db.sql(), { period: '2026-12' }, { limit: 10 });
    expect(december.map(({ source }) => source)).toEqual(['pst_b', 'pst_b']);
  });

  it('is immutable for its own role', async () => {
    await expect(sql`UPDATE obligation SET amount_minor = 1`.execute(db.sql())).rejects.toThrow(
      /permission denied/,
    );
    await expect(sql`DELETE FROM obligation`.execute(db.sql())).rejects.toThrow(
      /permission denied/,
    );
  });
});
