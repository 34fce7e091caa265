/**
 * The firm's right to contest what is said about it: a dispute mark on a fact, answered within the days the law gives,
 * by keeping the fact or taking it back. While the mark stands, screenings go to a person.
 *
 * Refusals: CREDIT_FACT_UNKNOWN, CREDIT_FACT_DISPUTED, CREDIT_DISPUTE_UNKNOWN, CREDIT_DISPUTE_CLOSED.
 */
import { addDays, businessDay, endOfDay } from '@guildhall/shared/business-time';
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { DISPUTE_ANSWER_DAYS } from '../domain/lists/reason-codes.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { DISPUTE, type DisputeId, FACT, type FactId, FIRM, type FirmId } from '../ids.ts';
import { lockFirm } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { assessFirm } from './assess-firm.ts';
import { accountOf, companyOf, GROUP, personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';

export interface DisputeFact {
  readonly idempotencyKey: string;
  readonly factId: FactId;
  readonly grounds: string;
}

export interface OpenedDispute {
  readonly disputeId: DisputeId;
  readonly firmId: FirmId;
  readonly answerBy: string;
}

export function disputeFact(
  kit: ModuleKit,
  caller: Principal,
  input: DisputeFact,
): Promise<Outcome<OpenedDispute>> {
  const key: CommandKey = {
    caller,
    operation: 'dispute-fact',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<OpenedDispute>(kit, key, async ({ tx, now, publish }) => {
    const db = within(tx);
    const factId = toUuid(FACT, input.factId);
    const fact = await liveFact(db, factId);
    if (fact === undefined) return refuse('NOT_FOUND', 'CREDIT_FACT_UNKNOWN', {}, ['factId']);
    await lockFirm(db, fact.firmId);
    const answerBy = addDays(businessDay(now), DISPUTE_ANSWER_DAYS);
    const id = newUuid(now);
    const made = await db
      .insertInto('fact_dispute')
      .values({
        id,
        firm_id: fact.firmId,
        fact_id: factId,
        grounds: input.grounds,
        opened_by: accountOf(caller),
        opened_at: now,
        deadline: endOfDay(answerBy),
        resolution: null,
        answer: null,
        closed_by: null,
        closed_at: null,
      })
      .onConflict((conflict) =>
        conflict.column('fact_id').where('closed_at', 'is', null).doNothing(),
      )
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) return refuse('RULE', 'CREDIT_FACT_DISPUTED');
    await appendLeaf(db, { kind: 'DISPUTE', subject: id, payload: SAYS.DISPUTE(made) }, now);
    const firmId = fromUuid(FIRM, fact.firmId);
    const disputeId = fromUuid(DISPUTE, id);
    await publish(
      event(CREDIT_EVENTS.factDisputed, now, { firmId, factId: input.factId, disputeId }),
    );
    return accept({ disputeId, firmId, answerBy });
  });
}

export interface AnswerDispute {
  readonly idempotencyKey: string;
  readonly disputeId: DisputeId;
  readonly resolution: 'UPHELD' | 'RETRACTED';
  readonly answer: string;
}

export interface AnsweredDispute {
  readonly disputeId: DisputeId;
  readonly firmId: FirmId;
  readonly resolution: 'UPHELD' | 'RETRACTED';
}

export function answerDispute(
  kit: ModuleKit,
  caller: Principal,
  input: AnswerDispute,
): Promise<Outcome<AnsweredDispute>> {
  const person = personOf(caller);
  const key: CommandKey = {
    caller,
    operation: 'answer-dispute',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<AnsweredDispute>(kit, key, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const id = toUuid(DISPUTE, input.disputeId);
    const row = await db
      .selectFrom('fact_dispute')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return refuse('NOT_FOUND', 'CREDIT_DISPUTE_UNKNOWN', {}, ['disputeId']);
    if (row.closed_at !== null)
      return refuse('RULE', 'CREDIT_DISPUTE_CLOSED', { resolution: row.resolution });
    await lockFirm(db, row.firm_id);
    const closing = {
      resolution: input.resolution,
      answer: input.answer,
      closed_by: person,
      closed_at: now,
    };
    await db.updateTable('fact_dispute').set(closing).where('id', '=', id).execute();
    const payload = SAYS.DISPUTE_ANSWER({ ...row, ...closing });
    await appendLeaf(db, { kind: 'DISPUTE_ANSWER', subject: id, payload }, now);
    if (input.resolution === 'RETRACTED')
      await takeBack(db, row.fact_id, accountOf(caller), input.answer, now);
    await assessFirm(context, row.firm_id, 'DISPUTE');
    return accept({
      disputeId: input.disputeId,
      firmId: fromUuid(FIRM, row.firm_id),
      resolution: input.resolution,
    });
  });
}

export interface RetractFact {
  readonly idempotencyKey: string;
  readonly factId: FactId;
  readonly reason: string;
}

/** Takes a fact back as wrong: by the company that said it, or by the group. It stays visible as known until now. */
export function retractFact(
  kit: ModuleKit,
  caller: Principal,
  input: RetractFact,
): Promise<Outcome<{ readonly firmId: FirmId }>> {
  const key: CommandKey = {
    caller,
    operation: 'retract-fact',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async (context: CommandContext) => {
    const db = within(context.tx);
    const factId = toUuid(FACT, input.factId);
    const fact = await liveFact(db, factId);
    const company = companyOf(caller);
    if (fact === undefined || (company !== GROUP && company !== fact.subsidiary)) {
      return refuse('NOT_FOUND', 'CREDIT_FACT_UNKNOWN', {}, ['factId']);
    }
    await lockFirm(db, fact.firmId);
    await takeBack(db, factId, accountOf(caller), input.reason, context.now);
    await assessFirm(context, fact.firmId, 'RETRACTION');
    return accept({ firmId: fromUuid(FIRM, fact.firmId) });
  });
}

async function takeBack(
  db: Db,
  factId: string,
  by: string,
  reason: string,
  now: Date,
): Promise<void> {
  const taken = await db
    .updateTable('fact')
    .set({ retracted_at: now, retracted_by: by, retraction: reason })
    .where('id', '=', factId)
    .where('retracted_at', 'is', null)
    .returning(['id', 'retracted_at', 'retracted_by', 'retraction'])
    .executeTakeFirst();
  // Taken back by somebody else meanwhile: that act is in the log already.
  if (taken === undefined) return;
  const payload = SAYS.RETRACTION(taken);
  await appendLeaf(db, { kind: 'RETRACTION', subject: factId, payload }, now);
}

async function liveFact(
  db: Db,
  id: string,
): Promise<{ firmId: string; subsidiary: string } | undefined> {
  const row = await db
    .selectFrom('fact')
    .select(['firm_id', 'subsidiary'])
    .where('id', '=', id)
    .where('retracted_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : { firmId: row.firm_id, subsidiary: row.subsidiary };
}
