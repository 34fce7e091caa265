/** Reservations as they stand, for the company that honours them and the member they are for. */
import { isId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import type { ReservationState } from '../door.ts';
import { type RedemptionRow, redemptionsOfReservations } from '../storage/redemptions.ts';
import { type ReservationRow, reservationsById } from '../storage/reservations.ts';
import { mayCheckOut, readsEverything } from './access.ts';
import { toReservation } from './plan-reservation.ts';

export async function readReservations(
  kit: ModuleKit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly (ReservationState | null)[]> {
  const wellFormed = ids.filter((id) => isId('rsv', id));
  const rows = (await reservationsById(kit.db.sql(), wellFormed)).filter(
    ({ subsidiary, memberId }) =>
      readsEverything(caller) || mayCheckOut(caller, subsidiary, memberId),
  );
  const redeemed = rows.filter(({ state }) => state === 'REDEEMED').map(({ id }) => id);
  const redemptions =
    redeemed.length === 0 ? [] : await redemptionsOfReservations(kit.db.sql(), redeemed);
  const byReservation = new Map(redemptions.map((one) => [one.reservationId, one]));
  const now = kit.clock.now();
  const states = new Map(rows.map((row) => [row.id, stateOf(row, byReservation.get(row.id), now)]));
  return ids.map((id) => states.get(id) ?? null);
}

export function stateOf(
  row: ReservationRow,
  redemption: RedemptionRow | undefined,
  now: Date,
): ReservationState {
  const total = row.basket.lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const payableMinor = total - row.discountMinor - (row.points?.valueMinor ?? 0n);
  return {
    ...toReservation(row, payableMinor),
    status: row.state === 'OPEN' && now > row.expiresAt ? 'EXPIRED' : row.state,
    memberId: row.memberId,
    subsidiary: row.subsidiary,
    ...(redemption === undefined
      ? {}
      : { orderRef: redemption.orderRef, redemptionId: redemption.id }),
  };
}
