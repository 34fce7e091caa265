/**
 * One reservation of exposure as it is kept: read under its lock, moved, and each movement on record with the totals that it
 * left.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Selectable } from 'kysely';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, RESERVATION, type ReservationId } from '../ids.ts';
import { type ExposureTotals, moveExposure } from '../storage/exposure.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { companyOf } from './caller.ts';
import type { ReservationAnswer, ReservationState } from './move-exposure.ts';

export interface Reservation {
  readonly id: string;
  readonly firmId: string;
  readonly subsidiary: string;
  readonly state: ReservationState;
  readonly reservedMinor: bigint;
  readonly usedMinor: bigint;
  readonly expiresAt: Date;
}

/** Of the caller's company only. Refusal: CREDIT_RESERVATION_UNKNOWN. */
export async function lockReservation(
  db: Db,
  caller: Principal,
  id: ReservationId,
): Promise<Outcome<Reservation>> {
  const row = await db
    .selectFrom('exposure_reservation')
    .selectAll()
    .where('id', '=', toUuid(RESERVATION, id))
    .where('subsidiary', '=', companyOf(caller))
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined)
    return refuse('NOT_FOUND', 'CREDIT_RESERVATION_UNKNOWN', {}, ['reservationId']);
  return accept(reservationOf(row));
}

export function reservationOf(row: Selectable<CreditTables['exposure_reservation']>): Reservation {
  return {
    id: row.id,
    firmId: row.firm_id,
    subsidiary: row.subsidiary,
    state: row.state,
    reservedMinor: BigInt(row.reserved_minor),
    usedMinor: BigInt(row.used_minor),
    expiresAt: new Date(row.expires_at),
  };
}

type MovementKind = 'RESERVE' | 'USE' | 'RELEASE' | 'EXPIRE';

export async function move(
  context: CommandContext,
  row: Reservation,
  kind: MovementKind,
  amount: bigint,
  change: { readonly used: bigint; readonly reserved: bigint },
  next: Pick<Reservation, 'reservedMinor' | 'usedMinor' | 'state'>,
): Promise<Outcome<ReservationAnswer>> {
  const db = within(context.tx);
  await db
    .updateTable('exposure_reservation')
    .set({
      reserved_minor: next.reservedMinor.toString(),
      used_minor: next.usedMinor.toString(),
      state: next.state,
    })
    .where('id', '=', row.id)
    .execute();
  // Nothing is added to the total here, so no limit can refuse it.
  const totals = await moveExposure(db, row.firmId, change, 0n);
  if (totals === undefined) throw new Error(`Exposure of firm ${row.firmId} is gone`);
  await recordMovement(context, row, kind, amount, totals);
  return accept({ reservationId: fromUuid(RESERVATION, row.id), ...next });
}

export async function recordMovement(
  { tx, now, publish }: CommandContext,
  row: Pick<Reservation, 'id' | 'firmId' | 'subsidiary'>,
  kind: MovementKind,
  amount: bigint,
  totals: ExposureTotals,
): Promise<void> {
  await within(tx)
    .insertInto('exposure_movement')
    .values({
      id: newUuid(now),
      firm_id: row.firmId,
      reservation_id: row.id,
      subsidiary: row.subsidiary,
      kind,
      amount_minor: amount.toString(),
      used_after: totals.usedMinor.toString(),
      reserved_after: totals.reservedMinor.toString(),
      at: now,
    })
    .execute();
  const payload = {
    firmId: fromUuid(FIRM, row.firmId),
    reservationId: fromUuid(RESERVATION, row.id),
    subsidiary: row.subsidiary,
    kind,
    amountMinor: amount.toString(),
    openAfterMinor: (totals.usedMinor + totals.reservedMinor).toString(),
  };
  await publish(event(CREDIT_EVENTS.exposureMoved, now, payload));
}
