/**
 * What follows a fresh assessment: relations and connected groups, contagion, and alerts about the score and about facts
 * that speak against the firm.
 */

import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { type AlertDraft, gradeAlert } from '../domain/alerts/alert.ts';
import { GRADES } from '../domain/assessment/policy.ts';
import { FACT_TYPE_CODES, type FactTypeCode, factType } from '../domain/facts/fact-types.ts';
import type { FirmAssessed } from '../events.ts';
import { ASSESSMENT, FIRM } from '../ids.ts';
import { contagionNow, troublesOf } from '../storage/contagion.ts';
import { type Db, within } from '../storage/tables.ts';
import { suspectEarlier } from './follow-deals.ts';
import { type FollowWith, followRelations } from './follow-relations.ts';
import { isAnyBlacklisted } from './phoenix.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { spreadTrouble } from './spread-trouble.ts';

const NEGATIVE = FACT_TYPE_CODES.filter((code) => factType(code).negative === true);
/** Those that are news by themselves. */
const GRAVE: ReadonlySet<string> = new Set([
  'DEFAULT',
  'DISHONEST_DEBTOR',
  'RESTRICTION_ORDER',
  'LICENCE_REVOKED',
]);

export async function followAssessments(
  context: CommandContext,
  events: readonly DomainEvent[],
  relationsWith: FollowWith,
): Promise<void> {
  const db = within(context.tx);
  const assessed = events.map(({ payload, occurredAt }) => {
    const said = payload as unknown as FirmAssessed;
    return { ...said, id: toUuid(FIRM, said.firmId as never), occurredAt: new Date(occurredAt) };
  });
  const firmIds = [...new Set(assessed.map(({ id }) => id))];
  const changes = await followRelations(context, firmIds, relationsWith);
  await spreadTrouble(context, {
    firmIds: await changedSources(db, firmIds, context.now),
    parties: [...new Set(changes.flatMap(({ parties }) => parties))],
  });
  const met = changes.filter(({ added }) => added.some(({ aKind }) => aKind !== 'FIRM'));
  if (met.length > 0 && (await isAnyBlacklisted(db)))
    for (const { firmId } of met) await suspectEarlier(context, firmId);
  const scores = assessed.flatMap(({ id, assessmentId, grade, previousGrade }): AlertDraft[] => {
    const found = gradeAlert(GRADES, previousGrade, grade);
    if (found === undefined) return [];
    const detail = { from: previousGrade ?? '', to: grade };
    return [
      {
        ...found,
        firmId: id,
        kind: 'SCORE',
        detail,
        cause: `score ${toUuid(ASSESSMENT, assessmentId as never)}`,
      },
    ];
  });
  const surveyed = assessed.filter(({ cause }) => cause === 'SURVEY');
  await raiseAlerts(context, [...scores, ...(await negativeFacts(db, surveyed))]);
}

/** Firms of these whose trouble is not what the graph holds of them. */
async function changedSources(db: Db, firmIds: readonly string[], now: Date): Promise<string[]> {
  const troubles = await troublesOf(db, firmIds, businessDay(now));
  const held = new Set(
    (await contagionNow(db, { sourceIds: firmIds })).map(({ sourceFirmId }) => sourceFirmId),
  );
  return firmIds.filter((id) => troubles.has(id) || held.has(id));
}

async function negativeFacts(
  db: Db,
  surveyed: readonly { readonly id: string; readonly occurredAt: Date }[],
): Promise<AlertDraft[]> {
  if (surveyed.length === 0) return [];
  const { rows } = await sql<{
    id: string;
    firm_id: string;
    type: FactTypeCode;
    subsidiary: string;
  }>`
    SELECT f.id, f.firm_id, f.type, f.subsidiary
    FROM unnest(${surveyed.map(({ id }) => id)}::uuid[], ${surveyed.map(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[]) AS s(firm_id, at)
    JOIN fact AS f ON f.firm_id = s.firm_id AND f.recorded_at = s.at
    WHERE f.type = ANY(${NEGATIVE as string[]}::text[]) AND f.retracted_at IS NULL`.execute(db);
  return rows.map(({ id, firm_id, type, subsidiary }) => ({
    firmId: firm_id,
    kind: 'FACT',
    severity: GRAVE.has(type) ? 'CRITICAL' : 'WARNING',
    code: type,
    detail: { factType: type, subsidiary },
    cause: `fact ${id}`,
    except: subsidiary,
  }));
}
