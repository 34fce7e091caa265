/**
 * Everybody who reserves at the same moment: each wish is decided in the order of arrival on the coupons as they were
 * read, less what the ones before took, as if no limit were full; one statement keeps all of it, if every coupon still
 * is as it was read, every key is new and every limit has room (ADR 30). So a hot offer's counter is locked once for
 * many callers instead of once for each.
 *
 * Where that is not so, nothing was kept, and it is done under locks: keys that were answered before give their answer
 * again; coupons are locked in the order of their ids, then counters in theirs; what does not fit any more is refused,
 * so a limit is exact to the last use.
 *
 * A wish that can only be met once reservations whose time is over have been freed is decided alone.
 */
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import {
  type Answered,
  answeredBefore,
  finalAmong,
  nameOfKey,
} from '@guildhall/shared/commands-together';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { turnsOf } from '@guildhall/shared/turns';
import { hasFree } from '../domain/coupons/coupon.ts';
import type { Reservation, ReserveInput } from '../door.ts';
import {
  addToCounters,
  claimOrTell,
  counterKey,
  lockCounters,
  passing,
} from '../storage/counters.ts';
import {
  assignCoupons,
  assignEach,
  type CouponMove,
  type CouponRow,
  lockCoupons,
} from '../storage/coupons.ts';
import {
  anyExpired,
  type ReservationRow,
  storeReservations,
  storeReservationsAndAnswers,
} from '../storage/reservations.ts';
import { keepReservations } from '../storage/sessions-together.ts';
import type { CheckoutFacts } from './check-out.ts';
import { expireReservations } from './expire-reservations.ts';
import { limitReached, type PlannedReservation, planReservation } from './plan-reservation.ts';
import type { InMinorPoints } from './points-to-pay.ts';
import { Undone } from './transact.ts';

export interface Wish {
  readonly key: CommandKey;
  readonly gathered: CheckoutFacts;
  readonly input: InMinorPoints<ReserveInput>;
}

type Answer = Outcome<Reservation>;
const ALONE = 'ALONE';

const turns = turnsOf(reserveTogether);

/** The reservation, with its row where it was made just now; `replayed`: the answer given under this key before. */
export async function reserving(
  kit: ModuleKit,
  wish: Wish,
): Promise<{
  readonly answer: Answer;
  readonly made?: ReservationRow;
  readonly replayed?: boolean;
}> {
  const done = await turns(kit).do(wish, nameOfKey(wish.key));
  if (done.answer !== ALONE) return { ...done, answer: done.answer };
  const answer = await runCommand<Reservation>(kit, wish.key, (context) =>
    reserveAlone(kit, context, wish),
  );
  return { answer };
}

interface Done {
  readonly answer: Answer | typeof ALONE;
  readonly made?: ReservationRow;
  readonly replayed?: boolean;
}

async function reserveTogether(kit: ModuleKit, wishes: readonly Wish[]): Promise<readonly Done[]> {
  const decided = (await keptAtOnce(kit, wishes)) ?? (await keptUnderLock(kit, wishes));
  const byKey = new Map(decided.map((one) => [nameOfKey(one.wish.key), one]));
  return wishes.map(({ key }): Done => {
    const one = byKey.get(nameOfKey(key));
    if (one === undefined) return { answer: ALONE };
    const { answer, taken, replayed } = one;
    return {
      answer,
      ...(taken === undefined ? {} : { made: taken.row }),
      ...(replayed === true ? { replayed } : {}),
    };
  });
}

/** Undefined, and nothing done, where it takes a look under locks. */
async function keptAtOnce(
  kit: ModuleKit,
  wishes: readonly Wish[],
): Promise<readonly Decided[] | undefined> {
  const now = kit.clock.now();
  const stock: Stock = new Map();
  const seen = new Map<string, string>();
  for (const { gathered } of wishes) {
    for (const coupon of gathered.coupons) {
      stock.set(coupon.couponId, coupon);
      seen.set(coupon.couponId, gathered.seen.get(coupon.couponId) ?? '');
    }
  }
  const decided = wishes.map((wish) => hoped(plan(kit, wish, stock, now)));
  if (decided.some(({ answer }) => answer === ALONE)) return undefined;
  const taken = decided.flatMap((one) => one.taken ?? []);
  const wanted = {
    seen,
    reservations: taken.map(({ row }) => row),
    holds: summed(taken.flatMap(({ holds }) => holds)),
    takers: new Map(takersOf(taken).map(({ couponId, memberId }) => [couponId, memberId])),
    answers: answersOf(decided),
  };
  return (await keepReservations(kit.db.sql(), wanted, now)) ? decided : undefined;
}

async function keptUnderLock(kit: ModuleKit, wishes: readonly Wish[]): Promise<readonly Decided[]> {
  const before = await answeredBefore(
    kit.db.sql(),
    wishes.map(({ key }) => key),
  );
  const replayed = wishes.flatMap((wish): Decided[] => {
    const answer = before.get(nameOfKey(wish.key)) as Answer | undefined;
    return answer === undefined ? [] : [{ wish, taken: undefined, answer, replayed: true }];
  });
  const fresh = wishes.filter(({ key }) => !before.has(nameOfKey(key)));
  return fresh.length === 0 ? replayed : [...replayed, ...(await inOneTransaction(kit, fresh))];
}

function inOneTransaction(kit: ModuleKit, wishes: readonly Wish[]): Promise<readonly Decided[]> {
  const now = kit.clock.now();
  return kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const stock = await lockedStock(db, wishes);
    const planned = wishes.map((wish) => plan(kit, wish, stock, now));
    const decided = await withinLimits(db, planned, await anyExpired(db, now));
    const answers = answersOf(decided);
    const taken = decided.flatMap((one) => one.taken ?? []);
    const recorded = await write(db, taken, answers, now);
    // Somebody else, in another process, answered one of them meanwhile: all of it is done again.
    if (recorded < answers.length) throw new Undone('a key was used meanwhile');
    await addToCounters(
      db,
      taken.flatMap(({ row }) => row.claims),
    );
    return decided;
  });
}

const answersOf = (decided: readonly Decided[]): readonly Answered[] =>
  finalAmong(
    decided.flatMap(({ wish, answer }) => (answer === ALONE ? [] : [{ key: wish.key, answer }])),
  );

const takersOf = (taken: readonly PlannedReservation[]) =>
  taken.flatMap(({ taken: couponIds, row: { memberId } }) =>
    couponIds.map((couponId) => ({ couponId, memberId })),
  );

const hoped = ({ wish, plan: one }: Planned): Decided => {
  if (one === ALONE) return { wish, taken: undefined, answer: ALONE };
  if (!one.ok) return { wish, taken: undefined, answer: { ok: false, refusal: one.refusal } };
  return { wish, taken: one.value, answer: accept(one.value.reservation) };
};

type Db = Parameters<typeof lockCoupons>[0];
type Stock = Map<string, CouponRow>;

async function lockedStock(db: Db, wishes: readonly Wish[]): Promise<Stock> {
  const ids = new Set(
    wishes.flatMap(({ gathered }) => gathered.coupons.map((one) => one.couponId)),
  );
  return new Map((await lockCoupons(db, [...ids])).map((coupon) => [coupon.couponId, coupon]));
}

interface Planned {
  readonly wish: Wish;
  readonly plan: Outcome<PlannedReservation> | typeof ALONE;
}

/** On the coupons as the wishes before left them. */
function plan(kit: ModuleKit, wish: Wish, stock: Stock, now: Date): Planned {
  const coupons = wish.gathered.coupons.flatMap(({ couponId }) => stock.get(couponId) ?? []);
  const planned = planReservation(kit, wish.gathered, coupons, wish.input, now);
  if (!planned.ok) {
    // Held by reservations that may be over by now.
    const mayBeFreed =
      planned.refusal.code === 'COUPON_RESERVED' &&
      coupons.some((coupon) => !hasFree(coupon) && coupon.endedAs === null);
    return { wish, plan: mayBeFreed ? ALONE : planned };
  }
  for (const move of planned.value.holds) hold(stock, move, planned.value.row.memberId);
  return { wish, plan: planned };
}

function hold(stock: Stock, { couponId, usesHeld, valueHeld }: CouponMove, memberId: string): void {
  const coupon = stock.get(couponId);
  if (coupon === undefined) return;
  stock.set(couponId, {
    ...coupon,
    memberId: coupon.memberId ?? memberId,
    usesHeld: coupon.usesHeld + usesHeld,
    valueHeld: coupon.valueHeld + valueHeld,
  });
}

interface Decided {
  readonly wish: Wish;
  readonly taken: PlannedReservation | undefined;
  readonly answer: Answer | typeof ALONE;
  /** Given under this key before. */
  readonly replayed?: boolean;
}

/** Takes of each limit what is there, in the order of arrival. */
async function withinLimits(
  db: Db,
  planned: readonly Planned[],
  expired: boolean,
): Promise<readonly Decided[]> {
  const claims = planned.flatMap(({ plan: one }) =>
    one !== ALONE && one.ok ? one.value.row.claims : [],
  );
  const used = await lockCounters(db, claims);
  return planned.map(({ wish, plan: one }): Decided => {
    if (one === ALONE) return { wish, taken: undefined, answer: ALONE };
    if (!one.ok) return { wish, taken: undefined, answer: { ok: false, refusal: one.refusal } };
    const full = one.value.row.claims.filter(
      (claimed) => (used.get(counterKey(claimed)) ?? 0n) + claimed.amount > claimed.ceiling,
    );
    if (full.length > 0) {
      const answer = expired ? ALONE : limitReached(full, wish.gathered);
      return { wish, taken: undefined, answer };
    }
    for (const claimed of one.value.row.claims)
      used.set(counterKey(claimed), (used.get(counterKey(claimed)) ?? 0n) + claimed.amount);
    return { wish, taken: one.value, answer: accept(one.value.reservation) };
  });
}

/** How many answers were recorded. */
async function write(
  db: Db,
  taken: readonly PlannedReservation[],
  answers: readonly Answered[],
  now: Date,
): Promise<number> {
  const recorded = await storeReservationsAndAnswers(
    db,
    taken.map(({ row }) => row),
    summed(taken.flatMap(({ holds }) => holds)),
    answers,
    now,
  );
  await assignEach(db, takersOf(taken));
  return recorded;
}

/** One move per coupon: a statement may touch a row only once. */
export function summed(moves: readonly CouponMove[]): readonly CouponMove[] {
  const byCoupon = new Map<string, CouponMove>();
  for (const move of moves) {
    const before = byCoupon.get(move.couponId);
    byCoupon.set(
      move.couponId,
      before === undefined
        ? move
        : {
            couponId: move.couponId,
            usesHeld: before.usesHeld + move.usesHeld,
            usesSpent: before.usesSpent + move.usesSpent,
            valueHeld: before.valueHeld + move.valueHeld,
            valueSpent: before.valueSpent + move.valueSpent,
          },
    );
  }
  return [...byCoupon.values()];
}

/** With reservations whose time is over freed first, where somebody may wait for what they hold. */
async function reserveAlone(
  kit: ModuleKit,
  context: CommandContext,
  { gathered, input }: Wish,
): Promise<Answer> {
  const { tx, now } = context;
  const db = tx.getKysely<unknown>();
  const planned = planReservation(
    kit,
    gathered,
    await freedCoupons(context, gathered.coupons),
    input,
    now,
  );
  if (!planned.ok) return planned;
  const { row, holds, reservation, taken } = planned.value;
  // Looked at first, since refusing before writing is cheap; only the claim below is certain.
  const crowded = await passing(db, row.claims);
  if (crowded.length > 0 && (await expireReservations(context, { limit: 200 })) === 0)
    return limitReached(crowded, gathered);
  await storeReservations(db, [row], holds, now);
  await assignCoupons(db, taken, row.memberId);
  const full = await claimOrTell(db, row.claims);
  return full.length > 0 ? limitReached(full, gathered) : accept(reservation);
}

async function freedCoupons(
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
