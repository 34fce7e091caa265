/**
 * Writes what a working copy decided, as one flight of set-based statements: wallets first, since they may turn out to
 * have changed, then postings (with refusals), lots and their
 * movements, holds, and last the hot rows of system accounts. The caller commits.
 */
import type { Book, PostingRecord } from '../domain/book.ts';
import type { Hold, Lot } from '../domain/state.ts';
import { type Connection, moment } from './connection.ts';
import { netsOf } from './net-accounts.ts';
import { plainArray, textArray } from './pg-array.ts';
import {
  type Column,
  insertPostings,
  insertRows,
  orNull,
  type RefusedRow,
} from './write-postings.ts';
import { writeWallets } from './write-wallets.ts';

export interface OutboxRow {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** What consumers are given; made when somebody asks. */
  readonly facts: () => readonly object[];
  /** JSON as stored: the facts, or the ids of the postings that they are read from (`application/event-facts.ts`). */
  readonly payload: string;
}

export interface Writing {
  readonly book: Book;
  readonly refused: readonly RefusedRow[];
  readonly outbox: readonly OutboxRow[];
  /** This writer's own rows of the hot accounts. */
  readonly stripe: number;
}

export function writeBook(
  db: Connection,
  { book, refused, outbox, stripe }: Writing,
): Promise<unknown>[] {
  const lots = [...book.lots.values()].filter((lot) => lot.changed);
  const holds = [...book.holds.values()].filter((hold) => hold.changed);
  return [
    ...writeWallets(db, book),
    ...insertPostings(db, book.records, refused),
    ...insertLots(
      db,
      lots.filter((lot) => lot.isNew),
    ),
    ...updateLots(
      db,
      lots.filter((lot) => !lot.isNew),
    ),
    ...insertMoves(db, book.records),
    ...insertExtensions(db, book),
    ...writeHolds(db, holds),
    ...insertTierDue(db, book.records),
    ...insertOutbox(db, outbox),
    ...addToAccounts(db, book.records, stripe),
  ];
}

const isOpen = (lot: Lot): boolean => lot.free > 0n || lot.held > 0n;
const flag = (on: boolean): string => (on ? 't' : 'f');

const LOT_COLUMNS: readonly Column<Lot>[] = [
  ['id', 'uuid', (l) => l.id],
  ['owner_id', 'uuid', (l) => l.ownerId],
  ['currency', 'smallint', (l) => l.currencyId],
  ['amount', 'bigint', (l) => l.amount],
  ['free', 'bigint', (l) => l.free],
  ['held', 'bigint', (l) => l.held],
  ['pending', 'boolean', (l) => flag(l.pending)],
  ['open', 'boolean', (l) => flag(isOpen(l))],
  ['active_at', 'timestamptz', (l) => moment(l.activeAt)],
  ['expires_at', 'timestamptz', (l) => moment(l.expiresAt)],
  ['ends_at', 'timestamptz', (l) => moment(l.endsAt)],
  ['funding_id', 'int', (l) => l.terms.id],
  ['posting_id', 'uuid', (l) => (l.postingId === l.id ? null : l.postingId)],
  ['parent_id', 'uuid', (l) => l.parentId],
  ['root_id', 'uuid', (l) => l.rootId],
  ['origin_owner', 'uuid', (l) => l.originOwner],
];

function insertLots(db: Connection, lots: readonly Lot[]): Promise<unknown>[] {
  return lots.length === 0 ? [] : [insertRows(db, 'lot', LOT_COLUMNS, lots)];
}

function updateLots(db: Connection, lots: readonly Lot[]): Promise<unknown>[] {
  if (lots.length === 0) return [];
  return [
    db.query({
      name: 'update-lots',
      text: `UPDATE lot l SET free = u.free, held = u.held, pending = u.pending, open = u.open,
          expires_at = u.expires_at, ends_at = u.ends_at
        FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::boolean[], $5::boolean[], $6::timestamptz[], $7::timestamptz[])
          AS u (id, free, held, pending, open, expires_at, ends_at)
        WHERE l.id = u.id`,
      values: [
        plainArray(lots.map(({ id }) => id)),
        plainArray(lots.map(({ free }) => free)),
        plainArray(lots.map(({ held }) => held)),
        plainArray(lots.map(({ pending }) => flag(pending))),
        plainArray(lots.map((lot) => flag(isOpen(lot)))),
        plainArray(lots.map(({ expiresAt }) => moment(expiresAt))),
        plainArray(lots.map(({ endsAt }) => moment(endsAt))),
      ],
    }),
  ];
}

function insertMoves(db: Connection, records: readonly PostingRecord[]): Promise<unknown>[] {
  const rows = records.flatMap(({ id, moves }) => moves.map((move, n) => ({ id, n, ...move })));
  if (rows.length === 0) return [];
  return [
    db.query({
      name: 'insert-moves',
      text: `INSERT INTO lot_move (posting_id, lot_id, n, free, held)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[], $5::bigint[])`,
      values: [
        plainArray(rows.map(({ id }) => id)),
        plainArray(rows.map(({ lot }) => lot.id)),
        plainArray(rows.map(({ n }) => n)),
        plainArray(rows.map(({ free }) => free)),
        plainArray(rows.map(({ held }) => held)),
      ],
    }),
  ];
}

function insertExtensions(db: Connection, { extensions }: Book): Promise<unknown>[] {
  if (extensions.length === 0) return [];
  return [
    db.query({
      name: 'insert-extensions',
      text: `INSERT INTO lot_extension (posting_id, lot_id, expires_at, was)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])`,
      values: [
        plainArray(extensions.map(({ postingId }) => postingId)),
        plainArray(extensions.map(({ lot }) => lot.id)),
        plainArray(extensions.map(({ lot }) => moment(lot.expiresAt) ?? 'infinity')),
        plainArray(extensions.map(({ was }) => moment(was))),
      ],
    }),
  ];
}

const HOLD_COLUMNS: readonly Column<Hold>[] = [
  ['id', 'uuid', (h) => h.id],
  ['owner_id', 'uuid', (h) => h.ownerId],
  ['currency', 'smallint', (h) => h.currencyId],
  ['account_id', 'int', (h) => h.account.id],
  ['amount', 'bigint', (h) => h.amount],
  ['remaining', 'bigint', (h) => h.remaining],
  ['captured', 'bigint', (h) => h.captured],
  ['state', 'hold_state', (h) => h.state],
  ['expires_at', 'timestamptz', (h) => moment(h.expiresAt)],
  ['reason_type', 'text', (h) => h.reason.type, 'text'],
  ['reason_id', 'text', (h) => h.reason.id, 'text'],
];

function writeHolds(db: Connection, holds: readonly Hold[]): Promise<unknown>[] {
  if (holds.length === 0) return [];
  const fresh = holds.filter((hold) => hold.isNew);
  const known = holds.filter((hold) => !hold.isNew);
  const kept = holds.flatMap((hold) =>
    [...hold.lots].map(([lot, amount]) => ({ hold, lot, amount })),
  );
  const sent: Promise<unknown>[] = [];
  if (fresh.length > 0) sent.push(insertRows(db, 'hold', HOLD_COLUMNS, fresh));
  if (known.length > 0) {
    const ids = plainArray(known.map(({ id }) => id));
    sent.push(
      db.query({
        name: 'update-holds',
        text: `UPDATE hold h SET owner_id = u.owner_id, remaining = u.remaining, captured = u.captured, state = u.state
          FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::hold_state[])
            AS u (id, owner_id, remaining, captured, state) WHERE h.id = u.id`,
        values: [
          ids,
          plainArray(known.map(({ ownerId }) => ownerId)),
          plainArray(known.map(({ remaining }) => remaining)),
          plainArray(known.map(({ captured }) => captured)),
          plainArray(known.map(({ state }) => state)),
        ],
      }),
      db.query({
        name: 'clear-hold-lots',
        text: 'DELETE FROM hold_lot WHERE hold_id = ANY ($1::uuid[])',
        values: [ids],
      }),
    );
  }
  if (kept.length > 0) {
    sent.push(
      db.query({
        name: 'insert-hold-lots',
        text: `INSERT INTO hold_lot (hold_id, lot_id, remaining)
          SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[])`,
        values: [
          plainArray(kept.map(({ hold }) => hold.id)),
          plainArray(kept.map(({ lot }) => lot.id)),
          plainArray(kept.map(({ amount }) => amount)),
        ],
      }),
    );
  }
  return sent;
}

/**
 * Members whose tier is looked at again, since what counts for it changed. A row that is there already is locked, so
 * that an evaluation under way, which takes it off the list, either sees these postings or leaves the mark standing.
 */
function insertTierDue(db: Connection, records: readonly PostingRecord[]): Promise<unknown>[] {
  const due = records.filter(
    ({ countsAt, wallet }) => countsAt !== null && wallet !== null && !wallet.isHousehold,
  );
  if (due.length === 0) return [];
  return [
    db.query({
      name: 'insert-tier-due',
      text: `INSERT INTO tier_due (member_id, currency) SELECT DISTINCT * FROM unnest($1::uuid[], $2::smallint[])
        ORDER BY 1, 2 ON CONFLICT (member_id, currency) DO UPDATE SET currency = excluded.currency WHERE false`,
      values: [
        plainArray(due.map(({ wallet }) => orNull(wallet?.ownerId))),
        plainArray(due.map(({ currencyId }) => currencyId)),
      ],
    }),
  ];
}

export function insertOutbox(db: Connection, rows: readonly OutboxRow[]): Promise<unknown>[] {
  if (rows.length === 0) return [];
  return [
    db.query({
      name: 'insert-outbox',
      text: `INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
        SELECT id, type, 1, occurred_at, recorded_at, payload
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::jsonb[])
          AS e (id, type, occurred_at, recorded_at, payload)`,
      values: [
        plainArray(rows.map(({ id }) => id)),
        plainArray(rows.map(({ type }) => type)),
        plainArray(rows.map(({ occurredAt }) => moment(occurredAt))),
        plainArray(rows.map(({ recordedAt }) => moment(recordedAt))),
        textArray(rows.map(({ payload }) => payload)),
      ],
    }),
  ];
}

/** Netted per account and UTC day, in account order: the shortest possible time on the hot rows. */
function addToAccounts(
  db: Connection,
  records: readonly PostingRecord[],
  stripe: number,
): Promise<unknown>[] {
  const nets = netsOf(records);
  if (nets.length === 0) return [];
  return [
    db.query({
      name: 'add-to-accounts',
      text: `INSERT INTO account_day AS a (account_id, day, stripe, net)
        SELECT u.account, u.day, $3::smallint, u.net FROM unnest($1::int[], $2::date[], $4::bigint[]) AS u (account, day, net)
        ON CONFLICT (account_id, day, stripe) DO UPDATE SET net = a.net + excluded.net`,
      values: [
        plainArray(nets.map(({ account }) => account)),
        plainArray(nets.map(({ day }) => day)),
        stripe,
        plainArray(nets.map(({ net }) => net)),
      ],
    }),
  ];
}
