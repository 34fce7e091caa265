/**
 * Takes goods back, by line and quantity, under the lock of their basket, and tells the journal: the points and
 * coupons that came of them go back in proportion.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { decideReturn } from '../domain/decide-return.ts';
import { parseQuantity } from '../domain/quantities.ts';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import type { GoodsReturned, ReturnGoods } from '../door.ts';
import { BASKET, RETURN, TRANSACTION } from '../ids.ts';
import { insertReturns, lockBaskets } from '../storage/basket-store.ts';
import { type Kit, tradesHere } from './caller.ts';
import { goodsReturned } from './transactions.ts';

/** Refusals, first wins: RETAIL_NOT_YOURS, BASKET_UNKNOWN, RETURN_IN_FUTURE, those of `decideReturn`, RETURN_ALREADY_RECORDED. */
export async function returnGoods(
  kit: Kit,
  caller: Principal,
  input: ReturnGoods,
): Promise<Outcome<GoodsReturned>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'return-goods', idempotencyKey, input: wish };
  return runCommand(kit, key, (context) => takeBack(context, input));
}

async function takeBack(
  context: CommandContext,
  input: ReturnGoods,
): Promise<Outcome<GoodsReturned>> {
  const { tx, now, publish } = context;
  const basketId = isId(BASKET, input.basketId) ? toUuid(BASKET, input.basketId) : undefined;
  const basket =
    basketId === undefined ? undefined : (await lockBaskets(tx, [basketId])).get(basketId);
  if (basket === undefined) return notFound('BASKET_UNKNOWN', {}, ['basketId']);
  const returnedAt = input.returnedAt ?? now;
  if (returnedAt > now) return refuseRule('RETURN_IN_FUTURE', {}, ['returnedAt']);
  const decided = decideReturn(basket, {
    returnedAt,
    ...(input.lines === undefined ? {} : { lines: input.lines.map(wishedLine) }),
  });
  if (!decided.ok) return decided;
  const { lines, amountMinor, refundMinor, whole } = decided.value;
  const item = {
    id: newUuid(now),
    transactionId: newUuid(now),
    basketId: basket.id,
    returnNo: input.returnNo,
    visitNo: null,
    storeCode: basket.storeCode,
    reason: input.reason,
    returnedAt,
    amountMinor,
    refundMinor,
    lines,
  };
  const stored = await insertReturns(tx, now, [item]);
  if (!stored.has(item.id)) {
    return refuseRule('RETURN_ALREADY_RECORDED', { returnNo: input.returnNo }, ['returnNo']);
  }
  await publish(goodsReturned(item, basket, whole));
  return accept({
    returnId: fromUuid(RETURN, item.id),
    transactionId: fromUuid(TRANSACTION, item.transactionId),
  });
}

function wishedLine({ lineNo, quantity }: { lineNo: number; quantity: string }) {
  // The API takes positive quantities of three decimals only; anything else gives nothing back.
  return { lineNo, quantityMilli: parseQuantity(quantity) ?? 0n };
}
