/** Table `review_case`: pairs of members for people to decide on. A pair has one case, however often it is noticed. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface NewReview {
  readonly id: string;
  readonly members: readonly [string, string];
  readonly reason: string;
  /** Types and weights, never values. */
  readonly evidence: object;
  /** log2 of how much likelier the evidence is if they are one person; only of compared pairs. */
  readonly weight?: number | undefined;
  readonly probability?: number | undefined;
}

/** Answers how many cases are new. A pair that was decided on stays decided. */
export async function openReviews(
  db: Db,
  reviews: readonly NewReview[],
  now: Date,
): Promise<number> {
  const rows = reviews.flatMap(({ members, ...rest }) => {
    const [a, b] = [...members].sort();
    return a === undefined || b === undefined || a === b ? [] : [{ ...rest, a, b }];
  });
  if (rows.length === 0) return 0;
  const written = await sql<{ fresh: boolean }>`
    INSERT INTO review_case AS c (id, member_a, member_b, reason, evidence, weight, probability, opened_at)
    SELECT DISTINCT ON (a, b) id, a, b, reason, evidence, weight, probability, ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(rows)})
      AS r(id uuid, a uuid, b uuid, reason text, evidence jsonb, weight double precision, probability double precision)
    ORDER BY a, b, weight DESC NULLS LAST, id
    ON CONFLICT (member_a, member_b) DO UPDATE
      SET evidence = c.evidence || excluded.evidence, weight = excluded.weight, probability = excluded.probability
      WHERE c.state = 'OPEN' AND excluded.weight IS NOT NULL
    RETURNING xmax = 0 AS fresh`.execute(db);
  return written.rows.filter(({ fresh }) => fresh).length;
}

/** The open case of a pair is decided. */
export async function closeReviewsOf(
  db: Db,
  pair: readonly [string, string],
  state: 'MERGED' | 'DISTINCT',
  by: string,
  now: Date,
  mergeId?: string,
): Promise<void> {
  await sql`
    UPDATE review_case SET state = ${state}, decided_at = ${now}, decided_by = ${by}, merge_id = ${mergeId ?? null}
    WHERE member_a = least(${pair[0]}::uuid, ${pair[1]}::uuid) AND member_b = greatest(${pair[0]}::uuid, ${pair[1]}::uuid)
      AND state = 'OPEN'`.execute(db);
}

export interface ReviewRow {
  readonly id: string;
  readonly member_a: string;
  readonly member_b: string;
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly state: 'OPEN' | 'MERGED' | 'DISTINCT';
  readonly opened_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly weight: number | null;
  readonly probability: number | null;
  readonly merge_id: string | null;
}
const COLUMNS = sql`id, member_a, member_b, reason, evidence, state, opened_at, decided_at, decided_by, weight, probability, merge_id`;
type Instant = 'opened_at' | 'decided_at';

export interface ReviewFilter {
  readonly state?: ReviewRow['state'] | undefined;
  readonly reasons?: readonly string[] | undefined;
  /** Only cases that weigh at least this much. */
  readonly weightFrom?: number | undefined;
  readonly memberId?: string | undefined;
}

function matching({ state, reasons, weightFrom, memberId }: ReviewFilter) {
  return sql`(${state ?? null}::text IS NULL OR state = ${state ?? null}::text)
      AND (${reasons === undefined ? null : [...reasons]}::text[] IS NULL OR reason = ANY(${reasons === undefined ? null : [...reasons]}::text[]))
      AND (${weightFrom ?? null}::float8 IS NULL OR weight >= ${weightFrom ?? null}::float8)
      AND (${memberId ?? null}::uuid IS NULL OR ${memberId ?? null}::uuid IN (member_a, member_b))`;
}

/** The heaviest evidence first, then the newest; cases without a weight count as 0. */
export async function reviewCases(
  db: Db,
  filter: ReviewFilter,
  page: {
    readonly limit: number;
    readonly before?: { readonly weight: number; readonly id: string } | undefined;
  },
): Promise<ReviewRow[]> {
  const { weight = null, id = null } = page.before ?? {};
  const { rows } = await sql<InstantsAsText<ReviewRow, Instant>>`
    SELECT ${COLUMNS} FROM review_case
    WHERE ${matching(filter)}
      AND (${id}::uuid IS NULL OR (coalesce(weight, 0), id) < (${weight}::float8, ${id}::uuid))
    ORDER BY coalesce(weight, 0) DESC, id DESC LIMIT ${page.limit}`.execute(db);
  return withInstants<ReviewRow, Instant>(rows, ['opened_at', 'decided_at']);
}

export async function countReviews(db: Db, filter: ReviewFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM review_case WHERE ${matching(filter)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function lockReview(db: Db, id: string): Promise<ReviewRow | undefined> {
  const { rows } = await sql<InstantsAsText<ReviewRow, Instant>>`
    SELECT ${COLUMNS} FROM review_case WHERE id = ${id} FOR UPDATE`.execute(db);
  return withInstants<ReviewRow, Instant>(rows, ['opened_at', 'decided_at'])[0];
}

/** Undecided again. */
export async function reopenReview(
  db: Db,
  where: { readonly id?: string; readonly mergeId?: string },
): Promise<void> {
  await sql`
    UPDATE review_case SET state = 'OPEN', decided_at = NULL, decided_by = NULL, merge_id = NULL
    WHERE (id = ${where.id ?? null}::uuid OR merge_id = ${where.mergeId ?? null}::uuid) AND state <> 'OPEN'`.execute(
    db,
  );
}
