/**
 * Reserves coupons and points for one basket, exclusively and for a while. Coupons and limits are held in one
 * transaction, together with those of everybody who reserves at the same moment; points are held at the ledger after
 * it, under the reservation's id, and when the ledger says no, the reservation is released again. Asked again with the
 * same key, every step gives its first answer.
 */
import type { LedgerDoor } from '@guildhall/ledger';
import { formatAmount, parseAmount } from '@guildhall/shared/amounts';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { quoteCheckout } from '../domain/coupons/decide-redemption.ts';
import type { Reservation, ReserveInput } from '../door.ts';
import { type ReservationRow, reservationsById, saveHold } from '../storage/reservations.ts';
import { mayCheckOut } from './access.ts';
import { checkoutOf, faultOfBasket, gatherCheckout } from './check-out.ts';
import { asModule } from './gather-facts.ts';
import { DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS, MIN_TTL_SECONDS } from './plan-reservation.ts';
import { type InMinorPoints, inMinorPoints } from './points-to-pay.ts';
import { releaseReservationRow, settleRelease } from './release-reservation.ts';
import { reserving } from './reserve-together.ts';
import { keepTrace, traceOf } from './trace-session.ts';

type Wished = InMinorPoints<ReserveInput>;

/** Points stay held this much longer than the reservation, so that a redemption in its last second can capture them. */
const HOLD_MARGIN_MS = 86_400_000;

export async function reserveCoupons(
  kit: ModuleKit,
  caller: Principal,
  input: ReserveInput,
): Promise<Outcome<Reservation>> {
  return (await reserveCouponsNow(kit, caller, input)).answer;
}

/** With the row of a reservation that was made just now, so that nobody has to read it again. */
export async function reserveCouponsNow(
  kit: ModuleKit,
  caller: Principal,
  told: ReserveInput,
): Promise<{ readonly answer: Outcome<Reservation>; readonly made?: ReservationRow }> {
  const converted = await inMinorPoints(kit, told);
  if (!converted.ok) return { answer: converted };
  const input = converted.value;
  if (!mayCheckOut(caller, input.basket.subsidiary, input.memberId))
    return { answer: refuse('FORBIDDEN', 'COUNTER_NOT_YOURS', {}, ['basket', 'subsidiary']) };
  const fault = faultOfInput(input);
  if (fault !== undefined) return { answer: refuse('VALIDATION', fault.code, {}, fault.path) };
  const gathered = await gatherCheckout(kit, input);
  const { idempotencyKey, ...body } = input;
  const key = { caller, operation: 'reserve-coupons', idempotencyKey, input: body };
  const reserved = await reserving(kit, { key, gathered, input });
  const { answer } = reserved;
  if (!answer.ok && reserved.replayed !== true) {
    const checkout = checkoutOf(kit, gathered, gathered.coupons, kit.clock.now());
    const { refused } = quoteCheckout(checkout);
    const told = { applied: [], refused, refusal: answer.refusal };
    await keepTrace(kit, traceOf(kit, 'RESERVE', gathered, checkout, told));
  }
  if (!answer.ok || input.points === undefined) return reserved;
  return { answer: await holdPoints(kit, input, input.points, answer.value) };
}

function faultOfInput({ basket, coupons, points, ttlSeconds }: Wished) {
  const fault = faultOfBasket(basket);
  if (fault !== undefined) return fault;
  if (coupons.length === 0 && points === undefined)
    return { code: 'NOTHING_TO_RESERVE', path: ['coupons'] };
  if (points !== undefined && points.amountMinor <= 0n)
    return { code: 'POINTS_NOT_POSITIVE', path: ['points', 'amount'] };
  const ttl = ttlSeconds ?? DEFAULT_TTL_SECONDS;
  return ttl < MIN_TTL_SECONDS || ttl > MAX_TTL_SECONDS
    ? { code: 'RESERVATION_TIME_OUT_OF_RANGE', path: ['ttlSeconds'] }
    : undefined;
}

/** The ledger's answer is the same for ever under the reservation's id, and so is what follows from it. */
async function holdPoints(
  kit: ModuleKit,
  input: Wished,
  points: NonNullable<Wished['points']>,
  reservation: Reservation,
): Promise<Outcome<Reservation>> {
  const { reservationId, expiresAt } = reservation;
  const [row] = await reservationsById(kit.db.sql(), [reservationId]);
  if (row === undefined) throw new Error(`Reservation ${reservationId} cannot vanish`);
  if (row.holdId !== null) return accept(reservation);
  const ttlMs = (input.ttlSeconds ?? DEFAULT_TTL_SECONDS) * 1_000;
  const held = await kit.doors.get<LedgerDoor>('ledger').holdPoints(asModule(kit), {
    idempotencyKey: reservationId,
    memberId: row.memberId as `mem_${string}`,
    currency: points.currency,
    amountMinor: points.amountMinor,
    subsidiary: row.subsidiary,
    occurredAt: new Date(expiresAt.getTime() - ttlMs),
    expiresAt: new Date(expiresAt.getTime() + HOLD_MARGIN_MS),
    reason: { type: 'coupon-reservation', id: reservationId },
  });
  if (!held.ok) {
    await releaseReservationRow(kit, reservationId);
    return notHeld(held.refusal, points.amountMinor, row.points?.scale ?? 0);
  }
  await saveHold(kit.db.sql(), reservationId, held.value.holdId);
  // Released while the ledger was asked: then the hold goes too.
  const [now] = await reservationsById(kit.db.sql(), [reservationId]);
  if (now?.state === 'RELEASED' || now?.state === 'EXPIRED')
    await settleRelease(kit, reservationId);
  return accept(reservation);
}

/** In the words of a quote where points are missing; else by the ledger's own code. */
function notHeld({ code, params }: Refusal, wantedMinor: bigint, scale: number): Outcome<never> {
  const availableMinor = parseAmount(String(params.available), scale);
  if (code !== 'INSUFFICIENT_POINTS' || availableMinor === undefined)
    return refuse('RULE', 'POINTS_NOT_HELD', { reason: code }, ['points']);
  const available = formatAmount(availableMinor, scale);
  const missing = formatAmount(wantedMinor - availableMinor, scale);
  return refuse('RULE', 'POINTS_NOT_ENOUGH', { available, missing }, ['points']);
}
