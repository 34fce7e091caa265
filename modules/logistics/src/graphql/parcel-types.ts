/** Object types of parcels, and the stubs of what other modules own. */
import { enumType } from '@guildhall/shared/graphql/index';
import { yuan } from '@guildhall/shared/yuan';
import type * as v from '../views.ts';
import {
  type LogisticsBuilder,
  ParcelChannel,
  ParcelService,
  ParcelState,
  type Ref,
} from './builder.ts';

export function memberStub(builder: LogisticsBuilder) {
  return builder.externalRef('Member', builder.selection<{ id: string }>('id'));
}
export type MemberStub = ReturnType<typeof memberStub>;

export function transactionStub(builder: LogisticsBuilder) {
  const Transaction = builder.externalRef(
    'Transaction',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Transaction.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `txn_…`.' }) }),
  });
  return Transaction;
}
export type TransactionStub = ReturnType<typeof transactionStub>;

export function basketStub(builder: LogisticsBuilder) {
  const Basket = builder.externalRef(
    'Basket',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Basket.implement({ externalFields: (t) => ({ id: t.id({ description: 'TypeID, `bsk_…`.' }) }) });
  return Basket;
}
export type BasketStub = ReturnType<typeof basketStub>;

function addParty(builder: LogisticsBuilder): Ref<v.Party> {
  return builder.objectRef<v.Party>('ParcelParty').implement({
    description: 'Who sends or receives a parcel.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name.' }),
      phone: t.exposeString('phone', { description: 'Telephone number, as told.' }),
      address: t.exposeString('address', { description: 'Address, as told.' }),
    }),
  });
}

function addEvent(builder: LogisticsBuilder): Ref<v.ParcelEventView> {
  return builder.objectRef<v.ParcelEventView>('ParcelEvent').implement({
    description: "One step of a parcel's way.",
    fields: (t) => ({
      state: t.field({
        type: enumType(builder, ParcelState),
        description: 'Where it stood from then on.',
        resolve: ({ state }) => state,
      }),
      place: t.exposeString('place', { description: 'Depot, hub or district.' }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ occurredAt }) => occurredAt,
      }),
    }),
  });
}

export function addParcel(
  builder: LogisticsBuilder,
  Member: MemberStub,
  Transaction: TransactionStub,
): Ref<v.ParcelView> {
  const Party = addParty(builder);
  const ParcelEvent = addEvent(builder);
  const asMember = (id: string | null) => (id === null ? null : { id });
  const Parcel = builder.objectRef<v.ParcelView>('Parcel').implement({
    description: 'Something sent from one person to another.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `pcl_…`.' }),
      waybillNo: t.exposeString('waybillNo', {
        description: 'Number on the label (UPU S10, with check digit).',
      }),
      sender: t.field({
        type: Party,
        nullable: true,
        description: "Who sends it; only for the sender and logistics' own people.",
        resolve: ({ sender }) => sender,
      }),
      recipient: t.field({
        type: Party,
        nullable: true,
        description: "Who gets it; only for sender, recipient and logistics' own people.",
        resolve: ({ recipient }) => recipient,
      }),
      senderMember: t.field({
        type: Member,
        nullable: true,
        description: 'The sender, where it is a member.',
        resolve: ({ senderId }) => asMember(senderId),
      }),
      recipientMember: t.field({
        type: Member,
        nullable: true,
        description: 'The recipient, where it is a member.',
        resolve: ({ recipientId }) => asMember(recipientId),
      }),
      depotCode: t.exposeString('depotCode', { description: 'Where it was handed in.' }),
      service: t.field({
        type: enumType(builder, ParcelService),
        description: 'The service bought.',
        resolve: ({ service }) => service,
      }),
      channel: t.field({
        type: enumType(builder, ParcelChannel),
        description: 'Where it was ordered.',
        resolve: ({ channel }) => channel,
      }),
      weightGrams: t.exposeInt('weightGrams', { description: 'Weight, grams.' }),
      fromDistrict: t.exposeString('fromDistrict', { description: 'District it comes from.' }),
      toDistrict: t.exposeString('toDistrict', { description: 'District it goes to.' }),
      fee: t.field({
        type: 'Decimal',
        description: 'Fee by the tariff, yuan.',
        resolve: ({ feeMinor }) => yuan(feeMinor),
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What coupons and points paid of it, yuan.',
        resolve: ({ discountMinor }) => yuan(discountMinor),
      }),
      paid: t.field({
        type: 'Decimal',
        description: 'What the sender paid, yuan.',
        resolve: ({ feeMinor, discountMinor }) => yuan(feeMinor - discountMinor),
      }),
      state: t.field({
        type: enumType(builder, ParcelState),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      stateAt: t.field({
        type: 'DateTime',
        description: 'Since when.',
        resolve: ({ stateAt }) => stateAt,
      }),
      sentAt: t.field({
        type: 'DateTime',
        description: 'When it was handed in.',
        resolve: ({ sentAt }) => sentAt,
      }),
      events: t.field({
        type: [ParcelEvent],
        description: 'Its way so far, earliest first.',
        resolve: ({ id }, _args, { logistics }) => logistics.parcelEvents.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description:
          'The transaction on record for the sending, with what came of it: points, coupons.',
        resolve: ({ transactionId }) => ({ id: transactionId }),
      }),
    }),
  });
  builder.asEntity(Parcel, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { logistics }) => logistics.parcels.load(id),
  });
  return Parcel;
}
