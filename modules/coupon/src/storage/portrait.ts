/** What is known of a member from events: things, and spending by day. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
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

/** The newest told wins, whatever the order in which it arrives; of two of one moment the one told last. */
export async function rememberFacts(
  db: Db,
  facts: readonly (FactTold & { readonly observedAt: Date })[],
): Promise<void> {
  const newest = new Map<string, FactTold & { readonly observedAt: Date }>();
  for (const fact of facts) {
    const key = [fact.memberId, fact.subsidiary, fact.fact, fact.key].join('/');
    const before = newest.get(key);
    if (before === undefined || fact.observedAt >= before.observedAt) newest.set(key, fact);
  }
  const rows = [...newest.values()].map(({ memberId, ...fact }) => ({
    ...fact,
    member: toUuid('mem', memberId),
  }));
  await sql`
    INSERT INTO member_fact AS f (member_id, subsidiary, fact, key, active, attributes, observed_at)
    SELECT member, subsidiary, fact, key, active, attributes, "observedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS t(member uuid, subsidiary text, fact text, key text, active boolean, attributes jsonb, "observedAt" timestamptz)
    ORDER BY member, subsidiary, fact, key
    ON CONFLICT (member_id, subsidiary, fact, key) DO UPDATE
      SET active = excluded.active, attributes = excluded.attributes, observed_at = excluded.observed_at
      WHERE excluded.observed_at >= f.observed_at`.execute(db);
}

/** Members heard of by their enrolment. */
export async function knowMembers(db: Db, memberIds: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO known_member (member_id) SELECT DISTINCT unnest(${memberIds.map((id) => toUuid('mem', id))}::uuid[])
    ON CONFLICT DO NOTHING`.execute(db);
}

export interface DatedThing extends Thing {
  readonly memberId: string;
  /** Where a page goes on. */
  readonly place: string;
}

/** Things of which an attribute is this date (or, `yearly`, this day of an earlier year), page by page. */
export async function thingsDated(
  db: Db,
  asked: {
    readonly fact: string;
    readonly attribute: string;
    /** `YYYY-MM-DD`. */
    readonly day: string;
    readonly yearly: boolean;
  },
  after: string | undefined,
  limit: number,
): Promise<readonly DatedThing[]> {
  const { fact, attribute, day, yearly } = asked;
  const [member = null, key = ''] = after?.split('/') ?? [];
  const { rows } = await sql<{
    member_id: string;
    owner: string;
    subsidiary: string;
    key: string;
    attributes: Thing['attributes'];
  }>`SELECT member_id, survivor_of(member_id) AS owner, subsidiary, key, attributes FROM member_fact
     WHERE active AND fact = ${fact}
       AND (attributes ->> ${attribute}::text = ${day}
            OR (${yearly} AND attributes ->> ${attribute}::text < ${day} AND right(attributes ->> ${attribute}::text, 5) = ${day.slice(5)}))
       AND (${member === null} OR (member_id, key) > (${member}::uuid, ${key}))
     ORDER BY member_id, key LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({
    memberId: fromUuid('mem', row.owner),
    subsidiary: row.subsidiary,
    fact,
    key: row.key,
    attributes: row.attributes,
    place: `${row.member_id}/${row.key}`,
  }));
}

/** Things members have now, of the named kinds. */
export async function thingsOf(
  db: Db,
  memberIds: readonly string[],
  facts: readonly string[],
): Promise<readonly (Thing & { readonly memberId: string })[]> {
  const { rows } = await sql<{
    member_id: string;
    subsidiary: string;
    fact: string;
    key: string;
    attributes: Record<string, string | number | boolean>;
  }>`SELECT survivor_of(member_id) AS member_id, subsidiary, fact, key, attributes FROM member_fact
     WHERE member_id = ANY(members_of(${memberIds.map((id) => toUuid('mem', id))}::uuid[])) AND active AND fact = ANY(${[...facts]}::text[])
     ORDER BY fact, key, subsidiary`.execute(db);
  return rows.map(({ member_id, ...row }) => ({ ...row, memberId: fromUuid('mem', member_id) }));
}

export interface HistoryAsked {
  readonly memberId: string;
  /** Business day that the windows end with. */
  readonly today: string;
  readonly questions: readonly HistoryQuestion[];
}

/** Answers by `historyKey`, in the order asked. A window of n days is the day itself and the n-1 before it. */
export async function historyOf(
  db: Db,
  asked: readonly HistoryAsked[],
): Promise<readonly Readonly<Record<string, bigint>>[]> {
  const rows = asked.flatMap(({ memberId, today, questions }, place) =>
    questions.map((question) => ({
      ...question,
      place,
      today,
      member: toUuid('mem', memberId),
      key: historyKey(question),
    })),
  );
  const answers = asked.map((): Record<string, bigint> => ({}));
  if (rows.length === 0) return answers;
  const found = await sql<{ place: number; key: string; answer: string }>`
    SELECT q.place, q.key, CASE q.measure
      WHEN 'SPEND' THEN (
        SELECT coalesce(sum(d.spend_minor), 0) FROM member_day d
        WHERE d.member_id = ANY(members_of(ARRAY[q.member])) AND d.day > q.today - q.days AND d.day <= q.today
          AND d.subsidiary = q.subsidiary AND (q.category IS NULL OR d.category = q.category))
      ELSE (
        SELECT coalesce(sum(v.visits), 0) FROM member_visit v
        WHERE v.member_id = ANY(members_of(ARRAY[q.member])) AND v.day > q.today - q.days AND v.day <= q.today
          AND v.subsidiary = q.subsidiary) END::text AS answer
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS q(place int, key text, member uuid, today date, measure text, subsidiary text, category text, days int)`.execute(
    db,
  );
  for (const { place, key, answer } of found.rows) {
    const into = answers[place];
    if (into !== undefined) into[key] = BigInt(answer);
  }
  return answers;
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

/** Sums up what belongs to one row first: a statement may touch a row only once. */
export async function addToHistory(db: Db, entries: readonly DayOfHistory[]): Promise<void> {
  const spend = new Map<string, { row: readonly string[]; minor: bigint }>();
  const visits = new Map<string, { row: readonly string[]; visits: number }>();
  for (const { memberId, day, subsidiary, spend: byCategory, visits: count } of entries) {
    const member = toUuid('mem', memberId);
    for (const [category, minor] of byCategory) {
      const row = [member, day, subsidiary, category];
      const before = spend.get(row.join('/'))?.minor ?? 0n;
      spend.set(row.join('/'), { row, minor: before + minor });
    }
    const row = [member, day, subsidiary];
    const before = visits.get(row.join('/'))?.visits ?? 0;
    visits.set(row.join('/'), { row, visits: before + count });
  }
  const spendRows = [...spend.values()].map(
    ({ row: [member, day, subsidiary, category], minor }) => ({
      member,
      day,
      subsidiary,
      category,
      minor: minor.toString(),
    }),
  );
  const visitRows = [...visits.values()].flatMap(
    ({ row: [member, day, subsidiary], visits: count }) =>
      count === 0 ? [] : [{ member, day, subsidiary, visits: count }],
  );
  if (spendRows.length === 0 && visitRows.length === 0) return;
  await sql`
    WITH days AS (
      INSERT INTO member_day AS d (member_id, day, subsidiary, category, spend_minor)
      SELECT member, day, subsidiary, category, minor
      FROM jsonb_to_recordset(${JSON.stringify(spendRows)}::jsonb)
        AS s(member uuid, day date, subsidiary text, category text, minor bigint)
      ORDER BY member, day, subsidiary, category
      ON CONFLICT (member_id, day, subsidiary, category) DO UPDATE SET spend_minor = d.spend_minor + excluded.spend_minor)
    INSERT INTO member_visit AS v (member_id, day, subsidiary, visits)
    SELECT member, day, subsidiary, visits
    FROM jsonb_to_recordset(${JSON.stringify(visitRows)}::jsonb)
      AS v(member uuid, day date, subsidiary text, visits int)
    ORDER BY member, day, subsidiary
    ON CONFLICT (member_id, day, subsidiary) DO UPDATE SET visits = v.visits + excluded.visits`.execute(
    db,
  );
}

/** Members heard of, in the order of their ids; merged ones are their survivors. */
export async function knownMembers(
  db: Db,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ member_id: string }>`
    SELECT member_id FROM (SELECT member_id FROM member_visit UNION SELECT member_id FROM member_fact
                           UNION SELECT member_id FROM known_member) known
    WHERE (${after === undefined} OR member_id > ${after === undefined ? null : toUuid('mem', after)}::uuid)
      AND NOT EXISTS (SELECT 1 FROM member_alias a WHERE a.from_id = known.member_id)
    ORDER BY member_id LIMIT ${limit}`.execute(db);
  return rows.map((row) => fromUuid('mem', row.member_id));
}
