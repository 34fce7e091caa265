/**
 * Alerts in the hands of their readers: who wants to hear of which firm, and who has taken note. A company with an open
 * amount hears of a firm anyway.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_WATCH_UNKNOWN, CREDIT_ALERT_UNKNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { ALERT_KINDS, type AlertKind } from '../domain/alerts/alert.ts';
import {
  ALERT,
  type AlertId,
  FIRM,
  type FirmId,
  SUBSCRIPTION,
  type SubscriptionId,
} from '../ids.ts';
import { type Recipient, recipientsOf } from '../storage/alerts.ts';
import { firmsByIds } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf, GROUP } from './caller.ts';

export interface WatchFirm {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  /** All kinds when empty. */
  readonly kinds: readonly AlertKind[];
}

export interface Watch {
  readonly subscriptionId: SubscriptionId;
  readonly firmId: FirmId;
  readonly subsidiary: string;
  readonly kinds: readonly AlertKind[];
  readonly since: Date;
}

/** Subscribes the caller's company to a firm; a second time changes the kinds. */
export function watchFirm(
  kit: ModuleKit,
  caller: Principal,
  input: WatchFirm,
): Promise<Outcome<Watch>> {
  return runCommand<Watch>(kit, keyOf(caller, 'watch-firm', input), async ({ tx, now }) => {
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const kinds = input.kinds.length === 0 ? [...ALERT_KINDS] : [...new Set(input.kinds)];
    const { rows } = await sql<{ id: string; made_at: Date }>`
      INSERT INTO alert_subscription (id, subsidiary, firm_id, kinds, made_by, made_at)
      VALUES (${newUuid(now)}, ${companyOf(caller)}, ${firmId}, ${kinds}::text[], ${accountOf(caller)}, ${now})
      ON CONFLICT (subsidiary, firm_id) WHERE ended_at IS NULL DO UPDATE SET kinds = excluded.kinds
      RETURNING id, made_at`.execute(db);
    const row = rows[0];
    if (row === undefined) throw new Error('No subscription was made');
    return accept({
      subscriptionId: fromUuid(SUBSCRIPTION, row.id),
      firmId: input.firmId,
      subsidiary: companyOf(caller),
      kinds,
      since: new Date(row.made_at),
    });
  });
}

export interface UnwatchFirm {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
}

export function unwatchFirm(
  kit: ModuleKit,
  caller: Principal,
  input: UnwatchFirm,
): Promise<Outcome<{ readonly firmId: FirmId }>> {
  const key = keyOf(caller, 'unwatch-firm', input);
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async ({ tx, now }) => {
    const ended = await within(tx)
      .updateTable('alert_subscription')
      .set({ ended_at: now })
      .where('subsidiary', '=', companyOf(caller))
      .where('firm_id', '=', toUuid(FIRM, input.firmId))
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return ended === undefined
      ? refuse('NOT_FOUND', 'CREDIT_WATCH_UNKNOWN', {}, ['firmId'])
      : accept({ firmId: input.firmId });
  });
}

/** What a company is subscribed to, newest first. */
export async function watches(db: Db, subsidiary: string): Promise<Watch[]> {
  const rows = await subscriptions(db, subsidiary)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(1000)
    .execute();
  return rows.map(watchOf);
}

/** Of these firms, those that a company is subscribed to. */
export async function watchesOf(
  db: Db,
  subsidiary: string,
  firmIds: readonly FirmId[],
): Promise<Watch[]> {
  const ids = firmIds.map((id) => toUuid(FIRM, id));
  return (await subscriptions(db, subsidiary).where('firm_id', 'in', ids).execute()).map(watchOf);
}

const subscriptions = (db: Db, subsidiary: string) =>
  db
    .selectFrom('alert_subscription')
    .selectAll()
    .where('subsidiary', '=', subsidiary)
    .where('ended_at', 'is', null);

function watchOf(
  row: Awaited<ReturnType<ReturnType<typeof subscriptions>['execute']>>[number],
): Watch {
  return {
    subscriptionId: fromUuid(SUBSCRIPTION, row.id),
    firmId: fromUuid(FIRM, row.firm_id),
    subsidiary: row.subsidiary,
    kinds: row.kinds as AlertKind[],
    since: new Date(row.made_at),
  };
}

export interface AlertReader {
  readonly subsidiary: string;
  readonly why: Recipient['why'];
  /** Of what; every kind when empty. */
  readonly kinds: readonly AlertKind[];
}

/** Who is told of a firm now: the risk desk of what is critical or overdue, who has an amount open, who asked to. */
export async function alertReaders(db: Db, firmId: FirmId): Promise<AlertReader[]> {
  const known = (await recipientsOf(db, [toUuid(FIRM, firmId)])).sort((a, b) =>
    a.subsidiary.localeCompare(b.subsidiary),
  );
  return [
    { subsidiary: GROUP, why: 'RISK_DESK', kinds: [] },
    ...known.map(({ subsidiary, why, kinds = [] }) => ({
      ...{ subsidiary, why },
      kinds: kinds as readonly AlertKind[],
    })),
  ];
}

export interface AcknowledgeAlerts {
  readonly idempotencyKey: string;
  readonly alertIds: readonly AlertId[];
}

/** Takes note of alerts for the caller's company. Noted twice stays as it was first noted. */
export function acknowledgeAlerts(
  kit: ModuleKit,
  caller: Principal,
  input: AcknowledgeAlerts,
): Promise<Outcome<{ readonly acknowledged: number }>> {
  const key = keyOf(caller, 'acknowledge-alerts', input);
  return runCommand<{ readonly acknowledged: number }>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const ids = input.alertIds.map((id) => toUuid(ALERT, id));
    const company = companyOf(caller);
    const known = await db
      .selectFrom('alert_recipient')
      .select('alert_id')
      .where('alert_id', 'in', ids)
      .where('subsidiary', '=', company)
      .execute();
    if (known.length < new Set(ids).size)
      return refuse('NOT_FOUND', 'CREDIT_ALERT_UNKNOWN', {}, ['alertIds']);
    const noted = await db
      .updateTable('alert_recipient')
      .set({ acknowledged_at: now, acknowledged_by: accountOf(caller) })
      .where('alert_id', 'in', ids)
      .where('subsidiary', '=', company)
      .where('acknowledged_at', 'is', null)
      .returning('alert_id')
      .execute();
    return accept({ acknowledged: noted.length });
  });
}

function keyOf(
  caller: Principal,
  operation: string,
  input: WatchFirm | UnwatchFirm | AcknowledgeAlerts,
): CommandKey {
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}
