/** Tables of the retail schema. Ids are UUIDs here and TypeIDs at the door; amounts are fen, quantities thousandths. */
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const StoreTable = defineEntity({
  name: 'Store',
  tableName: 'store',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    kind: p.text().$type<'SUPERMARKET' | 'CONVENIENCE' | 'ONLINE'>(),
    district: p.text().nullable(),
    openedOn: p.date().fieldName('opened_on'),
    closedOn: p.date().fieldName('closed_on').nullable(),
  },
});

export const ProductTable = defineEntity({
  name: 'Product',
  tableName: 'product',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    category: p.text(),
    unit: p.text().$type<'PIECE' | 'KILOGRAM'>(),
    priceMinor: p.bigint().fieldName('price_minor'),
    barcode: p.text().nullable(),
    onSale: p.boolean().fieldName('on_sale'),
  },
});

export const BasketTable = defineEntity({
  name: 'Basket',
  tableName: 'basket',
  properties: {
    id: p.uuid().primary(),
    receiptNo: p.text().fieldName('receipt_no'),
    storeCode: p.text().fieldName('store_code'),
    channel: p.text().$type<'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT'>(),
    memberId: p.uuid().fieldName('member_id').nullable(),
    boughtAt: p.datetime().fieldName('bought_at'),
    recordedAt: p.datetime().fieldName('recorded_at'),
    amountMinor: p.bigint().fieldName('amount_minor'),
    discountMinor: p.bigint().fieldName('discount_minor'),
    returnedMinor: p.bigint().fieldName('returned_minor'),
    refundedMinor: p.bigint().fieldName('refunded_minor'),
    state: p.text().$type<'BOUGHT' | 'PARTLY_RETURNED' | 'RETURNED'>(),
    transactionId: p.uuid().fieldName('transaction_id'),
    reservationIds: p.array().fieldName('reservation_ids'),
  },
});

export const BasketLineTable = defineEntity({
  name: 'BasketLine',
  tableName: 'basket_line',
  properties: {
    basketId: p.uuid().fieldName('basket_id').primary(),
    lineNo: p.integer().fieldName('line_no').primary(),
    productCode: p.text().fieldName('product_code'),
    category: p.text(),
    quantityMilli: p.bigint().fieldName('quantity_milli'),
    amountMinor: p.bigint().fieldName('amount_minor'),
    discountMinor: p.bigint().fieldName('discount_minor'),
    returnedMilli: p.bigint().fieldName('returned_milli'),
    returnedMinor: p.bigint().fieldName('returned_minor'),
  },
});

export const GoodsReturnTable = defineEntity({
  name: 'GoodsReturn',
  tableName: 'goods_return',
  properties: {
    id: p.uuid().primary(),
    returnNo: p.text().fieldName('return_no'),
    basketId: p.uuid().fieldName('basket_id'),
    storeCode: p.text().fieldName('store_code'),
    reason: p.text().$type<'UNWANTED' | 'DEFECTIVE' | 'WRONG_ITEM' | 'OTHER'>(),
    returnedAt: p.datetime().fieldName('returned_at'),
    recordedAt: p.datetime().fieldName('recorded_at'),
    amountMinor: p.bigint().fieldName('amount_minor'),
    refundMinor: p.bigint().fieldName('refund_minor'),
    transactionId: p.uuid().fieldName('transaction_id'),
  },
});

export const GoodsReturnLineTable = defineEntity({
  name: 'GoodsReturnLine',
  tableName: 'goods_return_line',
  properties: {
    returnId: p.uuid().fieldName('return_id').primary(),
    lineNo: p.integer().fieldName('line_no').primary(),
    quantityMilli: p.bigint().fieldName('quantity_milli'),
    amountMinor: p.bigint().fieldName('amount_minor'),
  },
});

export const DeliverySlotTable = defineEntity({
  name: 'DeliverySlot',
  tableName: 'delivery_slot',
  properties: {
    id: p.uuid().primary(),
    storeCode: p.text().fieldName('store_code'),
    startsAt: p.datetime().fieldName('starts_at'),
    endsAt: p.datetime().fieldName('ends_at'),
    capacity: p.integer(),
    booked: p.integer(),
  },
});

export const DeliveryBookingTable = defineEntity({
  name: 'DeliveryBooking',
  tableName: 'delivery_booking',
  properties: {
    id: p.uuid().primary(),
    slotId: p.uuid().fieldName('slot_id'),
    basketId: p.uuid().fieldName('basket_id'),
    memberId: p.uuid().fieldName('member_id'),
    state: p.text().$type<'BOOKED' | 'DELIVERED' | 'CANCELLED'>(),
    addressSealed: p.blob().fieldName('address_sealed'),
    bookedAt: p.datetime().fieldName('booked_at'),
    settledAt: p.datetime().fieldName('settled_at').nullable(),
  },
});

export type StoreRow = InferEntity<typeof StoreTable>;
export type ProductRow = InferEntity<typeof ProductTable>;
export type BasketRow = InferEntity<typeof BasketTable>;
export type BasketLineRow = InferEntity<typeof BasketLineTable>;
export type GoodsReturnRow = InferEntity<typeof GoodsReturnTable>;
export type GoodsReturnLineRow = InferEntity<typeof GoodsReturnLineTable>;
export type DeliverySlotRow = InferEntity<typeof DeliverySlotTable>;
export type DeliveryBookingRow = InferEntity<typeof DeliveryBookingTable>;

export const entities = [
  StoreTable,
  ProductTable,
  BasketTable,
  BasketLineTable,
  GoodsReturnTable,
  GoodsReturnLineTable,
  DeliverySlotTable,
  DeliveryBookingTable,
];
