/** Reconciliations: what was compared, how it came out, and every item that did not match. */
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './terms.ts';

export const AGAINST = ['LEDGER', 'COUPONS', 'COMPANY'] as const;
export type Against = (typeof AGAINST)[number];
export const OUTCOMES = ['MISSING_HERE', 'MISSING_THERE', 'DIFFERENT'] as const;
export type ItemOutcome = (typeof OUTCOMES)[number];

export interface ReconciliationItem {
  readonly outcome: ItemOutcome;
  /** The posting, the use of a coupon, or what the company's file calls it. */
  readonly reference: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly note: string;
}

export interface Compared {
  readonly matched: number;
  readonly items: readonly ReconciliationItem[];
}

export interface ReconciliationRow {
  readonly id: string;
  readonly month: string;
  readonly against: Against;
  readonly company: string | null;
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly matched: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly different: number;
  readonly madeBy: string;
  readonly madeAt: Date;
}

export async function insertReconciliation(
  db: Db,
  about: {
    readonly month: string;
    readonly against: Against;
    readonly company?: string;
    readonly fileName?: string;
    readonly fileHash?: Buffer;
    readonly madeBy: string;
  },
  { matched, items }: Compared,
  now: Date,
): Promise<string> {
  const id = newUuid(now);
  const count = (outcome: ItemOutcome): number =>
    items.filter((item) => item.outcome === outcome).length;
  await sql`
    INSERT INTO reconciliation (id, month, against, company, file_name, file_hash, matched, missing_here, missing_there,
      different, made_by, made_at)
    VALUES (${id}, ${about.month}, ${about.against}, ${about.company ?? null}, ${about.fileName ?? null},
      ${about.fileHash ?? null}, ${matched}, ${count('MISSING_HERE')}, ${count('MISSING_THERE')}, ${count('DIFFERENT')},
      ${about.madeBy}, ${now})`.execute(db);
  await sql`
    INSERT INTO reconciliation_item (reconciliation_id, no, outcome, reference, ours, theirs, note)
    SELECT ${id}, row_number() OVER (), outcome, reference, ours, theirs, note
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      AS i(outcome text, reference text, ours text, theirs text, note text)`.execute(db);
  return fromUuid('rec', id);
}

interface RawReconciliation {
  id: string;
  month: string;
  against: Against;
  company: string | null;
  file_name: string | null;
  file_hash: string | null;
  matched: string;
  missing_here: string;
  missing_there: string;
  different: string;
  made_by: string;
  made_at: Date;
}

/** Newest first. */
export async function listReconciliations(
  db: Db,
  filter: {
    readonly month?: string | undefined;
    readonly months?: readonly string[] | undefined;
    readonly id?: string | undefined;
    readonly company?: string | undefined;
  },
): Promise<readonly ReconciliationRow[]> {
  const { company = null } = filter;
  const months = filter.months ?? (filter.month === undefined ? null : [filter.month]);
  const id = filter.id === undefined ? null : toUuid('rec', filter.id);
  const { rows } = await sql<RawReconciliation>`
    SELECT id, month, against, company, file_name, encode(file_hash, 'hex') AS file_hash, matched::text, missing_here::text,
      missing_there::text, different::text, made_by, made_at
    FROM reconciliation
    WHERE (${months}::text[] IS NULL OR month = ANY(${months}::text[])) AND (${id}::uuid IS NULL OR id = ${id}::uuid)
      AND (${company}::text IS NULL OR company = ${company})
    ORDER BY made_at DESC, id DESC LIMIT 200`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('rec', row.id),
    month: row.month,
    against: row.against,
    company: row.company,
    fileName: row.file_name,
    fileHash: row.file_hash,
    matched: Number(row.matched),
    missingHere: Number(row.missing_here),
    missingThere: Number(row.missing_there),
    different: Number(row.different),
    madeBy: row.made_by,
    madeAt: new Date(row.made_at),
  }));
}

export async function reconciliationItems(
  db: Db,
  id: string,
  page: { readonly limit: number; readonly afterNo: number; readonly outcome?: string | undefined },
): Promise<readonly (ReconciliationItem & { readonly no: number })[]> {
  const { outcome = null } = page;
  const { rows } = await sql<ReconciliationItem & { no: number }>`
    SELECT no, outcome, reference, ours, theirs, note FROM reconciliation_item
    WHERE reconciliation_id = ${toUuid('rec', id)} AND no > ${page.afterNo}
      AND (${outcome}::text IS NULL OR outcome = ${outcome})
    ORDER BY no LIMIT ${page.limit}`.execute(db);
  return rows;
}
