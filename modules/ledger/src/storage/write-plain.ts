/**
 * A batch of nothing but earns, burns and their refusals, which is what most batches are, as one statement: it is its
 * own transaction, so a batch costs one round trip and one plan. Everything else goes through `write-book.ts`, which
 * writes the same rows.
 *
 * Fails as a serialization failure, with nothing written, when a wallet was overtaken or an issuer has a ceiling (those
 * are decided under locks), and as a unique violation when a key was answered before.
 */
import type { Book, PostingRecord } from '../domain/book.ts';
import { type Lot, NEVER, type Wallet } from '../domain/state.ts';
import type { Connection, Rows } from './connection.ts';
import { moment } from './connection.ts';
import { netsOf } from './net-accounts.ts';
import { hexArray, plainArray, sparseArray, textArray } from './pg-array.ts';
import type { Writing } from './write-book.ts';
import { nz, type RefusedRow } from './write-postings.ts';
import { inLockOrder } from './write-wallets.ts';

/** Whether the statement can carry it. */
export function isPlain(book: Book): boolean {
  if (book.extensions.length > 0 || book.holds.size > 0) return false;
  return book.records.every(
    ({ kind, transferId, id, counter }) =>
      (kind === 'EARN' || kind === 'BURN') && transferId === id && counter === null,
  );
}

const STATEMENT = `
  WITH wallets AS (
    UPDATE wallet w SET seq = u.seq, available = u.available, pending = u.pending, held = u.held, debt = u.debt,
      last_id = u.last_id, next_due_at = u.next_due_at
    FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::uuid[], $9::timestamptz[], $10::xid[])
      AS u (owner_id, currency, seq, available, pending, held, debt, last_id, next_due_at, version)
    WHERE w.owner_id = u.owner_id AND w.currency = u.currency AND w.xmin = u.version RETURNING 1),
  unchanged AS (
    SELECT 1 FROM unnest($11::uuid[], $12::smallint[], $13::xid[]) AS u (owner_id, currency, version)
    JOIN wallet w USING (owner_id, currency) WHERE w.xmin = u.version),
  postings AS (
    INSERT INTO posting (id, posted_at, occurred_at, kind, currency, owner_id, seq, counts_at, d_available, d_pending,
      d_debt, d_system, available, pending, held, debt, account_id, actor_id, key_scope, key, body_hash, reason_type,
      reason_id, refusal)
    SELECT u.id, uuid_extract_timestamp(u.id), u.occurred_at, u.kind, u.currency, u.owner_id, u.seq, u.counts_at,
      u.d_available, u.d_pending, u.d_debt, -(coalesce(u.d_available, 0) + coalesce(u.d_pending, 0) + coalesce(u.d_debt, 0)),
      u.available, u.pending, u.held, u.debt, u.account_id, u.actor_id, u.key_scope, u.key, u.body_hash, u.reason_type,
      u.reason_id, u.refusal
    FROM unnest($14::uuid[], $15::timestamptz[], $16::posting_kind[], $17::smallint[], $18::uuid[], $19::int[],
        $20::timestamptz[], $21::bigint[], $22::bigint[], $23::bigint[], $24::bigint[], $25::bigint[], $26::bigint[],
        $27::bigint[], $28::int[], $29::uuid[], $30::int[], $31::text[], $32::bytea[], $33::text[], $34::text[],
        $35::jsonb[])
      AS u (id, occurred_at, kind, currency, owner_id, seq, counts_at, d_available, d_pending, d_debt, available,
        pending, held, debt, account_id, actor_id, key_scope, key, body_hash, reason_type, reason_id, refusal)),
  new_lots AS (
    INSERT INTO lot (id, owner_id, currency, amount, free, pending, open, active_at, expires_at, ends_at, funding_id,
      origin_owner)
    SELECT u.id, u.owner_id, u.currency, u.amount, u.free, u.pending, u.free > 0, u.active_at, u.expires_at, u.ends_at,
      u.funding_id, u.origin_owner
    FROM unnest($36::uuid[], $37::uuid[], $38::smallint[], $39::bigint[], $40::bigint[], $41::boolean[],
        $42::timestamptz[], $43::timestamptz[], $44::timestamptz[], $45::int[], $46::uuid[])
      AS u (id, owner_id, currency, amount, free, pending, active_at, expires_at, ends_at, funding_id, origin_owner)),
  used_lots AS (
    UPDATE lot l SET free = u.free, open = u.free > 0 OR l.held > 0
    FROM unnest($47::uuid[], $48::bigint[]) AS u (id, free) WHERE l.id = u.id),
  moves AS (
    INSERT INTO lot_move (posting_id, lot_id, n, free, held)
    SELECT u.posting_id, u.lot_id, u.n, u.free, 0
    FROM unnest($49::uuid[], $50::uuid[], $51::smallint[], $52::bigint[]) AS u (posting_id, lot_id, n, free)),
  due AS (
    INSERT INTO tier_due (member_id, currency)
    SELECT DISTINCT u.member_id, u.currency FROM unnest($53::uuid[], $54::smallint[]) AS u (member_id, currency)
    ORDER BY 1, 2 ON CONFLICT (member_id, currency) DO UPDATE SET currency = excluded.currency WHERE false),
  events AS (
    INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
    SELECT u.id, u.type, 1, u.occurred_at, u.recorded_at, u.payload
    FROM unnest($55::uuid[], $56::text[], $57::timestamptz[], $58::timestamptz[], $59::jsonb[])
      AS u (id, type, occurred_at, recorded_at, payload)),
  accounts AS (
    INSERT INTO account_day AS a (account_id, day, stripe, net)
    SELECT u.account_id, u.day, $60::smallint, u.net
    FROM unnest($61::int[], $62::date[], $63::bigint[]) AS u (account_id, day, net)
    ON CONFLICT (account_id, day, stripe) DO UPDATE SET net = a.net + excluded.net)
  SELECT all_fresh((SELECT count(*) FROM wallets) + (SELECT count(*) FROM unchanged), $64) AS version,
    none_limited($61::int[])`;

/** Answers the version of the wallets' rows just written. */
export async function writePlain(db: Connection, writing: Writing): Promise<string> {
  const { book, refused, outbox, stripe } = writing;
  const nets = netsOf(book.records);
  const { rows }: Rows<{ version: string }> = await db.query({
    name: 'write-plain',
    text: STATEMENT,
    values: [
      ...walletValues([...book.wallets.values()]),
      ...postingValues(book.records, refused),
      ...lotValues([...book.lots.values()]),
      ...moveValues(book.records),
      ...dueValues(book.records),
      plainArray(outbox.map(({ id }) => id)),
      plainArray(outbox.map(({ type }) => type)),
      plainArray(outbox.map(({ occurredAt }) => moment(occurredAt))),
      plainArray(outbox.map(({ recordedAt }) => moment(recordedAt))),
      textArray(outbox.map(({ payload }) => payload)),
      stripe,
      plainArray(nets.map(({ account }) => account)),
      plainArray(nets.map(({ day }) => day)),
      plainArray(nets.map(({ net }) => net)),
      book.wallets.size,
    ],
  });
  const version = rows[0]?.version;
  if (version === undefined) throw new Error('A batch was written without a version');
  return version;
}

function walletValues(wallets: readonly Wallet[]): string[] {
  const changed = wallets.filter((wallet) => wallet.changed).sort(inLockOrder);
  const unchanged = wallets.filter((wallet) => !wallet.changed);
  return [
    plainArray(changed.map(({ ownerId }) => ownerId)),
    plainArray(changed.map(({ currency }) => currency.id)),
    plainArray(changed.map(({ seq }) => seq)),
    plainArray(changed.map(({ available }) => available)),
    plainArray(changed.map(({ pending }) => pending)),
    plainArray(changed.map(({ held }) => held)),
    plainArray(changed.map(({ debt }) => debt)),
    plainArray(changed.map(({ lastId }) => lastId)),
    plainArray(changed.map(({ nextDueAt }) => (nextDueAt === NEVER ? null : moment(nextDueAt)))),
    plainArray(changed.map(({ version }) => version)),
    plainArray(unchanged.map(({ ownerId }) => ownerId)),
    plainArray(unchanged.map(({ currency }) => currency.id)),
    plainArray(unchanged.map(({ version }) => version)),
  ];
}

type Cell = string | number | bigint | null;

function postingValues(
  records: readonly PostingRecord[],
  refused: readonly RefusedRow[],
): string[] {
  const column = (read: (r: PostingRecord) => Cell, no: (r: RefusedRow) => Cell): Cell[] => {
    const cells: Cell[] = [];
    for (const record of records) cells.push(read(record));
    for (const row of refused) cells.push(no(row));
    return cells;
  };
  const nothing = (): null => null;
  const plain = (read: (r: PostingRecord) => Cell, no: (r: RefusedRow) => Cell): string =>
    sparseArray(column(read, no));
  const text = (
    read: (r: PostingRecord) => string | null,
    no: (r: RefusedRow) => string | null,
  ): string => textArray(column(read, no) as (string | null)[]);
  return [
    plain(
      (r) => r.id,
      (r) => r.id,
    ),
    plain(
      (r) => moment(r.occurredAt),
      (r) => moment(r.occurredAt),
    ),
    plain(
      (r) => r.kind,
      () => 'REFUSED',
    ),
    plain(
      (r) => r.currencyId,
      (r) => r.currencyId,
    ),
    plain(
      (r) => r.wallet?.ownerId ?? null,
      (r) => r.ownerId,
    ),
    plain((r) => r.seq, nothing),
    plain((r) => (r.countsAt === null ? null : moment(r.countsAt)), nothing),
    plain((r) => nz(r.dAvailable), nothing),
    plain((r) => nz(r.dPending), nothing),
    plain((r) => nz(r.dDebt), nothing),
    plain((r) => nz(r.available), nothing),
    plain((r) => nz(r.pending), nothing),
    plain((r) => nz(r.held), nothing),
    plain((r) => nz(r.debt), nothing),
    plain((r) => r.account?.id ?? null, nothing),
    plain((r) => r.actorId, nothing),
    plain(
      (r) => r.key?.scope ?? null,
      (r) => r.key.scope,
    ),
    text(
      (r) => r.key?.key ?? null,
      (r) => r.key.key,
    ),
    hexArray(
      column(
        (r) => r.key?.bodyHash ?? null,
        (r) => r.key.bodyHash,
      ) as (string | null)[],
    ),
    text(
      (r) => r.reason.type,
      (r) => r.reason.type,
    ),
    text(
      (r) => r.reason.id,
      (r) => r.reason.id,
    ),
    refused.length === 0 ? '{}' : text(nothing, (r) => JSON.stringify(r.refusal)),
  ];
}

function lotValues(lots: readonly Lot[]): string[] {
  const made = lots.filter((lot) => lot.isNew);
  const used = lots.filter((lot) => lot.changed && !lot.isNew);
  return [
    plainArray(made.map(({ id }) => id)),
    plainArray(made.map(({ ownerId }) => ownerId)),
    plainArray(made.map(({ currencyId }) => currencyId)),
    plainArray(made.map(({ amount }) => amount)),
    plainArray(made.map(({ free }) => free)),
    plainArray(made.map(({ pending }) => (pending ? 't' : 'f'))),
    plainArray(made.map(({ activeAt }) => moment(activeAt))),
    plainArray(made.map(({ expiresAt }) => moment(expiresAt))),
    plainArray(made.map(({ endsAt }) => moment(endsAt))),
    plainArray(made.map(({ terms }) => terms.id)),
    plainArray(made.map(({ originOwner }) => originOwner)),
    plainArray(used.map(({ id }) => id)),
    plainArray(used.map(({ free }) => free)),
  ];
}

function moveValues(records: readonly PostingRecord[]): string[] {
  const moves = records.flatMap(({ id, moves: theirs }) =>
    theirs.map(({ lot, free }, n) => ({ id, lotId: lot.id, n, free })),
  );
  return [
    plainArray(moves.map(({ id }) => id)),
    plainArray(moves.map(({ lotId }) => lotId)),
    plainArray(moves.map(({ n }) => n)),
    plainArray(moves.map(({ free }) => free)),
  ];
}

function dueValues(records: readonly PostingRecord[]): string[] {
  const due = records.filter(
    ({ countsAt, wallet }) => countsAt !== null && wallet?.isHousehold === false,
  );
  return [
    plainArray(due.map(({ wallet }) => wallet?.ownerId ?? null)),
    plainArray(due.map(({ currencyId }) => currencyId)),
  ];
}
