/** Alerts, who receives them, and who asked to. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { AlertDraft, AlertKind, AlertSeverity } from '../domain/alerts/alert.ts';
import type { Db } from './tables.ts';

export interface Recipient {
  readonly firmId: string;
  readonly subsidiary: string;
  readonly why: 'EXPOSED' | 'SUBSCRIBED' | 'RISK_DESK';
  /** Kinds asked for; undefined: all of them. */
  readonly kinds?: readonly string[];
}

/** Companies with an open amount to these firms, and those that subscribed to them. */
export async function recipientsOf(db: Db, firmIds: readonly string[]): Promise<Recipient[]> {
  if (firmIds.length === 0) return [];
  const { rows } = await sql<{ firm_id: string; subsidiary: string; kinds: string[] | null }>`
    SELECT DISTINCT firm_id, subsidiary, NULL::text[] AS kinds FROM exposure_reservation
    WHERE firm_id = ANY(${[...firmIds]}::uuid[]) AND state IN ('RESERVED', 'USED') AND reserved_minor + used_minor > 0
    UNION ALL
    SELECT firm_id, subsidiary, kinds FROM alert_subscription
    WHERE firm_id = ANY(${[...firmIds]}::uuid[]) AND ended_at IS NULL`.execute(db);
  return rows.map(({ firm_id, subsidiary, kinds }) =>
    kinds === null
      ? { firmId: firm_id, subsidiary, why: 'EXPOSED' }
      : { firmId: firm_id, subsidiary, why: 'SUBSCRIBED', kinds },
  );
}

export interface RaisedAlert {
  readonly id: string;
  readonly draft: AlertDraft;
  readonly recipients: readonly Recipient[];
}

/** Keeps alerts with their recipients; those of a known cause are left out. Answers what was new. */
export async function keepAlerts(
  db: Db,
  alerts: readonly { readonly draft: AlertDraft; readonly recipients: readonly Recipient[] }[],
  now: Date,
): Promise<RaisedAlert[]> {
  if (alerts.length === 0) return [];
  const byCause = new Map(alerts.map((each) => [each.draft.cause, { ...each, id: newUuid(now) }]));
  const made = await db
    .insertInto('alert')
    .values(
      [...byCause.values()].map(({ id, draft }) => ({
        id,
        firm_id: draft.firmId,
        kind: draft.kind,
        severity: draft.severity,
        code: draft.code,
        detail: JSON.stringify(draft.detail),
        cause: draft.cause,
        raised_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('cause').doNothing())
    .returning('id')
    .execute();
  const fresh = new Set(made.map(({ id }) => id));
  const raised = [...byCause.values()].filter(({ id }) => fresh.has(id));
  const rows = raised.flatMap(({ id, recipients }) =>
    recipients.map(({ subsidiary, why }) => ({ alert_id: id, subsidiary, why, raised_at: now })),
  );
  if (rows.length > 0) await db.insertInto('alert_recipient').values(rows).execute();
  return raised;
}

export interface AlertRow {
  readonly id: string;
  readonly firmId: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
  readonly raisedAt: Date;
  readonly subsidiary: string;
  readonly why: Recipient['why'];
  readonly acknowledgedAt: Date | undefined;
  readonly acknowledgedBy: string | undefined;
}

export interface AlertFilter {
  readonly subsidiaries?: readonly string[] | undefined;
  readonly firmId?: string | undefined;
  readonly kind?: AlertKind | undefined;
  readonly severity?: AlertSeverity | undefined;
  readonly open?: boolean | undefined;
}

/** Newest first; a page goes on behind (raisedAt, id, subsidiary). */
export async function alertsPage(
  db: Db,
  filter: AlertFilter,
  limit: number,
  after?: { readonly at: Date; readonly id: string; readonly subsidiary: string },
): Promise<AlertRow[]> {
  let query = db
    .selectFrom('alert_recipient as r')
    .innerJoin('alert as a', 'a.id', 'r.alert_id')
    .select(['a.id', 'a.firm_id', 'a.kind', 'a.severity', 'a.code', 'a.detail', 'r.raised_at'])
    .select(['r.subsidiary', 'r.why', 'r.acknowledged_at', 'r.acknowledged_by']);
  if (filter.subsidiaries) query = query.where('r.subsidiary', 'in', filter.subsidiaries);
  if (filter.firmId) query = query.where('a.firm_id', '=', filter.firmId);
  if (filter.kind) query = query.where('a.kind', '=', filter.kind);
  if (filter.severity) query = query.where('a.severity', '=', filter.severity);
  if (filter.open !== undefined)
    query = query.where('r.acknowledged_at', filter.open ? 'is' : 'is not', null);
  if (after)
    query = query.where(
      sql<boolean>`(r.raised_at, r.alert_id, r.subsidiary) < (${after.at}, ${after.id}::uuid, ${after.subsidiary})`,
    );
  const rows = await query
    .orderBy('r.raised_at', 'desc')
    .orderBy('r.alert_id', 'desc')
    .orderBy('r.subsidiary', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    kind: row.kind as AlertKind,
    severity: row.severity as AlertSeverity,
    code: row.code,
    detail: row.detail as AlertRow['detail'],
    raisedAt: new Date(row.raised_at),
    subsidiary: row.subsidiary,
    why: row.why,
    acknowledgedAt: row.acknowledged_at === null ? undefined : new Date(row.acknowledged_at),
    acknowledgedBy: row.acknowledged_by ?? undefined,
  }));
}

export async function countOpenAlerts(
  db: Db,
  subsidiaries: readonly string[] | undefined,
): Promise<number> {
  let query = db
    .selectFrom('alert_recipient')
    .select((of) => of.fn.countAll<string>().as('n'))
    .where('acknowledged_at', 'is', null);
  if (subsidiaries) query = query.where('subsidiary', 'in', subsidiaries);
  return Number((await query.executeTakeFirstOrThrow()).n);
}
