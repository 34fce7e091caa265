/**
 * Records how a cooperation ended. Told once per (subsidiary, external id); feeds the payment index and the grade.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_SCREENING_UNKNOWN, CREDIT_OUTCOME_TOLD (the same external id with another story).
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Grade } from '../domain/assessment/policy.ts';
import type { CooperationResult } from '../domain/assessment/standing.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, type FirmId, OUTCOME, type OutcomeId, SCREENING, type ScreeningId } from '../ids.ts';
import { latestAssessment } from '../storage/assessments.ts';
import { firmsByIds, lockFirm } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { assessFirm } from './assess-firm.ts';
import { accountOf, companyOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';

export interface RecordOutcome {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  /** The subsidiary's own number of the cooperation, such as a contract's. */
  readonly externalId: string;
  readonly screeningId?: ScreeningId | undefined;
  readonly result: CooperationResult;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Days beyond terms; negative when early. */
  readonly daysLate: number;
  readonly occurredOn: string;
  readonly note?: string | undefined;
}

export interface RecordedOutcome {
  readonly outcomeId: OutcomeId;
  readonly firmId: FirmId;
  readonly grade: Grade;
  /** Null when the firm had none. */
  readonly previousGrade: Grade | null;
}

export function recordOutcome(
  kit: ModuleKit,
  caller: Principal,
  input: RecordOutcome,
): Promise<Outcome<RecordedOutcome>> {
  const key: CommandKey = {
    caller,
    operation: 'record-outcome',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<RecordedOutcome>(kit, key, async (context) => {
    const { tx, now, publish } = context;
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0) {
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    }
    const subsidiary = companyOf(caller);
    const screeningId =
      input.screeningId === undefined ? undefined : toUuid(SCREENING, input.screeningId);
    if (screeningId !== undefined && !(await isOwnScreening(db, screeningId, firmId, subsidiary))) {
      return refuse('NOT_FOUND', 'CREDIT_SCREENING_UNKNOWN', {}, ['screeningId']);
    }
    await lockFirm(db, firmId);
    const previous = await latestAssessment(db, firmId, now);
    const id = newUuid(now);
    const made = await db
      .insertInto('cooperation_outcome')
      .values({
        id,
        firm_id: firmId,
        subsidiary,
        external_id: input.externalId,
        screening_id: screeningId ?? null,
        result: input.result,
        amount_minor: input.amountMinor.toString(),
        currency: input.currency,
        days_late: input.daysLate,
        occurred_on: input.occurredOn,
        note: input.note ?? null,
        recorded_by: accountOf(caller),
        recorded_at: now,
      })
      .onConflict((conflict) => conflict.constraint('cooperation_outcome_once').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined)
      return refuse('RULE', 'CREDIT_OUTCOME_TOLD', { externalId: input.externalId });
    await appendLeaf(db, { kind: 'OUTCOME', subject: id, payload: SAYS.OUTCOME(made) }, now);
    const { grade } = await assessFirm(context, firmId, 'OUTCOME');
    const outcomeId = fromUuid(OUTCOME, id);
    const payload = { outcomeId, firmId: input.firmId, subsidiary, result: input.result };
    await publish(event(CREDIT_EVENTS.outcomeRecorded, now, payload));
    return accept({
      outcomeId,
      firmId: input.firmId,
      grade,
      previousGrade: previous?.grade ?? null,
    });
  });
}

async function isOwnScreening(
  db: Db,
  id: string,
  firmId: string,
  subsidiary: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('screening')
    .select('id')
    .where('id', '=', id)
    .where('firm_id', '=', firmId)
    .where('subsidiary', '=', subsidiary)
    .executeTakeFirst();
  return row !== undefined;
}
