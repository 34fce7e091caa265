/** Tables of the logistics schema. Ids are UUIDs here and TypeIDs at the door; amounts are fen. */
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ErrandState } from '../domain/errand-states.ts';
import type { ParcelState } from '../domain/parcel-states.ts';
import type { ParcelService } from '../domain/tariff.ts';

type Channel = 'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT';

export const ParcelTable = defineEntity({
  name: 'Parcel',
  tableName: 'parcel',
  properties: {
    id: p.uuid().primary(),
    waybillNo: p.text().fieldName('waybill_no'),
    senderId: p.uuid().fieldName('sender_id').nullable(),
    recipientId: p.uuid().fieldName('recipient_id').nullable(),
    senderSealed: p.blob().fieldName('sender_sealed'),
    recipientSealed: p.blob().fieldName('recipient_sealed'),
    depotCode: p.text().fieldName('depot_code'),
    service: p.text().$type<ParcelService>(),
    channel: p.text().$type<Channel>(),
    weightGrams: p.integer().fieldName('weight_grams'),
    fromDistrict: p.text().fieldName('from_district'),
    toDistrict: p.text().fieldName('to_district'),
    feeMinor: p.bigint().fieldName('fee_minor'),
    discountMinor: p.bigint().fieldName('discount_minor'),
    state: p.text().$type<ParcelState>(),
    stateAt: p.datetime().fieldName('state_at'),
    sentAt: p.datetime().fieldName('sent_at'),
    recordedAt: p.datetime().fieldName('recorded_at'),
    transactionId: p.uuid().fieldName('transaction_id'),
    reservationIds: p.array().fieldName('reservation_ids'),
  },
});

export const ParcelEventTable = defineEntity({
  name: 'ParcelEvent',
  tableName: 'parcel_event',
  properties: {
    parcelId: p.uuid().fieldName('parcel_id').primary(),
    seq: p.integer().primary(),
    state: p.text().$type<ParcelState>(),
    place: p.text(),
    occurredAt: p.datetime().fieldName('occurred_at'),
    recordedAt: p.datetime().fieldName('recorded_at'),
  },
});

export const ErrandWindowTable = defineEntity({
  name: 'ErrandWindow',
  tableName: 'errand_window',
  properties: {
    id: p.uuid().primary(),
    depotCode: p.text().fieldName('depot_code'),
    startsAt: p.datetime().fieldName('starts_at'),
    endsAt: p.datetime().fieldName('ends_at'),
    feeMinor: p.bigint().fieldName('fee_minor'),
    capacity: p.integer(),
    booked: p.integer(),
  },
});

export const ErrandTable = defineEntity({
  name: 'Errand',
  tableName: 'errand',
  properties: {
    id: p.uuid().primary(),
    errandNo: p.text().fieldName('errand_no'),
    windowId: p.uuid().fieldName('window_id'),
    memberId: p.uuid().fieldName('member_id'),
    shopSubsidiary: p.text().fieldName('shop_subsidiary'),
    orderRef: p.text().fieldName('order_ref'),
    pickupPlace: p.text().fieldName('pickup_place'),
    destinationSealed: p.blob().fieldName('destination_sealed'),
    channel: p.text().$type<Channel>(),
    feeMinor: p.bigint().fieldName('fee_minor'),
    discountMinor: p.bigint().fieldName('discount_minor'),
    state: p.text().$type<ErrandState>(),
    stateAt: p.datetime().fieldName('state_at'),
    bookedAt: p.datetime().fieldName('booked_at'),
    transactionId: p.uuid().fieldName('transaction_id'),
    doneTransactionId: p.uuid().fieldName('done_transaction_id').nullable(),
    reservationIds: p.array().fieldName('reservation_ids'),
  },
});

export type ParcelRow = InferEntity<typeof ParcelTable>;
export type ParcelEventRow = InferEntity<typeof ParcelEventTable>;
export type ErrandWindowRow = InferEntity<typeof ErrandWindowTable>;
export type ErrandRow = InferEntity<typeof ErrandTable>;

export const entities = [ParcelTable, ParcelEventTable, ErrandWindowTable, ErrandTable];
