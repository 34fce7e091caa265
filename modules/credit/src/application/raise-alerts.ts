/**
 * Tells those concerned: every company with an open amount to the firm, every company that subscribed to it, and the risk
 * desk where it is serious. The same cause raises one alert, however often its event arrives. Each alert is also an event.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import type { AlertDraft } from '../domain/alerts/alert.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { ALERT, FIRM } from '../ids.ts';
import { keepAlerts, type Recipient, recipientsOf } from '../storage/alerts.ts';
import { within } from '../storage/tables.ts';
import { GROUP } from './caller.ts';

export async function raiseAlerts(
  { tx, now, publish }: CommandContext,
  drafts: readonly AlertDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const db = within(tx);
  const known = await recipientsOf(db, [...new Set(drafts.map(({ firmId }) => firmId))]);
  const alerts = drafts.flatMap((draft) => {
    const recipients = recipientsFor(draft, known);
    return recipients.length === 0 ? [] : [{ draft, recipients }];
  });
  const raised = await keepAlerts(db, alerts, now);
  const events = raised.map(({ id, draft, recipients }) =>
    event(CREDIT_EVENTS.alertRaised, now, {
      alertId: fromUuid(ALERT, id),
      firmId: fromUuid(FIRM, draft.firmId),
      kind: draft.kind,
      severity: draft.severity,
      code: draft.code,
      subsidiaries: recipients.map(({ subsidiary }) => subsidiary),
    }),
  );
  if (events.length > 0) await publish(...events);
}

function recipientsFor(draft: AlertDraft, known: readonly Recipient[]): Recipient[] {
  const { firmId, kind, severity, scope = [], except } = draft;
  const found = new Map<string, Recipient>();
  if (severity === 'CRITICAL' || kind === 'DEADLINE')
    found.set(GROUP, { firmId, subsidiary: GROUP, why: 'RISK_DESK' });
  if (draft.tell !== undefined) {
    for (const subsidiary of draft.tell)
      found.set(subsidiary, { firmId, subsidiary, why: 'EXPOSED' });
    return [...found.values()];
  }
  for (const recipient of known) {
    const { subsidiary, kinds } = recipient;
    if (recipient.firmId !== firmId || subsidiary === except || found.has(subsidiary)) continue;
    if (scope.length > 0 && subsidiary !== GROUP && !scope.includes(subsidiary)) continue;
    if (kinds === undefined || kinds.includes(kind)) found.set(subsidiary, recipient);
  }
  return [...found.values()];
}
