/** Rows as the door shows them. */
import { fromUuid } from '@guildhall/shared/ids';
import { textSeal } from '@guildhall/shared/sealed-text';
import { formatQuantity } from '../domain/quantities.ts';
import { BASKET, BOOKING, MEMBER, memberIdOf, RETURN, SLOT, TRANSACTION } from '../ids.ts';
import type * as t from '../storage/tables.ts';
import type * as v from '../views.ts';
import { ADDRESS_PURPOSE } from './book-delivery.ts';

export function storeView(row: t.StoreRow): v.StoreView {
  const { code, name, kind, openedOn } = row;
  return {
    code,
    name,
    kind,
    district: row.district ?? null,
    openedOn,
    closedOn: row.closedOn ?? null,
  };
}

export function productView(row: t.ProductRow): v.ProductView {
  const { code, name, category, unit, priceMinor, onSale } = row;
  return { code, name, category, unit, priceMinor, barcode: row.barcode ?? null, onSale };
}

export function basketView(row: t.BasketRow): v.BasketView {
  const { receiptNo, storeCode, channel, boughtAt, recordedAt, amountMinor, discountMinor } = row;
  return {
    id: fromUuid(BASKET, row.id),
    receiptNo,
    storeCode,
    channel,
    memberId: memberIdOf(row.memberId ?? null),
    boughtAt,
    recordedAt,
    state: row.state,
    amountMinor,
    discountMinor,
    paidMinor: amountMinor - discountMinor,
    returnedMinor: row.returnedMinor,
    refundedMinor: row.refundedMinor,
    transactionId: fromUuid(TRANSACTION, row.transactionId),
  };
}

export function lineView(row: t.BasketLineRow): v.BasketLineView {
  return {
    basketId: fromUuid(BASKET, row.basketId),
    lineNo: row.lineNo,
    productCode: row.productCode,
    category: row.category,
    quantity: formatQuantity(row.quantityMilli),
    amountMinor: row.amountMinor,
    returnedQuantity: formatQuantity(row.returnedMilli),
    returnedMinor: row.returnedMinor,
  };
}

export function returnView(
  row: t.GoodsReturnRow,
  lines: readonly t.GoodsReturnLineRow[],
): v.GoodsReturnView {
  const { returnNo, storeCode, reason, returnedAt, amountMinor, refundMinor } = row;
  return {
    id: fromUuid(RETURN, row.id),
    returnNo,
    basketId: fromUuid(BASKET, row.basketId),
    storeCode,
    reason,
    returnedAt,
    amountMinor,
    refundMinor,
    transactionId: fromUuid(TRANSACTION, row.transactionId),
    lines: lines.map((line) => ({
      lineNo: line.lineNo,
      quantity: formatQuantity(line.quantityMilli),
      amountMinor: line.amountMinor,
    })),
  };
}

export function slotView(row: t.DeliverySlotRow): v.DeliverySlotView {
  const { storeCode, startsAt, endsAt, capacity, booked } = row;
  return { id: fromUuid(SLOT, row.id), storeCode, startsAt, endsAt, capacity, booked };
}

/** `secret` only for those who may read the address. */
export function bookingView(
  row: t.DeliveryBookingRow,
  secret: string | undefined,
): v.DeliveryBookingView {
  return {
    id: fromUuid(BOOKING, row.id),
    slotId: fromUuid(SLOT, row.slotId),
    basketId: fromUuid(BASKET, row.basketId),
    memberId: fromUuid(MEMBER, row.memberId),
    state: row.state,
    address:
      secret === undefined
        ? null
        : textSeal(secret, ADDRESS_PURPOSE).open(row.addressSealed, row.id),
    bookedAt: row.bookedAt,
    settledAt: row.settledAt ?? null,
  };
}
