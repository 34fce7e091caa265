/**
 * Records a basket that was bought, paying with coupons and points where the member wishes: reserved first, committed
 * together with the transaction that names the reservation, made final by the coupon module when it hears of it (see
 * `runCheckout`). A crash in between leaves a reservation that times out, or a basket whose reservation is made final
 * later: never a basket paid twice or not at all.
 */
import {
  type CheckedOut,
  type CheckoutPlan,
  discountPerLine,
  type Reservation,
  runCheckout,
} from '@guildhall/coupon';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { formatQuantity } from '../domain/quantities.ts';
import { forbidden, refuseRule } from '../domain/refusals.ts';
import type { BasketRecorded, RecordBasket } from '../door.ts';
import { BASKET, MEMBER, TRANSACTION } from '../ids.ts';
import { insertBaskets } from '../storage/basket-store.ts';
import { BasketTable } from '../storage/tables.ts';
import { type Kit, SUBSIDIARY, tradesHere } from './caller.ts';
import { type PreparedBasket, prepareBaskets } from './prepare-basket.ts';
import { basketBought } from './transactions.ts';

type Recorded = BasketRecorded & CheckedOut;

/**
 * Refusals, first wins: RETAIL_NOT_YOURS; those of `prepareBaskets`; COUPONS_NEED_MEMBER; RECEIPT_ALREADY_RECORDED;
 * those of the coupon door's `reserve`.
 */
export async function recordBasket(
  kit: Kit,
  caller: Principal,
  input: RecordBasket,
): Promise<Outcome<BasketRecorded>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'record-basket', idempotencyKey, input: wish };
  let checked: Outcome<PreparedBasket> = refuseRule('BASKET_UNKNOWN');
  const plan = async (): Promise<CheckoutPlan | undefined> => {
    const [prepared] = await prepareBaskets(kit, [wish], kit.clock.now());
    if (prepared === undefined) throw new Error('One wish gets one answer');
    checked = prepared;
    return prepared.ok ? planOf(prepared.value, input) : undefined;
  };
  return runCheckout<Recorded>(kit, key, plan, async (context, made) => {
    if (!checked.ok) return checked;
    const own = await ownRules(context, checked.value, input);
    if (!own.ok) return own;
    if (made === undefined) return storeOne(context, checked.value);
    if (!made.reservation.ok) return made.reservation;
    return storeOne(context, discounted(checked.value, made.reservation.value));
  });
}

function paysOtherwise({ coupons, points }: RecordBasket): boolean {
  return points !== undefined || (coupons !== undefined && coupons.length > 0);
}

/** What to reserve; undefined when nothing is, or when the basket will be refused anyway. */
function planOf(basket: PreparedBasket, input: RecordBasket): CheckoutPlan | undefined {
  if (!paysOtherwise(input) || basket.memberId === null) return undefined;
  return {
    memberId: fromUuid(MEMBER, basket.memberId),
    basket: {
      subsidiary: SUBSIDIARY,
      storeCode: basket.storeCode,
      kind: 'BASKET_BOUGHT',
      lines: basket.lines.map((line) => ({
        lineId: String(line.lineNo),
        itemCode: line.productCode,
        category: line.category,
        quantity: formatQuantity(line.quantityMilli),
        amountMinor: line.amountMinor,
      })),
    },
    coupons: input.coupons ?? [],
    ...(input.points === undefined ? {} : { points: input.points }),
  };
}

async function ownRules(
  { tx }: CommandContext,
  basket: PreparedBasket,
  input: RecordBasket,
): Promise<Outcome<void>> {
  if (paysOtherwise(input) && basket.memberId === null) {
    return refuseRule('COUPONS_NEED_MEMBER', {}, ['memberId']);
  }
  const twins = await tx.count(BasketTable, { receiptNo: basket.receiptNo });
  return twins > 0 ? alreadyRecorded(basket.receiptNo) : accept(undefined);
}

function discounted(basket: PreparedBasket, reservation: Reservation): PreparedBasket {
  const lines = basket.lines.map((line) => ({ ...line, lineId: String(line.lineNo) }));
  const discounts = discountPerLine(lines, reservation);
  return {
    ...basket,
    discountMinor: basket.amountMinor - reservation.payableMinor,
    reservationIds: [reservation.reservationId],
    lines: basket.lines.map((line) => ({
      ...line,
      discountMinor: discounts.get(String(line.lineNo)) ?? 0n,
    })),
  };
}

async function storeOne(
  context: CommandContext,
  basket: PreparedBasket,
): Promise<Outcome<Recorded>> {
  const stored = await storeBaskets(context, [basket]);
  if (!stored.has(basket.id)) return alreadyRecorded(basket.receiptNo);
  return accept({
    basketId: fromUuid(BASKET, basket.id),
    transactionId: fromUuid(TRANSACTION, basket.transactionId),
    reservationId: basket.reservationIds[0] ?? null,
  });
}

const alreadyRecorded = (receiptNo: string): Outcome<never> =>
  refuseRule('RECEIPT_ALREADY_RECORDED', { receiptNo }, ['receiptNo']);

/** Stores baskets and tells the journal of those that are new; answers their ids. */
export async function storeBaskets(
  { tx, now, publish }: CommandContext,
  baskets: readonly PreparedBasket[],
): Promise<ReadonlySet<string>> {
  const stored = await insertBaskets(tx, now, baskets);
  const fresh = baskets.filter(({ id }) => stored.has(id));
  await publish(...fresh.map((basket) => basketBought(basket, basket.storeKind)));
  return stored;
}
