/** What can be ordered of the supermarket. Inputs are parsed here; every rule is behind the door. */
import { pointsToPayInput } from '@guildhall/coupon';
import {
  commandField,
  dateInput,
  dateTimeInput,
  decimalInput,
  idInput,
  minorInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { RetailDoor } from '../door.ts';
import type * as v from '../views.ts';
import {
  ProductUnit,
  type Ref,
  type RetailBuilder,
  ReturnReason,
  SalesChannel,
  StoreKind,
} from './builder.ts';

interface Parts {
  readonly Store: Ref<v.StoreView>;
  readonly Product: Ref<v.ProductView>;
  readonly Slot: Ref<v.DeliverySlotView>;
  readonly Basket: Ref<v.BasketView>;
  readonly GoodsReturn: Ref<v.GoodsReturnView>;
  readonly Booking: Ref<v.DeliveryBookingView>;
}

const OWN_PEOPLE = ['system', 'clerk'] as const;
const OWN_PEOPLE_OR_MEMBER = ['system', 'clerk', 'member'] as const;

const code = z.string().regex(/^[A-Z0-9][A-Z0-9-]{1,31}$/);
const text = (max: number) => z.string().trim().min(1).max(max);
const documentNo = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const money = () => minorInput({ scale: 2, min: '0.00', max: '9999999999.99' });
const quantity = () => decimalInput({ scale: 3, min: '0.001', max: '1000000.000' });

/** What a command made, read back for the answer. */
async function shown<T>(
  outcome: Outcome<unknown>,
  load: () => Promise<T | null | undefined>,
): Promise<Outcome<T>> {
  if (!outcome.ok) return outcome;
  const found = await load();
  if (found === null || found === undefined)
    throw new Error('What a command just stored cannot be read back');
  return accept(found);
}

export function addMutations(builder: RetailBuilder, door: RetailDoor, parts: Parts): void {
  addCatalogueMutations(builder, door, parts);
  addTradeMutations(builder, door, parts);
  addDeliveryMutations(builder, door, parts);
}

function addCatalogueMutations(
  builder: RetailBuilder,
  door: RetailDoor,
  { Store, Product }: Parts,
): void {
  commandField(builder, 'setStore', {
    description: 'Adds a store, or changes the one with that code.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code.describe(
        'Code of the store, 2 to 32 capitals, digits and hyphens; never changes.',
      ),
      name: text(100).describe('Name over the door.'),
      kind: StoreKind.describe('Kind of store.'),
      district: text(50).optional().describe('District of the city.'),
      openedOn: dateInput().describe('First business day.'),
      closedOn: dateInput().optional().describe('First day on which it is closed for good.'),
    }),
    success: Store,
    execute: async (caller, input) =>
      shown(
        await door.setStore(caller, input),
        async () => (await door.stores(caller, { codes: [input.code] }))[0],
      ),
  });
  commandField(builder, 'setProduct', {
    description: 'Adds a product, or changes the one with that code.',
    access: OWN_PEOPLE,
    input: z.object({
      code: text(64).describe('Code of the product; never changes.'),
      name: text(200).describe('Name on the shelf.'),
      category: text(64).describe('Category that offers may name.'),
      unit: ProductUnit.describe('What a quantity counts.'),
      price: money().describe('Catalogue price of one unit, yuan.'),
      barcode: z
        .string()
        .regex(/^\d{13}$/)
        .optional()
        .describe('EAN-13, check digit included.'),
      onSale: z.boolean().default(true).describe('Whether it can be bought.'),
    }),
    success: Product,
    execute: async (caller, { price, ...input }) =>
      shown(
        await door.setProduct(caller, { ...input, priceMinor: price }),
        async () => (await door.products(caller, { codes: [input.code] }))[0],
      ),
  });
}

const basketLine = namedInput(
  'RetailBasketLineInput',
  z.object({
    productCode: text(64).describe('Code of the product.'),
    quantity: quantity().describe("In the product's unit."),
    amount: money()
      .optional()
      .describe(
        "Yuan, after the store's own discounts, before coupons and points; catalogue price times quantity when left out.",
      ),
  }),
);

const returnLine = namedInput(
  'ReturnLineInput',
  z.object({
    lineNo: z.int().min(1).describe('The line of the basket.'),
    quantity: quantity().describe('How much comes back.'),
  }),
);

const pointsInput = pointsToPayInput('PointsToSpendInput');

function addTradeMutations(
  builder: RetailBuilder,
  door: RetailDoor,
  { Basket, GoodsReturn }: Parts,
): void {
  commandField(builder, 'recordBasket', {
    description: 'Records a basket that was bought, paying with coupons and points where named.',
    access: OWN_PEOPLE,
    input: z.object({
      receiptNo: documentNo.describe("The till's own number of the sale; counts once for ever."),
      storeCode: code.describe('Where it was bought.'),
      channel: SalesChannel.default('STORE').describe('How it was bought.'),
      boughtAt: dateTimeInput().optional().describe('When; now when left out.'),
      memberId: idInput('mem').optional().describe('Who bought it.'),
      lines: z.array(basketLine).min(1).max(1_000).describe('The lines of the receipt, in order.'),
      coupons: z.array(text(64)).max(20).optional().describe('Coupons to pay with: codes or ids.'),
      points: pointsInput.optional().describe('Points to pay with.'),
    }),
    success: Basket,
    execute: async (caller, { lines, ...input }, { retail }) => {
      const outcome = await door.recordBasket(caller, {
        ...input,
        lines: lines.map(({ amount, ...line }) => ({ ...line, amountMinor: amount })),
      });
      return shown(outcome, async () =>
        outcome.ok ? retail.baskets.load(outcome.value.basketId) : null,
      );
    },
  });
  commandField(builder, 'returnGoods', {
    description: 'Takes goods of a basket back, by line and quantity; never more than was bought.',
    access: OWN_PEOPLE,
    input: z.object({
      basketId: idInput('bsk').describe('The basket they came from.'),
      returnNo: documentNo.describe("The store's own number of the return; counts once for ever."),
      reason: ReturnReason.default('UNWANTED').describe('Why they came back.'),
      returnedAt: dateTimeInput().optional().describe('When; now when left out.'),
      lines: z
        .array(returnLine)
        .min(1)
        .max(1_000)
        .optional()
        .describe('What comes back; everything that has not come back yet when left out.'),
    }),
    success: GoodsReturn,
    execute: async (caller, input, { retail }) => {
      const outcome = await door.returnGoods(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? retail.returns.load(outcome.value.returnId) : null,
      );
    },
  });
}

function addDeliveryMutations(
  builder: RetailBuilder,
  door: RetailDoor,
  { Slot, Booking }: Parts,
): void {
  const capacity = z.int().min(0).max(10_000);
  commandField(builder, 'openDeliverySlot', {
    description: 'Opens a span of time in which a store delivers.',
    access: OWN_PEOPLE,
    input: z.object({
      storeCode: code.describe('The store that delivers.'),
      startsAt: dateTimeInput().describe('Begin.'),
      endsAt: dateTimeInput().describe('End; later than the begin.'),
      capacity: capacity.describe('Deliveries that fit.'),
    }),
    success: Slot,
    execute: async (caller, input, { retail }) => {
      const outcome = await door.openDeliverySlot(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? retail.slots.load(outcome.value.slotId) : null,
      );
    },
  });
  commandField(builder, 'changeDeliveryCapacity', {
    description: 'Changes how many deliveries fit into a slot; never below what is booked.',
    access: OWN_PEOPLE,
    input: z.object({
      slotId: idInput('dsl').describe('The slot.'),
      capacity: capacity.describe('Deliveries that fit.'),
    }),
    success: Slot,
    execute: async (caller, input, { retail }) =>
      shown(await door.changeDeliveryCapacity(caller, input), () =>
        retail.slots.load(input.slotId),
      ),
  });
  commandField(builder, 'bookDelivery', {
    description: 'Books a place in a delivery slot for a basket.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: z.object({
      slotId: idInput('dsl').describe('The slot.'),
      basketId: idInput('bsk').describe('What is to be delivered.'),
      address: text(300).describe('Where to; kept sealed.'),
    }),
    success: Booking,
    execute: async (caller, input, { retail }) => {
      const outcome = await door.bookDelivery(caller, input);
      return shown(outcome, async () =>
        outcome.ok ? retail.bookings.load(outcome.value.bookingId) : null,
      );
    },
  });
  const booking = z.object({ bookingId: idInput('dlb').describe('The delivery.') });
  commandField(builder, 'completeDelivery', {
    description: 'Notes that a delivery was handed over.',
    access: OWN_PEOPLE,
    input: booking,
    success: Booking,
    execute: async (caller, input, { retail }) =>
      shown(await door.completeDelivery(caller, input), () =>
        retail.bookings.load(input.bookingId),
      ),
  });
  commandField(builder, 'cancelDelivery', {
    description: 'Calls a delivery off; its place in the slot is free again.',
    access: OWN_PEOPLE_OR_MEMBER,
    input: booking,
    success: Booking,
    execute: async (caller, input, { retail }) =>
      shown(await door.cancelDelivery(caller, input), () => retail.bookings.load(input.bookingId)),
  });
}
