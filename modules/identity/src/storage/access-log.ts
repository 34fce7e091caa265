/** Table `access_log`: who looked at whose facts, and who was refused. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface Look {
  readonly id: string;
  readonly memberId: string;
  readonly viewerKind: string;
  readonly viewer: string;
  readonly viewerSubsidiary: string | null;
  readonly factsOf: string;
  readonly answer: 'ALLOWED' | 'CONSENT_MISSING' | 'NOT_ALLOWED';
}

/**
 * Commits without waiting for the disk: a crash of the server itself may lose the last fifth of a second of the log,
 * and in return a question does not cost a flush.
 */
export async function logLooks(db: Db, looks: readonly Look[], at: Date): Promise<void> {
  if (looks.length === 0) return;
  await sql`
    WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS value)
    INSERT INTO access_log (id, member_id, at, viewer_kind, viewer, viewer_subsidiary, facts_of, answer)
    SELECT id, "memberId", ${at}::timestamptz, "viewerKind", viewer, "viewerSubsidiary", "factsOf", answer
    FROM relaxed, jsonb_to_recordset(${rowsOf(looks)})
      AS r(id uuid, "memberId" uuid, "viewerKind" text, viewer text, "viewerSubsidiary" text, "factsOf" text, answer text)`.execute(
    db,
  );
}

export interface LookRow {
  readonly id: string;
  readonly member_id: string;
  readonly at: Date;
  readonly viewer_kind: string;
  readonly viewer: string;
  readonly viewer_subsidiary: string | null;
  readonly facts_of: string;
  readonly answer: Look['answer'];
}

/** Newest first, of a member and those merged into it. */
export async function looksAt(
  db: Db,
  rootId: string,
  page: { readonly limit: number; readonly before?: string | undefined },
): Promise<LookRow[]> {
  const { rows } = await sql<InstantsAsText<LookRow, 'at'>>`
    SELECT l.id, l.member_id, l.at, l.viewer_kind, l.viewer, l.viewer_subsidiary, l.facts_of, l.answer
    FROM member m JOIN access_log l ON l.member_id = m.id
    WHERE m.survivor_id = ${rootId}::uuid AND (${page.before ?? null}::uuid IS NULL OR l.id < ${page.before ?? null}::uuid)
    ORDER BY l.id DESC LIMIT ${page.limit}`.execute(db);
  return withInstants<LookRow, 'at'>(rows, ['at']);
}
