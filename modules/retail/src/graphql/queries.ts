/** What can be asked of the supermarket. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import type { CallerClass } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { RetailDoor } from '../door.ts';
import type * as v from '../views.ts';
import type { Ref, RetailBuilder } from './builder.ts';

/** Own people, the member whose it is, and those who oversee. The door leaves out what is not theirs. */
export const READERS: readonly CallerClass[] = ['system', 'clerk', 'member', 'operator', 'auditor'];

const basketFilter = z.object({
  memberId: idInput('mem').optional().describe('Only of this member.'),
  storeCode: z.string().max(32).optional().describe('Only of this store.'),
  receiptNo: z.string().max(100).optional().describe('Only this receipt.'),
  boughtFrom: dateTimeInput().optional().describe('Bought at this instant or later.'),
  boughtBefore: dateTimeInput().optional().describe('Bought before this instant.'),
});

const productFilter = z.object({
  category: z.string().max(64).optional().describe('Only of this category.'),
  barcode: z.string().max(13).optional().describe('Only with this EAN-13.'),
  onSale: z.boolean().optional().describe('Only those that can, or cannot, be bought now.'),
});

const slotFilter = z.object({
  storeCode: z.string().max(32).optional().describe('Only of this store.'),
  startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
  startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
  free: z.boolean().optional().describe('True: only slots with a free place.'),
});

interface Parts {
  readonly Store: Ref<v.StoreView>;
  readonly Product: Ref<v.ProductView>;
  readonly Slot: Ref<v.DeliverySlotView>;
  readonly Basket: Ref<v.BasketView>;
}

const byTime = (at: Date, id: string): SortKey => [at.toISOString(), id];

export function addQueries(builder: RetailBuilder, door: RetailDoor, parts: Parts): void {
  addBasketQueries(builder, door, parts);
  addCatalogueQueries(builder, door, parts);
}

function addBasketQueries(builder: RetailBuilder, door: RetailDoor, { Basket }: Parts): void {
  builder.queryFields((t) => ({
    basket: t.field({
      type: Basket,
      nullable: true,
      description: 'One basket; null when there is none that this caller may see.',
      access: READERS,
      args: argsOf(builder, 'basket', z.object({ id: idInput('bsk').describe('The basket.') })),
      resolve: (_root, { id }, { retail }) => retail.baskets.load(id),
    }),
    baskets: t.field({
      type: connectionType(builder, 'Basket', Basket, { description: 'Baskets, newest first.' }),
      description:
        "Baskets, newest first: the supermarket's own people see all, a member their own.",
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'BasketFilter', basketFilter),
          description: 'Which baskets.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.BasketView>> =>
        paginate(args, {
          load: (page) => door.basketPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ boughtAt, id }) => byTime(boughtAt, id),
        }),
    }),
  }));
}

function addCatalogueQueries(
  builder: RetailBuilder,
  door: RetailDoor,
  { Store, Product, Slot }: Parts,
): void {
  builder.queryFields((t) => ({
    stores: t.field({
      type: [Store],
      description: 'All stores, by code; closed ones too.',
      access: READERS,
      resolve: async (_root, _args, { caller }) => [...(await door.stores(caller, {}))],
    }),
    product: t.field({
      type: Product,
      nullable: true,
      description: 'One product; null when there is none of that code.',
      access: READERS,
      args: argsOf(
        builder,
        'product',
        z.object({ code: z.string().max(64).describe('Its code.') }),
      ),
      resolve: (_root, { code }, { retail }) => retail.products.load(code),
    }),
    products: t.field({
      type: connectionType(builder, 'Product', Product, { description: 'Products, by code.' }),
      description: 'The catalogue, by code.',
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ProductFilter', productFilter),
          description: 'Which products.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.ProductView>> =>
        paginate(args, {
          load: (page) => door.productPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ code }) => [code],
        }),
    }),
    deliverySlots: t.field({
      type: connectionType(builder, 'DeliverySlot', Slot, {
        description: 'Delivery slots, earliest first.',
      }),
      description: 'Delivery slots, earliest first.',
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'DeliverySlotFilter', slotFilter),
          description: 'Which slots.',
        }),
      },
      resolve: (_root, args, { caller }): Promise<Connection<v.DeliverySlotView>> =>
        paginate(args, {
          load: (page) => door.slotPage(caller, { filter: args.filter ?? {}, page }),
          keyOf: ({ startsAt, id }) => byTime(startsAt, id),
        }),
    }),
  }));
}
