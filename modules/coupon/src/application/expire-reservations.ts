/** Ends reservations: what they held of coupons, limits and points is free again. */
import type { CommandContext } from '@guildhall/shared/commands';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { giveBack } from '../storage/counters.ts';
import { lockCoupons, moveCoupons } from '../storage/coupons.ts';
import { insertCalls } from '../storage/ledger-calls.ts';
import { endReservations, lockExpired, type ReservationRow } from '../storage/reservations.ts';
import { valueByCoupon } from './finalise-reservation.ts';
import { transact } from './transact.ts';

/** How many reservations ended. The caller may hold locks on their coupons already. */
export async function expireReservations(
  context: CommandContext,
  only: { readonly couponIds?: readonly string[]; readonly limit: number },
): Promise<number> {
  const expired = await lockExpired(context.tx.getKysely<unknown>(), context.now, only);
  await freeReservations(context, expired, 'EXPIRED');
  return expired.length;
}

/** The caller holds the reservations' locks; all of them are open. */
export async function freeReservations(
  { tx, now }: CommandContext,
  reservations: readonly ReservationRow[],
  as: 'EXPIRED' | 'RELEASED',
): Promise<void> {
  if (reservations.length === 0) return;
  const db = tx.getKysely<unknown>();
  await endReservations(
    db,
    reservations.map(({ id }) => id),
    as,
    now,
  );
  const held = new Map<string, { uses: number; valueMinor: bigint }>();
  for (const reservation of reservations) {
    for (const [couponId, valueMinor] of valueByCoupon(reservation)) {
      const before = held.get(couponId) ?? { uses: 0, valueMinor: 0n };
      held.set(couponId, { uses: before.uses + 1, valueMinor: before.valueMinor + valueMinor });
    }
  }
  const coupons = await lockCoupons(db, [...held.keys()]);
  await moveCoupons(
    db,
    coupons.map(({ couponId, valueTotal }) => {
      const { uses, valueMinor } = held.get(couponId) ?? { uses: 0, valueMinor: 0n };
      const stored = valueTotal > 0n;
      return {
        couponId,
        usesHeld: stored ? 0 : -uses,
        usesSpent: 0,
        valueHeld: stored ? -valueMinor : 0n,
        valueSpent: 0n,
      };
    }),
  );
  await insertCalls(
    db,
    reservations.flatMap((one) => releaseCall(one, now)),
    now,
  );
  await giveBack(
    db,
    reservations.flatMap(({ claims }) => claims),
  );
}

function releaseCall({ id, holdId }: ReservationRow, now: Date) {
  if (holdId === null) return [];
  return [
    {
      id: newUuid(now),
      kind: 'RELEASE' as const,
      decisionId: null,
      subjectId: toUuid('rsv', id),
      input: { holdId },
    },
  ];
}

const BATCH = 100;

/** Sweeps everything that is due; ledger calls are made by the schedule that repeats them. */
export async function sweepReservations(kit: ModuleKit): Promise<void> {
  for (;;) {
    const { value, deliver } = await transact(kit, (context) =>
      expireReservations(context, { limit: BATCH }),
    );
    await deliver();
    if (value < BATCH) return;
  }
}
