/**
 * Reserves coupons and points for one basket, exclusively and for a while. Coupons and limits are held in one
 * transaction; points are held at the ledger after it, under the reservation's id, and when the ledger says no, the
 * reservation is released again. Asked again with the same key, every step gives its first answer.
 *
 * Locks: coupons in the order of their ids, then counters in theirs.
 */
import type { LedgerDoor } from '@guildhall/ledger';
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { hasFree } from '../domain/coupons/coupon.ts';
import { type CheckoutDecision, decideReservation } from '../domain/coupons/decide-redemption.ts';
import { claimsOf } from '../domain/granting/claims.ts';
import type { Reservation, ReserveInput } from '../door.ts';
import { claim, withoutRoom } from '../storage/counters.ts';
import { assignCoupons, type CouponRow, lockCoupons } from '../storage/coupons.ts';
import {
  type CouponClaim,
  type ReservationRow,
  reservationsById,
  saveHold,
  storeReservation,
} from '../storage/reservations.ts';
import { mayCheckOut } from './access.ts';
import { versionKey } from './catalogue.ts';
import { type CheckoutFacts, checkoutOf, faultOfBasket, gatherCheckout } from './check-out.ts';
import { expireReservations } from './expire-reservations.ts';
import { asModule } from './gather-facts.ts';
import { releaseReservationRow, settleRelease } from './release-reservation.ts';
import { linesOf } from './validate-basket.ts';

const DEFAULT_TTL_SECONDS = 900;
const MIN_TTL_SECONDS = 30;
const MAX_TTL_SECONDS = 3_600;
/** Points stay held this much longer than the reservation, so that a redemption in its last second can capture them. */
const HOLD_MARGIN_MS = 86_400_000;

export async function reserveCoupons(
  kit: ModuleKit,
  caller: Principal,
  input: ReserveInput,
): Promise<Outcome<Reservation>> {
  if (!mayCheckOut(caller, input.basket.subsidiary, input.memberId))
    return refuse('FORBIDDEN', 'COUNTER_NOT_YOURS', {}, ['basket', 'subsidiary']);
  const fault = faultOfInput(input);
  if (fault !== undefined) return refuse('VALIDATION', fault.code, {}, fault.path);
  const gathered = await gatherCheckout(kit, input, kit.clock.now());
  const { idempotencyKey, ...body } = input;
  const command = { caller, operation: 'reserve-coupons', idempotencyKey, input: body };
  const reserved = await runCommand(kit, command, (context) =>
    reserve(kit, context, gathered, input),
  );
  if (!reserved.ok || input.points === undefined) return reserved;
  return holdPoints(kit, input, input.points, reserved.value);
}

function faultOfInput({ basket, coupons, points, ttlSeconds }: ReserveInput) {
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

async function reserve(
  kit: ModuleKit,
  context: CommandContext,
  gathered: CheckoutFacts,
  input: ReserveInput,
): Promise<Outcome<Reservation>> {
  const { tx, now } = context;
  const db = tx.getKysely<unknown>();
  const coupons = await lockedCoupons(context, gathered.coupons);
  const decided = decideReservation(checkoutOf(kit, gathered, coupons, now));
  if (!decided.ok) return { ok: false, refusal: decided.refusal };
  const { decision } = decided;
  const memberId = gathered.member?.survivorId ?? input.memberId;
  const row: ReservationRow = {
    id: newId('rsv', now),
    memberId,
    subsidiary: input.basket.subsidiary,
    basket: input.basket,
    state: 'OPEN',
    expiresAt: new Date(now.getTime() + (input.ttlSeconds ?? DEFAULT_TTL_SECONDS) * 1_000),
    discountMinor: decision.discountMinor,
    points: pointsOf(input, gathered, decision),
    holdId: null,
    claims: claimsOfReservation(decision, gathered, memberId, now),
    lines: [
      ...linesOf(decision),
      ...[...decision.pointsByLine].map(([lineId, discountMinor]) => ({
        couponId: null,
        lineId,
        discountMinor,
      })),
    ],
  };
  // Looked at first, since refusing before writing is cheap; only the claim below is certain. A full limit may be
  // full of reservations whose time is over: those go first.
  const crowded = await withoutRoom(db, row.claims);
  if (crowded.size > 0 && (await expireReservations(context, { limit: 200 })) === 0)
    return limitReached(crowded, gathered);
  await storeReservation(db, row, decision.applied.map(holdOf), now);
  const bearer = coupons.filter((coupon) => coupon.memberId === null);
  await assignCoupons(
    db,
    bearer.map(({ couponId }) => couponId),
    memberId,
  );
  const full = await claim(db, row.claims);
  if (full.size > 0) return limitReached(full, gathered);
  return accept(toReservation(row, decision.payableMinor));
}

/** Locked, and freed of reservations whose time is over. */
async function lockedCoupons(
  context: CommandContext,
  coupons: readonly CouponRow[],
): Promise<readonly CouponRow[]> {
  const db = context.tx.getKysely<unknown>();
  const ids = coupons.map(({ couponId }) => couponId);
  const locked = await lockCoupons(db, ids);
  const taken = locked.filter((coupon) => !hasFree(coupon) && coupon.endedAs === null);
  if (taken.length === 0) return locked;
  const freed = await expireReservations(context, {
    couponIds: taken.map(({ couponId }) => couponId),
    limit: 50,
  });
  return freed === 0 ? locked : lockCoupons(db, ids);
}

function holdOf({ coupon, totalMinor }: CheckoutDecision['applied'][number]) {
  const stored = coupon.valueTotal > 0n;
  return {
    couponId: coupon.couponId,
    usesHeld: stored ? 0 : 1,
    usesSpent: 0,
    valueHeld: stored ? totalMinor : 0n,
    valueSpent: 0n,
  };
}

function pointsOf(
  { points }: ReserveInput,
  { tenders }: CheckoutFacts,
  { pointsValueMinor }: CheckoutDecision,
) {
  if (points === undefined) return null;
  return {
    ...points,
    scale: tenders.get(points.currency)?.scale ?? 0,
    valueMinor: pointsValueMinor,
  };
}

/** One use and the money given, of each coupon's offer's limits on redemption. */
function claimsOfReservation(
  { applied }: CheckoutDecision,
  { versions, facts, input }: CheckoutFacts,
  memberId: string,
  now: Date,
): readonly CouponClaim[] {
  const subject = {
    memberId,
    householdId: facts.member?.householdId ?? null,
    subsidiary: input.basket.subsidiary,
    storeCode: input.basket.storeCode ?? null,
    at: now,
  };
  return applied.flatMap(({ coupon, totalMinor }) => {
    const { offerId, offerVersion: version, couponId } = coupon;
    const limits = versions.get(versionKey({ offerId, version }))?.definition.limits ?? [];
    return claimsOf(
      { offerId, limits, phase: 'REDEEM', uses: 1n, moneyMinor: totalMinor },
      subject,
    ).map((one) => ({ ...one, couponId }));
  });
}

function limitReached(full: ReadonlySet<string>, { offers, versions, coupons }: CheckoutFacts) {
  const [offerId = ''] = full;
  const coupon = coupons.find((one) => one.offerId === offerId);
  const version = coupon?.offerVersion ?? 0;
  const limits = versions.get(versionKey({ offerId, version }))?.definition.limits ?? [];
  const scopes = limits.filter(({ phase }) => phase === 'REDEEM').map(({ scope }) => scope);
  return refuse(
    'RULE',
    'LIMIT_REACHED',
    { offer: offers.get(offerId)?.code ?? offerId, scopes, coupon: coupon?.couponId ?? null },
    ['coupons'],
  );
}

export function toReservation(row: ReservationRow, payableMinor: bigint): Reservation {
  return {
    reservationId: row.id,
    expiresAt: row.expiresAt,
    discountMinor: row.discountMinor,
    pointsValueMinor: row.points?.valueMinor ?? 0n,
    payableMinor,
    lines: row.lines.flatMap(({ couponId, lineId, discountMinor }) =>
      couponId === null ? [] : [{ couponId, lineId, discountMinor }],
    ),
  };
}

/** The ledger's answer is the same for ever under the reservation's id, and so is what follows from it. */
async function holdPoints(
  kit: ModuleKit,
  input: ReserveInput,
  points: NonNullable<ReserveInput['points']>,
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
    return refuse('RULE', 'POINTS_NOT_HELD', { reason: held.refusal.code }, ['points']);
  }
  await saveHold(kit.db.sql(), reservationId, held.value.holdId);
  // Released while the ledger was asked: then the hold goes too.
  const [now] = await reservationsById(kit.db.sql(), [reservationId]);
  if (now?.state === 'RELEASED' || now?.state === 'EXPIRED')
    await settleRelease(kit, reservationId);
  return accept(reservation);
}
