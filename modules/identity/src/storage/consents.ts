/** Tables `consent` and `consent_event`: what members agreed to. The history is only ever added to. */
import { type Kysely, sql } from 'kysely';
import type { ConsentPurpose } from '../door.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;
export type ConsentState = 'GRANTED' | 'DENIED' | 'REVOKED';

export interface ConsentWord {
  readonly id: string;
  readonly memberId: string;
  readonly purpose: ConsentPurpose;
  /** Empty: every channel. */
  readonly channel: string;
  /** Empty: the whole group. */
  readonly subsidiary: string;
  readonly state: ConsentState;
  readonly wordingVersion: string;
  readonly saidThrough: string;
  readonly saidAt: Date;
  /** What whoever said it on the member's behalf has to show: a file number, a recording. */
  readonly evidence?: string | undefined;
}

export type ChangedConsent = Pick<ConsentWord, 'purpose' | 'channel' | 'subsidiary' | 'state'> & {
  readonly member_id: string;
};

/**
 * Adds words to the history and puts the newest in force. A word said before the one in force is history only. Answers
 * the words that changed what is in force. A source whose word the member contested is heard, not believed, on sharing.
 */
export async function recordConsents(
  db: Db,
  words: readonly ConsentWord[],
  now: Date,
): Promise<readonly ChangedConsent[]> {
  if (words.length === 0) return [];
  const shape = sql`AS r(id uuid, "memberId" uuid, purpose text, channel text, subsidiary text, state text,
                         "wordingVersion" text, "saidThrough" text, "saidAt" timestamptz, evidence text)`;
  await sql`
    INSERT INTO consent_event (id, member_id, purpose, channel, subsidiary, state, wording_version, said_through, said_at, evidence, recorded_at)
    SELECT id, "memberId", purpose, channel, subsidiary, state, "wordingVersion", "saidThrough", "saidAt", evidence, ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(words)}) ${shape}`.execute(db);
  const { rows } = await sql<ChangedConsent>`
    WITH said AS (
      SELECT DISTINCT ON ("memberId", purpose, channel, subsidiary) *
      FROM jsonb_to_recordset(${rowsOf(words)}) ${shape}
      WHERE NOT (state = 'GRANTED' AND purpose IN ('CROSS_SUBSIDIARY_SHARING', 'PARTNER_SHARING') AND EXISTS (
        SELECT 1 FROM member a JOIN member b ON b.survivor_id = a.survivor_id JOIN consent_contest t ON t.member_id = b.id
        WHERE a.id = r."memberId" AND t.source = r."saidThrough"))
      ORDER BY "memberId", purpose, channel, subsidiary, "saidAt" DESC, id DESC
    )
    INSERT INTO consent AS c (member_id, purpose, channel, subsidiary, state, wording_version, since, said_through, evidence)
    SELECT "memberId", purpose, channel, subsidiary, state, "wordingVersion", "saidAt", "saidThrough", evidence FROM said
    ON CONFLICT (member_id, purpose, channel, subsidiary) DO UPDATE
      SET state = excluded.state, wording_version = excluded.wording_version, since = excluded.since,
          said_through = excluded.said_through, evidence = excluded.evidence
      WHERE c.since <= excluded.since
        AND (c.state, c.wording_version, c.said_through) IS DISTINCT FROM (excluded.state, excluded.wording_version, excluded.said_through)
    RETURNING c.member_id, c.purpose, c.channel, c.subsidiary, c.state`.execute(db);
  return rows;
}

export interface ConsentRow {
  readonly root_id: string;
  readonly purpose: ConsentPurpose;
  readonly channel: string;
  readonly subsidiary: string;
  readonly state: ConsentState;
  readonly wording_version: string;
  readonly since: Date;
  readonly said_through: string;
  readonly evidence: string | null;
}

/** In force for these members: of a merged person's several records, the newest word. */
export async function consentsOf(db: Db, rootIds: readonly string[]): Promise<ConsentRow[]> {
  const { rows } = await sql<InstantsAsText<ConsentRow, 'since'>>`
    SELECT DISTINCT ON (m.survivor_id, c.purpose, c.channel, c.subsidiary)
           m.survivor_id AS root_id, c.purpose, c.channel, c.subsidiary, c.state, c.wording_version, c.since, c.said_through, c.evidence
    FROM member m JOIN consent c ON c.member_id = m.id
    WHERE m.survivor_id = ANY(${rootIds}::uuid[])
    ORDER BY m.survivor_id, c.purpose, c.channel, c.subsidiary, c.since DESC, c.member_id`.execute(
    db,
  );
  return withInstants<ConsentRow, 'since'>(rows, ['since']);
}

export interface PastConsent extends Omit<ConsentWord, 'memberId'> {
  readonly recordedAt: Date;
}

/** Every word of a member and those merged into it, newest first. */
export async function consentHistory(db: Db, rootId: string): Promise<PastConsent[]> {
  const { rows } = await sql<InstantsAsText<PastConsent, 'saidAt' | 'recordedAt'>>`
    SELECT e.id, e.purpose, e.channel, e.subsidiary, e.state, e.wording_version AS "wordingVersion",
           e.said_through AS "saidThrough", e.said_at AS "saidAt", e.evidence, e.recorded_at AS "recordedAt"
    FROM member m JOIN consent_event e ON e.member_id = m.id
    WHERE m.survivor_id = ${rootId} ORDER BY e.id DESC`.execute(db);
  return withInstants<PastConsent, 'saidAt' | 'recordedAt'>(rows, ['saidAt', 'recordedAt']);
}

/** The member says that this source's word was not its own. */
export async function contestSource(
  db: Db,
  memberId: string,
  source: string,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO consent_contest (member_id, source, contested_at) VALUES (${memberId}, ${source}, ${now})
    ON CONFLICT DO NOTHING`.execute(db);
}

/** Sources whose word on sharing counts no more for a member. */
export async function contestedSources(db: Db, rootId: string): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    SELECT DISTINCT t.source FROM member m JOIN consent_contest t ON t.member_id = m.id
    WHERE m.survivor_id = ${rootId} ORDER BY t.source`.execute(db);
  return rows.map(({ source }) => source);
}
