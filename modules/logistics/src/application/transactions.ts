/**
 * What logistics tells the journal. Sending a parcel and booking an errand are paid for and carry the money; delivery
 * and the errand's deed are facts without money, for rules to hear; whatever is called off or lost undoes what was
 * paid, and with it the points and coupons that came of it.
 */
import { type Transaction, transactionRecorded } from '@guildhall/journal';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import { ERRAND, MEMBER, TRANSACTION } from '../ids.ts';
import type { ErrandRow, ParcelRow } from '../storage/tables.ts';
import { SUBSIDIARY } from './caller.ts';

/** What coupons see of a fee: one line. */
export const FEE_LINE = '1';
export const PARCEL_CATEGORY = 'PARCEL';
export const ERRAND_CATEGORY = 'ERRAND';
export const ERRAND_ITEM = 'ERRAND';
export const PARCEL_SENT = 'PARCEL_SENT';
export const ERRAND_BOOKED = 'ERRAND_BOOKED';

type Parcel = Omit<ParcelRow, 'senderSealed' | 'recipientSealed'>;
type Errand = Omit<ErrandRow, 'destinationSealed'>;
type Common = Pick<Transaction, 'subsidiary' | 'currency' | 'channel'>;

const common = (channel: Transaction['channel']): Common => ({
  subsidiary: SUBSIDIARY,
  currency: 'CNY',
  channel,
});

function event(transaction: Transaction): NewEvent {
  return {
    type: transactionRecorded(SUBSIDIARY),
    occurredAt: new Date(transaction.occurredAt),
    payload: transaction,
  };
}

const memberOf = (uuid: string | null | undefined): { memberId?: string } =>
  uuid === null || uuid === undefined ? {} : { memberId: fromUuid(MEMBER, uuid) };

const paidWith = (ids: readonly string[]): { reservationIds?: string[] } =>
  ids.length === 0 ? {} : { reservationIds: [...ids] };

const parcelFacts = (parcel: Parcel) => ({
  service: parcel.service,
  parcelWeightGrams: parcel.weightGrams,
  sameDistrict: parcel.fromDistrict === parcel.toDistrict,
});

export function parcelSent(parcel: Parcel): NewEvent {
  return event({
    ...common(parcel.channel),
    transactionId: fromUuid(TRANSACTION, parcel.transactionId),
    externalId: parcel.waybillNo,
    kind: PARCEL_SENT,
    ...memberOf(parcel.senderId),
    occurredAt: parcel.sentAt.toISOString(),
    storeCode: parcel.depotCode,
    amountMinor: String(parcel.feeMinor),
    lines: [
      {
        lineId: FEE_LINE,
        itemCode: parcel.service,
        category: PARCEL_CATEGORY,
        quantity: '1',
        amountMinor: String(parcel.feeMinor),
      },
    ],
    attributes: parcelFacts(parcel),
    ...paidWith(parcel.reservationIds),
  });
}

/** Of the sender, who bought the service. */
export function parcelDelivered(parcel: Parcel, transactionId: string, at: Date): NewEvent {
  return event({
    ...common(parcel.channel),
    transactionId: fromUuid(TRANSACTION, transactionId),
    externalId: `${parcel.waybillNo}:delivered`,
    kind: 'PARCEL_DELIVERED',
    ...memberOf(parcel.senderId),
    occurredAt: at.toISOString(),
    amountMinor: '0',
    lines: [],
    attributes: parcelFacts(parcel),
  });
}

export function parcelUndone(
  parcel: Parcel,
  kind: 'PARCEL_CANCELLED' | 'PARCEL_LOST',
  transactionId: string,
  at: Date,
): NewEvent {
  return event({
    ...common(parcel.channel),
    transactionId: fromUuid(TRANSACTION, transactionId),
    externalId: `${parcel.waybillNo}:${kind === 'PARCEL_LOST' ? 'lost' : 'cancelled'}`,
    kind,
    ...memberOf(parcel.senderId),
    occurredAt: at.toISOString(),
    amountMinor: String(parcel.feeMinor),
    lines: [
      {
        lineId: FEE_LINE,
        itemCode: parcel.service,
        category: PARCEL_CATEGORY,
        quantity: '1',
        amountMinor: String(parcel.feeMinor),
      },
    ],
    attributes: {},
    reverses: { transactionId: fromUuid(TRANSACTION, parcel.transactionId) },
  });
}

const errandLine = (errand: Errand) => ({
  lineId: FEE_LINE,
  itemCode: ERRAND_ITEM,
  category: ERRAND_CATEGORY,
  quantity: '1',
  amountMinor: String(errand.feeMinor),
});

export function errandBooked(errand: Errand, depotCode: string): NewEvent {
  return event({
    ...common(errand.channel),
    transactionId: fromUuid(TRANSACTION, errand.transactionId),
    externalId: errand.errandNo,
    kind: ERRAND_BOOKED,
    ...memberOf(errand.memberId),
    occurredAt: errand.bookedAt.toISOString(),
    storeCode: depotCode,
    amountMinor: String(errand.feeMinor),
    lines: [errandLine(errand)],
    attributes: { shop: errand.shopSubsidiary },
    ...paidWith(errand.reservationIds),
  });
}

/** The courier has the goods. No transaction: it is heard by pages that lie open, and by whoever wants to tell the member. */
export function errandCollected(errand: Errand, at: Date): NewEvent {
  return {
    type: `${SUBSIDIARY}.errand-collected`,
    occurredAt: at,
    payload: {
      subsidiary: SUBSIDIARY,
      errandId: fromUuid(ERRAND, errand.id),
      ...memberOf(errand.memberId),
    },
  };
}

export function errandDone(errand: Errand, transactionId: string, at: Date): NewEvent {
  return event({
    ...common(errand.channel),
    transactionId: fromUuid(TRANSACTION, transactionId),
    externalId: `${errand.errandNo}:done`,
    kind: 'ERRAND_DONE',
    ...memberOf(errand.memberId),
    occurredAt: at.toISOString(),
    amountMinor: '0',
    lines: [],
    attributes: { shop: errand.shopSubsidiary },
  });
}

export function errandUndone(
  errand: Errand,
  kind: 'ERRAND_CANCELLED' | 'ERRAND_REFUNDED',
  transactionId: string,
  at: Date,
): NewEvent {
  return event({
    ...common(errand.channel),
    transactionId: fromUuid(TRANSACTION, transactionId),
    externalId: `${errand.errandNo}:${kind === 'ERRAND_REFUNDED' ? 'refunded' : 'cancelled'}`,
    kind,
    ...memberOf(errand.memberId),
    occurredAt: at.toISOString(),
    amountMinor: String(errand.feeMinor),
    lines: [errandLine(errand)],
    attributes: { shop: errand.shopSubsidiary },
    reverses: { transactionId: fromUuid(TRANSACTION, errand.transactionId) },
  });
}

/** What came of the deed itself is undone too. */
export function deedUndone(
  errand: Errand,
  doneTransactionId: string,
  transactionId: string,
  at: Date,
): NewEvent {
  return event({
    ...common(errand.channel),
    transactionId: fromUuid(TRANSACTION, transactionId),
    externalId: `${errand.errandNo}:done:refunded`,
    kind: 'ERRAND_REFUNDED',
    ...memberOf(errand.memberId),
    occurredAt: at.toISOString(),
    amountMinor: '0',
    lines: [],
    attributes: { shop: errand.shopSubsidiary },
    reverses: { transactionId: fromUuid(TRANSACTION, doneTransactionId) },
  });
}
