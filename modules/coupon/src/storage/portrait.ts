/** What is known of a member from events: things, and spending by day. */
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { HistoryQuestion, Thing } from '../domain/facts.ts';
import { historyKey } from '../domain/facts.ts';
import type { Db } from './offers.ts';

interface FactTold {
  readonly memberId: string;
  readonly subsidiary: string;
  readonly fact: string;
  readonly key: string;
  readonly active: boolean;
  readonly attributes: Thing['attributes'];
}

/** The newest told wins, whatever the order in which it arrives. */
export async function rememberFact(db: Db, fact: FactTold, observedAt: Date): Promise<void> {
  await sql`
    INSERT INTO member_fact AS f (member_id, subsidiary, fact, key, active, attributes, observed_at)
    VALUES (${toUuid('mem', fact.memberId)}, ${fact.subsidiary}, ${fact.fact}, ${fact.key}, ${fact.active},
            ${JSON.stringify(fact.attributes)}::jsonb, ${observedAt})
    ON CONFLICT (member_id, subsidiary, fact, key) DO UPDATE
      SET active = excluded.active, attributes = excluded.attributes, observed_at = excluded.observed_at
      WHERE excluded.observed_at >= f.observed_at`.execute(db);
}

/** Things members have now, of the named kinds. */
export async function thingsOf(
  db: Db,
  memberIds: readonly string[],
  facts: readonly string[],
): Promise<readonly (Thing & { readonly memberUuid: string })[]> {
  const { rows } = await sql<{
    member_id: string;
    subsidiary: string;
    fact: string;
    key: string;
    attributes: Record<string, string | number | boolean>;
  }>`SELECT member_id, subsidiary, fact, key, attributes FROM member_fact
     WHERE member_id = ANY(${memberIds.map((id) => toUuid('mem', id))}::uuid[]) AND active AND fact = ANY(${[...facts]}::text[])
     ORDER BY fact, key, subsidiary`.execute(db);
  return rows.map(({ member_id, ...row }) => ({ ...row, memberUuid: member_id }));
}

/** Answers by `historyKey`. A window of n days is the day itself and the n-1 before it. */
export async function historyOf(
  db: Db,
  memberId: string,
  questions: readonly HistoryQuestion[],
  today: string,
): Promise<Readonly<Record<string, bigint>>> {
  if (questions.length === 0) return {};
  const asked = JSON.stringify(
    questions.map((question) => ({ ...question, key: historyKey(question) })),
  );
  const { rows } = await sql<{ key: string; answer: string }>`
    SELECT q.key, CASE q.measure
      WHEN 'SPEND' THEN (
        SELECT coalesce(sum(d.spend_minor), 0) FROM member_day d
        WHERE d.member_id = ${toUuid('mem', memberId)} AND d.day > ${today}::date - q.days AND d.day <= ${today}::date
          AND d.subsidiary = q.subsidiary AND (q.category IS NULL OR d.category = q.category))
      ELSE (
        SELECT coalesce(sum(v.visits), 0) FROM member_visit v
        WHERE v.member_id = ${toUuid('mem', memberId)} AND v.day > ${today}::date - q.days AND v.day <= ${today}::date
          AND v.subsidiary = q.subsidiary) END::text AS answer
    FROM jsonb_to_recordset(${asked}::jsonb) AS q(key text, measure text, subsidiary text, category text, days int)`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ key, answer }) => [key, BigInt(answer)]));
}

export interface DayOfHistory {
  readonly memberId: string;
  readonly day: string;
  readonly subsidiary: string;
  /** CNY minor units by category; negative takes back. */
  readonly spend: ReadonlyMap<string, bigint>;
  /** 1 for a visit, -1 to take one back, 0. */
  readonly visits: number;
}

export async function addToHistory(db: Db, entry: DayOfHistory): Promise<void> {
  const { memberId, day, subsidiary, visits } = entry;
  const member = toUuid('mem', memberId);
  const spend = JSON.stringify(
    [...entry.spend].map(([category, minor]) => ({ category, minor: minor.toString() })),
  );
  await sql`
    WITH days AS (
      INSERT INTO member_day AS d (member_id, day, subsidiary, category, spend_minor)
      SELECT ${member}::uuid, ${day}::date, ${subsidiary}, category, minor
      FROM jsonb_to_recordset(${spend}::jsonb) AS s(category text, minor bigint) ORDER BY category
      ON CONFLICT (member_id, day, subsidiary, category) DO UPDATE SET spend_minor = d.spend_minor + excluded.spend_minor)
    INSERT INTO member_visit AS v (member_id, day, subsidiary, visits)
    SELECT ${member}::uuid, ${day}::date, ${subsidiary}, ${visits}::int WHERE ${visits}::int <> 0
    ON CONFLICT (member_id, day, subsidiary) DO UPDATE SET visits = v.visits + excluded.visits`.execute(
    db,
  );
}
