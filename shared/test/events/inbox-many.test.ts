/** Events that are delivered together: handled in one transaction, once, and a bad one does not hold up its neighbours. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Database } from '../../src/database/database.ts';
import type { DomainEvent } from '../../src/events/event.ts';
import { Inbox } from '../../src/events/inbox.ts';
import { appendToOutbox } from '../../src/events/outbox.ts';
import { newUuid } from '../../src/ids.ts';
import { createLogger } from '../../src/log.ts';
import { createModuleDatabase } from '../../src/testing/module-database.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';

const TYPE = 'shop.thing-sold';
const NOW = new Date('2026-03-10T02:00:00Z');

describe('an inbox', () => {
  let database: TestDatabase;
  let db: Database;
  let inbox: Inbox;
  let given: string[][];
  let delivered: DomainEvent[];

  beforeAll(async () => {
    // Any module's schema will do: each has an inbox and an outbox.
    database = await createModuleDatabase(['retail']);
    db = await Database.open({
      module: 'retail',
      url: database.url,
      secret: database.secret,
      entities: [],
    });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(() => {
    given = [];
    delivered = [];
    const events = {
      append: appendToOutbox,
      deliverNow: async (published: readonly DomainEvent[]) => delivered.push(...published) > 0,
    };
    const kit = { name: 'retail', db, events, clock: systemClock, log: createLogger('silent') };
    inbox = new Inbox(kit, [
      {
        type: TYPE,
        handleManyInTransaction: async (many, { publish }) => {
          given.push(many.map(({ payload }) => String(payload.name)));
          await publish({
            type: 'shop.things-counted',
            occurredAt: NOW,
            payload: { count: many.length },
          });
          if (many.some(({ payload }) => payload.name === 'bad'))
            throw new Error('this one cannot be handled');
        },
      },
    ]);
  });

  const event = (name: string, type = TYPE): DomainEvent => ({
    id: newUuid(NOW),
    type,
    version: 1,
    occurredAt: NOW.toISOString(),
    recordedAt: NOW.toISOString(),
    payload: { name },
  });
  const handledOf = async (events: readonly DomainEvent[]): Promise<number> => {
    const ids = events.map(({ id }) => id);
    const { rows } = await sql`SELECT 1 FROM inbox WHERE event_id = ANY(${ids}::uuid[])`.execute(
      db.sql(),
    );
    return rows.length;
  };

  it('gives what follows one another of a type together, in its order, and publishes what came of it', async () => {
    const events = [event('a'), event('b'), event('c')];
    await inbox.handleAll([
      ...events.slice(0, 2),
      event('x', 'shop.door-opened'),
      ...events.slice(2),
    ]);
    expect(given).toEqual([['a', 'b'], ['c']]);
    expect(delivered.map(({ payload }) => payload.count)).toEqual([2, 1]);
    expect(await handledOf(events)).toBe(3);
  });

  it('leaves out what was handled before', async () => {
    const [first, second] = [event('a'), event('b')];
    await inbox.handle(first);
    await inbox.handleAll([first, second]);
    await inbox.handleAll([first, second]);
    expect(given).toEqual([['a'], ['b']]);
  });

  it('tries them one by one when together they fail, and names the one that failed', async () => {
    const events = [event('a'), event('bad'), event('c')];
    const failed = await inbox.tryAll(events);
    expect(failed.map(({ event: { payload } }) => payload.name)).toEqual(['bad']);
    expect(given).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
    expect(await handledOf(events)).toBe(2);
    expect(delivered).toHaveLength(2);
    await expect(inbox.handleAll(events)).rejects.toThrow('cannot be handled');
  });

  it('handles each once when two deliveries of the same events meet', async () => {
    const events = Array.from({ length: 20 }, (_, index) => event(String(index)));
    await Promise.all([inbox.handleAll(events), inbox.handleAll(events), inbox.handleAll(events)]);
    expect(given.flat()).toHaveLength(20);
  });
});
