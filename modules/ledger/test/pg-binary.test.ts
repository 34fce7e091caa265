/** Arrays sent in the binary format arrive as what they were. */
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEVER } from '../src/domain/state.ts';
import * as binary from '../src/storage/pg-binary.ts';
import { placeOf } from '../src/storage/wallet-pages.ts';

let db: pg.Client;
beforeAll(async () => {
  const { url } = await createModuleDatabase(['ledger']);
  db = new pg.Client(url);
  await db.connect();
});
afterAll(() => db.end());

/** As PostgreSQL prints the elements. */
async function arrives(type: string, bytes: Buffer): Promise<readonly (string | null)[]> {
  const { rows } = await db.query<{ items: readonly (string | null)[] }>({
    text: `SELECT $1::${type}[]::text[] AS items`,
    values: [bytes],
  });
  return rows[0]?.items ?? [];
}

const FIRST_MS = Date.UTC(1970, 0, 2);
const LAST_MS = Date.UTC(9000, 0, 1);
const nullable = <T>(item: fc.Arbitrary<T>) =>
  fc.array(fc.option(item), { minLength: 1, maxLength: 12 });

/** Where all are null nothing is sent, which `unnest` fills up. */
const sent = <T>(items: readonly (T | null)[], print: (item: T) => string) =>
  items.every((item) => item === null)
    ? []
    : items.map((item) => (item === null ? null : print(item)));

async function roundTrips<T>(
  type: string,
  item: fc.Arbitrary<T>,
  write: (items: readonly (T | null)[]) => Buffer,
  print: (item: T) => string = String,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(nullable(item), async (items) => {
      expect(await arrives(type, write(items))).toEqual(sent(items, print));
    }),
    { numRuns: 40 },
  );
}

describe('arrays in the binary format', () => {
  it('carry whole numbers', async () => {
    await roundTrips('bigint', fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), binary.bigints);
    await roundTrips('int', fc.integer(), binary.ints);
    await roundTrips('smallint', fc.integer({ min: -32_768, max: 32_767 }), binary.smallints);
    await roundTrips(
      'tid',
      fc.tuple(fc.nat(2 ** 32 - 2), fc.integer({ min: 1, max: 65_535 })),
      (items) => binary.tids(items.map((item) => (item === null ? null : placeOf(...item)))),
      ([block, line]) => `(${block},${line})`,
    );
    await roundTrips('xid', fc.integer({ min: 0, max: 2 ** 32 - 1 }).map(String), binary.xids);
  });

  it('carry ids, flags and hashes', async () => {
    await roundTrips('uuid', fc.uuid(), binary.uuids);
    await roundTrips('boolean', fc.boolean(), binary.booleans, (item) => `${item}`);
    const hash = fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((bytes) => Buffer.from(bytes).toString('hex'));
    await roundTrips('bytea', hash, binary.hashes, (hex) => `\\x${hex}`);
  });

  it('carry any text', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((item) => !item.includes('\0'));
    await roundTrips('text', text, binary.texts);
    expect(await arrives('text', binary.texts(['积分', '', null, '"\\{},']))).toEqual([
      '积分',
      '',
      null,
      '"\\{},',
    ]);
  });

  it('carry moments to the millisecond, and never as none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: FIRST_MS, max: LAST_MS }), { minLength: 1 }),
        async (items) => {
          const { rows } = await db.query<{ ms: string }>({
            text: 'SELECT (extract(epoch FROM m) * 1000)::bigint AS ms FROM unnest($1::timestamptz[]) m',
            values: [binary.moments(items)],
          });
          expect(rows.map(({ ms }) => Number(ms))).toEqual(items);
        },
      ),
      { numRuns: 40 },
    );
    expect(await arrives('timestamptz', binary.moments([NEVER, 0]))).toEqual([
      null,
      expect.stringMatching(/^1970-01-01 /),
    ]);
    expect(await arrives('timestamptz', binary.moments([NEVER]))).toEqual([]);
  });
});
