/** Evidence files as rows: what they are and whose; the bytes lie in the evidence store. */
import type { Db } from './tables.ts';

export interface EvidenceRow {
  readonly id: string;
  readonly firmId: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly size: number;
  readonly name: string;
  readonly storedBy: string;
  readonly storedAt: Date;
  /** Whose file it is; undefined for files of before this was kept. */
  readonly company: string | undefined;
}

const evidenceRows = (db: Db) => db.selectFrom('evidence').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof evidenceRows>['execute']>>[number];

function shown(row: Row): EvidenceRow {
  return {
    id: row.id,
    firmId: row.firm_id,
    sha256: Buffer.from(row.sha256).toString('hex'),
    mediaType: row.media_type,
    size: Number(row.bytes),
    name: row.name,
    storedBy: row.stored_by,
    storedAt: new Date(row.stored_at),
    company: row.company ?? undefined,
  };
}

export async function evidenceByIds(db: Db, ids: readonly string[]): Promise<EvidenceRow[]> {
  if (ids.length === 0) return [];
  return (await evidenceRows(db).where('id', 'in', ids).execute()).map(shown);
}

/** Newest first. */
export async function evidenceOfFirms(db: Db, firmIds: readonly string[]): Promise<EvidenceRow[]> {
  if (firmIds.length === 0) return [];
  const rows = await evidenceRows(db)
    .where('firm_id', 'in', firmIds)
    .orderBy('stored_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(shown);
}
