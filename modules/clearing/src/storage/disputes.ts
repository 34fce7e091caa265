/** Disputes about lines of statements, and everything said in them. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './terms.ts';

export const DISPUTE_STATES = ['OPEN', 'ACCEPTED', 'REJECTED', 'WITHDRAWN'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];
export const NOTE_KINDS = ['REASON', 'EVIDENCE', 'DECISION', 'WITHDRAWAL'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface DisputeRow {
  readonly id: string;
  readonly month: string;
  readonly company: string;
  readonly lineNo: number;
  readonly obligationId: string;
  /** The other company of the line. */
  readonly counterparty: string;
  readonly state: DisputeState;
  /** Signed as on the company's statement. */
  readonly claimedMinor: bigint;
  readonly grantedMinor: bigint | null;
  readonly raisedBy: string;
  readonly raisedByPerson: string | null;
  readonly raisedAt: Date;
  readonly correctionSource: string | null;
}

export async function openDisputes(db: Db, month: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    SELECT count(*)::int AS open FROM dispute WHERE month = ${month} AND state = 'OPEN'`.execute(
    db,
  );
  return rows[0]?.open ?? 0;
}

/** Both companies have the obligation on their statements; one of them at a time disputes it. */
export async function openDisputeOf(db: Db, obligationId: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM dispute WHERE obligation_id = ${toUuid('obl', obligationId)} AND state = 'OPEN' LIMIT 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** What earlier disputes about an obligation have corrected, CNY fen, positive in favour of the company. */
export async function correctedSoFar(
  db: Db,
  obligationId: string,
  company: string,
): Promise<bigint> {
  const { rows } = await sql<{ amount: string }>`
    SELECT coalesce(sum(CASE WHEN o.creditor = ${company} THEN o.amount_minor ELSE -o.amount_minor END), 0)::text AS amount
    FROM dispute d JOIN obligation o ON o.source = d.correction_source
    WHERE d.obligation_id = ${toUuid('obl', obligationId)} AND ${company} IN (o.debtor, o.creditor)`.execute(
    db,
  );
  return BigInt(rows[0]?.amount ?? 0);
}

export async function insertDispute(db: Db, row: DisputeRow): Promise<void> {
  await sql`
    INSERT INTO dispute (id, month, company, line_no, obligation_id, state, claimed_minor, raised_by, raised_by_person, raised_at)
    VALUES (${toUuid('dsp', row.id)}, ${row.month}, ${row.company}, ${row.lineNo}, ${toUuid('obl', row.obligationId)}, 'OPEN',
      ${row.claimedMinor.toString()}, ${row.raisedBy}, ${row.raisedByPerson}, ${row.raisedAt})`.execute(
    db,
  );
}

export async function closeDispute(
  db: Db,
  id: string,
  state: DisputeState,
  about: { readonly grantedMinor: bigint | null; readonly correctionSource: string | null },
): Promise<void> {
  await sql`
    UPDATE dispute SET state = ${state}, granted_minor = ${about.grantedMinor?.toString() ?? null},
      correction_source = ${about.correctionSource} WHERE id = ${toUuid('dsp', id)}`.execute(db);
}

export interface DisputeNote {
  readonly kind: NoteKind;
  readonly text: string;
  readonly fileName: string | null;
  readonly mediaType: string | null;
  readonly sha256: string | null;
  readonly size: number | null;
  readonly byClient: string;
  readonly byPerson: string | null;
  readonly at: Date;
}

export interface NewNote extends Omit<DisputeNote, 'sha256' | 'size'> {
  readonly content: Buffer | null;
}

export async function insertNote(db: Db, disputeId: string, note: NewNote): Promise<void> {
  await sql`
    INSERT INTO dispute_note (dispute_id, kind, text, file_name, media_type, content, sha256, by_client, by_person, at)
    VALUES (${toUuid('dsp', disputeId)}, ${note.kind}, ${note.text}, ${note.fileName}, ${note.mediaType}, ${note.content},
      sha256(${note.content}::bytea), ${note.byClient}, ${note.byPerson}, ${note.at})`.execute(db);
}

/** In the order they were said, by dispute. */
export async function notesOf(
  db: Db,
  disputeIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DisputeNote[]>> {
  const { rows } = await sql<{
    dispute_id: string;
    kind: NoteKind;
    text: string;
    file_name: string | null;
    media_type: string | null;
    sha256: string | null;
    size: number | null;
    by_client: string;
    by_person: string | null;
    at: Date;
  }>`SELECT dispute_id, kind, text, file_name, media_type, encode(sha256, 'hex') AS sha256, length(content) AS size,
       by_client, by_person, at
     FROM dispute_note WHERE dispute_id = ANY(${disputeIds.map((id) => toUuid('dsp', id))}::uuid[]) ORDER BY n`.execute(
    db,
  );
  const notes = new Map<string, DisputeNote[]>(disputeIds.map((id) => [id, []]));
  for (const row of rows)
    notes.get(fromUuid('dsp', row.dispute_id))?.push({
      kind: row.kind,
      text: row.text,
      fileName: row.file_name,
      mediaType: row.media_type,
      sha256: row.sha256,
      size: row.size,
      byClient: row.by_client,
      byPerson: row.by_person,
      at: new Date(row.at),
    });
  return notes;
}

/** The file of a note, by the hash of its content. */
export async function evidenceFile(
  db: Db,
  disputeId: string,
  sha256: string,
): Promise<
  { readonly fileName: string; readonly mediaType: string; readonly content: Buffer } | undefined
> {
  const { rows } = await sql<{ file_name: string; media_type: string; content: Buffer }>`
    SELECT file_name, media_type, content FROM dispute_note
    WHERE dispute_id = ${toUuid('dsp', disputeId)} AND sha256 = decode(${sha256}, 'hex') LIMIT 1`.execute(
    db,
  );
  const [row] = rows;
  return row && { fileName: row.file_name, mediaType: row.media_type, content: row.content };
}

export interface DisputeFilter {
  readonly id?: string | undefined;
  readonly month?: string | undefined;
  readonly months?: readonly string[] | undefined;
  /** Who disputes. */
  readonly company?: string | undefined;
  /** On either side. */
  readonly concerning?: string | undefined;
  readonly state?: DisputeState | undefined;
}

/** Newest first. */
export async function listDisputes(
  db: Db,
  filter: DisputeFilter,
  page: { readonly limit: number; readonly before?: string } = { limit: 200 },
): Promise<readonly DisputeRow[]> {
  const { company = null, concerning = null, state = null } = filter;
  const months = filter.months ?? (filter.month === undefined ? null : [filter.month]);
  const id = filter.id === undefined ? null : toUuid('dsp', filter.id);
  const before = page.before === undefined ? null : toUuid('dsp', page.before);
  const { rows } = await sql<{
    id: string;
    month: string;
    company: string;
    line_no: number;
    obligation_id: string;
    counterparty: string;
    state: DisputeState;
    claimed: string;
    granted: string | null;
    raised_by: string;
    raised_by_person: string | null;
    raised_at: Date;
    correction_source: string | null;
  }>`SELECT d.id, month, company, line_no, obligation_id, CASE WHEN o.debtor = company THEN o.creditor ELSE o.debtor END
         AS counterparty, state, claimed_minor::text AS claimed, granted_minor::text AS granted, raised_by, raised_by_person,
       raised_at, correction_source
     FROM dispute d JOIN obligation o ON o.id = d.obligation_id
     WHERE (${id}::uuid IS NULL OR d.id = ${id}::uuid) AND (${months}::text[] IS NULL OR month = ANY(${months}::text[]))
       AND (${company}::text IS NULL OR company = ${company}) AND (${state}::text IS NULL OR state = ${state})
       AND (${concerning}::text IS NULL OR ${concerning} IN (company, o.debtor, o.creditor))
       AND (${before}::uuid IS NULL OR d.id < ${before}::uuid)
     ORDER BY d.id DESC LIMIT ${page.limit}`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('dsp', row.id),
    month: row.month,
    company: row.company,
    lineNo: row.line_no,
    obligationId: fromUuid('obl', row.obligation_id),
    counterparty: row.counterparty,
    state: row.state,
    claimedMinor: BigInt(row.claimed),
    grantedMinor: row.granted === null ? null : BigInt(row.granted),
    raisedBy: row.raised_by,
    raisedByPerson: row.raised_by_person,
    raisedAt: new Date(row.raised_at),
    correctionSource: row.correction_source,
  }));
}
