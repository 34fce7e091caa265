/**
 * Rows behind the decisions, checked against what the log, their own hashes, or their own history say of them: contents of
 * list entries, overrides, facts, and open amounts.
 */
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import { SEALED } from '../domain/facts/personal.ts';
import { type FactSeal, SealBroken } from '../protection/fact-seal.ts';
import { openValue, type StoredSecret, secretsOf } from '../storage/fact-secrets.ts';
import { type StoredStatement, statementsAfter } from '../storage/fact-statements.ts';
import { entriesByIds } from '../storage/listings.ts';
import type { Db } from '../storage/tables.ts';
import type { AuditFinding } from './audit-log.ts';
import { overridePayload } from './override-listing.ts';
import { contentOf } from './step-listing.ts';

export async function changedRows(db: Db, seal: FactSeal): Promise<AuditFinding[]> {
  return [
    ...(await changedContents(db)),
    ...(await changedOverrides(db)),
    ...(await changedFacts(db, seal)),
    ...(await changedExposures(db)),
  ];
}

/** The latest content leaf of each entry says what the entry says. Entries of before there were such leaves have none. */
async function changedContents(db: Db): Promise<AuditFinding[]> {
  const { rows } = await sql<{ subject: string; payload: string }>`
    SELECT DISTINCT ON (subject) subject, payload FROM log_leaf WHERE kind = 'LISTING_CONTENT' ORDER BY subject, id DESC`.execute(
    db,
  );
  const findings: AuditFinding[] = [];
  for (let from = 0; from < rows.length; from += 1_000) {
    const batch = rows.slice(from, from + 1_000);
    const entries = await entriesByIds(
      db,
      batch.map(({ subject }) => subject),
    );
    const contents = new Map(entries.map((entry) => [entry.id, canonicalJson(contentOf(entry))]));
    for (const { subject, payload } of batch)
      if (contents.get(subject) !== payload)
        findings.push({ code: 'ENTRY_CHANGED', detail: subject });
  }
  return findings;
}

/** Every override that is, or was, in force stands in the log with its reason and its end. */
async function changedOverrides(db: Db): Promise<AuditFinding[]> {
  const rows = await db
    .selectFrom('list_override')
    .selectAll()
    .where('decided_at', 'is not', null)
    .execute();
  const leaves = await db
    .selectFrom('log_leaf')
    .select('payload')
    .where('kind', '=', 'OVERRIDE')
    .execute();
  const said = new Set(leaves.map(({ payload }) => payload));
  return rows.flatMap((row): AuditFinding[] => {
    const { id, entry_id, subsidiary, reason } = row;
    const core = {
      id,
      entry_id,
      subsidiary,
      reason,
      untilAt: new Date(row.until_at),
      askedBy: row.asked_by,
    };
    const granted = row.state === 'REFUSED' ? 'REFUSED' : 'GRANTED';
    const steps = [
      overridePayload(core, granted, row.decided_by ?? undefined, new Date(row.decided_at ?? 0)),
      ...(row.state === 'ENDED'
        ? [overridePayload(core, 'ENDED', row.ended_by ?? undefined, new Date(row.ended_at ?? 0))]
        : []),
    ];
    return steps.every((step) => said.has(canonicalJson(step)))
      ? []
      : [{ code: 'OVERRIDE_CHANGED', detail: id }];
  });
}

const FACT_BATCH = 5_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** A fact's digest is the keyed hash of what was said; a fact whose words no longer fit it was changed. */
async function changedFacts(db: Db, seal: FactSeal): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (let after = FIRST_ID; ; ) {
    const rows = await statementsAfter(db, after, FACT_BATCH);
    const secrets = await secretsOf(
      db,
      rows.filter(({ said }) => SEALED in said.value).map(({ id }) => id),
    );
    for (const row of rows)
      if (!fitsItsDigest(row, secrets.get(row.id), seal))
        findings.push({ code: 'FACT_CHANGED', detail: row.id });
    const last = rows.at(-1);
    if (last === undefined || rows.length < FACT_BATCH) return findings;
    after = last.id;
  }
}

function fitsItsDigest(
  { id, said, digest }: StoredStatement,
  secret: StoredSecret | undefined,
  seal: FactSeal,
): boolean {
  try {
    const value = openValue(seal, id, said.value, secret);
    return digest.equals(seal.digest({ ...said, value }));
  } catch (error) {
    if (error instanceof SealBroken) return false;
    throw error;
  }
}

/** What is open to a firm is the sum of its reservations, and what its last movement left. */
async function changedExposures(db: Db): Promise<AuditFinding[]> {
  const { rows } = await sql<{ firm_id: string }>`
    SELECT e.firm_id FROM exposure AS e
    LEFT JOIN LATERAL (SELECT used_after, reserved_after FROM exposure_movement WHERE firm_id = e.firm_id ORDER BY no DESC LIMIT 1) AS m ON true
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(used_minor), 0) AS used, coalesce(sum(reserved_minor), 0) AS reserved
      FROM exposure_reservation WHERE firm_id = e.firm_id AND state IN ('RESERVED', 'USED')) AS r ON true
    WHERE e.used_minor <> coalesce(m.used_after, 0) OR e.reserved_minor <> coalesce(m.reserved_after, 0)
       OR e.used_minor <> r.used OR e.reserved_minor <> r.reserved
    UNION
    SELECT firm_id FROM (
      SELECT firm_id, kind, amount_minor AS amount, used_after, reserved_after,
        coalesce(lag(used_after) OVER w, 0) AS used_before, coalesce(lag(reserved_after) OVER w, 0) AS reserved_before
      FROM exposure_movement WINDOW w AS (PARTITION BY firm_id ORDER BY no)) AS moved
    WHERE CASE kind
      WHEN 'RESERVE' THEN used_after <> used_before OR reserved_after <> reserved_before + amount
      WHEN 'USE' THEN used_after <> used_before + amount OR reserved_after <> reserved_before - amount
      -- Given back: of what is reserved first, then of what was used.
      ELSE used_after > used_before OR reserved_after > reserved_before
        OR used_before + reserved_before - used_after - reserved_after <> amount END`.execute(db);
  return rows.map(({ firm_id }) => ({ code: 'EXPOSURE_CHANGED', detail: firm_id }));
}
