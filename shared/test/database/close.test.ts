/** A database that is closed while it is in use: everybody who asked before gets an answer. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../src/database/database.ts';
import { createModuleDatabase } from '../../src/testing/module-database.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createModuleDatabase(['retail']);
});
afterAll(() => database.drop());

const open = (poolSize: number): Promise<Database> =>
  Database.open({
    module: 'retail',
    url: database.url,
    secret: database.secret,
    entities: [],
    poolSize,
  });

const one = (db: Database) => sql<{ one: number }>`SELECT 1 AS one`.execute(db.sql());

it('answers those who wait for a connection before it closes', async () => {
  const db = await open(1);
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const busy = db.transaction(async () => {
    taken.resolve();
    await held;
  });
  await taken.promise;
  const waiting = [one(db), one(db)];
  const closing = db.close();
  letGo();
  const answers = await Promise.all(waiting);
  expect(answers.map(({ rows }) => rows[0]?.one)).toEqual([1, 1]);
  await busy;
  await closing;
}, 10_000);

it('opens no connection again once it is closed', async () => {
  const db = await open(1);
  await db.close();
  expect(() => one(db)).toThrow('closed');
  await expect(db.transaction(async () => undefined)).rejects.toThrow('closed');
}, 10_000);

it('closes two where a transaction of one waits for the other', async () => {
  const [near, far] = [await open(1), await open(1)];
  const farBusy = Promise.withResolvers<void>();
  const busy = far.transaction(() => farBusy.promise);
  const asked = near.transaction(async () => {
    const answer = one(far);
    setTimeout(farBusy.resolve, 50);
    return (await answer).rows[0]?.one;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await far.close();
  await near.close();
  await busy;
  expect(await asked).toBe(1);
}, 10_000);
