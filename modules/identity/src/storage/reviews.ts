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
}

export async function openReviews(db: Db, reviews: readonly NewReview[], now: Date): Promise<void> {
  const rows = reviews.flatMap(({ members, ...rest }) => {
    const [a, b] = [...members].sort();
    return a === undefined || b === undefined || a === b ? [] : [{ ...rest, a, b }];
  });
  if (rows.length === 0) return;
  await sql`
    INSERT INTO review_case (id, member_a, member_b, reason, evidence, opened_at)
    SELECT DISTINCT ON (a, b) id, a, b, reason, evidence, ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(rows)}) AS r(id uuid, a uuid, b uuid, reason text, evidence jsonb)
    ORDER BY a, b, id
    ON CONFLICT (member_a, member_b) DO NOTHING`.execute(db);
}

/** The open case of a pair is decided. */
export async function closeReviewsOf(
  db: Db,
  pair: readonly [string, string],
  state: 'MERGED' | 'DISTINCT',
  by: string,
  now: Date,
): Promise<void> {
  await sql`
    UPDATE review_case SET state = ${state}, decided_at = ${now}, decided_by = ${by}
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
}
type Instant = 'opened_at' | 'decided_at';

/** Newest first. */
export async function reviewCases(
  db: Db,
  page: {
    readonly state?: string | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<ReviewRow[]> {
  const { rows } = await sql<InstantsAsText<ReviewRow, Instant>>`
    SELECT id, member_a, member_b, reason, evidence, state, opened_at, decided_at FROM review_case
    WHERE (${page.state ?? null}::text IS NULL OR state = ${page.state ?? null}::text)
      AND (${page.before ?? null}::uuid IS NULL OR id < ${page.before ?? null}::uuid)
    ORDER BY id DESC LIMIT ${page.limit}`.execute(db);
  return withInstants<ReviewRow, Instant>(rows, ['opened_at', 'decided_at']);
}

export async function lockReview(db: Db, id: string): Promise<ReviewRow | undefined> {
  const { rows } = await sql<InstantsAsText<ReviewRow, Instant>>`
    SELECT id, member_a, member_b, reason, evidence, state, opened_at, decided_at FROM review_case
    WHERE id = ${id} FOR UPDATE`.execute(db);
  return withInstants<ReviewRow, Instant>(rows, ['opened_at', 'decided_at'])[0];
}
