/**
 * What is outstanding by payers, month of issue and month of expiry, and how the points of each month flowed since:
 * computed from lots and their movements as posted until a moment, so a past answer never changes.
 */

import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { firstIdOf, lastIdOf } from '../domain/posting-ids.ts';
import { currencyUnknown, invalid, notAllowed } from '../domain/refusals.ts';
import type { Terms } from '../domain/state.ts';
import type {
  OutstandingLots,
  OutstandingLotsQuery,
  PointFlow,
  PostedLine,
  PostedQuery,
} from '../door/liability.ts';
import { plainArray } from '../storage/pg-array.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const reportsTo = (caller: Principal): boolean =>
  caller.kind === 'module' ||
  (caller.kind === 'staff' &&
    caller.roles.some((role) => role === 'operator' || role === 'auditor'));

/** Business month of the moment inside a UUIDv7; every server from PostgreSQL 15 on can do it. */
const monthOfId = (id: string): string =>
  `to_char(to_timestamp(('x' || translate(left(${id}::text, 13), '-', ''))::bit(48)::bigint / 1000.0)
    AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')`;

interface OutstandingRow {
  funding_id: number;
  earned: string;
  ends: string | null;
  amount: bigint;
  lots: number;
}

export async function readOutstandingLots(
  engine: PostingEngine,
  caller: Principal,
  query: OutstandingLotsQuery,
): Promise<Outcome<readonly OutstandingLots[]>> {
  if (!reportsTo(caller)) return no(notAllowed());
  const currency = await engine.catalogue.currency(query.currency);
  if (currency === undefined) return no(currencyUnknown(query.currency));
  const asOf = Math.min(query.asOf?.getTime() ?? engine.now(), engine.now());
  // What a lot holds now, less what moved it since: only lots open now or touched later can have held something then.
  const { rows } = await engine.reports.query<OutstandingRow>({
    text: `WITH later AS (
        SELECT lot_id, sum(free + held) AS change FROM lot_move WHERE posting_id > $2 GROUP BY lot_id),
      then_open AS (
        SELECT l.id, l.root_id, l.funding_id, l.expires_at, l.free + l.held - coalesce(later.change, 0) AS amount
        FROM lot l LEFT JOIN later ON later.lot_id = l.id
        WHERE l.currency = $1 AND coalesce(l.posting_id, l.id) <= $2 AND (l.open OR later.lot_id IS NOT NULL))
      SELECT funding_id, ${monthOfId('coalesce(t.root_id, t.id)')} AS earned,
        to_char(coalesce(x.was, t.expires_at) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS ends,
        sum(amount)::bigint AS amount, count(*)::int AS lots
      FROM then_open t
      LEFT JOIN LATERAL (SELECT e.was FROM lot_extension e WHERE e.lot_id = t.id AND e.posting_id > $2
                         ORDER BY e.posting_id LIMIT 1) x ON true
      WHERE amount > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    values: [currency.id, lastIdOf(asOf)],
  });
  await engine.catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  return accept(
    rows.map((row) => {
      const terms = fundingOf(engine, row.funding_id);
      return {
        issuer: terms.issuer,
        funding: terms.funding,
        earnedMonth: row.earned,
        expiryMonth: row.ends,
        amountMinor: row.amount,
        lots: row.lots,
      };
    }),
  );
}

function fundingOf(engine: PostingEngine, id: number): Terms {
  const terms = engine.catalogue.peekTermsById(id);
  if (terms === undefined) throw new Error(`Funding ${id} is not loaded`);
  return terms;
}

interface FlowRow {
  funding_id: number;
  earned: string;
  month: string;
  issued: bigint;
  redeemed: bigint;
  expired: bigint;
  withdrawn: bigint;
}

export async function readPointFlows(
  engine: PostingEngine,
  caller: Principal,
  query: OutstandingLotsQuery,
): Promise<Outcome<readonly PointFlow[]>> {
  if (!reportsTo(caller)) return no(notAllowed());
  const currency = await engine.catalogue.currency(query.currency);
  if (currency === undefined) return no(currencyUnknown(query.currency));
  const asOf = Math.min(query.asOf?.getTime() ?? engine.now(), engine.now());
  const { rows } = await engine.reports.query<FlowRow>({
    text: `WITH flow AS (
        SELECT l.funding_id, ${monthOfId('l.id')} AS earned, ${monthOfId('coalesce(l.posting_id, l.id)')} AS month,
          'ISSUED' AS what, sum(l.amount) AS amount
        FROM lot l WHERE l.currency = $1 AND l.root_id IS NULL AND coalesce(l.posting_id, l.id) <= $2 GROUP BY 1, 2, 3
        UNION ALL
        SELECT l.funding_id, ${monthOfId('coalesce(l.root_id, l.id)')}, ${monthOfId('m.posting_id')},
          CASE WHEN p.kind = 'EXPIRE' THEN 'EXPIRED'
               WHEN p.kind IN ('REVERSE_EARN', 'REVERSE_ADJUST', 'ADJUST', 'ENTRY', 'REVERSE_ENTRY') THEN 'WITHDRAWN'
               -- For an earn that was taken back, or for a debt.
               WHEN p.kind = 'REPAY' AND p.reverses IS NOT NULL THEN 'WITHDRAWN'
               WHEN p.kind IN ('BURN', 'CAPTURE', 'REVERSE_BURN', 'EARN', 'REPAY') THEN 'REDEEMED' END,
          -sum(m.free + m.held)
        FROM lot_move m JOIN lot l ON l.id = m.lot_id JOIN posting p ON p.id = m.posting_id
        WHERE l.currency = $1 AND m.posting_id <= $2
          AND p.kind IN ('EXPIRE', 'REVERSE_EARN', 'REVERSE_ADJUST', 'ADJUST', 'ENTRY', 'REVERSE_ENTRY', 'BURN',
                         'CAPTURE', 'REVERSE_BURN', 'EARN', 'REPAY') GROUP BY 1, 2, 3, 4)
      SELECT funding_id, earned, month, ${['ISSUED', 'REDEEMED', 'EXPIRED', 'WITHDRAWN']
        .map(
          (what) =>
            `coalesce(sum(amount) FILTER (WHERE what = '${what}'), 0)::bigint AS ${what.toLowerCase()}`,
        )
        .join()}
      FROM flow GROUP BY 1, 2, 3 ORDER BY 2, 3, 1`,
    values: [currency.id, lastIdOf(asOf)],
  });
  await engine.catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  return accept(
    rows.map((row) => ({
      funding: fundingOf(engine, row.funding_id).funding,
      earnedMonth: row.earned,
      month: row.month,
      issuedMinor: row.issued,
      redeemedMinor: row.redeemed,
      expiredMinor: row.expired,
      withdrawnMinor: row.withdrawn,
    })),
  );
}

const MOST_LINES = 10_000;

interface PostedRow {
  id: string;
  kind: PostedLine['kind'];
  code: string;
  amount: bigint;
  subsidiary: string | null;
  occurred_at: number;
}

/** What was posted between two moments, in the order of the ledger: for whoever compares its own books with it. */
export async function readPosted(
  engine: PostingEngine,
  caller: Principal,
  query: PostedQuery,
): Promise<Outcome<readonly PostedLine[]>> {
  if (!reportsTo(caller)) return no(notAllowed());
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MOST_LINES)
    return no(invalid(['limit'], 'BETWEEN', { least: 1, most: MOST_LINES }));
  const from =
    query.after === undefined
      ? query.from === null
        ? firstIdOf(0)
        : lastIdOf(query.from.getTime())
      : toUuid('pst', query.after);
  const { rows } = await engine.reports.query<PostedRow>({
    text: `SELECT p.id, p.kind, c.code, abs(coalesce(p.d_system, 0))::bigint AS amount, a.subsidiary, p.occurred_at
      FROM posting p JOIN currency c ON c.id = p.currency LEFT JOIN account a ON a.id = p.account_id
      WHERE p.id > $1 AND p.id <= $2 AND p.seq IS NOT NULL AND p.kind = ANY ($3::posting_kind[])
      ORDER BY p.id LIMIT $4`,
    values: [from, lastIdOf(query.to.getTime()), plainArray(query.kinds), query.limit],
  });
  return accept(
    rows.map((row) => ({
      postingId: fromUuid('pst', row.id),
      kind: row.kind,
      currency: row.code,
      amountMinor: row.amount,
      subsidiary: row.subsidiary,
      occurredAt: new Date(row.occurred_at),
    })),
  );
}
