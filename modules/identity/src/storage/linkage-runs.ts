/** Tables `linkage_run`, `linkage_pair`, `linkage_policy`. Invariant: one run is under way at a time. */
import { type Kysely, sql } from 'kysely';
import type { LinkageModel } from '../domain/linkage/model.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface Policy {
  /** Whether what is safe enough is merged without being looked at. */
  readonly automatic: boolean;
  /** Share of false merges that the group accepts among those merged unseen. */
  readonly targetFalseRate: number;
  /** From which probability on people are shown a pair. */
  readonly reviewFrom: number;
}
export interface PolicyRow extends Policy {
  readonly setBy: string;
  readonly setAt: Date;
}

export async function policyInForce(db: Db): Promise<PolicyRow | undefined> {
  const { rows } = await sql<InstantsAsText<PolicyRow, 'setAt'>>`
    SELECT automatic, target_false_rate AS "targetFalseRate", review_from AS "reviewFrom", set_by AS "setBy", set_at AS "setAt"
    FROM linkage_policy ORDER BY no DESC LIMIT 1`.execute(db);
  return withInstants<PolicyRow, 'setAt'>(rows, ['setAt'])[0];
}

export async function addPolicy(db: Db, id: string, policy: PolicyRow): Promise<void> {
  await sql`
    INSERT INTO linkage_policy (id, automatic, target_false_rate, review_from, set_by, set_at)
    VALUES (${id}, ${policy.automatic}, ${policy.targetFalseRate}, ${policy.reviewFrom}, ${policy.setBy}, ${policy.setAt})`.execute(
    db,
  );
}

export type RunState =
  | 'KEYS'
  | 'PAIRS'
  | 'COMPARING'
  | 'DECIDING'
  | 'DONE'
  | 'FAILED'
  | 'CANCELLED';
export type RunScope = 'ALL' | 'NEW';

/** What came of a run. */
export interface RunResult {
  readonly members?: number;
  readonly candidatePairs?: number;
  /** log2; absent when nothing was safe enough. */
  readonly automaticWeight?: number;
  /** Pairs above it. */
  readonly safePairs?: number;
  readonly merged?: number;
  readonly sentToReview?: number;
  /** The model came with the product, because there was too little to learn from. */
  readonly startingModel?: boolean;
}

export interface RunRow {
  readonly id: string;
  readonly scope: RunScope;
  readonly state: RunState;
  readonly policy: Policy;
  readonly done: number;
  readonly total: number;
  readonly model: LinkageModel | null;
  readonly result: RunResult;
  readonly started_at: Date;
  readonly started_by: string;
  readonly finished_at: Date | null;
  readonly error: string | null;
}
type Instant = 'started_at' | 'finished_at';
const COLUMNS = sql`id, scope, state, policy, done, total, model, result, started_at, started_by, finished_at, error`;
const read = (rows: readonly InstantsAsText<RunRow, Instant>[]): RunRow[] =>
  withInstants<RunRow, Instant>(rows, ['started_at', 'finished_at']);
const OPEN = sql`state IN ('KEYS', 'PAIRS', 'COMPARING', 'DECIDING')`;

/** False when a run is under way already. */
export async function insertRun(
  db: Db,
  run: Pick<RunRow, 'id' | 'scope' | 'policy' | 'started_by'>,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO linkage_run (id, scope, state, policy, started_at, started_by)
    VALUES (${run.id}, ${run.scope}, 'KEYS', ${JSON.stringify(run.policy)}::jsonb, ${now}, ${run.started_by})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

const LEASE_MS = 5 * 60_000;

export async function openRun(db: Db): Promise<RunRow | undefined> {
  const { rows } = await sql<InstantsAsText<RunRow, Instant>>`
    SELECT ${COLUMNS} FROM linkage_run WHERE ${OPEN} LIMIT 1`.execute(db);
  return read(rows)[0];
}

/** The open run for this process, unless another one that is alive works on it. */
export async function leaseRun(db: Db, by: string, now: Date): Promise<RunRow | undefined> {
  const until = new Date(now.getTime() + LEASE_MS);
  const { rows } = await sql<InstantsAsText<RunRow, Instant>>`
    UPDATE linkage_run SET leased_by = ${by}, leased_until = ${until}
    WHERE ${OPEN} AND (leased_by IS NULL OR leased_by = ${by} OR leased_until < ${now}) RETURNING ${COLUMNS}`.execute(
    db,
  );
  return read(rows)[0];
}

/** Newest first. */
export async function runsPage(
  db: Db,
  page: {
    readonly id?: string | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<RunRow[]> {
  const { rows } = await sql<InstantsAsText<RunRow, Instant>>`
    SELECT ${COLUMNS} FROM linkage_run
    WHERE (${page.id ?? null}::uuid IS NULL OR id = ${page.id ?? null}::uuid)
      AND (${page.before ?? null}::uuid IS NULL OR id < ${page.before ?? null}::uuid)
    ORDER BY id DESC LIMIT ${page.limit}`.execute(db);
  return read(rows);
}

/** Goes on with a run that is under way; false when it was cancelled meanwhile. */
export async function updateRun(
  db: Db,
  id: string,
  now: Date,
  change: {
    readonly state?: RunState;
    readonly done?: number;
    readonly total?: number;
    readonly model?: LinkageModel;
    readonly result?: RunResult;
    readonly error?: string;
    readonly finishedAt?: Date;
  },
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE linkage_run SET state = coalesce(${change.state ?? null}::text, state),
      done = coalesce(${change.done ?? null}::int, done), total = coalesce(${change.total ?? null}::int, total),
      model = coalesce(${change.model === undefined ? null : JSON.stringify(change.model)}::jsonb, model),
      result = result || ${JSON.stringify(change.result ?? {})}::jsonb,
      leased_until = ${new Date(now.getTime() + LEASE_MS)}, error = ${change.error ?? null}, finished_at = ${change.finishedAt ?? null}
    WHERE id = ${id} AND ${OPEN} RETURNING 1`.execute(db);
  return rows.length > 0;
}

/** Pairs that share a key that at most `maxBlock` members share; with scope NEW those with somebody who is new. */
export async function findPairs(
  db: Db,
  run: Pick<RunRow, 'id' | 'scope'>,
  maxBlock: number,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    WITH shared AS MATERIALIZED (
      SELECT k.rule, k.digest FROM linkage_key k JOIN linkage_member m USING (member_id) WHERE k.kind = 'BLOCK'
      GROUP BY k.rule, k.digest
      HAVING count(*) BETWEEN 2 AND ${maxBlock} AND (${run.scope} = 'ALL' OR bool_or(NOT m.compared))
    ), found AS (
      INSERT INTO linkage_pair (run_id, member_a, member_b)
      SELECT DISTINCT ${run.id}::uuid, a.member_id, b.member_id
      FROM shared s
      JOIN linkage_key a ON a.kind = 'BLOCK' AND a.rule = s.rule AND a.digest = s.digest
      JOIN linkage_key b ON b.kind = 'BLOCK' AND b.rule = s.rule AND b.digest = s.digest AND b.member_id > a.member_id
      WHERE ${run.scope} = 'ALL' OR EXISTS (
        SELECT 1 FROM linkage_member n WHERE n.member_id IN (a.member_id, b.member_id) AND NOT n.compared)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT count(*)::int AS count FROM found`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface PairRow {
  readonly member_a: string;
  readonly member_b: string;
}

export async function pairsToCompare(db: Db, runId: string, limit: number): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    SELECT member_a, member_b FROM linkage_pair WHERE run_id = ${runId} AND packed IS NULL
    ORDER BY member_a, member_b LIMIT ${limit}`.execute(db);
  return rows;
}

export interface ComparedPair extends PairRow {
  readonly packed: number;
  /** Share of the agreeing value, by field. */
  readonly shares: Readonly<Record<string, number>>;
  /** They cannot be one: identity cards differ. */
  readonly apart: boolean;
}

export async function storeCompared(
  db: Db,
  runId: string,
  pairs: readonly ComparedPair[],
): Promise<void> {
  await sql`
    UPDATE linkage_pair p SET packed = r.packed, shares = r.shares, apart = r.apart
    FROM jsonb_to_recordset(${rowsOf(pairs)}) AS r(member_a uuid, member_b uuid, packed bigint, shares jsonb, apart boolean)
    WHERE p.run_id = ${runId} AND p.member_a = r.member_a AND p.member_b = r.member_b`.execute(db);
}

export async function patternCounts(db: Db, runId: string): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ packed: string; count: number }>`
    SELECT packed::text AS packed, count(*)::int AS count FROM linkage_pair WHERE run_id = ${runId} AND NOT apart
    GROUP BY packed`.execute(db);
  return new Map(rows.map(({ packed, count }) => [Number(packed), count]));
}

export interface JudgedPair extends ComparedPair {
  /** Decided by people, or unmerged once: never merged by a program again. */
  readonly decided: boolean;
}

/** Compared pairs with one of these patterns, in pages by the pair. */
export async function comparedPairs(
  db: Db,
  runId: string,
  patterns: readonly number[],
  page: { readonly limit: number; readonly after?: PairRow | undefined },
): Promise<JudgedPair[]> {
  const { member_a = null, member_b = null } = page.after ?? {};
  const { rows } = await sql<Omit<JudgedPair, 'packed'> & { readonly packed: string }>`
    SELECT p.member_a, p.member_b, p.packed::text AS packed, p.shares, p.apart,
           EXISTS (SELECT 1 FROM review_case c WHERE c.member_a = p.member_a AND c.member_b = p.member_b AND c.state = 'DISTINCT')
           OR EXISTS (SELECT 1 FROM merge g WHERE g.unmerged_at IS NOT NULL
                        AND ((g.from_id = p.member_a AND g.into_id = p.member_b) OR (g.from_id = p.member_b AND g.into_id = p.member_a))) AS decided
    FROM linkage_pair p
    WHERE p.run_id = ${runId} AND p.packed = ANY(${[...patterns]}::bigint[])
      AND (${member_a}::uuid IS NULL OR (p.member_a, p.member_b) > (${member_a}::uuid, ${member_b}::uuid))
    ORDER BY p.member_a, p.member_b LIMIT ${page.limit}`.execute(db);
  return rows.map((row) => ({ ...row, packed: Number(row.packed) }));
}

/** Compared pairs that people have a case of, for whatever reason it was opened. */
export async function pairsOfOpenCases(db: Db, runId: string): Promise<ComparedPair[]> {
  const { rows } = await sql<Omit<ComparedPair, 'packed'> & { readonly packed: string }>`
    SELECT p.member_a, p.member_b, p.packed::text AS packed, p.shares, p.apart
    FROM review_case c JOIN linkage_pair p ON p.run_id = ${runId} AND p.member_a = c.member_a AND p.member_b = c.member_b
    WHERE c.state = 'OPEN' AND p.packed IS NOT NULL LIMIT 20000`.execute(db);
  return rows.map((row) => ({ ...row, packed: Number(row.packed) }));
}

/** The run is over: its pairs go, and everybody with keys counts as compared. */
export async function forgetPairs(db: Db, runId: string): Promise<void> {
  await sql`DELETE FROM linkage_pair WHERE run_id = ${runId}`.execute(db);
  await sql`UPDATE linkage_member SET compared = true WHERE NOT compared`.execute(db);
}
