import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../../src/testing/test-database.ts';

describe('a test database', () => {
  const made: TestDatabase[] = [];
  const clone = async (): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    made.push(database);
    return database;
  };
  let first: TestDatabase;

  beforeAll(async () => {
    first = await clone();
  });
  afterAll(async () => {
    for (const database of made) await database.drop();
  });

  async function query(database: TestDatabase, text: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('is migrated, and nobody else sees what is written to it', async () => {
    const second = await clone();
    await query(first, 'CREATE TABLE mine AS SELECT 1 AS one');
    expect(await query(first, 'SELECT one FROM mine')).toEqual([{ one: 1 }]);
    await expect(query(second, 'SELECT one FROM mine')).rejects.toThrow('does not exist');
    expect(
      await query(second, "SELECT extname FROM pg_extension WHERE extname = 'pg_trgm'"),
    ).toHaveLength(1);
  });

  it('takes Han characters for letters in name search', async () => {
    const [row] = await query(
      first,
      "SELECT show_trgm('厦门国贸') AS trigrams, similarity('厦门国贸控股', '厦门国贸集团') AS alike",
    );
    expect((row as { trigrams: string[] }).trigrams.length).toBeGreaterThan(3);
    expect((row as { alike: number }).alike).toBeGreaterThan(0.3);
  });

  it('orders text by code point, the same on every machine', async () => {
    const rows = await query(
      first,
      "SELECT t FROM unnest(ARRAY['b', 'a', 'B', '乙', '甲', 'é']) t ORDER BY t",
    );
    expect(rows.map((row) => (row as { t: string }).t)).toEqual(['B', 'a', 'b', 'é', '乙', '甲']);
  });

  it('is gone after drop, even with a session open', async () => {
    const database = await clone();
    const lingering = new pg.Client({ connectionString: database.url });
    await lingering.connect();
    const cut = new Promise((settle) => lingering.on('error', settle));
    await database.drop();
    await cut;
    await expect(query(database, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  // Signals a process of the server, so it must be the run's own.
  it.skipIf(Boolean(process.env.TEST_DATABASE_URL))(
    'is left to the end of the run where the server waits for a connection that does not answer',
    async () => {
      const database = await clone();
      const deaf = new pg.Client({ connectionString: first.url });
      await deaf.connect();
      const { rows } = await deaf.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const pid = rows[0]?.pid ?? 0;
      process.kill(pid, 'SIGSTOP');
      try {
        await database.drop(300);
      } finally {
        process.kill(pid, 'SIGCONT');
        await deaf.end();
      }
      await database.drop();
      await expect(query(database, 'SELECT 1')).rejects.toThrow('does not exist');
    },
    20_000,
  );

  it('can be made empty', async () => {
    const empty = await createEmptyDatabase();
    made.push(empty);
    expect(await query(empty, "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")).toHaveLength(
      0,
    );
  });
});
