/** A connection that the server closes fails what is asked on it, and nothing else. */
import { createEmptyDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool } from '../src/storage/connection.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(() => database.drop());

it('between two statements of a transaction: the next one fails, and the pool goes on', async () => {
  const pool = openPool(database.url, 'test', 2, 'keyed');
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const closed = new Promise((resolve) => client.once('end', resolve));
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await closed;
  await expect(client.query('SELECT 1')).rejects.toThrow();
  client.release(true);
  expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
