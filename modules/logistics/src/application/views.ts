/** Rows as the door shows them. Sealed parts are opened only for those who may read them. */
import { fromUuid } from '@guildhall/shared/ids';
import { textSeal } from '@guildhall/shared/sealed-text';
import { ERRAND, MEMBER, memberIdOf, PARCEL, TRANSACTION, WINDOW } from '../ids.ts';
import type * as t from '../storage/tables.ts';
import type * as v from '../views.ts';
import { DESTINATION_PURPOSE } from './book-errand.ts';
import { RECIPIENT_PURPOSE, SENDER_PURPOSE } from './send-parcel.ts';

function openParty(
  secret: string | undefined,
  purpose: string,
  sealed: Uint8Array,
  id: string,
): v.Party | null {
  return secret === undefined
    ? null
    : (JSON.parse(textSeal(secret, purpose).open(sealed, id)) as v.Party);
}

/** `secret` only for those who may read who sends and receives. */
export function parcelView(row: t.ParcelRow, secret: string | undefined): v.ParcelView {
  const { waybillNo, depotCode, service, channel, weightGrams, fromDistrict, toDistrict } = row;
  const { feeMinor, discountMinor, state, stateAt, sentAt } = row;
  return {
    id: fromUuid(PARCEL, row.id),
    waybillNo,
    senderId: memberIdOf(row.senderId),
    recipientId: memberIdOf(row.recipientId),
    sender: openParty(secret, SENDER_PURPOSE, row.senderSealed, row.id),
    recipient: openParty(secret, RECIPIENT_PURPOSE, row.recipientSealed, row.id),
    depotCode,
    service,
    channel,
    weightGrams,
    fromDistrict,
    toDistrict,
    feeMinor,
    discountMinor,
    state,
    stateAt,
    sentAt,
    transactionId: fromUuid(TRANSACTION, row.transactionId),
  };
}

export function parcelEventView(row: t.ParcelEventRow): v.ParcelEventView {
  const { seq, state, place, occurredAt } = row;
  return { parcelId: fromUuid(PARCEL, row.parcelId), seq, state, place, occurredAt };
}

export function windowView(row: t.ErrandWindowRow): v.ErrandWindowView {
  const { depotCode, startsAt, endsAt, feeMinor, capacity, booked } = row;
  return { id: fromUuid(WINDOW, row.id), depotCode, startsAt, endsAt, feeMinor, capacity, booked };
}

export function errandView(row: t.ErrandRow, secret: string | undefined): v.ErrandView {
  const {
    errandNo,
    shopSubsidiary,
    orderRef,
    pickupPlace,
    feeMinor,
    discountMinor,
    state,
    stateAt,
    bookedAt,
  } = row;
  const done = row.doneTransactionId ?? null;
  return {
    id: fromUuid(ERRAND, row.id),
    errandNo,
    windowId: fromUuid(WINDOW, row.windowId),
    memberId: fromUuid(MEMBER, row.memberId),
    shopSubsidiary,
    orderRef,
    pickupPlace,
    destination:
      secret === undefined
        ? null
        : textSeal(secret, DESTINATION_PURPOSE).open(row.destinationSealed, row.id),
    feeMinor,
    discountMinor,
    state,
    stateAt,
    bookedAt,
    transactionId: fromUuid(TRANSACTION, row.transactionId),
    doneTransactionId: done === null ? null : fromUuid(TRANSACTION, done),
  };
}
