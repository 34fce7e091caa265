import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { claimForSecret, refuseInstallations } from '../../src/postgres/installation-mark.ts';
import { createEmptyDatabase, type TestDatabase } from '../../src/testing/test-database.ts';

const SECRET = 'the secret of one installation';

describe("an installation's mark", () => {
  const made: TestDatabase[] = [];
  const empty = async (): Promise<TestDatabase> => {
    const database = await createEmptyDatabase();
    made.push(database);
    return database;
  };
  afterEach(async () => {
    for (const database of made.splice(0)) await database.drop();
  });

  it('lets the same secret in again, and no other', async () => {
    const { url } = await empty();
    await claimForSecret(url, SECRET);
    await claimForSecret(url, SECRET);
    await expect(claimForSecret(url, 'another')).rejects.toThrow('was made with another secret');
  });

  it('keeps a second installation from a server whose roles it would rename', async () => {
    const first = await empty();
    const second = await empty();
    await claimForSecret(first.url, SECRET);
    await expect(claimForSecret(second.url, 'another')).rejects.toThrow(
      `already serves an installation (database "${first.database}")`,
    );
    await claimForSecret(second.url, SECRET);
    await expect(refuseInstallations(second.url)).rejects.toThrow('already serves an installation');
  });

  it('respects a comment somebody else wrote only until it claims the database', async () => {
    const { url, database } = await empty();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`COMMENT ON DATABASE "${database}" IS 'for trying things'`);
    await client.end();
    await claimForSecret(url, SECRET);
    await expect(claimForSecret(url, 'another')).rejects.toThrow('was made with another secret');
  });
});
