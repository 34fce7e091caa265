/** Screenings of one moment: what they are decided by in one statement, what they leave behind in another. */
import type { Recorded } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { sql } from 'kysely';
import type { Answer } from '../domain/assessment/policy.ts';
import type { CasePriority } from '../domain/cases/case-rules.ts';
import type { Db } from './tables.ts';

export interface Question {
  /** UUID. */
  readonly firmId: string;
  readonly client: string;
  readonly key: string;
}

export interface AskedRow {
  /** Null where there is no such firm. */
  readonly id: string | null;
  readonly code: string;
  readonly sole_trader: boolean;
  /** What `screening_facts` tells; null where the key was answered before. */
  readonly told: unknown;
  readonly request_hash: Recorded['request_hash'] | null;
  readonly answer: unknown;
}

/** A row for each question, in their order. */
export async function askedTogether(
  db: Db,
  questions: readonly Question[],
  at: Date,
): Promise<readonly AskedRow[]> {
  const { rows } = await sql<AskedRow>`
    SELECT * FROM screenings_asked(${questions.map(({ firmId }) => firmId)}::uuid[], ${questions.map(({ client }) => client)}::text[],
                                   ${questions.map(({ key }) => key)}::text[], ${at})`.execute(db);
  return rows;
}

export interface KeptScreening {
  readonly id: string;
  readonly client: string;
  readonly key: string;
  readonly hash: Buffer;
  /** The answer to give again under this key. */
  readonly stored: unknown;
  readonly firm: string;
  readonly subsidiary: string;
  readonly answer: Answer;
  /** Canonical JSON, as are `facts` and `decision`. */
  readonly request: string;
  readonly facts: string;
  readonly decision: string;
  readonly versions: object;
  readonly snapshot: string;
  readonly gathered: number;
  readonly leaf: {
    readonly id: string;
    readonly salt: Buffer;
    readonly commitment: Buffer;
    readonly payload: string;
  };
  readonly at: Date;
  readonly opens: OpenedCase | undefined;
  readonly events: readonly DomainEvent[];
}

export interface OpenedCase {
  readonly id: string;
  readonly title: string;
  readonly priority: CasePriority;
  readonly due: Date;
  readonly person: string | undefined;
}

/** The ids of those kept. One that is missing left nothing: its key was answered meanwhile. */
export async function keepTogether(
  db: Db,
  screenings: readonly KeptScreening[],
): Promise<ReadonlySet<string>> {
  const answered = screenings.map(({ hash, leaf, opens: _, events: __, ...row }) => ({
    ...row,
    hash: hash.toString('base64'),
    leaf: leaf.id,
    salt: leaf.salt.toString('base64'),
    commitment: leaf.commitment.toString('base64'),
    payload: leaf.payload,
  }));
  const cases = screenings.flatMap(({ id, opens }) =>
    opens === undefined ? [] : [{ subject: id, ...opens }],
  );
  const events = screenings.flatMap(({ id, events: of }) =>
    of.map((event) => ({ screening: id, ...event })),
  );
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM keep_screenings(${JSON.stringify(answered)}::json, ${JSON.stringify(cases)}::json, ${JSON.stringify(events)}::json) AS id`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}
