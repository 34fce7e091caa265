/**
 * The physical limit of the ledger bench: the rows that earns and burns leave behind (postings that are also entries and
 * idempotency records, lots, movements of lots, outbox rows), every column and every index of them, put into tables of
 * the same shape by one multi-row insert a batch. Nothing is read, locked, decided or updated: no wallets, no balances,
 * no lots used up, no hot accounts.
 */
import type pg from 'pg';
import { newUuid } from '../../shared/src/ids.ts';

export const LIMIT_TABLES = `CREATE SCHEMA physical;
  CREATE TABLE physical.posting (LIKE ledger.posting INCLUDING ALL);
  CREATE TABLE physical.lot (LIKE ledger.lot INCLUDING ALL);
  CREATE TABLE physical.lot_move (LIKE ledger.lot_move INCLUDING ALL);
  CREATE TABLE physical.outbox (LIKE ledger.outbox INCLUDING ALL)`;

const STATEMENT = `
  WITH postings AS (
    INSERT INTO physical.posting (id, posted_at, occurred_at, kind, currency, owner_id, seq, d_available, d_system,
      available, account_id, key_scope, key, body_hash, reason_type, reason_id)
    SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::ledger.posting_kind[], $5::smallint[],
      $6::uuid[], $7::int[], $8::bigint[], $9::bigint[], $10::bigint[], $11::int[], $12::int[], $13::text[],
      $14::bytea[], $15::text[], $16::text[])),
  lots AS (
    INSERT INTO physical.lot (id, owner_id, currency, amount, free, pending, open, active_at, expires_at, ends_at,
      funding_id)
    SELECT * FROM unnest($17::uuid[], $18::uuid[], $19::smallint[], $20::bigint[], $21::bigint[], $22::boolean[],
      $23::boolean[], $24::timestamptz[], $25::timestamptz[], $26::timestamptz[], $27::int[])),
  moves AS (
    INSERT INTO physical.lot_move (posting_id, lot_id, n, free, held)
    SELECT * FROM unnest($28::uuid[], $29::uuid[], $30::smallint[], $31::bigint[], $32::bigint[]))
  INSERT INTO physical.outbox (id, type, version, occurred_at, recorded_at, payload)
  SELECT * FROM unnest($33::uuid[], $34::text[], $35::int[], $36::timestamptz[], $37::timestamptz[], $38::jsonb[])`;

export interface LimitRows {
  readonly size: number;
  readonly now: Date;
  /** UUIDs of the members. */
  readonly owners: readonly string[];
  /** Whole numbers below n. */
  readonly below: (n: number) => number;
}

const END = '2028-03-31T15:59:59.999Z';
const HASH = '\\\\x000102030405060708090a0b0c0d0e0f';

/** One batch: seven earns to three burns. */
export async function insertRows(client: pg.Client, rows: LimitRows): Promise<void> {
  const { size, now, owners, below } = rows;
  const at = now.toISOString();
  const all = Array.from({ length: size }, () => ({
    id: newUuid(now),
    owner: owners[below(owners.length)] ?? '',
    key: newUuid(now),
    earn: below(10) < 7,
  }));
  const earns = all.filter(({ earn }) => earn);
  const burns = all.filter(({ earn }) => !earn);
  const events = [earns, burns].map((theirs) =>
    JSON.stringify({ postings: theirs.map(({ id }) => id) }),
  );
  const array = (items: readonly unknown[]): string => `{${items.join()}}`;
  const same = (count: number, item: unknown): string => array(Array(count).fill(item));
  const ids = array(all.map(({ id }) => id));
  const keys = array(all.map(({ key }) => key));
  const lots = array(earns.map(({ id }) => id));
  const moved = array(burns.map(({ id }) => id));
  const values = [
    ...[
      ids,
      same(size, at),
      same(size, at),
      array(all.map(({ earn }) => (earn ? 'EARN' : 'BURN'))),
    ],
    ...[same(size, 1), array(all.map(({ owner }) => owner)), same(size, 12)],
    ...[
      array(all.map(({ earn }) => (earn ? 100 : -5))),
      array(all.map(({ earn }) => (earn ? -100 : 5))),
    ],
    ...[same(size, 495), same(size, 5), same(size, 3), keys, same(size, `"${HASH}"`)],
    ...[same(size, 'transaction'), keys],
    ...[
      lots,
      array(earns.map(({ owner }) => owner)),
      same(earns.length, 1),
      same(earns.length, 100),
    ],
    ...[same(earns.length, 100), same(earns.length, 'f'), same(earns.length, 't')],
    ...[
      same(earns.length, at),
      same(earns.length, END),
      same(earns.length, END),
      same(earns.length, 1),
    ],
    ...[moved, moved, same(burns.length, 0), same(burns.length, -5), same(burns.length, 0)],
    ...[
      array([newUuid(now), newUuid(now)]),
      '{ledger.points-earned,ledger.points-burned}',
      '{1,1}',
    ],
    ...[same(2, at), same(2, at), array(events.map((event) => JSON.stringify(event)))],
  ];
  await client.query({ name: 'limit', text: STATEMENT, values });
}
