/**
 * Steps of an errand: collected, done, cancelled, refunded. Cancelling gives the place in the window back and undoes
 * the booking; refunding undoes the booking, and the deed if it was done. Locks in order: window, errand.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { type ErrandState, errandMayBecome } from '../domain/errand-states.ts';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import type { ErrandMoved, ErrandStep } from '../door.ts';
import { ERRAND, TRANSACTION } from '../ids.ts';
import { type ErrandRow, ErrandTable } from '../storage/tables.ts';
import { actsFor, type Kit, worksHere } from './caller.ts';
import { deedUndone, errandCollected, errandDone, errandUndone } from './transactions.ts';

type Step = (kit: Kit, caller: Principal, input: ErrandStep) => Promise<Outcome<ErrandMoved>>;

const byLogistics =
  (operation: string, to: ErrandState): Step =>
  async (kit, caller, input) =>
    worksHere(caller) ? move(kit, caller, input, operation, to) : forbidden('LOGISTICS_NOT_YOURS');

/** Refusals, first wins: LOGISTICS_NOT_YOURS, ERRAND_UNKNOWN, ERRAND_STEP_NOT_ALLOWED. */
export const collectErrand = byLogistics('collect-errand', 'COLLECTED');
export const completeErrand = byLogistics('complete-errand', 'DONE');
export const refundErrand = byLogistics('refund-errand', 'REFUNDED');

/** By the people of logistics, or the member whose errand it is. Refusals, first wins: ERRAND_UNKNOWN, ERRAND_STEP_NOT_ALLOWED. */
export const cancelErrand: Step = (kit, caller, input) =>
  move(kit, caller, input, 'cancel-errand', 'CANCELLED');

async function move(
  kit: Kit,
  caller: Principal,
  { idempotencyKey, errandId }: ErrandStep,
  operation: string,
  to: ErrandState,
): Promise<Outcome<ErrandMoved>> {
  return runCommand(
    kit,
    { caller, operation, idempotencyKey, input: { errandId } },
    async (context) => {
      const { tx, now, publish } = context;
      const errand = await lockErrand(context, errandId);
      if (errand === null || !actsFor(caller, errand.memberId))
        return notFound('ERRAND_UNKNOWN', ['errandId']);
      const from = errand.state;
      if (!errandMayBecome(from, to))
        return refuseRule('ERRAND_STEP_NOT_ALLOWED', { from, to }, ['errandId']);
      errand.state = to;
      errand.stateAt = now;
      if (to === 'CANCELLED') {
        await sql`UPDATE errand_window SET booked = booked - 1 WHERE id = ${errand.windowId}`.execute(
          tx.getKysely<unknown>(),
        );
      }
      const transactionId = newUuid(now);
      if (to === 'DONE') errand.doneTransactionId = transactionId;
      await publish(...eventsOf(errand, to, transactionId, now));
      // Fetching is no deed of its own: nothing is earned or undone by it.
      return accept({
        errandId,
        transactionId: to === 'COLLECTED' ? null : fromUuid(TRANSACTION, transactionId),
      });
    },
  );
}

async function lockErrand({ tx }: CommandContext, errandId: string): Promise<ErrandRow | null> {
  if (!isId(ERRAND, errandId)) return null;
  const id = toUuid(ERRAND, errandId);
  const found = await tx.findOne(ErrandTable, { id });
  if (found === null) return null;
  await sql`SELECT 1 FROM errand_window WHERE id = ${found.windowId} FOR UPDATE`.execute(
    tx.getKysely<unknown>(),
  );
  return tx.refresh(found, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

function eventsOf(
  errand: ErrandRow,
  to: ErrandState,
  transactionId: string,
  now: Date,
): NewEvent[] {
  switch (to) {
    case 'COLLECTED':
      return [errandCollected(errand, now)];
    case 'DONE':
      return [errandDone(errand, transactionId, now)];
    case 'CANCELLED':
      return [errandUndone(errand, 'ERRAND_CANCELLED', transactionId, now)];
    case 'REFUNDED': {
      const { doneTransactionId } = errand;
      const undone = errandUndone(errand, 'ERRAND_REFUNDED', transactionId, now);
      const deed = doneTransactionId ?? undefined;
      return deed === undefined ? [undone] : [undone, deedUndone(errand, deed, newUuid(now), now)];
    }
    default:
      return [];
  }
}
