/** The reservations that a transaction names become final with it. */
import type { Transaction } from '@guildhall/journal';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DecidedEffect } from '../storage/decisions.ts';
import { linkTransaction, redemptionsOfReservations } from '../storage/redemptions.ts';
import { lockReservations, type ReservationRow } from '../storage/reservations.ts';
import type { Versions } from './coupon-templates.ts';
import { type Finalised, finaliseReservation } from './finalise-reservation.ts';

interface Naming {
  readonly transaction: Transaction | null;
  readonly reservations: readonly ReservationRow[];
  readonly versions: Versions;
}

/** One that was made final by hand before is linked to the transaction, so that a return finds it. */
export async function finaliseNamed(
  context: CommandContext,
  { transaction, reservations, versions }: Naming,
): Promise<readonly Finalised[]> {
  if (reservations.length === 0 || transaction === null) return [];
  const db = context.tx.getKysely<unknown>();
  const order = {
    orderRef: transaction.externalId,
    transactionId: transaction.transactionId,
    occurredAt: new Date(transaction.occurredAt),
  };
  const finalised: Finalised[] = [];
  for (const reservation of await lockReservations(
    db,
    reservations.map(({ id }) => id),
  )) {
    if (reservation.subsidiary !== transaction.subsidiary) continue;
    if (reservation.state === 'REDEEMED') {
      const [redemption] = await redemptionsOfReservations(db, [reservation.id]);
      if (redemption !== undefined)
        await linkTransaction(db, redemption.id, transaction.transactionId);
      continue;
    }
    const one = await finaliseReservation(context, reservation, order, versions);
    if (one !== undefined) finalised.push(one);
  }
  return finalised;
}

export function redeemedEffects(
  { coupons, call, pointsMinor, points }: Finalised,
  { reservations, transaction }: Naming,
): readonly DecidedEffect[] {
  const memberId = reservations[0]?.memberId ?? transaction?.memberId ?? '';
  const redeemed = coupons.map(({ couponId, offerId, valueMinor }) => ({
    kind: 'COUPON_REDEEMED',
    memberId,
    couponId,
    offerId,
    amountMinor: (-valueMinor).toString(),
    currency: 'CNY',
  }));
  if (call === undefined || points === null) return redeemed;
  const { currency, scale } = points;
  const amountMinor = (-pointsMinor).toString();
  return [
    ...redeemed,
    { kind: 'POINTS_REDEEMED', memberId, amountMinor, currency, scale, callId: call.id },
  ];
}
