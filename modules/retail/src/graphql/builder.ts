/** The supermarket's schema builder, its enums, and the loaders of one operation. */
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import {
  createBuilder,
  defineEnum,
  listLoaderOf,
  loaderOf,
  type Types,
} from '@guildhall/shared/graphql/index';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import type { ObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import { SUBSIDIARY } from '../application/caller.ts';
import { retailMessages } from '../domain/refusals.ts';
import type { RetailDoor } from '../door.ts';
import type * as v from '../views.ts';

export interface Loaders {
  readonly stores: DataLoader<string, v.StoreView | null>;
  readonly products: DataLoader<string, v.ProductView | null>;
  readonly baskets: DataLoader<string, v.BasketView | null>;
  readonly returns: DataLoader<string, v.GoodsReturnView | null>;
  readonly slots: DataLoader<string, v.DeliverySlotView | null>;
  readonly bookings: DataLoader<string, v.DeliveryBookingView | null>;
  readonly lines: DataLoader<string, v.BasketLineView[]>;
  readonly returnsOfBasket: DataLoader<string, v.GoodsReturnView[]>;
  readonly bookingsOfBasket: DataLoader<string, v.DeliveryBookingView[]>;
  readonly sharing: DataLoader<string, SharingAnswer>;
  /** The newest `last` baskets of members; one loader for each `last` that an operation asks. */
  latestBaskets(last: number): DataLoader<string, v.BasketView[]>;
}

export interface Context extends RequestContext {
  readonly retail: Loaders;
}

export const newBuilder = () => createBuilder<Context>({ messages: retailMessages });
export type RetailBuilder = ReturnType<typeof newBuilder>;
export type Ref<T> = ObjectRef<Types<Context>, T>;

export function loadersFor(door: RetailDoor, kit: ModuleKit, { caller }: RequestContext): Loaders {
  const latest = new Map<number, DataLoader<string, v.BasketView[]>>();
  const identity = kit.doors.get<IdentityDoor>('identity');
  return {
    stores: loaderOf(
      (codes) => door.stores(caller, { codes }),
      ({ code }) => code,
    ),
    products: loaderOf(
      (codes) => door.products(caller, { codes }),
      ({ code }) => code,
    ),
    baskets: loaderOf(
      (ids) => door.baskets(caller, { ids }),
      ({ id }) => id,
    ),
    returns: loaderOf(
      (ids) => door.returns(caller, { ids }),
      ({ id }) => id,
    ),
    slots: loaderOf(
      (ids) => door.slots(caller, { ids }),
      ({ id }) => id,
    ),
    bookings: loaderOf(
      (ids) => door.bookings(caller, { ids }),
      ({ id }) => id,
    ),
    lines: listLoaderOf(
      (basketIds) => door.basketLines(caller, { basketIds }),
      ({ basketId }) => basketId,
    ),
    returnsOfBasket: listLoaderOf(
      (basketIds) => door.returnsOfBaskets(caller, { basketIds }),
      ({ basketId }) => basketId,
    ),
    bookingsOfBasket: listLoaderOf(
      (basketIds) => door.bookingsOfBaskets(caller, { basketIds }),
      ({ basketId }) => basketId,
    ),
    sharing: sharingLoader(identity, caller),
    latestBaskets: (last) => {
      const known = latest.get(last);
      if (known !== undefined) return known;
      const made = listLoaderOf<string, v.BasketView>(
        (memberIds) => door.latestBaskets(caller, { memberIds, last }),
        ({ memberId }) => memberId ?? '',
      );
      latest.set(last, made);
      return made;
    },
  };
}

/** Answers come in the order asked, one for each member. */
function sharingLoader(
  identity: IdentityDoor,
  caller: RequestContext['caller'],
): Loaders['sharing'] {
  return new DataLoader((memberIds: readonly string[]) =>
    identity.mayShare(caller, { memberIds, subsidiary: SUBSIDIARY }),
  );
}

export const StoreKind = defineEnum('StoreKind', 'What kind of store it is.', {
  SUPERMARKET: 'A large store.',
  CONVENIENCE: 'A small one round the corner.',
  ONLINE: 'The web shop.',
});
export const ProductUnit = defineEnum('ProductUnit', 'What a quantity of the product counts.', {
  PIECE: 'Pieces; quantities are whole numbers.',
  KILOGRAM: 'Kilograms, to the gram.',
});
export const SalesChannel = defineEnum('SalesChannel', 'Where a sale was made.', {
  STORE: 'At the till.',
  APP: "In the member's app.",
  WEB: 'In the web shop.',
  PHONE: 'By telephone.',
  IMPORT: 'Taken over from another system.',
});
export const ReturnReason = defineEnum('ReturnReason', 'Why goods came back.', {
  UNWANTED: 'The customer changed their mind.',
  DEFECTIVE: 'The goods were faulty.',
  WRONG_ITEM: 'Something else had been given.',
  OTHER: 'Any other reason.',
});
export const BasketState = defineEnum('BasketState', 'How much of a basket has come back.', {
  BOUGHT: 'Nothing.',
  PARTLY_RETURNED: 'Some of it.',
  RETURNED: 'All of it.',
});
export const DeliveryState = defineEnum('DeliveryState', 'Where a home delivery stands.', {
  BOOKED: 'A place in the slot is held for it.',
  DELIVERED: 'Handed over.',
  CANCELLED: 'Called off; its place is free again.',
});
