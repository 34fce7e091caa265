/**
 * Records what one subsidiary found about a firm: typed facts in four facets, each with its source, date, confidence
 * and evidence. The same statement made twice counts once. Ends with a fresh assessment.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_FACT_MALFORMED, CREDIT_FACT_IN_FUTURE, CREDIT_EVIDENCE_UNKNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Grade } from '../domain/assessment/policy.ts';
import { factType, isFactType, readFactValue } from '../domain/facts/fact-types.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import {
  EVIDENCE,
  type EvidenceId,
  FACT,
  type FactId,
  FIRM,
  type FirmId,
  SURVEY,
  type SurveyId,
} from '../ids.ts';
import { factSeal } from '../protection/fact-seal.ts';
import { addFacts, type NewFact } from '../storage/facts.ts';
import { firmsByIds, lockFirm } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { assessFirm } from './assess-firm.ts';
import { accountOf, companyOf } from './caller.ts';

export interface SurveyedFact {
  readonly type: string;
  readonly item?: string | undefined;
  readonly value: unknown;
  readonly observedAt: Date;
  readonly validUntil?: Date | undefined;
  readonly source: string;
  readonly confidence?: number | undefined;
  readonly evidenceIds?: readonly EvidenceId[] | undefined;
}

export interface RecordSurvey {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly surveyedOn: string;
  /** Who did it, as the subsidiary names its people; not shown to others. */
  readonly surveyor?: string | undefined;
  readonly facts: readonly SurveyedFact[];
}

export interface RecordedSurvey {
  readonly surveyId: SurveyId;
  readonly firmId: FirmId;
  /** In the order of the input. */
  readonly factIds: readonly FactId[];
  /** How many of them were not known before. */
  readonly added: number;
  readonly grade: Grade;
}

const DEFAULT_CONFIDENCE = 80;
/** Clocks of other companies may run ahead a little. */
const FUTURE_TOLERANCE_MS = 5 * 60_000;

export function recordSurvey(
  kit: ModuleKit,
  caller: Principal,
  input: RecordSurvey,
): Promise<Outcome<RecordedSurvey>> {
  const facts = readFacts(input.facts, kit.clock.now());
  if (!facts.ok) return Promise.resolve(facts);
  const key: CommandKey = {
    caller,
    operation: 'record-survey',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async (context) => {
    const { tx, now, publish } = context;
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    const [firm] = await firmsByIds(db, [firmId]);
    if (firm === undefined) return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    if (!(await evidenceIsThere(db, firmId, facts.value))) {
      return refuse('NOT_FOUND', 'CREDIT_EVIDENCE_UNKNOWN', {}, ['facts']);
    }
    await lockFirm(db, firmId);
    const surveyId = newUuid(now);
    const subsidiary = companyOf(caller);
    await db
      .insertInto('survey')
      .values({
        id: surveyId,
        firm_id: firmId,
        subsidiary,
        surveyed_on: input.surveyedOn,
        surveyor: input.surveyor ?? null,
        recorded_by: accountOf(caller),
        recorded_at: now,
      })
      .execute();
    const { ids, added } = await addFacts(
      factSeal(kit.secret),
      db,
      { firmId, soleTrader: firm.soleTrader, surveyId, subsidiary },
      facts.value,
      now,
    );
    const assessment = await assessFirm(context, firmId, 'SURVEY');
    const answer = {
      surveyId: fromUuid(SURVEY, surveyId),
      firmId: input.firmId,
      factIds: ids.map((id) => fromUuid(FACT, id)),
      added,
      grade: assessment.grade,
    };
    const payload = { surveyId: answer.surveyId, firmId: input.firmId, subsidiary, added };
    await publish(event(CREDIT_EVENTS.surveyRecorded, now, payload));
    return accept(answer);
  });
}

/** Facts of the shapes their types demand, or the first that is not, by its place in the input. */
export function readFacts(facts: readonly SurveyedFact[], now: Date): Outcome<NewFact[]> {
  const read: NewFact[] = [];
  for (const [i, fact] of facts.entries()) {
    const path = ['facts', String(i)];
    if (!isFactType(fact.type)) {
      return refuse('VALIDATION', 'CREDIT_FACT_TYPE_UNKNOWN', { type: fact.type }, [
        ...path,
        'type',
      ]);
    }
    const value = readFactValue(fact.type, fact.value);
    if (!value.ok) {
      return refuse(
        'VALIDATION',
        'CREDIT_FACT_MALFORMED',
        { type: fact.type, fault: value.fault },
        [...path, 'value'],
      );
    }
    if (fact.observedAt.getTime() > now.getTime() + FUTURE_TOLERANCE_MS) {
      return refuse('VALIDATION', 'CREDIT_FACT_IN_FUTURE', { type: fact.type }, [
        ...path,
        'observedAt',
      ]);
    }
    const item = fact.item?.trim() ?? '';
    if (factType(fact.type).many === true && item === '') {
      return refuse('VALIDATION', 'CREDIT_FACT_NEEDS_ITEM', { type: fact.type }, [...path, 'item']);
    }
    read.push({
      type: fact.type,
      item: factType(fact.type).many === true ? item : '',
      value: value.value,
      observedAt: fact.observedAt,
      validUntil: fact.validUntil,
      source: fact.source,
      confidence: fact.confidence ?? DEFAULT_CONFIDENCE,
      evidenceIds: (fact.evidenceIds ?? []).map((id) => toUuid(EVIDENCE, id)),
    });
  }
  return accept(read);
}

async function evidenceIsThere(
  db: Db,
  firmId: string,
  facts: readonly NewFact[],
): Promise<boolean> {
  return evidenceBelongs(db, firmId, [...new Set(facts.flatMap(({ evidenceIds }) => evidenceIds))]);
}

/** Whether all of these files lie with this firm. */
export async function evidenceBelongs(
  db: Db,
  firmId: string,
  ids: readonly string[],
): Promise<boolean> {
  if (ids.length === 0) return true;
  const rows = await db
    .selectFrom('evidence')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', 'in', ids)
    .execute();
  return rows.length === new Set(ids).size;
}
