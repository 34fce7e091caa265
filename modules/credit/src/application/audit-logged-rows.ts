/**
 * Rows that decisions rest on, compared with their leaves; and screenings, decided again from the tables as they were visible
 * then: a row that was changed, taken away or slipped in is named, or a decision no longer follows from what is there.
 */
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import { SCREENING } from '../ids.ts';
import type { Db } from '../storage/tables.ts';
import type { AuditFinding } from './audit-log.ts';
import { LOGGED_ROWS, type LoggedKind } from './logged-rows.ts';
import { replayScreening } from './replay-screening.ts';

const KINDS = Object.keys(LOGGED_ROWS) as readonly LoggedKind[];

export async function changedLoggedRows(db: Db): Promise<AuditFinding[]> {
  const deleted = await deletedByLaw(db);
  const findings: AuditFinding[] = [];
  for (const kind of KINDS) findings.push(...(await changedOfKind(db, kind, deleted)));
  return findings;
}

async function changedOfKind(
  db: Db,
  kind: LoggedKind,
  deleted: ReadonlySet<string>,
): Promise<AuditFinding[]> {
  const leaves = await db
    .selectFrom('log_leaf')
    .select(['subject', 'payload'])
    .where('kind', '=', kind)
    .execute();
  const said = new Map(leaves.map(({ subject, payload }) => [subject, payload]));
  const since = await keptSince(db, kind);
  const findings: AuditFinding[] = [];
  for (const { subject, at, says } of await LOGGED_ROWS[kind](db)) {
    const payload = said.get(subject);
    said.delete(subject);
    const detail = `${kind} ${subject}`;
    if (payload === undefined) {
      if (at >= since) findings.push({ code: 'ROW_UNLOGGED', detail });
    } else if (payload !== canonicalJson(says)) findings.push({ code: 'ROW_CHANGED', detail });
  }
  for (const [subject, payload] of said) {
    const { fact } = JSON.parse(payload) as { readonly fact?: string };
    if (fact !== undefined && deleted.has(fact)) continue;
    findings.push({ code: 'ROW_GONE', detail: `${kind} ${subject}` });
  }
  return findings;
}

/** The beginning of time, where there was nothing before the kind was kept. */
async function keptSince(db: Db, kind: LoggedKind): Promise<Date> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT CASE WHEN isfinite(since) THEN extract(epoch FROM since) * 1000 END::float AS ms FROM log_kind WHERE kind = ${kind}`.execute(
    db,
  );
  return new Date(rows[0]?.ms ?? 0);
}

async function deletedByLaw(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('fact_deletion').select('fact_id').execute();
  return new Set(rows.map(({ fact_id }) => fact_id));
}

const REPLAYS_AT_ONCE = 500;

/** Screenings that cannot be decided again as they were; those of firms with facts deleted by law are left out. */
export async function changedReplays(kit: ModuleKit, db: Db): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<{ id: string }>`
      SELECT s.id FROM screening AS s
      WHERE s.id > ${after} AND NOT EXISTS (SELECT FROM fact_deletion AS d WHERE d.firm_id = s.firm_id)
      ORDER BY s.id LIMIT ${REPLAYS_AT_ONCE}`.execute(db);
    for (const { id } of rows) {
      const replay = await replayScreening(kit, fromUuid(SCREENING, id));
      if (replay?.identical !== true || !replay.rederivedIdentical)
        findings.push({ code: 'REPLAY_DIFFERS', detail: id });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < REPLAYS_AT_ONCE) return findings;
    after = last.id;
  }
}
