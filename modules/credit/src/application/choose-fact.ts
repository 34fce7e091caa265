/**
 * A person's decision among contradicting facts: the chosen one stands in the profile from now on, until somebody chooses
 * again. What the others say stays beside it. The firm is assessed anew.
 *
 * Refusals: CREDIT_FACT_UNKNOWN.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { FACT, type FactId, FIRM, type FirmId } from '../ids.ts';
import { lockFirm } from '../storage/firms.ts';
import { within } from '../storage/tables.ts';
import { assessFirm } from './assess-firm.ts';
import { personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';

export interface ChooseFact {
  readonly idempotencyKey: string;
  readonly factId: FactId;
  readonly reason: string;
}

export function chooseFact(
  kit: ModuleKit,
  caller: Principal,
  input: ChooseFact,
): Promise<Outcome<{ readonly firmId: FirmId }>> {
  const person = personOf(caller);
  const key: CommandKey = {
    caller,
    operation: 'choose-fact',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<{ readonly firmId: FirmId }>(kit, key, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const fact = await db
      .selectFrom('fact')
      .select(['id', 'firm_id', 'type', 'item'])
      .where('id', '=', toUuid(FACT, input.factId))
      .where('retracted_at', 'is', null)
      .executeTakeFirst();
    if (fact === undefined) return refuse('NOT_FOUND', 'CREDIT_FACT_UNKNOWN', {}, ['factId']);
    await lockFirm(db, fact.firm_id);
    const choice = {
      id: newUuid(now),
      firm_id: fact.firm_id,
      fact_id: fact.id,
      type: fact.type,
      item: fact.item,
      reason: input.reason,
      decided_by: person,
      decided_at: now,
    };
    await db.insertInto('fact_choice').values(choice).execute();
    await appendLeaf(db, { kind: 'CHOICE', subject: choice.id, payload: SAYS.CHOICE(choice) }, now);
    await assessFirm(context, fact.firm_id, 'CHOICE');
    return accept({ firmId: fromUuid(FIRM, fact.firm_id) });
  });
}
