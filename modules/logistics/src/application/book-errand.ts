/**
 * Books an errand: a basket of the supermarket brought home in a window of time, its fee paid with an errand coupon
 * (or any other coupon or points that apply). The place in the window is taken by a conditional update, so the last
 * one goes to exactly one of those who want it; the basket's owner is the member who gets the goods.
 */
import {
  type CheckedOut,
  type CheckoutPlan,
  type Reservation,
  runCheckout,
} from '@guildhall/coupon';
import type { RetailDoor } from '@guildhall/retail';
import type { CommandContext } from '@guildhall/shared/commands';
import { violatedConstraint } from '@guildhall/shared/database/database';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { sql } from 'kysely';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { BookErrand, ErrandBooked } from '../door.ts';
import { ERRAND, MEMBER, TRANSACTION, WINDOW } from '../ids.ts';
import { ErrandTable, type ErrandWindowRow, ErrandWindowTable } from '../storage/tables.ts';
import { actsFor, type Kit, SELF, SUBSIDIARY } from './caller.ts';
import {
  ERRAND_BOOKED,
  ERRAND_CATEGORY,
  ERRAND_ITEM,
  errandBooked,
  FEE_LINE,
} from './transactions.ts';

export const DESTINATION_PURPOSE = 'logistics/errand.destination';
const SHOP = 'retail';

interface Prepared {
  readonly window: ErrandWindowRow;
  readonly memberUuid: string;
  readonly storeCode: string;
}

/**
 * By the people of logistics, or the member whose basket it is. Refusals, first wins: WINDOW_UNKNOWN,
 * ERRAND_BASKET_UNKNOWN, ERRAND_BASKET_WITHOUT_MEMBER, ERRAND_BASKET_RETURNED, WINDOW_STARTED, ERRAND_ALREADY_BOOKED,
 * WINDOW_FULL, those of the coupon door's `reserve`.
 */
export async function bookErrand(
  kit: Kit,
  caller: Principal,
  input: BookErrand,
): Promise<Outcome<ErrandBooked>> {
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'book-errand', idempotencyKey, input: wish };
  let checked: Outcome<Prepared> = notFound('WINDOW_UNKNOWN');
  const plan = async (): Promise<CheckoutPlan | undefined> => {
    checked = await prepare(kit, caller, input);
    return checked.ok ? planOf(checked.value, input) : undefined;
  };
  return runCheckout<ErrandBooked & CheckedOut>(kit, key, plan, async (context, made) => {
    if (!checked.ok) return checked;
    const placed = await takePlace(context, checked.value, input);
    if (!placed.ok) return placed;
    if (made?.reservation.ok === false) return made.reservation;
    return store(kit, context, input, checked.value, made?.reservation.value);
  });
}

async function prepare(kit: Kit, caller: Principal, input: BookErrand): Promise<Outcome<Prepared>> {
  const window = isId(WINDOW, input.windowId)
    ? await kit.db.read().findOne(ErrandWindowTable, { id: toUuid(WINDOW, input.windowId) })
    : null;
  if (window === null) return notFound('WINDOW_UNKNOWN', ['windowId']);
  const [basket] = await kit.doors.get<RetailDoor>(SHOP).baskets(SELF, { ids: [input.basketId] });
  const memberId = basket?.memberId ?? null;
  const memberUuid = memberId === null ? null : toUuid(MEMBER, memberId);
  if (basket === undefined || !actsFor(caller, memberUuid))
    return notFound('ERRAND_BASKET_UNKNOWN', ['basketId']);
  if (memberUuid === null) return refuseRule('ERRAND_BASKET_WITHOUT_MEMBER', {}, ['basketId']);
  if (basket.state === 'RETURNED') return refuseRule('ERRAND_BASKET_RETURNED', {}, ['basketId']);
  if (window.startsAt <= kit.clock.now()) return refuseRule('WINDOW_STARTED', {}, ['windowId']);
  return accept({ window, memberUuid, storeCode: basket.storeCode });
}

function planOf({ window, memberUuid }: Prepared, input: BookErrand): CheckoutPlan | undefined {
  if (input.points === undefined && (input.coupons ?? []).length === 0) return undefined;
  return {
    memberId: fromUuid(MEMBER, memberUuid),
    basket: {
      subsidiary: SUBSIDIARY,
      storeCode: window.depotCode,
      kind: ERRAND_BOOKED,
      lines: [
        {
          lineId: FEE_LINE,
          itemCode: ERRAND_ITEM,
          category: ERRAND_CATEGORY,
          quantity: '1',
          amountMinor: window.feeMinor,
        },
      ],
    },
    coupons: input.coupons ?? [],
    ...(input.points === undefined ? {} : { points: input.points }),
  };
}

const alreadyBooked = (): Outcome<never> => refuseRule('ERRAND_ALREADY_BOOKED', {}, ['basketId']);

/** A refusal undoes the update, so a place is taken only together with its errand. */
async function takePlace(
  { tx }: CommandContext,
  { window }: Prepared,
  input: BookErrand,
): Promise<Outcome<void>> {
  const open = await tx.count(ErrandTable, {
    shopSubsidiary: SHOP,
    orderRef: input.basketId,
    state: { $in: ['BOOKED', 'COLLECTED', 'DONE'] },
  });
  if (open > 0) return alreadyBooked();
  const taken = await sql`
    UPDATE errand_window SET booked = booked + 1 WHERE id = ${window.id} AND booked < capacity RETURNING 1`.execute(
    tx.getKysely<unknown>(),
  );
  return taken.rows.length === 0 ? refuseRule('WINDOW_FULL', {}, ['windowId']) : accept(undefined);
}

async function store(
  kit: Kit,
  { tx, now, publish }: CommandContext,
  input: BookErrand,
  { window, memberUuid, storeCode }: Prepared,
  reservation: Reservation | undefined,
): Promise<Outcome<ErrandBooked & CheckedOut>> {
  const id = newUuid(now);
  const { rows } = await sql<{ serial: string }>`SELECT nextval('errand_serial') AS serial`.execute(
    tx.getKysely<unknown>(),
  );
  const errand = {
    id,
    errandNo: `E${rows[0]?.serial ?? ''}`,
    windowId: window.id,
    memberId: memberUuid,
    shopSubsidiary: SHOP,
    orderRef: input.basketId,
    pickupPlace: storeCode,
    channel: input.channel,
    feeMinor: window.feeMinor,
    discountMinor: reservation === undefined ? 0n : window.feeMinor - reservation.payableMinor,
    state: 'BOOKED' as const,
    stateAt: now,
    bookedAt: now,
    transactionId: newUuid(now),
    doneTransactionId: null,
    reservationIds: reservation === undefined ? [] : [reservation.reservationId],
  };
  const destinationSealed = textSeal(kit.secret, DESTINATION_PURPOSE).seal(input.destination, id);
  try {
    await tx.insert(ErrandTable, { ...errand, destinationSealed });
  } catch (error) {
    if (violatedConstraint(error) !== 'errand_open_order') throw error;
    return alreadyBooked();
  }
  await publish(errandBooked(errand, window.depotCode));
  return accept({
    errandId: fromUuid(ERRAND, id),
    transactionId: fromUuid(TRANSACTION, errand.transactionId),
    reservationId: reservation?.reservationId ?? null,
  });
}
