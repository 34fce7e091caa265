/** Opens a 4S shop of the company. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { refuseRule } from '../domain/refusals.ts';
import type { DealershipId } from '../ids.ts';
import { DealershipTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';

export interface RegisterDealership {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly address: string;
  readonly phone: string;
  /** Days after a sale on which the buyer may step back. */
  readonly coolingOffDays: number;
}

/** Refuses DEALERSHIP_CODE_TAKEN. */
export async function registerDealership(
  auto: Auto,
  caller: Principal,
  input: RegisterDealership,
): Promise<Outcome<{ readonly dealershipId: DealershipId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, ...facts } = input;
  const key = { caller, operation: 'register-dealership', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    const taken = refuseRule('DEALERSHIP_CODE_TAKEN', { dealershipCode: input.code }, ['code']);
    await refusingTaken({ dealership_code: taken }, () =>
      tx.insert(DealershipTable, { ...facts, id, openedAt: now }),
    );
    return accept({ dealershipId: fromUuid('dea', id) });
  });
}
