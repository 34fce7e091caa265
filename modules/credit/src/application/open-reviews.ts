/**
 * What the calendar asks of the risk desk: a task for every entry whose review comes near, and a word when an appeal or a
 * dispute has passed the day by which the law or the house promised an answer.
 */
import { addDays, businessDay, endOfDay } from '@guildhall/shared/business-time';
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { sql } from 'kysely';
import type { AlertDraft } from '../domain/alerts/alert.ts';
import { APPEAL, DISPUTE, LIST_ENTRY } from '../ids.ts';
import { entriesToReview } from '../storage/listings.ts';
import { type Db, within } from '../storage/tables.ts';
import { inBackground } from './background.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { openCase } from './work-cases.ts';

/** So many days before a review is due its task appears. */
const AHEAD_DAYS = 14;

/** Answers how many tasks were new; one run opens at most a batch. */
export function openReviews(kit: ModuleKit, limit = 200): Promise<number> {
  return inBackground(kit, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const today = businessDay(now);
    let opened = 0;
    for (const entry of await entriesWithoutTask(db, addDays(today, AHEAD_DAYS), limit)) {
      const id = await openCase(
        context,
        {
          kind: 'LIST_REVIEW',
          subject: entry.id,
          firmId: entry.firmId,
          subsidiary: undefined,
          title: `${entry.list} ${entry.reasonCode}`,
          priority: entry.reviewOn < today ? 'HIGH' : 'NORMAL',
          dueAt: endOfDay(entry.reviewOn),
        },
        undefined,
      );
      if (id !== undefined) opened += 1;
    }
    await raiseAlerts(context, await missedDeadlines(db, now));
    return opened;
  });
}

async function entriesWithoutTask(db: Db, day: string, limit: number) {
  const due = await entriesToReview(db, day, limit);
  if (due.length === 0) return [];
  const open = await db
    .selectFrom('review_case')
    .select('subject')
    .where('kind', '=', 'LIST_REVIEW')
    .where('state', '<>', 'DECIDED')
    .where(
      'subject',
      'in',
      due.map(({ id }) => id),
    )
    .execute();
  const known = new Set(open.map(({ subject }) => subject));
  return due.filter(({ id }) => !known.has(id));
}

/** Appeals and disputes whose last day has passed unanswered; each is told once. */
async function missedDeadlines(db: Db, now: Date): Promise<AlertDraft[]> {
  const { rows } = await sql<{
    what: 'APPEAL' | 'DISPUTE';
    id: string;
    firm_id: string;
    about: string;
  }>`
    SELECT 'APPEAL' AS what, a.id, e.firm_id, a.entry_id AS about FROM appeal AS a JOIN list_entry AS e ON e.id = a.entry_id
    WHERE a.decided_at IS NULL AND a.deadline < ${now}
      AND NOT EXISTS (SELECT 1 FROM alert WHERE cause = 'deadline APPEAL ' || a.id)
    UNION ALL
    SELECT 'DISPUTE', d.id, d.firm_id, d.fact_id FROM fact_dispute AS d
    WHERE d.closed_at IS NULL AND d.deadline < ${now}
      AND NOT EXISTS (SELECT 1 FROM alert WHERE cause = 'deadline DISPUTE ' || d.id)
    LIMIT 200`.execute(db);
  return rows.map(({ what, id, firm_id, about }) => ({
    firmId: firm_id,
    kind: 'DEADLINE',
    severity: 'CRITICAL',
    code: `${what}_UNANSWERED`,
    detail:
      what === 'APPEAL'
        ? { appealId: fromUuid(APPEAL, id), entryId: fromUuid(LIST_ENTRY, about) }
        : { disputeId: fromUuid(DISPUTE, id) },
    cause: `deadline ${what} ${id}`,
  }));
}
