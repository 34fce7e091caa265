/**
 * Paying with coupons and points, from the side of the subsidiary that is paid: reserve, commit the sale together with
 * the transaction that names the reservation, and let that transaction make the redemption final (the relay repeats
 * it until it is). No door is called inside a database transaction.
 *
 * Invariants
 * - A sale commits only with a reservation made for exactly what it sells; when the facts changed in between, the
 *   whole checkout is planned again.
 * - A reservation that the answer does not name is released: after a refusal, a replay, or a lost race.
 */
import { createHash } from 'node:crypto';
import { allocate } from '@guildhall/shared/amounts';
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import { clientOf } from '@guildhall/shared/principal';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import type { CouponDoor, Reservation, ReserveInput } from './door.ts';

/** What is to be reserved. */
export type CheckoutPlan = Omit<ReserveInput, 'idempotencyKey' | 'ttlSeconds'>;

/** What a sale that was paid with coupons or points must remember: the reservation it used, if any. */
export interface CheckedOut {
  readonly reservationId: string | null;
}

/** Thrown by `execute` when the rows it locked are not what the plan was made from. */
export class CheckoutOutdated extends Error {
  override readonly name = 'CheckoutOutdated';
}

const MAX_ROUNDS = 5;

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events' | 'doors' | 'log'>;

/**
 * `plan` reads without locks and says what to reserve: undefined when nothing needs reserving, or when `execute` is
 * going to refuse anyway. `execute` is given the plan and the answer of the coupon module; it checks its own rules
 * first, then hands on a refused reservation, then throws `CheckoutOutdated` if the plan no longer fits.
 */
export async function runCheckout<T extends CheckedOut>(
  kit: Kit,
  key: CommandKey,
  plan: () => Promise<CheckoutPlan | undefined>,
  execute: (
    context: CommandContext,
    made: { readonly plan: CheckoutPlan; readonly reservation: Outcome<Reservation> } | undefined,
  ) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  for (let round = 1; ; round += 1) {
    const wanted = await plan();
    const reservation = wanted === undefined ? undefined : await reserve(kit, key, wanted);
    const made =
      wanted === undefined || reservation === undefined ? undefined : { plan: wanted, reservation };
    let outcome: Outcome<T> | undefined;
    try {
      outcome = await runCommand(kit, key, (context) => execute(context, made));
    } catch (error) {
      if (!(error instanceof CheckoutOutdated) || round === MAX_ROUNDS) throw error;
    }
    if (reservation?.ok === true) await releaseUnused(kit, key, reservation.value, outcome);
    if (outcome !== undefined) return outcome;
  }
}

/** The same wish gives the same reservation; one that ended before its sale was committed is made anew. */
async function reserve(
  kit: Kit,
  key: CommandKey,
  plan: CheckoutPlan,
): Promise<Outcome<Reservation>> {
  const coupons = kit.doors.get<CouponDoor>('coupon');
  for (let attempt = 1; ; attempt += 1) {
    const wish = canonicalJson([
      clientOf(key.caller),
      key.operation,
      key.idempotencyKey,
      plan,
      attempt,
    ]);
    const idempotencyKey = `checkout:${createHash('sha256').update(wish).digest('hex')}`;
    const outcome = await coupons.reserve(key.caller, { ...plan, idempotencyKey });
    if (!outcome.ok) return outcome;
    // A replayed answer may be of a reservation that has ended since.
    const ids = [outcome.value.reservationId];
    const [state] = await coupons.reservations(key.caller, { ids });
    if (state?.status === 'OPEN' || state?.status === 'REDEEMED') return outcome;
    if (attempt === MAX_ROUNDS) throw new Error(`Reservation ${ids.join()} ended before its sale`);
  }
}

async function releaseUnused(
  kit: Kit,
  { caller }: CommandKey,
  { reservationId }: Reservation,
  outcome: Outcome<CheckedOut> | undefined,
): Promise<void> {
  if (outcome?.ok === true && outcome.value.reservationId === reservationId) return;
  const idempotencyKey = `checkout:release:${reservationId}`;
  const released = await kit.doors
    .get<CouponDoor>('coupon')
    .release(caller, { idempotencyKey, reservationId });
  if (!released.ok) kit.log.warn({ reservationId, code: released.refusal.code }, 'not released');
}

/**
 * What each line is reduced by, coupons and points together, CNY minor units; sums to what is not paid in money.
 * Coupons count on the lines they were given for; points are spread over what is left, by largest remainder.
 */
export function discountPerLine(
  lines: readonly { readonly lineId: string; readonly amountMinor: bigint }[],
  reservation: Pick<Reservation, 'lines' | 'pointsValueMinor'>,
): ReadonlyMap<string, bigint> {
  const byCoupons = new Map<string, bigint>();
  for (const { lineId, discountMinor } of reservation.lines) {
    byCoupons.set(lineId, (byCoupons.get(lineId) ?? 0n) + discountMinor);
  }
  const left = lines.map(({ lineId, amountMinor }) => amountMinor - (byCoupons.get(lineId) ?? 0n));
  const { pointsValueMinor } = reservation;
  const byPoints = pointsValueMinor === 0n ? left.map(() => 0n) : allocate(pointsValueMinor, left);
  return new Map(
    lines.map(({ lineId }, index) => [
      lineId,
      (byCoupons.get(lineId) ?? 0n) + (byPoints[index] ?? 0n),
    ]),
  );
}
