/** Makes a reservation final against an order reference, by hand; a transaction that names it does the same. */
import { runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { callsOfSubject, insertCalls } from '../storage/ledger-calls.ts';
import { type RedemptionRow, redemptionsOfReservations } from '../storage/redemptions.ts';
import { lockReservations, reservationsById } from '../storage/reservations.ts';
import { finaliseReservation, versionsOfReservations } from './finalise-reservation.ts';
import { type RedeemInput, redeeming, whetherRedeemed } from './redeem-together.ts';
import { settleCalls } from './settle-calls.ts';

export async function redeemReservation(
  kit: ModuleKit,
  caller: Principal,
  input: RedeemInput,
): Promise<Outcome<{ readonly redemptionId: string }>> {
  return (await redeemReservationNow(kit, caller, input)).answer;
}

/** With the row of a redemption that was made just now, so that nobody has to read it again. */
export async function redeemReservationNow(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: RedeemInput,
): Promise<{
  readonly answer: Outcome<{ readonly redemptionId: string }>;
  readonly made?: RedemptionRow;
}> {
  const key = { caller, operation: 'redeem-reservation', idempotencyKey, input };
  const together = await redeeming(kit, { key, input });
  if (together !== undefined) return together;
  const { reservationId, orderRef, transactionId = null } = input;
  const versions = await versionsOfReservations(
    kit,
    await reservationsById(kit.db.sql(), [reservationId]),
  );
  const redeemed = await runCommand<{ redemptionId: string }>(kit, key, async (context) => {
    const db = context.tx.getKysely<unknown>();
    const [row] = await lockReservations(db, [reservationId]);
    const earlier = await redemptionsOfReservations(db, [reservationId]);
    const decided = whetherRedeemed(caller, row, earlier[0], orderRef, context.now);
    if (decided !== undefined) return decided;
    if (row === undefined) throw new Error('A reservation cannot vanish');
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
  return { answer: redeemed };
}

export async function settleOf(kit: ModuleKit, redemptionId: string): Promise<void> {
  const calls = await callsOfSubject(kit.db.sql(), toUuid('rdm', redemptionId));
  if (calls.some(({ state }) => state === 'PENDING')) await settleCalls(kit, calls);
}
