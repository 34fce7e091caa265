/** Prepaid packs and their balances. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './terms.ts';

export const PACK_KINDS = ['MAIN', 'RESERVE', 'OVERDRAFT'] as const;
export type PackKind = (typeof PACK_KINDS)[number];
export const PACK_LEVELS = ['OK', 'LOW', 'RESERVE', 'EMPTY'] as const;
export type PackLevel = (typeof PACK_LEVELS)[number];

export interface PackBalance {
  readonly company: string;
  readonly currency: string;
  /** Points bought in main packs and billed overdrafts, in reserve packs, and drawn; decimal text of minor units. */
  readonly main: string;
  readonly reserve: string;
  readonly drawn: string;
  readonly left: string;
  readonly level: PackLevel;
}

export interface PackRow {
  readonly id: string;
  readonly company: string;
  readonly currency: string;
  readonly kind: PackKind;
  readonly points: string;
  readonly pricePerPoint: string;
  readonly amountMinor: bigint;
  readonly source: string;
  readonly reference: string;
  readonly boughtBy: string;
  readonly boughtAt: Date;
}

export async function insertPack(db: Db, pack: PackRow): Promise<void> {
  await sql`
    INSERT INTO prepaid_pack (id, company, currency, kind, points_minor, price_per_point, amount_minor, source, reference,
      bought_by, bought_at)
    VALUES (${toUuid('pck', pack.id)}, ${pack.company}, ${pack.currency}, ${pack.kind}, ${pack.points}, ${pack.pricePerPoint},
      ${pack.amountMinor.toString()}, ${pack.source}, ${pack.reference}, ${pack.boughtBy}, ${pack.boughtAt})`.execute(
    db,
  );
  const reserve = pack.kind === 'RESERVE';
  await sql`
    INSERT INTO pack_balance (company, currency, main, reserve)
    VALUES (${pack.company}, ${pack.currency}, ${reserve ? '0' : pack.points}, ${reserve ? pack.points : '0'})
    ON CONFLICT (company, currency) DO UPDATE
      SET main = pack_balance.main + excluded.main, reserve = pack_balance.reserve + excluded.reserve`.execute(
    db,
  );
}

export interface PackOnHand {
  /** Bought in packs of this kind less given back; minor units of points. */
  readonly ofKind: string;
  readonly left: string;
  /** Of the last pack bought. */
  readonly pricePerPoint: string;
}

/** What a company could give back; its balance is held until the transaction ends. */
export async function lockPacks(
  db: Db,
  company: string,
  currency: string,
  kind: 'MAIN' | 'RESERVE',
): Promise<PackOnHand | undefined> {
  const { rows: balance } = await sql<{ left: string }>`
    SELECT (main + reserve - drawn)::text AS left FROM pack_balance
    WHERE company = ${company} AND currency = ${currency} FOR UPDATE`.execute(db);
  const { rows } = await sql<{ ofKind: string | null; price: string | null }>`
    SELECT sum(points_minor)::text AS "ofKind", (array_agg(trim_scale(price_per_point)::text ORDER BY bought_at DESC))[1] AS price
    FROM prepaid_pack WHERE company = ${company} AND currency = ${currency} AND kind = ${kind}`.execute(
    db,
  );
  const [left, pack] = [balance[0]?.left, rows[0]];
  return left === undefined || pack?.ofKind == null || pack.price === null
    ? undefined
    : { ofKind: pack.ofKind, left, pricePerPoint: pack.price };
}

export async function listPacks(db: Db, company?: string): Promise<readonly PackRow[]> {
  const { rows } = await sql<{
    id: string;
    company: string;
    currency: string;
    kind: PackKind;
    points: string;
    price: string;
    amount: string;
    source: string;
    reference: string;
    bought_by: string;
    bought_at: Date;
  }>`SELECT id, company, currency, kind, points_minor::text AS points, trim_scale(price_per_point)::text AS price,
       amount_minor::text AS amount, source, reference, bought_by, bought_at
     FROM prepaid_pack WHERE ${company ?? null}::text IS NULL OR company = ${company ?? null}
     ORDER BY bought_at DESC, id DESC LIMIT 200`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('pck', row.id),
    company: row.company,
    currency: row.currency,
    kind: row.kind,
    points: row.points,
    pricePerPoint: row.price,
    amountMinor: BigInt(row.amount),
    source: row.source,
    reference: row.reference,
    boughtBy: row.bought_by,
    boughtAt: new Date(row.bought_at),
  }));
}

export async function packBalances(db: Db, company?: string): Promise<readonly PackBalance[]> {
  const { rows } = await sql<PackBalance>`
    SELECT company, currency, main::text, reserve::text, drawn::text, (main + reserve - drawn)::text AS left, level
    FROM pack_balance WHERE ${company ?? null}::text IS NULL OR company = ${company ?? null}
    ORDER BY company, currency`.execute(db);
  return rows;
}

export interface PackAlert {
  readonly company: string;
  readonly currency: string;
  readonly level: PackLevel;
  readonly left: string;
  readonly raisedAt: Date;
}

/**
 * Looks at what is left after draws and purchases. A level that got worse is an alert, once; one that got better is
 * taken note of. Low is what the terms in force now say.
 */
export async function noteLevels(db: Db, now: Date): Promise<readonly PackAlert[]> {
  const { rows } = await sql<{
    company: string;
    currency: string;
    level: PackLevel;
    left: string;
    worse: boolean;
  }>`
    WITH seen AS (
      SELECT b.company, b.currency, b.level AS was, b.main + b.reserve - b.drawn AS rest,
        CASE WHEN b.main + b.reserve - b.drawn <= 0 THEN 'EMPTY'
             WHEN b.main - b.drawn <= 0 THEN 'RESERVE'
             WHEN b.main - b.drawn < coalesce(t.low_balance_minor, 0) THEN 'LOW' ELSE 'OK' END AS level
      FROM pack_balance b
      LEFT JOIN LATERAL (
        SELECT low_balance_minor FROM funding_terms t
        WHERE t.company = b.company AND t.currency = b.currency AND t.counterparty = '*' AND t.withdrawn_at IS NULL
          AND t.effective_from <= ${now}
        ORDER BY t.effective_from DESC LIMIT 1) t ON true)
    UPDATE pack_balance b SET level = s.level FROM seen s
    WHERE b.company = s.company AND b.currency = s.currency AND s.level <> s.was
    RETURNING b.company, b.currency, s.level, s.rest::text AS left,
      array_position(ARRAY['OK', 'LOW', 'RESERVE', 'EMPTY'], s.level)
        > array_position(ARRAY['OK', 'LOW', 'RESERVE', 'EMPTY'], s.was) AS worse`.execute(db);
  const alerts = rows
    .filter(({ worse }) => worse)
    .map(({ worse: _worse, ...alert }) => ({ ...alert, raisedAt: now }));
  for (const alert of alerts) {
    await sql`
      INSERT INTO pack_alert (company, currency, level, left_minor, raised_at)
      VALUES (${alert.company}, ${alert.currency}, ${alert.level}, ${alert.left}, ${now})`.execute(
      db,
    );
  }
  return alerts;
}

export async function listAlerts(db: Db, company?: string): Promise<readonly PackAlert[]> {
  const { rows } = await sql<{
    company: string;
    currency: string;
    level: PackLevel;
    left: string;
    raised_at: Date;
  }>`SELECT company, currency, level, left_minor::text AS left, raised_at FROM pack_alert
     WHERE ${company ?? null}::text IS NULL OR company = ${company ?? null} ORDER BY n DESC LIMIT 100`.execute(
    db,
  );
  return rows.map(({ raised_at, ...row }) => ({ ...row, raisedAt: new Date(raised_at) }));
}
