/** Makes a reservation final against an order reference, by hand; a transaction that names it does the same. */
import { runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { CouponDoor } from '../door.ts';
import { callsOfSubject, insertCalls } from '../storage/ledger-calls.ts';
import { redemptionsOfReservations } from '../storage/redemptions.ts';
import { lockReservations, reservationsById } from '../storage/reservations.ts';
import { servesAt } from './access.ts';
import { finaliseReservation, versionsOfReservations } from './finalise-reservation.ts';
import { settleCalls } from './settle-calls.ts';

type RedeemInput = Parameters<CouponDoor['redeem']>[1];

export async function redeemReservation(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: RedeemInput,
): Promise<Outcome<{ readonly redemptionId: string }>> {
  const { reservationId, orderRef, transactionId = null } = input;
  const versions = await versionsOfReservations(
    kit,
    await reservationsById(kit.db.sql(), [reservationId]),
  );
  const command = { caller, operation: 'redeem-reservation', idempotencyKey, input };
  const redeemed = await runCommand<{ redemptionId: string }>(kit, command, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const [row] = await lockReservations(db, [reservationId]);
    if (row === undefined || !servesAt(caller, row.subsidiary))
      return refuse('NOT_FOUND', 'RESERVATION_NOT_FOUND', {}, ['reservationId']);
    if (row.state === 'REDEEMED') {
      const [earlier] = await redemptionsOfReservations(db, [reservationId]);
      return earlier?.orderRef === orderRef
        ? accept({ redemptionId: earlier.id })
        : refuse('RULE', 'RESERVATION_REDEEMED', {}, ['reservationId']);
    }
    if (row.state === 'RELEASED')
      return refuse('RULE', 'RESERVATION_RELEASED', {}, ['reservationId']);
    if (row.state === 'EXPIRED' || context.now > row.expiresAt)
      return refuse('RULE', 'RESERVATION_EXPIRED', { at: row.expiresAt.toISOString() }, [
        'reservationId',
      ]);
    const order = { orderRef, transactionId, occurredAt: context.now };
    const done = await finaliseReservation(context, row, order, versions);
    if (done === undefined) throw new Error('An open reservation holds what it needs');
    await insertCalls(
      db,
      done.call === undefined ? [] : [{ ...done.call, decisionId: null }],
      context.now,
    );
    return accept({ redemptionId: done.redemptionId });
  });
  if (redeemed.ok) await settleOf(kit, redeemed.value.redemptionId);
  return redeemed;
}

export async function settleOf(kit: ModuleKit, redemptionId: string): Promise<void> {
  const calls = await callsOfSubject(kit.db.sql(), toUuid('rdm', redemptionId));
  if (calls.some(({ state }) => state === 'PENDING')) await settleCalls(kit, calls);
}
