import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkForeignServer,
  refusalOf,
  type ServerFacts,
  warningsOf,
} from '../../src/postgres/foreign-server.ts';
import {
  createEmptyDatabase,
  type TestDatabase,
  testServer,
} from '../../src/testing/test-database.ts';

const FIT: ServerFacts = {
  version: 15,
  versionText: '15.18',
  database: 'guildhall',
  encoding: 'UTF8',
  ctype: 'C.UTF-8',
  hanTrigrams: 5,
  mayCreateRoles: true,
  mayCreateSchemas: true,
  missingExtensions: [],
  maxConnections: 300,
  fsync: true,
};

describe('what is wrong with a server, in the order in which it is said', () => {
  const worse: [Partial<ServerFacts>, string][] = [
    [{ mayCreateRoles: false }, 'may not create roles'],
    [{ missingExtensions: ['pg_trgm'] }, 'lacks the extensions pg_trgm'],
    [{ ctype: 'C', hanTrigrams: 0 }, 'pg_trgm ignores Chinese characters'],
    [{ encoding: 'LATIN1' }, 'encoded in LATIN1'],
    [{ version: 14, versionText: '14.2' }, 'PostgreSQL 14.2; version 15 or later'],
  ];

  it('finds nothing wrong with a fit one', () => {
    expect(refusalOf(FIT)).toBeUndefined();
    expect(warningsOf(FIT)).toEqual([]);
  });

  it.each(worse.map(([, message], index) => [message, index] as const))('%s', (message, index) => {
    const facts = Object.assign({ ...FIT }, ...worse.slice(0, index + 1).map(([part]) => part));
    expect(refusalOf(facts)?.message).toContain(message);
  });

  it('judges by the ctype where the extension may not be asked', () => {
    expect(refusalOf({ ...FIT, ctype: 'POSIX', hanTrigrams: undefined })).toBeDefined();
    expect(refusalOf({ ...FIT, hanTrigrams: undefined })).toBeUndefined();
  });

  it('warns of what is dangerous or tight, and goes on', () => {
    expect(warningsOf({ ...FIT, fsync: false, maxConnections: 100 })).toHaveLength(2);
  });
});

describe('a server that is there', () => {
  const plain = `guildhall_test_${testServer().run}_plain`;
  let fit: TestDatabase;
  let admin: pg.Client;

  const at = (database: string): string => {
    const url = new URL(testServer().adminUrl);
    url.pathname = `/${database}`;
    return url.toString();
  };

  beforeAll(async () => {
    fit = await createEmptyDatabase();
    admin = new pg.Client({ connectionString: testServer().adminUrl });
    await admin.connect();
    await admin.query(
      `CREATE DATABASE "${plain}" TEMPLATE template0 LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
  });
  afterAll(async () => {
    await fit.drop();
    await admin.query(`DROP DATABASE "${plain}" WITH (FORCE)`);
    await admin.end();
  });

  it('is taken when it is fit, and left as it was', async () => {
    const warnings = await checkForeignServer(fit.url);
    expect(warnings.join()).not.toContain('max_connections');
    const client = new pg.Client({ connectionString: fit.url });
    await client.connect();
    const { rows } = await client.query(
      "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm' UNION ALL SELECT 1 FROM pg_namespace WHERE nspname = 'guildhall_probe'",
    );
    await client.end();
    expect(rows).toEqual([]);
  });

  it('is refused when name search would find no Chinese firm, with the mend', async () => {
    await expect(checkForeignServer(at(plain))).rejects.toThrow(
      /ignores Chinese characters[\s\S]*CREATE DATABASE .* LC_CTYPE 'C\.UTF-8'/,
    );
  });

  it('is refused without the database, with the way to make it', async () => {
    await expect(checkForeignServer(at('nowhere'))).rejects.toThrow(
      /no database "nowhere"[\s\S]*CREATE DATABASE "nowhere"/,
    );
  });

  it('is refused when it does not know us', async () => {
    const url = new URL(fit.url);
    url.password = 'guess';
    await expect(checkForeignServer(url.toString())).rejects.toThrow('does not let "postgres" in');
  });

  it('is refused when nobody is there', async () => {
    await expect(checkForeignServer('postgres://a:b@127.0.0.1:9/x')).rejects.toThrow(
      'cannot be reached',
    );
  });
});
