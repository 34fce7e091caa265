/** Gives a reservation back before its time. Asked again, it says the same. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { callsOfSubject, insertCalls } from '../storage/ledger-calls.ts';
import { lockReservations, reservationsById } from '../storage/reservations.ts';
import { mayCheckOut } from './access.ts';
import { freeReservations } from './expire-reservations.ts';
import { settleCalls } from './settle-calls.ts';

export async function releaseReservation(
  kit: ModuleKit,
  caller: Principal,
  {
    idempotencyKey,
    reservationId,
  }: { readonly idempotencyKey: string; readonly reservationId: string },
): Promise<Outcome<{ readonly reservationId: string }>> {
  const command = {
    caller,
    operation: 'release-reservation',
    idempotencyKey,
    input: { reservationId },
  };
  const released = await runCommand(kit, command, async (context) => {
    const [row] = await lockReservations(context.tx.getKysely<unknown>(), [reservationId]);
    if (row === undefined || !mayCheckOut(caller, row.subsidiary, row.memberId))
      return refuse('NOT_FOUND', 'RESERVATION_NOT_FOUND', {}, ['reservationId']);
    if (row.state === 'REDEEMED')
      return refuse('RULE', 'RESERVATION_REDEEMED', {}, ['reservationId']);
    if (row.state === 'OPEN') await freeReservations(context, [row], 'RELEASED');
    return accept({ reservationId });
  });
  if (released.ok) await settleRelease(kit, reservationId);
  return released;
}

/** Released by ourselves, because its points could not be held. */
export async function releaseReservationRow(kit: ModuleKit, reservationId: string): Promise<void> {
  await kit.db.transaction(async (tx) => {
    const [row] = await lockReservations(tx.getKysely<unknown>(), [reservationId]);
    const context: Pick<CommandContext, 'tx' | 'now'> = { tx, now: kit.clock.now() };
    if (row?.state === 'OPEN')
      await freeReservations({ ...context, publish: async () => {} }, [row], 'RELEASED');
  });
}

/** Lets go of the points at the ledger; made once, repeated until answered. */
export async function settleRelease(kit: ModuleKit, reservationId: string): Promise<void> {
  const [row] = await reservationsById(kit.db.sql(), [reservationId]);
  if (row === undefined || row.holdId === null) return;
  const subjectId = toUuid('rsv', reservationId);
  const calls = await callsOfSubject(kit.db.sql(), subjectId);
  if (calls.length === 0) {
    const now = kit.clock.now();
    const call = { id: newUuid(now), kind: 'RELEASE' as const, decisionId: null, subjectId };
    await insertCalls(kit.db.sql(), [{ ...call, input: { holdId: row.holdId } }], now);
  }
  await settleCalls(kit, await callsOfSubject(kit.db.sql(), subjectId));
}
