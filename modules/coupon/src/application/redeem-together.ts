/**
 * Everybody who redeems at the same moment: one statement asks, one statement keeps all of it, if the reservations still
 * are open, the coupons have not ended and every key is new (ADR 30). Where that is not so, nothing was kept, and it is
 * done in one transaction under locks: reservations in the order of their ids, then coupons in theirs. A reservation that holds points, or a
 * coupon that was revoked meanwhile, takes more steps than these and is made final alone.
 */
import type { CommandKey } from '@guildhall/shared/commands';
import { answeredBefore, finalAmong, nameOfKey } from '@guildhall/shared/commands-together';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toBeWritten } from '@guildhall/shared/events/outbox';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { turnsOf } from '@guildhall/shared/turns';
import type { CouponDoor } from '../door.ts';
import { type CouponMove, lockCoupons } from '../storage/coupons.ts';
import {
  type NewRedemption,
  type RedemptionRow,
  redemptionsOfReservations,
  storeRedemptionsAndAnswers,
} from '../storage/redemptions.ts';
import { lockOpen, type ReservationRow, reservationsById } from '../storage/reservations.ts';
import {
  keepRedemptions,
  reservationsAsked,
  type Spendable,
} from '../storage/sessions-together.ts';
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
  return (await keptAtOnce(kit, wishes)) ?? keptUnderLock(kit, wishes);
}

/** Undefined, and nothing done, where it takes a look under locks. */
async function keptAtOnce(
  kit: ModuleKit,
  wishes: readonly Wish[],
): Promise<readonly Done[] | undefined> {
  const now = kit.clock.now();
  const db = kit.db.sql();
  const { reservations, coupons } = await reservationsAsked(
    db,
    wishes.map(({ input }) => input.reservationId),
  );
  const found = { reservations: byId(reservations), redemptions: new Map() };
  const decided = wishes.map((wish) => decide(wish, found, now));
  if (decided.some(({ answer }) => answer !== undefined && answer !== ALONE)) return undefined;
  const versions = await versionsOfCoupons(kit, [...coupons.values()]);
  const made = decided.map((one) => make(one, coupons, versions, now));
  const { redemptions, moves, answers } = toBeKept(made, coupons);
  const events = made.flatMap((one) => one.events.map((event) => toBeWritten(event, now)));
  if (!(await keepRedemptions(db, { redemptions, moves, answers, events }, now))) return undefined;
  const heard = tell(kit, events);
  return made.map((one) => doneOf(one, heard, now));
}

/** The next turn need not wait for those who hear of this one; its callers do. */
function tell(kit: ModuleKit, events: readonly DomainEvent[]): Promise<unknown> {
  if (events.length === 0) return Promise.resolve();
  lane = (lane + 1) % lanes.length;
  return lanes[lane]?.(kit).do(events) ?? Promise.resolve();
}

/** What came about while others were told of what was before is told together; two at a time, while a commit waits. */
const lanes = [turnsOf(tellTogether), turnsOf(tellTogether)];
let lane = 0;

async function tellTogether(kit: ModuleKit, told: readonly (readonly DomainEvent[])[]) {
  const heard = await kit.events.deliverNow(told.flat(), HEARD_WAIT_MS, 'SOON');
  return told.map(() => heard);
}

const byId = (rows: readonly ReservationRow[]): ReadonlyMap<string, ReservationRow> =>
  new Map(rows.map((row) => [row.id, row]));

function doneOf({ answer, redemption }: Made, heard: Promise<unknown>, now: Date): Done {
  if (redemption === undefined) return { answer, heard };
  const made = { ...redemption, madeAt: now, pointsReversedMinor: 0n, capturePostingId: null };
  return { answer, heard, made };
}

async function keptUnderLock(kit: ModuleKit, wishes: readonly Wish[]): Promise<readonly Done[]> {
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
  const heard = tell(kit, published);
  const byKey = new Map(made.map((one) => [nameOfKey(one.wish.key), one]));
  return wishes.map(({ key }): Done => {
    const name = nameOfKey(key);
    const earlier = before.get(name) as Redeemed | undefined;
    if (earlier !== undefined) return { answer: earlier, heard };
    const one = byKey.get(name);
    return one === undefined ? { answer: ALONE, heard } : doneOf(one, heard, now);
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
    reservations: byId(rows),
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
    const { redemptions, moves, answers } = toBeKept(all, coupons);
    const recorded = await storeRedemptionsAndAnswers(db, redemptions, moves, answers, now);
    if (recorded < answers.length) throw new Undone('a key was used meanwhile');
    const events = all.flatMap((one) => one.events);
    published = events.length === 0 ? [] : await kit.events.append(tx, now, events);
    return all;
  });
  return { made, published };
}

function toBeKept(made: readonly Made[], coupons: ReadonlyMap<string, Spendable>) {
  const redemptions = made.flatMap(({ redemption }) => redemption ?? []);
  return {
    redemptions,
    moves: summed(redemptions.flatMap(({ lines }) => movesOf(lines, coupons))),
    answers: finalAmong(
      made.flatMap(({ wish, answer }) => (answer === ALONE ? [] : [{ key: wish.key, answer }])),
    ),
  };
}

function make(
  { wish, answer, reservation }: Decided,
  coupons: ReadonlyMap<string, Spendable>,
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
  coupons: ReadonlyMap<string, Spendable>,
): readonly CouponMove[] =>
  [...valueByCoupon({ lines })].flatMap(([couponId, value]) => {
    const coupon = coupons.get(couponId);
    return coupon === undefined ? [] : [spend(coupon, value, true)];
  });
