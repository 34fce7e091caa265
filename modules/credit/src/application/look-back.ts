/**
 * Look-back: when an entry comes to bind, the last answers, open amounts and cooperations of the companies it binds are
 * screened again as if they asked now; each company that is affected is told, and a case collects them for the risk desk.
 */
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { decode } from '@guildhall/shared/wire-codec';
import { SLA_HOURS } from '../domain/cases/case-rules.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { isBinding } from '../domain/lists/listing-states.ts';
import { CURRENT_VERSIONS, decideScreening } from '../domain/screening/decide-screening.ts';
import type { ScreeningRequest } from '../domain/screening/facts.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, LIST_ENTRY } from '../ids.ts';
import { firmsByIds } from '../storage/firms.ts';
import { entriesByIds, type ListEntryRow } from '../storage/listings.ts';
import {
  type Affected,
  keepAffected,
  postponeLookBack,
  type Touched,
  takeDueLookBacks,
  touchedBy,
} from '../storage/look-back.ts';
import { within } from '../storage/tables.ts';
import { inBackground } from './background.ts';
import { gatherFacts } from './gather-facts.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { spreadTrouble } from './spread-trouble.ts';
import { openCase } from './work-cases.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How far back cooperations are looked at. */
const LOOK_BACK_DAYS = 365;

/** Looks back from an entry that has just come to bind, or when its day comes. A whitelisting affects nobody. */
export async function lookBack(context: CommandContext, entryId: string): Promise<void> {
  const { tx, now } = context;
  const db = within(tx);
  const [entry] = await entriesByIds(db, [entryId]);
  if (entry === undefined || entry.list === 'WHITELIST' || !isBinding(entry.state)) return;
  if (entry.effectiveOn > businessDay(now)) {
    await postponeLookBack(db, entry.id, entry.effectiveOn);
    return;
  }
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS);
  const touched = await touchedBy(db, entry.firmId, entry.scope, since);
  if (touched.length === 0) return;
  const affected = await screenedAgain(context, entry, touched);
  await keepAffected(db, affected, now);
  await tell(context, entry, affected);
}

async function screenedAgain(
  { tx, now }: CommandContext,
  entry: ListEntryRow,
  touched: readonly Touched[],
): Promise<Omit<Affected, 'foundAt'>[]> {
  const db = within(tx);
  const [firm] = await firmsByIds(db, [entry.firmId]);
  if (firm === undefined) return [];
  const facts = new Map<string, Awaited<ReturnType<typeof gatherFacts>>['facts']>();
  for (const subsidiary of new Set(touched.map((each) => each.subsidiary)))
    facts.set(subsidiary, (await gatherFacts(db, firm, subsidiary, now)).facts);
  return touched.map(({ request, ...row }) => {
    const seen = facts.get(row.subsidiary);
    const asked =
      request === undefined ? questionOf(row) : (decode(JSON.parse(request)) as ScreeningRequest);
    const answerNow =
      seen === undefined || row.kind === 'OUTCOME'
        ? undefined
        : decideScreening(asked, seen, CURRENT_VERSIONS, now).answer;
    return { ...row, entryId: entry.id, answerNow };
  });
}

/** An open amount, asked about as the deal it belongs to would be today. */
function questionOf({ subsidiary, amountMinor }: Omit<Touched, 'request'>): ScreeningRequest {
  const terms = { paymentDays: 0, prepaymentBps: 0 };
  return { subsidiary, kind: 'CONTRACT', amountMinor, currency: GROUP_CURRENCY, ...terms };
}

async function tell(
  context: CommandContext,
  entry: ListEntryRow,
  affected: readonly Omit<Affected, 'foundAt'>[],
): Promise<void> {
  const { now, publish } = context;
  const companies = [...new Set(affected.map(({ subsidiary }) => subsidiary))].sort();
  await raiseAlerts(
    context,
    companies.map((subsidiary) => ({
      firmId: entry.firmId,
      kind: 'LIST',
      severity: entry.list === 'BLACKLIST' ? 'CRITICAL' : 'WARNING',
      code: 'COOPERATION_AFFECTED',
      detail: {
        entryId: fromUuid(LIST_ENTRY, entry.id),
        list: entry.list,
        subsidiary,
        cooperations: affected.filter((each) => each.subsidiary === subsidiary).length,
      },
      cause: `look-back ${entry.id} ${subsidiary}`,
      // The company hears of it whether or not anything is open: it dealt with the firm.
      tell: [subsidiary],
    })),
  );
  await openCase(
    context,
    {
      kind: 'LOOK_BACK',
      subject: entry.id,
      firmId: entry.firmId,
      subsidiary: undefined,
      title: `${entry.list} ${entry.reasonCode}: ${companies.join(', ')}`,
      priority: entry.list === 'BLACKLIST' ? 'HIGH' : 'NORMAL',
      dueAt: new Date(now.getTime() + SLA_HOURS.NORMAL * HOUR_MS),
    },
    undefined,
  );
  await publish(
    event(CREDIT_EVENTS.affectedFound, now, {
      entryId: fromUuid(LIST_ENTRY, entry.id),
      firmId: fromUuid(FIRM, entry.firmId),
      subsidiaries: companies,
      cooperations: affected.length,
    }),
  );
}

/** Entries whose day has come: looked back from, and their trouble spread. Answers how many. */
export function lookBackDue(kit: ModuleKit, limit = 50): Promise<number> {
  return inBackground(kit, async (context) => {
    const db = within(context.tx);
    const due = await takeDueLookBacks(db, businessDay(context.now), limit);
    for (const id of due) await lookBack(context, id);
    const entries = await entriesByIds(db, due);
    await spreadTrouble(context, { firmIds: entries.map(({ firmId }) => firmId), parties: [] });
    return due.length;
  });
}
