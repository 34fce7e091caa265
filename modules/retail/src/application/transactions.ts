/**
 * What the supermarket tells the journal: BASKET_BOUGHT for a basket, GOODS_RETURNED for what came back of one. The
 * event is written in the transaction that stores the basket, so neither exists without the other.
 */
import { type Transaction, transactionRecorded } from '@guildhall/journal';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import { formatQuantity } from '../domain/quantities.ts';
import { MEMBER, TRANSACTION } from '../ids.ts';
import type { LockedBasket, NewBasket, NewReturn } from '../storage/basket-store.ts';
import { SUBSIDIARY } from './caller.ts';

type Channel = Transaction['channel'];

/** A receipt and a return may carry the same number; their transactions must not. */
const RETURN_PREFIX = 'return:';

export function basketBought(basket: NewBasket, storeKind: string): NewEvent {
  const transaction: Transaction = {
    transactionId: fromUuid(TRANSACTION, basket.transactionId),
    subsidiary: SUBSIDIARY,
    externalId: basket.receiptNo,
    kind: 'BASKET_BOUGHT',
    ...memberOf(basket.memberId),
    occurredAt: basket.boughtAt.toISOString(),
    channel: basket.channel as Channel,
    storeCode: basket.storeCode,
    currency: 'CNY',
    amountMinor: String(basket.amountMinor),
    lines: basket.lines.map((line) => ({
      lineId: String(line.lineNo),
      itemCode: line.productCode,
      category: line.category,
      quantity: formatQuantity(line.quantityMilli),
      amountMinor: String(line.amountMinor),
    })),
    attributes: { storeKind },
    ...(basket.reservationIds.length === 0 ? {} : { reservationIds: [...basket.reservationIds] }),
  };
  return {
    type: transactionRecorded(SUBSIDIARY),
    occurredAt: basket.boughtAt,
    payload: transaction,
  };
}

export function goodsReturned(item: NewReturn, basket: LockedBasket, whole: boolean): NewEvent {
  const lines = item.lines.map((line) => ({
    lineId: String(line.lineNo),
    quantity: formatQuantity(line.quantityMilli),
    amountMinor: String(line.amountMinor),
  }));
  const bought = new Map(basket.lines.map((line) => [String(line.lineNo), line]));
  const transaction: Transaction = {
    transactionId: fromUuid(TRANSACTION, item.transactionId),
    subsidiary: SUBSIDIARY,
    externalId: `${RETURN_PREFIX}${item.returnNo}`,
    kind: 'GOODS_RETURNED',
    ...memberOf(basket.memberId),
    occurredAt: item.returnedAt.toISOString(),
    channel: basket.channel as Channel,
    storeCode: item.storeCode,
    currency: 'CNY',
    amountMinor: String(item.amountMinor),
    lines: lines.map((line) => ({
      ...line,
      itemCode: bought.get(line.lineId)?.productCode ?? '',
      category: bought.get(line.lineId)?.category ?? '',
    })),
    attributes: { reason: item.reason },
    reverses: {
      transactionId: fromUuid(TRANSACTION, basket.transactionId),
      ...(whole ? {} : { lines }),
    },
  };
  return {
    type: transactionRecorded(SUBSIDIARY),
    occurredAt: item.returnedAt,
    payload: transaction,
  };
}

function memberOf(uuid: string | null): { memberId: string } | Record<string, never> {
  return uuid === null ? {} : { memberId: fromUuid(MEMBER, uuid) };
}
