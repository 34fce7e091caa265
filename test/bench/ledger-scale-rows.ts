/**
 * A ledger with years behind it, made by set-based SQL: every member has ten postings (seven earns, three burns, twenty
 * entries) spread over time and each other's, as posting them would have left them. `verify` finds nothing.
 *
 * Round k of member n happens at BEGIN + (k - 1) DAYS + its place in the day; places are a permutation of the members,
 * so that neighbours in time are strangers in storage. Burn j takes half of lot ceil(j / 2). The second lot of each is
 * half left and ends first: one wallet a second, from `EXPIRY` on.
 */
import type pg from 'pg';

export const BEGIN_MS = Date.UTC(2025, 0, 1);
const ROUND_MS = 20 * 86_400_000;
/** Postings of a member. */
export const POSTINGS = 10;
/** After the last of them. */
export const EXPIRY_MS = BEGIN_MS + (POSTINGS + 1) * ROUND_MS;
const LATER_MS = EXPIRY_MS + 900 * 86_400_000;

/** A prime, so that multiplying by it permutes any number of members that it does not divide. */
const STRIDE = 7_919;

const FUNCTIONS = `
  CREATE SCHEMA IF NOT EXISTS made;
  CREATE FUNCTION made.uuid_at(ms bigint, k int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
    (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(k), 3, '0') || '8000' || lpad(to_hex(n), 12, '0'))::uuid;
  CREATE FUNCTION made.owner(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
    made.uuid_at(${BEGIN_MS - ROUND_MS} + n, 0, n);
  CREATE FUNCTION made.at_ms(k int, n bigint, members bigint) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN
    ${BEGIN_MS} + (k - 1) * ${ROUND_MS}::bigint + (n * ${STRIDE} % members) * (${ROUND_MS} / members)::bigint;
  CREATE FUNCTION made.at(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE RETURN
    '1970-01-01 00:00:00+00'::timestamptz + ms * interval '1 millisecond';
  -- Earns and burns up to and with round k.
  CREATE FUNCTION made.earns(k int) RETURNS int LANGUAGE sql IMMUTABLE RETURN k - k / 3;
  CREATE FUNCTION made.burns(k int) RETURNS int LANGUAGE sql IMMUTABLE RETURN k / 3;
  -- The round of the i-th earn.
  CREATE FUNCTION made.round_of(i int) RETURNS int LANGUAGE sql IMMUTABLE RETURN i + (i - 1) / 2;
  CREATE FUNCTION made.lot_id(i int, n bigint, members bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
    made.uuid_at(made.at_ms(made.round_of(i), n, members), made.round_of(i), n)`;

export interface Names {
  readonly currency: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly funding: number;
  readonly scope: number;
}

/** The currency, accounts, terms and scopes exist already; everything else is made here. */
export async function makeHistory(
  db: pg.Client,
  members: number,
  { currency, issued, redeemed, funding, scope }: Names,
): Promise<void> {
  await db.query(FUNCTIONS);
  const indexes = await dropIndexes(db);
  const names = Array.from({ length: POSTINGS }, (_, index) => index + 1);
  const earns = names.filter((k) => k % 3 !== 0).length;
  const burns = POSTINGS - earns;
  for (const k of names) {
    const earn = k % 3 !== 0;
    await db.query(`INSERT INTO ledger.posting (id, posted_at, occurred_at, kind, currency, owner_id, seq, d_available,
        d_system, available, account_id, key_scope, key, body_hash, reason_type, reason_id)
      SELECT made.uuid_at(ms, ${k}, n), made.at(ms), made.at(ms), '${earn ? 'EARN' : 'BURN'}', ${currency}, made.owner(n),
        ${k}, ${earn ? 100 : -50}, ${earn ? -100 : 50}, 100 * made.earns(${k}) - 50 * made.burns(${k}),
        ${earn ? issued : redeemed}, ${scope}, 'made-${k}-' || n, '\\x000102030405060708090a0b0c0d0e0f', 'made', '${k}-' || n
      FROM (SELECT n, made.at_ms(${k}, n, ${members}) AS ms FROM generate_series(1::bigint, ${members}) AS n) made ORDER BY ms`);
    if (!earn) continue;
    const i = k - Math.floor(k / 3);
    const left = Math.max(0, Math.min(100, 100 - 50 * (burns - 2 * (i - 1))));
    const ends = i === 2 ? `${EXPIRY_MS} + 1000 * (n * ${STRIDE} % ${members})` : `${LATER_MS + i}`;
    await db.query(`INSERT INTO ledger.lot (id, owner_id, currency, amount, free, open, active_at, expires_at, ends_at,
        funding_id)
      SELECT made.uuid_at(ms, ${k}, n), made.owner(n), ${currency}, 100, ${left}, ${left > 0}, made.at(ms), made.at(${ends}),
        made.at(${ends}), ${funding}
      FROM (SELECT n, made.at_ms(${k}, n, ${members}) AS ms FROM generate_series(1::bigint, ${members}) AS n) made ORDER BY ms`);
  }
  for (let j = 1; j <= burns; j += 1) {
    await db.query(`INSERT INTO ledger.lot_move (posting_id, lot_id, n, free, held)
      SELECT made.uuid_at(made.at_ms(${3 * j}, n, ${members}), ${3 * j}, n), made.lot_id(${Math.ceil(j / 2)}, n, ${members}), 0, -50, 0
      FROM generate_series(1::bigint, ${members}) AS n ORDER BY 1`);
  }
  await db.query(`INSERT INTO ledger.wallet (owner_id, currency, seq, available, last_id, next_due_at)
    SELECT made.owner(n), ${currency}, ${POSTINGS}, ${100 * earns - 50 * burns},
      made.uuid_at(made.at_ms(${POSTINGS}, n, ${members}), ${POSTINGS}, n), made.at(${EXPIRY_MS} + 1000 * (n * ${STRIDE} % ${members}))
    FROM generate_series(1::bigint, ${members}) AS n`);
  await db.query(`INSERT INTO ledger.account_day (account_id, day, stripe, net)
    SELECT account_id, (posted_at AT TIME ZONE 'UTC')::date, 0, sum(d_system) FROM ledger.posting
    WHERE key LIKE 'made-%' GROUP BY 1, 2`);
  // Made at once they take a fraction of the time of being kept up row by row.
  for (const index of indexes) await db.query(index);
  await db.query('VACUUM (ANALYZE) ledger.posting, ledger.lot, ledger.lot_move, ledger.wallet');
}

/** Those of the large tables that no constraint stands on; answers the statements that make them again. */
async function dropIndexes(db: pg.Client): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string; made_by: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made_by FROM pg_index i
      WHERE i.indrelid IN ('ledger.posting'::regclass, 'ledger.lot'::regclass, 'ledger.lot_move'::regclass)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await db.query(`DROP INDEX ${name}`);
  return rows.map(({ made_by }) => made_by);
}

/** UUIDs of so many members, evenly spread. */
export async function someOwners(
  db: pg.Client,
  members: number,
  wanted: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT made.owner(1 + n * $1::bigint / $2) AS id FROM generate_series(0, $2::bigint - 1) AS n',
    [members, wanted],
  );
  return rows.map(({ id }) => id);
}
