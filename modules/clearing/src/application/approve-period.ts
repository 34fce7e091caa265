/** Approval by a second person: whoever issued the statements cannot approve them, under whatever account. */
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { openDisputes } from '../storage/disputes.ts';
import { lockPeriod, movePeriod } from '../storage/periods.ts';
import { listPayments } from '../storage/statements.ts';
import { byOf, mustBeMonth, mustBeSecond, mustOperate } from './access.ts';
import type { OfMonth } from './cut-off-period.ts';

export const PERIOD_APPROVED = 'clearing.period-approved';

export async function approvePeriod(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, month }: OfMonth,
): Promise<Outcome<{ readonly month: string }>> {
  mustOperate(caller);
  mustBeMonth(month);
  const key = { caller, operation: 'approve-period', idempotencyKey, input: { month } };
  return runCommand(kit, key, async ({ tx, now, publish }) => {
    const db = tx.getKysely<unknown>();
    const period = await lockPeriod(db, month);
    if (period === undefined) return refuse('RULE', 'PERIOD_NOT_FOUND', { month }, ['month']);
    mustBeSecond(caller, period.issuedByPerson);
    const open = await openDisputes(db, month);
    if (open > 0) return refuse('RULE', 'PERIOD_HAS_DISPUTES', { month, open });
    const { state } = period;
    if (state !== 'ISSUED')
      return refuse('RULE', 'PERIOD_WRONG_STATE', { month, state, wanted: 'ISSUED' });
    await movePeriod(db, { month, state: 'APPROVED', at: now, ...byOf(caller), note: '' });
    const payments = await listPayments(db, { month });
    if (payments.length === 0) {
      const note = 'nothing to pay';
      await movePeriod(db, { month, state: 'SETTLED', at: now, ...byOf(caller), note });
    }
    await publish({ type: PERIOD_APPROVED, occurredAt: now, payload: { month } });
    return accept({ month });
  });
}
