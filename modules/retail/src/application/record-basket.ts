/**
 * Records a basket that was bought, paying with coupons and points where the member wishes.
 *
 * Coupons and points are held first, at the coupon door, outside any transaction; then the basket, the hold's id and
 * the event are committed together; the coupon module makes the hold final when it hears of the transaction, at once
 * or by the relay. A crash in between leaves a hold that times out, or a basket whose hold is made final later: never
 * a basket paid twice or not at all.
 */
import type { CouponDoor, Reservation } from '@guildhall/coupon';
import { answeredBefore, type CommandContext, runCommand } from '@guildhall/shared/commands';
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
  const earlier = await answeredBefore<BasketRecorded>(kit, key);
  if (earlier !== undefined) return earlier;
  const [checked] = await prepareBaskets(kit, [wish], kit.clock.now());
  if (checked === undefined) throw new Error('One wish gets one answer');
  const paid = checked.ok ? await payWith(kit, caller, input, checked.value) : checked;
  const outcome = await runCommand(kit, key, async (context) =>
    paid.ok ? storeOne(context, paid.value) : paid,
  );
  if (!outcome.ok && paid.ok) await letGo(kit, caller, idempotencyKey, paid.value);
  return outcome;
}

async function storeOne(
  context: CommandContext,
  basket: PreparedBasket,
): Promise<Outcome<BasketRecorded>> {
  const stored = await storeBaskets(context, [basket]);
  if (!stored.has(basket.id)) return alreadyRecorded(basket.receiptNo);
  return accept({
    basketId: fromUuid(BASKET, basket.id),
    transactionId: fromUuid(TRANSACTION, basket.transactionId),
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

/** The basket with its discount and the hold that pays for it. */
async function payWith(
  kit: Kit,
  caller: Principal,
  input: RecordBasket,
  basket: PreparedBasket,
): Promise<Outcome<PreparedBasket>> {
  const coupons = input.coupons ?? [];
  if (coupons.length === 0 && input.points === undefined) return accept(basket);
  if (basket.memberId === null) return refuseRule('COUPONS_NEED_MEMBER', {}, ['memberId']);
  // A receipt that is on record would only be found out after its coupons were held.
  const twin = await kit.db.read().count(BasketTable, { receiptNo: basket.receiptNo });
  if (twin > 0) return alreadyRecorded(basket.receiptNo);
  const held = await kit.doors.get<CouponDoor>('coupon').reserve(caller, {
    idempotencyKey: reservationKey(input.idempotencyKey),
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
    coupons,
    ...(input.points === undefined ? {} : { points: input.points }),
  });
  return held.ok ? accept(discounted(basket, held.value)) : held;
}

function discounted(basket: PreparedBasket, hold: Reservation): PreparedBasket {
  return {
    ...basket,
    discountMinor: basket.amountMinor - hold.payableMinor,
    reservationIds: [hold.reservationId],
  };
}

const reservationKey = (idempotencyKey: string): string => `basket:${idempotencyKey}`;

/** Best effort: a hold that is not released times out by itself. */
async function letGo(
  kit: Kit,
  caller: Principal,
  idempotencyKey: string,
  { reservationIds }: PreparedBasket,
): Promise<void> {
  for (const reservationId of reservationIds) {
    try {
      await kit.doors
        .get<CouponDoor>('coupon')
        .release(caller, {
          idempotencyKey: `release-${reservationKey(idempotencyKey)}`,
          reservationId,
        });
    } catch (error) {
      kit.log.warn({ reservationId, err: String(error) }, 'hold left to time out');
    }
  }
}
