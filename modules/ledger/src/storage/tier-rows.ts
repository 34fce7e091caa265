/** Tier programmes, the tiers members have, and the qualifying points that decide them. */

import { decode } from '@guildhall/shared/wire-codec';
import { firstIdOf, lastIdOf } from '../domain/posting-ids.ts';
import type { TierWindow } from '../domain/tiers/window.ts';
import type { TierDefinition } from '../door/programme.ts';
import type { Connection } from './connection.ts';

export interface Programme {
  readonly code: string;
  readonly version: number;
  readonly currencyId: number;
  readonly window: TierWindow;
  readonly tiers: readonly TierDefinition[];
  readonly downgradeGraceDays: number;
  readonly definedAt: number;
}

interface ProgrammeRow {
  code: string;
  version: number;
  currency: number;
  window: TierWindow;
  tiers: unknown;
  downgrade_grace_days: number;
  defined_at: number;
}

/** The latest version of each. */
export async function readProgrammes(db: Connection): Promise<readonly Programme[]> {
  const { rows } = await db.query<ProgrammeRow>({
    text: 'SELECT DISTINCT ON (code) * FROM tier_programme ORDER BY code, version DESC',
  });
  return rows.map((row) => ({
    code: row.code,
    version: row.version,
    currencyId: row.currency,
    window: row.window,
    tiers: decode(row.tiers) as readonly TierDefinition[],
    downgradeGraceDays: row.downgrade_grace_days,
    definedAt: row.defined_at,
  }));
}

/** Its tiers in the version that was in force at a moment. */
export async function tiersInForce(
  db: Connection,
  { code, version, definedAt, tiers }: Programme,
  at: number,
): Promise<readonly TierDefinition[]> {
  if (version === 1 || definedAt <= at) return tiers;
  const { rows } = await db.query<{ tiers: unknown }>({
    name: 'tiers-in-force',
    text: 'SELECT tiers FROM tier_programme WHERE code = $1 AND defined_at <= $2 ORDER BY version DESC LIMIT 1',
    values: [code, new Date(at)],
  });
  return rows[0] === undefined ? [] : (decode(rows[0].tiers) as readonly TierDefinition[]);
}

/** A member and everybody merged into it, as merges stood at a moment. */
export async function identitiesOf(
  db: Connection,
  memberIds: readonly string[],
  asOf: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query<{ root: string; id: string }>({
    name: 'identities-of',
    text: `WITH RECURSIVE tree (root, id) AS (
        SELECT m, m FROM unnest($1::uuid[]) AS m
        UNION SELECT t.root, mm.from_id FROM tree t JOIN member_move mm ON mm.to_id = t.id
          AND mm.moved_at <= $2 AND (mm.undone_at IS NULL OR mm.undone_at > $2))
      SELECT root, id FROM tree`,
    values: [memberIds, new Date(asOf)],
  });
  const identities = new Map<string, string[]>(memberIds.map((id) => [id, []]));
  for (const { root, id } of rows) identities.get(root)?.push(id);
  return identities;
}

/** Clocks of callers may have been this far ahead of the ledger's. */
const SKEW_MS = 600_000;

export interface CountQuery {
  readonly owners: readonly string[];
  readonly currencyId: number;
  readonly from: number;
  readonly to: number;
  /** Only what had been posted until then. */
  readonly knownAt: number;
}

export interface Counted {
  readonly sum: bigint;
  /** The earliest line that counts and is not reversed to nothing. */
  readonly oldestAt: number | null;
}

/** Reads no further back than the window: nothing is posted before it happened. */
export async function countQualifying(db: Connection, query: CountQuery): Promise<Counted> {
  const { rows } = await db.query<{ sum: bigint; oldest: number | null }>({
    name: 'count-qualifying',
    text: `SELECT coalesce(-sum(net), 0)::bigint AS sum, min(counts_at) FILTER (WHERE net < 0) AS oldest FROM (
        SELECT counts_at, sum(d_system) AS net FROM posting
        WHERE owner_id = ANY ($1::uuid[]) AND currency = $2 AND seq IS NOT NULL AND id >= $3 AND id <= $4
          AND counts_at >= $5 AND counts_at <= $6 GROUP BY counts_at) x`,
    values: [
      query.owners,
      query.currencyId,
      firstIdOf(Math.max(0, query.from - SKEW_MS)),
      lastIdOf(query.knownAt),
      new Date(query.from),
      new Date(query.to),
    ],
  });
  return { sum: rows[0]?.sum ?? 0n, oldestAt: rows[0]?.oldest ?? null };
}

/** The member's first qualifying earn that was not reversed to nothing, for windows of anniversary years. */
export async function firstQualifying(
  db: Connection,
  owners: readonly string[],
  currencyId: number,
  knownAt: number,
): Promise<number | null> {
  const { rows } = await db.query<{ at: number | null }>({
    name: 'first-qualifying',
    text: `SELECT min(counts_at) AS at FROM (
        SELECT counts_at FROM posting WHERE owner_id = ANY ($1::uuid[]) AND currency = $2 AND seq IS NOT NULL
          AND id <= $3 AND counts_at IS NOT NULL GROUP BY counts_at HAVING sum(d_system) < 0) x`,
    values: [owners, currencyId, lastIdOf(knownAt)],
  });
  return rows[0]?.at ?? null;
}

export interface CountedLine {
  id: string;
  counts_at: number;
  amount: bigint;
  total: bigint;
}

/** The lines that count, newest first. */
export async function countedLines(
  db: Connection,
  query: CountQuery,
  limit: number,
): Promise<readonly CountedLine[]> {
  const { rows } = await db.query<CountedLine>({
    name: 'counted-lines',
    text: `SELECT id, counts_at, -d_system AS amount, count(*) OVER () AS total FROM posting
      WHERE owner_id = ANY ($1::uuid[]) AND currency = $2 AND seq IS NOT NULL AND id >= $3 AND id <= $4
        AND counts_at >= $5 AND counts_at <= $6 ORDER BY id DESC LIMIT $7`,
    values: [
      query.owners,
      query.currencyId,
      firstIdOf(Math.max(0, query.from - SKEW_MS)),
      lastIdOf(query.knownAt),
      new Date(query.from),
      new Date(query.to),
      limit,
    ],
  });
  return rows;
}

export interface MemberTierRow {
  programme: string;
  member_id: string;
  tier: string | null;
  since: number | null;
  grace_until: number | null;
  review_at: number | null;
}

export async function tierStates(
  db: Connection,
  memberIds: readonly string[],
  lock: boolean,
): Promise<readonly MemberTierRow[]> {
  const { rows } = await db.query<MemberTierRow>({
    text: `SELECT * FROM member_tier WHERE member_id = ANY ($1::uuid[]) ORDER BY programme, member_id ${lock ? 'FOR UPDATE' : ''}`,
    values: [memberIds],
  });
  return rows;
}

/** So that evaluations of one member come one after another. */
export function ensureTierRows(
  db: Connection,
  programmes: readonly string[],
  memberIds: readonly string[],
): Promise<unknown> {
  return db.query({
    text: `INSERT INTO member_tier (programme, member_id) SELECT p, m FROM unnest($1::text[]) AS p CROSS JOIN unnest($2::uuid[]) AS m
      ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    values: [programmes, memberIds],
  });
}

export interface TierChangeRow {
  member_id: string;
  at: number;
  from_tier: string | null;
  to_tier: string | null;
  grace_until: number | null;
  cause: 'UPGRADE' | 'DOWNGRADE' | 'GRACE_STARTED' | 'GRACE_ENDED';
}

/** Oldest first. */
export async function tierChanges(
  db: Connection,
  programme: string,
  memberIds: readonly string[],
  until: number,
): Promise<readonly TierChangeRow[]> {
  const { rows } = await db.query<TierChangeRow>({
    name: 'tier-changes',
    text: `SELECT member_id, at, from_tier, to_tier, grace_until, cause FROM tier_change
      WHERE programme = $1 AND member_id = ANY ($2::uuid[]) AND at <= $3 ORDER BY at, n`,
    values: [programme, memberIds, new Date(until)],
  });
  return rows;
}

export interface TierWrite {
  readonly programme: string;
  readonly memberId: string;
  readonly tier: string | null;
  readonly since: number | null;
  readonly graceUntil: number | null;
  readonly reviewAt: number | null;
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export function writeTier(db: Connection, write: TierWrite): Promise<unknown> {
  return db.query({
    name: 'write-tier',
    text: `UPDATE member_tier SET tier = $3, since = $4, grace_until = $5, review_at = $6 WHERE programme = $1 AND member_id = $2`,
    values: [
      write.programme,
      write.memberId,
      write.tier,
      dateOf(write.since),
      dateOf(write.graceUntil),
      dateOf(write.reviewAt),
    ],
  });
}

export interface ChangeWrite {
  readonly programme: string;
  readonly memberId: string;
  readonly at: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly graceUntil: number | null;
  readonly cause: TierChangeRow['cause'];
}

export function writeTierChange(db: Connection, change: ChangeWrite): Promise<unknown> {
  return db.query({
    name: 'write-tier-change',
    text: `INSERT INTO tier_change (programme, member_id, at, n, from_tier, to_tier, grace_until, cause)
      SELECT $1, $2, $3, coalesce(max(n), 0) + 1, $4, $5, $6, $7 FROM tier_change
      WHERE programme = $1 AND member_id = $2 AND at = $3`,
    values: [
      change.programme,
      change.memberId,
      new Date(change.at),
      change.from,
      change.to,
      dateOf(change.graceUntil),
      change.cause,
    ],
  });
}
