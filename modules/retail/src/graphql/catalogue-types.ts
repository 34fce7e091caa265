/** Object types of the catalogue: stores, products, delivery slots. */
import { enumType } from '@guildhall/shared/graphql/index';
import { yuan } from '@guildhall/shared/yuan';
import type * as v from '../views.ts';
import { ProductUnit, type Ref, type RetailBuilder, StoreKind } from './builder.ts';

export function addStore(builder: RetailBuilder): Ref<v.StoreView> {
  const Store = builder.objectRef<v.StoreView>('Store').implement({
    description: 'A store of the supermarket.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Code, unique in the supermarket; never changes.',
      }),
      name: t.exposeString('name', { description: 'Name over the door.' }),
      kind: t.field({
        type: enumType(builder, StoreKind),
        description: 'Kind of store.',
        resolve: ({ kind }) => kind,
      }),
      district: t.exposeString('district', {
        nullable: true,
        description: 'District of the city.',
      }),
      openedOn: t.field({
        type: 'Date',
        description: 'First business day.',
        resolve: ({ openedOn }) => openedOn,
      }),
      closedOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'First day on which it is closed for good; null while it trades.',
        resolve: ({ closedOn }) => closedOn,
      }),
    }),
  });
  builder.asEntity(Store, {
    key: builder.selection<{ code: string }>('code'),
    resolveReference: ({ code }, { retail }) => retail.stores.load(code),
  });
  return Store;
}

export function addProduct(builder: RetailBuilder): Ref<v.ProductView> {
  const Product = builder.objectRef<v.ProductView>('Product').implement({
    description: 'Something the supermarket sells.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description: 'Code, unique in the supermarket; never changes.',
      }),
      name: t.exposeString('name', { description: 'Name on the shelf.' }),
      category: t.exposeString('category', { description: 'Category that offers may name.' }),
      unit: t.field({
        type: enumType(builder, ProductUnit),
        description: 'What a quantity counts.',
        resolve: ({ unit }) => unit,
      }),
      price: t.field({
        type: 'Decimal',
        description: 'Catalogue price of one unit, yuan.',
        resolve: ({ priceMinor }) => yuan(priceMinor),
      }),
      barcode: t.exposeString('barcode', { nullable: true, description: 'EAN-13.' }),
      onSale: t.exposeBoolean('onSale', { description: 'Whether it can be bought now.' }),
    }),
  });
  builder.asEntity(Product, {
    key: builder.selection<{ code: string }>('code'),
    resolveReference: ({ code }, { retail }) => retail.products.load(code),
  });
  return Product;
}

export function addSlot(builder: RetailBuilder, Store: Ref<v.StoreView>): Ref<v.DeliverySlotView> {
  return builder.objectRef<v.DeliverySlotView>('DeliverySlot').implement({
    description:
      "A span of time in which a store's own people deliver, with room for so many baskets.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `dsl_…`.' }),
      store: t.field({
        type: Store,
        nullable: true,
        description: 'The store that delivers.',
        resolve: ({ storeCode }, _args, { retail }) => retail.stores.load(storeCode),
      }),
      startsAt: t.field({
        type: 'DateTime',
        description: 'Begin.',
        resolve: ({ startsAt }) => startsAt,
      }),
      endsAt: t.field({ type: 'DateTime', description: 'End.', resolve: ({ endsAt }) => endsAt }),
      capacity: t.exposeInt('capacity', { description: 'Deliveries that fit.' }),
      free: t.int({
        description: 'Deliveries that can still be booked.',
        resolve: ({ capacity, booked }) => capacity - booked,
      }),
    }),
  });
}
