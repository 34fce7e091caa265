/** Object types of trade: baskets, their lines, returns, and deliveries; and what they add to `Member`. */
import {
  argsOf,
  enumType,
  orWithheld,
  type Types,
  withheld,
} from '@guildhall/shared/graphql/index';
import { yuan } from '@guildhall/shared/yuan';
import { z } from 'zod';
import type * as v from '../views.ts';
import {
  BasketState,
  type Context,
  DeliveryState,
  type Ref,
  type RetailBuilder,
  ReturnReason,
  SalesChannel,
} from './builder.ts';

interface Parts {
  readonly Store: Ref<v.StoreView>;
  readonly Product: Ref<v.ProductView>;
  readonly Slot: Ref<v.DeliverySlotView>;
}

export function addBasketTypes(builder: RetailBuilder, { Store, Product, Slot }: Parts) {
  const Member = memberStub(builder);
  const Transaction = transactionStub(builder);
  const Basket: Ref<v.BasketView> = builder.objectRef<v.BasketView>('Basket');
  const BasketLine = addBasketLine(builder, Product);
  const GoodsReturn = addGoodsReturn(builder, Basket, Transaction);
  const Booking = addBooking(builder, Basket, Slot);
  builder.objectType(Basket, {
    description: 'What somebody bought at once.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `bsk_…`.' }),
      receiptNo: t.exposeString('receiptNo', {
        description: "The till's own number, unique in the supermarket.",
      }),
      store: t.field({
        type: Store,
        nullable: true,
        description: 'Where it was bought.',
        resolve: ({ storeCode }, _args, { retail }) => retail.stores.load(storeCode),
      }),
      channel: t.field({
        type: enumType(builder, SalesChannel),
        description: 'How it was bought.',
        resolve: ({ channel }) => channel,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who bought it; null when nobody said so.',
        resolve: ({ memberId }) => (memberId === null ? null : { id: memberId }),
      }),
      boughtAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ boughtAt }) => boughtAt,
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When we heard of it.',
        resolve: ({ recordedAt }) => recordedAt,
      }),
      state: t.field({
        type: enumType(builder, BasketState),
        description: 'How much of it has come back.',
        resolve: ({ state }) => state,
      }),
      amount: money(
        t,
        'Sum of the lines, before coupons and points, yuan.',
        ({ amountMinor }) => amountMinor,
      ),
      discount: money(
        t,
        'What coupons and points paid, yuan.',
        ({ discountMinor }) => discountMinor,
      ),
      paid: money(t, 'What the customer paid, yuan.', ({ paidMinor }) => paidMinor),
      returned: money(
        t,
        'Worth of the goods that came back, yuan.',
        ({ returnedMinor }) => returnedMinor,
      ),
      refunded: money(t, 'Money given back for them, yuan.', ({ refundedMinor }) => refundedMinor),
      lines: t.field({
        type: [BasketLine],
        description: 'The lines of the receipt, in order.',
        resolve: ({ id }, _args, { retail }) => retail.lines.load(id),
      }),
      returns: t.field({
        type: [GoodsReturn],
        description: 'What came back of it, earliest first.',
        resolve: ({ id }, _args, { retail }) => retail.returnsOfBasket.load(id),
      }),
      deliveries: t.field({
        type: [Booking],
        description: 'Home deliveries booked for it, earliest first; cancelled ones too.',
        resolve: ({ id }, _args, { retail }) => retail.bookingsOfBasket.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for it, with what came of it: points, coupons.',
        resolve: ({ transactionId }) => ({ id: transactionId }),
      }),
    }),
  });
  builder.asEntity(Basket, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }, { retail }) => retail.baskets.load(id),
  });
  addToMember(builder, Member, Basket);
  return { Basket, GoodsReturn, Booking };
}

/** A field of yuan. */
function money<Row>(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types<Context>, Row>,
  description: string,
  minor: (row: Row) => bigint,
) {
  return t.field({ type: 'Decimal', description, resolve: (row) => yuan(minor(row)) });
}

function transactionStub(builder: RetailBuilder) {
  const Transaction = builder.externalRef(
    'Transaction',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Transaction.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `txn_…`.' }) }),
  });
  return Transaction;
}

function addBasketLine(builder: RetailBuilder, Product: Ref<v.ProductView>): Ref<v.BasketLineView> {
  return builder.objectRef<v.BasketLineView>('BasketLine').implement({
    description: 'One line of a receipt. Identical lines stay separate.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', {
        description: 'From 1, in the order of the receipt; a return names it.',
      }),
      product: t.field({
        type: Product,
        nullable: true,
        description: 'What was bought.',
        resolve: ({ productCode }, _args, { retail }) => retail.products.load(productCode),
      }),
      quantity: t.field({
        type: 'Decimal',
        description: "In the product's unit.",
        resolve: ({ quantity }) => quantity,
      }),
      amount: money(
        t,
        "Yuan, after the store's own discounts, before coupons and points.",
        ({ amountMinor }) => amountMinor,
      ),
      returnedQuantity: t.field({
        type: 'Decimal',
        description: 'How much of it has come back.',
        resolve: ({ returnedQuantity }) => returnedQuantity,
      }),
      returned: money(t, 'Worth of what came back, yuan.', ({ returnedMinor }) => returnedMinor),
    }),
  });
}

function addGoodsReturn(
  builder: RetailBuilder,
  Basket: Ref<v.BasketView>,
  Transaction: ReturnType<typeof transactionStub>,
): Ref<v.GoodsReturnView> {
  const Line = builder.objectRef<v.GoodsReturnView['lines'][number]>('GoodsReturnLine').implement({
    description: 'What came back of one line.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'The line of the basket.' }),
      quantity: t.field({
        type: 'Decimal',
        description: 'How much.',
        resolve: ({ quantity }) => quantity,
      }),
      amount: money(t, 'Its worth, yuan.', ({ amountMinor }) => amountMinor),
    }),
  });
  return builder.objectRef<v.GoodsReturnView>('GoodsReturn').implement({
    description: 'Goods that came back.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `ret_…`.' }),
      returnNo: t.exposeString('returnNo', {
        description: "The store's own number, unique in the supermarket.",
      }),
      basket: t.field({
        type: Basket,
        nullable: true,
        description: 'The basket they came from.',
        resolve: ({ basketId }, _args, { retail }) => retail.baskets.load(basketId),
      }),
      reason: t.field({
        type: enumType(builder, ReturnReason),
        description: 'Why.',
        resolve: ({ reason }) => reason,
      }),
      returnedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ returnedAt }) => returnedAt,
      }),
      amount: money(t, 'Worth of the goods, yuan.', ({ amountMinor }) => amountMinor),
      refund: money(
        t,
        'Money given back, yuan: less than the worth where coupons or points had paid a part.',
        ({ refundMinor }) => refundMinor,
      ),
      lines: t.field({
        type: [Line],
        description: 'Line by line.',
        resolve: ({ lines }) => [...lines],
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description:
          'The transaction that undoes the purchase, with what went back: points, coupons.',
        resolve: ({ transactionId }) => ({ id: transactionId }),
      }),
    }),
  });
}

function addBooking(
  builder: RetailBuilder,
  Basket: Ref<v.BasketView>,
  Slot: Ref<v.DeliverySlotView>,
): Ref<v.DeliveryBookingView> {
  return builder.objectRef<v.DeliveryBookingView>('DeliveryBooking').implement({
    description: 'A basket to be brought home in a booked slot.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `dlb_…`.' }),
      basket: t.field({
        type: Basket,
        nullable: true,
        description: 'What is delivered.',
        resolve: ({ basketId }, _args, { retail }) => retail.baskets.load(basketId),
      }),
      slot: t.field({
        type: Slot,
        nullable: true,
        description: 'When.',
        resolve: ({ slotId }, _args, { retail }) => retail.slots.load(slotId),
      }),
      state: t.field({
        type: enumType(builder, DeliveryState),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      address: t.exposeString('address', {
        nullable: true,
        description: "Where to; only for the member and the supermarket's own people.",
      }),
      bookedAt: t.field({
        type: 'DateTime',
        description: 'When it was booked.',
        resolve: ({ bookedAt }) => bookedAt,
      }),
      settledAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was delivered or cancelled.',
        resolve: ({ settledAt }) => settledAt,
      }),
    }),
  });
}

interface MemberBaskets {
  readonly items: readonly v.BasketView[];
}

function addToMember(
  builder: RetailBuilder,
  Member: ReturnType<typeof memberStub>,
  Basket: Ref<v.BasketView>,
): void {
  const List = builder.objectRef<MemberBaskets>('MemberBaskets').implement({
    description: 'Baskets of one member.',
    fields: (t) => ({
      items: t.field({
        type: [Basket],
        description: 'The baskets, newest first.',
        resolve: ({ items }) => [...items],
      }),
    }),
  });
  const args = z.object({
    last: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe('How many at most, 1 to 100; 10 when left out.'),
  });
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      baskets: t.field({
        type: orWithheld(builder, 'MemberBasketsOrWithheld', List),
        nullable: true,
        description:
          'The newest baskets of the member at the supermarket, when the caller may see them.',
        args: argsOf(builder, 'baskets', args),
        resolve: async ({ id }, { last }, { retail }) => {
          const answer = await retail.sharing.load(id);
          return answer === 'ALLOWED'
            ? { items: await retail.latestBaskets(last).load(id) }
            : withheld(answer);
        },
      }),
    }),
  });
}

const memberStub = (builder: RetailBuilder) =>
  builder.externalRef('Member', builder.selection<{ id: string }>('id'));
