/** Windows of courier capacity, opened by the people of logistics. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import type { OpenErrandWindow } from '../door.ts';
import { WINDOW } from '../ids.ts';
import { ErrandWindowTable } from '../storage/tables.ts';
import { type Kit, worksHere } from './caller.ts';

/** Refusals, first wins: LOGISTICS_NOT_YOURS, WINDOW_TIMES_REVERSED, WINDOW_EXISTS. */
export async function openErrandWindow(
  kit: Kit,
  caller: Principal,
  input: OpenErrandWindow,
): Promise<Outcome<{ readonly windowId: string }>> {
  if (!worksHere(caller)) return forbidden('LOGISTICS_NOT_YOURS');
  const { idempotencyKey, ...window } = input;
  const key = { caller, operation: 'open-errand-window', idempotencyKey, input: window };
  return runCommand(kit, key, async ({ tx, now }) => {
    const { depotCode, startsAt, endsAt, feeMinor, capacity } = window;
    if (endsAt <= startsAt) return refuseRule('WINDOW_TIMES_REVERSED', {}, ['endsAt']);
    const id = newUuid(now);
    const made = await sql`
      INSERT INTO errand_window (id, depot_code, starts_at, ends_at, fee_minor, capacity)
      VALUES (${id}, ${depotCode}, ${startsAt}, ${endsAt}, ${feeMinor}, ${capacity})
      ON CONFLICT ON CONSTRAINT errand_window_once DO NOTHING RETURNING 1`.execute(
      tx.getKysely<unknown>(),
    );
    if (made.rows.length === 0) return refuseRule('WINDOW_EXISTS', {}, ['startsAt']);
    return accept({ windowId: fromUuid(WINDOW, id) });
  });
}

/** Refusals, first wins: LOGISTICS_NOT_YOURS, WINDOW_UNKNOWN, WINDOW_CAPACITY_BELOW_BOOKED. */
export async function changeErrandCapacity(
  kit: Kit,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly windowId: string; readonly capacity: number },
): Promise<Outcome<{ readonly windowId: string }>> {
  if (!worksHere(caller)) return forbidden('LOGISTICS_NOT_YOURS');
  const { idempotencyKey, windowId, capacity } = input;
  const key = {
    caller,
    operation: 'change-errand-capacity',
    idempotencyKey,
    input: { windowId, capacity },
  };
  return runCommand(kit, key, async ({ tx }) => {
    const window = await lockWindow(tx, windowId);
    if (window === null) return notFound('WINDOW_UNKNOWN', ['windowId']);
    if (capacity < window.booked) {
      return refuseRule('WINDOW_CAPACITY_BELOW_BOOKED', { booked: window.booked }, ['capacity']);
    }
    window.capacity = capacity;
    return accept({ windowId });
  });
}

const lockWindow = (tx: CommandContext['tx'], windowId: string) =>
  isId(WINDOW, windowId)
    ? tx.findOne(
        ErrandWindowTable,
        { id: toUuid(WINDOW, windowId) },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      )
    : Promise.resolve(null);
