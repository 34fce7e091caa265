/** Table `review_case`: pairs of members for people to decide on. A pair has one case, however often it is noticed. */
import { type Kysely, sql } from 'kysely';
import { rowsOf } from './rows.ts';

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
