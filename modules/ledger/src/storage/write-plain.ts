/**
 * A batch of nothing but earns, burns and their refusals, which is what most batches are, as one statement: it is its
 * own transaction, so a batch costs one round trip and one plan. Everything else goes through `write-book.ts`, which
 * writes the same rows.
 *
 * Fails as a serialization failure, with nothing written, when a wallet was overtaken or an issuer has a ceiling (those
 * are decided under locks), and as a unique violation when a key was answered before.
 */
import type { Book } from '../domain/book.ts';
import type { Connection, Rows } from './connection.ts';
import { netsOf } from './net-accounts.ts';
import { plainArray } from './pg-array.ts';
import {
  changedValues,
  dueValues,
  eventValues,
  KINDS,
  keyValues,
  lotValues,
  moveValues,
  postingValues,
  unchangedValues,
} from './plain-values.ts';
import { NOWHERE, readPlaces, type WalletPages } from './wallet-pages.ts';
import type { Writing } from './write-book.ts';
import { inLockOrder } from './write-wallets.ts';

/** Whether the statement can carry it. */
export function isPlain(book: Book): boolean {
  if (book.extensions.length > 0 || book.holds.size > 0) return false;
  return book.records.every(
    ({ kind, transferId, id, counter }) =>
      (kind === 'EARN' || kind === 'BURN') && transferId === id && counter === null,
  );
}

/**
 * Rows out of parallel arrays, numbered on from the last: in the select list, where `unnest` goes through them in step,
 * instead of in FROM, where each array becomes a table of its own first.
 */
function rows(columns: string): string {
  const fields = columns.split(', ').map((column) => {
    const [name, type] = column.split(' ');
    parameters += 1;
    return `unnest($${parameters}::${type}[]) AS ${name}`;
  });
  return `(SELECT ${fields.join(', ')}) u`;
}
let parameters = 0;
const parameter = (): string => {
  parameters += 1;
  return `$${parameters}`;
};

const CHANGED = rows(
  'place tid, owner_id uuid, currency smallint, seq bigint, available bigint, pending bigint, held bigint, debt bigint, last_id uuid, next_due_at timestamptz, version xid',
);
const UNCHANGED = rows('owner_id uuid, currency smallint, version xid');
const LOOKED_UP = rows('owner_id uuid, currency smallint');
const POSTINGS = rows(
  'id uuid, occurred_at timestamptz, kind smallint, currency smallint, owner_id uuid, seq int, counts_at timestamptz, d_available bigint, d_pending bigint, d_debt bigint, available bigint, pending bigint, held bigint, debt bigint, account_id int, actor_id uuid, key_scope int, key text, body_hash bytea, reason_type text, reason_id text, refusal jsonb',
);
const NEW_LOTS = rows(
  'id uuid, owner_id uuid, currency smallint, amount bigint, free bigint, pending boolean, active_at timestamptz, expires_at timestamptz, ends_at timestamptz, funding_id int, origin_owner uuid',
);
const USED_LOTS = rows('id uuid, free bigint');
const MOVES = rows('posting_id uuid, lot_id uuid, n smallint, free bigint');
const DUE = rows('member_id uuid, currency smallint');
const EVENTS = rows(
  'id uuid, type text, occurred_at timestamptz, recorded_at timestamptz, payload jsonb',
);
const STRIPE = parameter();
const ACCOUNTS = parameter();
const DAYS = parameter();
const NETS = parameter();
const WALLETS = parameter();

// Columns are worked out from left to right: pages are looked up while nothing of this statement holds on to them, since
// only then does PostgreSQL clear them.
const STATEMENT = `
  WITH wallets AS (
    UPDATE wallet w SET seq = u.seq, available = u.available, pending = coalesce(u.pending, 0),
      held = coalesce(u.held, 0), debt = coalesce(u.debt, 0), last_id = u.last_id, next_due_at = u.next_due_at
    FROM ${CHANGED}
    WHERE w.ctid = u.place AND w.owner_id = u.owner_id AND w.currency = u.currency AND w.xmin = u.version
    RETURNING w.ctid AS place),
  updated AS (SELECT count(*) AS rows, array_agg(place)::text AS places FROM wallets),
  looked_up AS (SELECT count(w.seq) AS rows FROM ${LOOKED_UP} JOIN wallet w USING (owner_id, currency)),
  unchanged AS (
    SELECT 1 FROM ${UNCHANGED} JOIN wallet w USING (owner_id, currency) WHERE w.xmin = u.version),
  postings AS (
    INSERT INTO posting (id, posted_at, occurred_at, kind, currency, owner_id, seq, counts_at, d_available, d_pending,
      d_debt, d_system, available, pending, held, debt, account_id, actor_id, key_scope, key, body_hash, reason_type,
      reason_id, refusal)
    SELECT u.id, uuid_extract_timestamp(u.id), u.occurred_at, ('{${KINDS.join()}}'::posting_kind[])[u.kind], u.currency,
      u.owner_id, u.seq, u.counts_at, u.d_available, u.d_pending, u.d_debt,
      -(coalesce(u.d_available, 0) + coalesce(u.d_pending, 0) + coalesce(u.d_debt, 0)), u.available, u.pending, u.held,
      u.debt, u.account_id, u.actor_id, u.key_scope, u.key, u.body_hash, u.reason_type, u.reason_id, u.refusal
    FROM ${POSTINGS}),
  new_lots AS (
    INSERT INTO lot (id, owner_id, currency, amount, free, pending, open, active_at, expires_at, ends_at, funding_id,
      origin_owner)
    SELECT u.id, u.owner_id, u.currency, u.amount, coalesce(u.free, u.amount), u.pending IS NOT NULL,
      coalesce(u.free, u.amount) > 0, u.active_at, u.expires_at, u.ends_at, u.funding_id, u.origin_owner
    FROM ${NEW_LOTS}),
  used_lots AS (
    UPDATE lot l SET free = u.free, open = u.free > 0 OR l.held > 0 FROM ${USED_LOTS} WHERE l.id = u.id),
  moves AS (
    INSERT INTO lot_move (posting_id, lot_id, n, free, held)
    SELECT u.posting_id, u.lot_id, u.n, u.free, 0 FROM ${MOVES}),
  due AS (
    INSERT INTO tier_due (member_id, currency) SELECT DISTINCT u.member_id, u.currency FROM ${DUE}
    ORDER BY 1, 2 ON CONFLICT (member_id, currency) DO UPDATE SET currency = excluded.currency WHERE false),
  events AS (
    INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
    SELECT u.id, u.type, 1, u.occurred_at, u.recorded_at, u.payload FROM ${EVENTS}),
  accounts AS (
    INSERT INTO account_day AS a (account_id, day, stripe, net)
    SELECT u.account_id, u.day, ${STRIPE}::smallint, u.net
    FROM unnest(${ACCOUNTS}::int[], ${DAYS}::date[], ${NETS}::bigint[]) AS u (account_id, day, net)
    ON CONFLICT (account_id, day, stripe) DO UPDATE SET net = a.net + excluded.net)
  SELECT (SELECT rows FROM looked_up) AS looked_up,
    all_fresh((SELECT rows FROM updated) + (SELECT count(*) FROM unchanged), ${WALLETS}) AS version,
    none_limited(${ACCOUNTS}::int[]), (SELECT places FROM updated) AS places`;

/** Answers the version of the wallets' rows just written, and notes in the wallets where these lie. */
export async function writePlain(
  db: Connection,
  writing: Writing,
  pages: WalletPages,
): Promise<string> {
  const { book, refused, outbox, stripe } = writing;
  const nets = netsOf(book.records);
  const wallets = [...book.wallets.values()];
  const changed = wallets.filter((wallet) => wallet.changed).sort(inLockOrder);
  const { rows }: Rows<{ version: string; places: string | null }> = await db.query({
    name: 'write-plain',
    text: STATEMENT,
    values: [
      ...changedValues(changed),
      ...unchangedValues(wallets.filter((wallet) => !wallet.changed)),
      ...keyValues(pages.due(changed)),
      ...postingValues(book.records, refused),
      ...lotValues([...book.lots.values()]),
      ...moveValues(book.records),
      ...dueValues(book.records),
      ...eventValues(outbox),
      stripe,
      plainArray(nets.map(({ account }) => account)),
      plainArray(nets.map(({ day }) => day)),
      plainArray(nets.map(({ net }) => net)),
      book.wallets.size,
    ],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('A batch was written without a version');
  const places = readPlaces(row.places ?? '');
  // Updated in the order in which they were sent.
  for (const [index, wallet] of changed.entries()) wallet.place = places[index] ?? NOWHERE;
  return row.version;
}
