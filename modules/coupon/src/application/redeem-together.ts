/**
 * Everybody who redeems at the same moment, in one transaction: reservations are locked in the order of their ids, then
 * coupons in theirs; what was held is spent, and all of it is written at once. A reservation that holds points, or a
 * coupon that was revoked meanwhile, takes more steps than these and is made final alone.
 */
import type { CommandKey } from '@guildhall/shared/commands';
import { answeredBefore, finalAmong, nameOfKey } from '@guildhall/shared/commands-together';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { turnsOf } from '@guildhall/shared/turns';
import type { CouponDoor } from '../door.ts';
import { type CouponMove, type CouponRow, lockCoupons } from '../storage/coupons.ts';
import {
  type NewRedemption,
  type RedemptionRow,
  redemptionsOfReservations,
  storeRedemptionsAndAnswers,
} from '../storage/redemptions.ts';
import { lockOpen, type ReservationRow, reservationsById } from '../storage/reservations.ts';
import { servesAt } from './access.ts';
import { type Versions, versionsOfCoupons } from './coupon-templates.ts';
import { redeemedEvents, redemptionOf, spend, valueByCoupon } from './finalise-reservation.ts';
import { summed } from './reserve-together.ts';
import { Undone } from './transact.ts';

export type RedeemInput = Parameters<CouponDoor['redeem']>[1];
type Redeemed = Outcome<{ readonly redemptionId: string }>;

export interface Wish {
  readonly key: CommandKey;
  readonly input: Omit<RedeemInput, 'idempotencyKey'>;
}

export const ALONE = 'ALONE';
/** How long a call waits for others to hear of it before it answers. */
const HEARD_WAIT_MS = 5_000;

interface Done {
  readonly answer: Redeemed | typeof ALONE;
  readonly made?: RedemptionRow;
  readonly heard: Promise<unknown>;
}

const turns = turnsOf(redeemTogether);

/** The redemption, and its row where it was made just now; undefined where it takes more steps than these. */
export async function redeeming(
  kit: ModuleKit,
  wish: Wish,
): Promise<{ readonly answer: Redeemed; readonly made?: RedemptionRow } | undefined> {
  const { heard, answer, ...done } = await turns(kit).do(wish, wish.input.reservationId);
  await heard;
  return answer === ALONE ? undefined : { ...done, answer };
}

/** The answer where nothing is to be done: who may not, what was made final before, what is over. */
export function whetherRedeemed(
  caller: Principal,
  row: ReservationRow | undefined,
  earlier: Pick<RedemptionRow, 'id' | 'orderRef'> | undefined,
  orderRef: string,
  now: Date,
): Redeemed | undefined {
  const path = ['reservationId'];
  if (row === undefined || !servesAt(caller, row.subsidiary))
    return refuse('NOT_FOUND', 'RESERVATION_NOT_FOUND', {}, path);
  if (row.state === 'REDEEMED')
    return earlier?.orderRef === orderRef
      ? accept({ redemptionId: earlier.id })
      : refuse('RULE', 'RESERVATION_REDEEMED', {}, path);
  if (row.state === 'RELEASED') return refuse('RULE', 'RESERVATION_RELEASED', {}, path);
  if (row.state === 'EXPIRED' || now > row.expiresAt)
    return refuse('RULE', 'RESERVATION_EXPIRED', { at: row.expiresAt.toISOString() }, path);
  return undefined;
}

async function redeemTogether(kit: ModuleKit, wishes: readonly Wish[]): Promise<readonly Done[]> {
  const now = kit.clock.now();
  const db = kit.db.sql();
  const [before, found] = await Promise.all([
    answeredBefore(
      db,
      wishes.map(({ key }) => key),
    ),
    reservationsNamed(db, wishes),
  ]);
  const fresh = wishes.filter(({ key }) => !before.has(nameOfKey(key)));
  const decided = fresh.map((wish) => decide(wish, found, now));
  const { made, published } = await finalise(kit, decided, now);
  // The next turn need not wait for those who hear of this one; its callers do.
  const heard =
    published.length === 0 ? Promise.resolve() : kit.events.deliverNow(published, HEARD_WAIT_MS);
  const byKey = new Map(made.map((one) => [nameOfKey(one.wish.key), one]));
  return wishes.map(({ key }): Done => {
    const name = nameOfKey(key);
    const earlier = before.get(name) as Redeemed | undefined;
    if (earlier !== undefined) return { answer: earlier, heard };
    const one = byKey.get(name);
    const { redemption } = one ?? {};
    return {
      answer: one?.answer ?? ALONE,
      heard,
      ...(redemption === undefined
        ? {}
        : {
            made: { ...redemption, madeAt: now, pointsReversedMinor: 0n, capturePostingId: null },
          }),
    };
  });
}

type Db = Parameters<typeof lockCoupons>[0];

interface Found {
  readonly reservations: ReadonlyMap<string, ReservationRow>;
  readonly redemptions: ReadonlyMap<string, RedemptionRow>;
}

/** Read without locks; that they are as they were read is found out under lock. */
async function reservationsNamed(db: Db, wishes: readonly Wish[]): Promise<Found> {
  const ids = wishes.map(({ input }) => input.reservationId);
  const rows = await reservationsById(db, ids);
  const redeemed = rows.filter(({ state }) => state === 'REDEEMED').map(({ id }) => id);
  const redemptions = redeemed.length === 0 ? [] : await redemptionsOfReservations(db, redeemed);
  return {
    reservations: new Map(rows.map((row) => [row.id, row])),
    redemptions: new Map(redemptions.map((row) => [row.reservationId, row])),
  };
}

interface Decided {
  readonly wish: Wish;
  readonly answer: Redeemed | typeof ALONE | undefined;
  readonly reservation: ReservationRow | undefined;
}

function decide(wish: Wish, found: Found, now: Date): Decided {
  const { reservationId, orderRef } = wish.input;
  const reservation = found.reservations.get(reservationId);
  const earlier = found.redemptions.get(reservationId);
  const answer = whetherRedeemed(wish.key.caller, reservation, earlier, orderRef, now);
  const alone = answer === undefined && reservation?.points !== null;
  return { wish, answer: alone ? ALONE : answer, reservation };
}

interface Made {
  readonly wish: Wish;
  readonly answer: Redeemed | typeof ALONE;
  readonly events: ReturnType<typeof redeemedEvents>;
  readonly redemption?: NewRedemption;
}

async function finalise(
  kit: ModuleKit,
  decided: readonly Decided[],
  now: Date,
): Promise<{ readonly made: readonly Made[]; readonly published: readonly DomainEvent[] }> {
  const going = decided.flatMap(({ answer, reservation }) =>
    answer === undefined && reservation !== undefined ? [reservation] : [],
  );
  const ids = [...new Set(going.flatMap((one) => [...valueByCoupon(one).keys()]))];
  let published: readonly DomainEvent[] = [];
  const made = await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const open = await lockOpen(
      db,
      going.map(({ id }) => id),
      now,
    );
    if (open < going.length) throw new Undone('a reservation was ended meanwhile');
    const coupons = new Map(
      (await lockCoupons(db, ids)).map((coupon) => [coupon.couponId, coupon]),
    );
    const versions = await versionsOfCoupons(kit, [...coupons.values()]);
    const all = decided.map((one) => make(one, coupons, versions, now));
    const answers = finalAmong(
      all.flatMap(({ wish, answer }) => (answer === ALONE ? [] : [{ key: wish.key, answer }])),
    );
    const redemptions = all.flatMap(({ redemption }) => redemption ?? []);
    const moves = summed(redemptions.flatMap(({ lines }) => movesOf(lines, coupons)));
    const recorded = await storeRedemptionsAndAnswers(db, redemptions, moves, answers, now);
    if (recorded < answers.length) throw new Undone('a key was used meanwhile');
    const events = all.flatMap((one) => one.events);
    published = events.length === 0 ? [] : await kit.events.append(tx, now, events);
    return all;
  });
  return { made, published };
}

function make(
  { wish, answer, reservation }: Decided,
  coupons: ReadonlyMap<string, CouponRow>,
  versions: Versions,
  now: Date,
): Made {
  if (answer !== undefined || reservation === undefined)
    return { wish, answer: answer ?? ALONE, events: [] };
  const given = valueByCoupon(reservation);
  const theirs = [...given.keys()].flatMap((id) => coupons.get(id) ?? []);
  if (theirs.length < given.size || theirs.some(({ endedAs }) => endedAs !== null))
    return { wish, answer: ALONE, events: [] };
  const { orderRef, transactionId = null } = wish.input;
  const order = { orderRef, transactionId, occurredAt: now };
  const redemption = redemptionOf(reservation, order, 0n, now);
  return {
    wish,
    answer: accept({ redemptionId: redemption.id }),
    events: redeemedEvents(redemption, theirs, given, versions),
    redemption,
  };
}

const movesOf = (
  lines: NewRedemption['lines'],
  coupons: ReadonlyMap<string, CouponRow>,
): readonly CouponMove[] =>
  [...valueByCoupon({ lines })].flatMap(([couponId, value]) => {
    const coupon = coupons.get(couponId);
    return coupon === undefined ? [] : [spend(coupon, value, true)];
  });
