/** Object types of errands and their windows. */
import { enumType } from '@guildhall/shared/graphql/index';
import { yuan } from '@guildhall/shared/yuan';
import type * as v from '../views.ts';
import { ErrandState, type LogisticsBuilder, type Ref } from './builder.ts';
import type { BasketStub, MemberStub, TransactionStub } from './parcel-types.ts';

export function addWindow(builder: LogisticsBuilder): Ref<v.ErrandWindowView> {
  return builder.objectRef<v.ErrandWindowView>('ErrandWindow').implement({
    description: "A span of time in which a depot's couriers run errands, with room for so many.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `ewn_…`.' }),
      depotCode: t.exposeString('depotCode', { description: 'The depot whose couriers run.' }),
      startsAt: t.field({
        type: 'DateTime',
        description: 'Begin.',
        resolve: ({ startsAt }) => startsAt,
      }),
      endsAt: t.field({ type: 'DateTime', description: 'End.', resolve: ({ endsAt }) => endsAt }),
      fee: t.field({
        type: 'Decimal',
        description: 'What an errand costs in it, yuan.',
        resolve: ({ feeMinor }) => yuan(feeMinor),
      }),
      capacity: t.exposeInt('capacity', { description: 'Errands that fit.' }),
      free: t.int({
        description: 'Errands that can still be booked.',
        resolve: ({ capacity, booked }) => capacity - booked,
      }),
    }),
  });
}

interface Parts {
  readonly Window: Ref<v.ErrandWindowView>;
  readonly Member: MemberStub;
  readonly Transaction: TransactionStub;
  readonly Basket: BasketStub;
}

export function addErrand(
  builder: LogisticsBuilder,
  { Window, Member, Transaction, Basket }: Parts,
): Ref<v.ErrandView> {
  const Errand = builder.objectRef<v.ErrandView>('Errand').implement({
    description: "The supermarket's goods brought home at a booked time.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `erd_…`.' }),
      errandNo: t.exposeString('errandNo', {
        description: 'What courier and member read to each other.',
      }),
      window: t.field({
        type: Window,
        nullable: true,
        description: 'When.',
        resolve: ({ windowId }, _args, { logistics }) => logistics.windows.load(windowId),
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who gets the goods.',
        resolve: ({ memberId }) => ({ id: memberId }),
      }),
      basket: t.field({
        type: Basket,
        nullable: true,
        description: 'The goods.',
        resolve: ({ orderRef }) => ({ id: orderRef }),
      }),
      pickupPlace: t.exposeString('pickupPlace', {
        description: 'Code of the store that hands the goods out.',
      }),
      destination: t.exposeString('destination', {
        nullable: true,
        description: "Where to; only for the member and logistics' own people.",
      }),
      fee: t.field({
        type: 'Decimal',
        description: 'Fee, yuan.',
        resolve: ({ feeMinor }) => yuan(feeMinor),
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What coupons and points paid of it, yuan.',
        resolve: ({ discountMinor }) => yuan(discountMinor),
      }),
      paid: t.field({
        type: 'Decimal',
        description: 'What the member paid, yuan.',
        resolve: ({ feeMinor, discountMinor }) => yuan(feeMinor - discountMinor),
      }),
      state: t.field({
        type: enumType(builder, ErrandState),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      stateAt: t.field({
        type: 'DateTime',
        description: 'Since when.',
        resolve: ({ stateAt }) => stateAt,
      }),
      bookedAt: t.field({
        type: 'DateTime',
        description: 'When it was booked.',
        resolve: ({ bookedAt }) => bookedAt,
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for the booking, with what came of it.',
        resolve: ({ transactionId }) => ({ id: transactionId }),
      }),
      doneTransaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for the deed; null until it is done.',
        resolve: ({ doneTransactionId }) =>
          doneTransactionId === null ? null : { id: doneTransactionId },
      }),
    }),
  });
  builder.asEntity(Errand, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { logistics }) => logistics.errands.load(id),
  });
  return Errand;
}
