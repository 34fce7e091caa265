/**
 * Takes back an outcome that was told by mistake: it stays on record, counts no more, and the firm is assessed anew. Its
 * external id stays taken: the true story is told under another.
 *
 * Refusals: CREDIT_OUTCOME_UNKNOWN.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type Selectable, sql } from 'kysely';
import type { Grade } from '../domain/assessment/policy.ts';
import { FIRM, type FirmId, OUTCOME, type OutcomeId } from '../ids.ts';
import { latestAssessment } from '../storage/assessments.ts';
import { lockFirm } from '../storage/firms.ts';
import { type CooperationOutcomeTable, within } from '../storage/tables.ts';
import { assessFirm } from './assess-firm.ts';
import { accountOf, companyOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';

export interface VoidOutcome {
  readonly idempotencyKey: string;
  readonly outcomeId: OutcomeId;
  readonly reason: string;
}

export interface VoidedOutcome {
  readonly outcomeId: OutcomeId;
  readonly firmId: FirmId;
  readonly grade: Grade;
  readonly previousGrade: Grade | null;
}

export function voidOutcome(
  kit: ModuleKit,
  caller: Principal,
  input: VoidOutcome,
): Promise<Outcome<VoidedOutcome>> {
  const { idempotencyKey } = input;
  const key = { caller, operation: 'void-outcome', idempotencyKey, input };
  return runCommand<VoidedOutcome>(kit, key, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const { rows } = await sql<Selectable<CooperationOutcomeTable>>`
      UPDATE cooperation_outcome SET voided_at = ${now}, voided_by = ${accountOf(caller)}, void_reason = ${input.reason},
        voided_mark = pg_current_xact_id()
      WHERE id = ${toUuid(OUTCOME, input.outcomeId)} AND subsidiary = ${companyOf(caller)} AND voided_at IS NULL
      RETURNING *`.execute(db);
    const [voided] = rows;
    if (voided === undefined)
      return refuse('NOT_FOUND', 'CREDIT_OUTCOME_UNKNOWN', {}, ['outcomeId']);
    const firmId = voided.firm_id;
    const payload = SAYS.OUTCOME_VOIDED(voided);
    await appendLeaf(db, { kind: 'OUTCOME_VOIDED', subject: voided.id, payload }, now);
    await lockFirm(db, firmId);
    const previous = await latestAssessment(db, firmId, now);
    const { grade } = await assessFirm(context, firmId, 'OUTCOME');
    return accept({
      outcomeId: input.outcomeId,
      firmId: fromUuid(FIRM, firmId),
      grade,
      previousGrade: previous?.grade ?? null,
    });
  });
}
