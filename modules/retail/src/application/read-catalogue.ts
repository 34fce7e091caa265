/** Reads of stores, products, delivery slots and bookings. The catalogue is open to all; a booking is its member's. */
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { raw } from '@mikro-orm/core';
import type { Page, ProductFilter, SlotFilter } from '../door.ts';
import { BASKET, BOOKING, SLOT, uuidsOf } from '../ids.ts';
import {
  DeliveryBookingTable,
  DeliverySlotTable,
  ProductTable,
  StoreTable,
} from '../storage/tables.ts';
import type { DeliveryBookingView, DeliverySlotView, ProductView, StoreView } from '../views.ts';
import { type Kit, sightOf, tradesHere } from './caller.ts';
import { bookingView, productView, slotView, storeView } from './views.ts';

export async function readStores(
  kit: Kit,
  { codes }: { readonly codes?: readonly string[] },
): Promise<readonly StoreView[]> {
  const where = codes === undefined ? {} : { code: { $in: [...codes] } };
  return (await kit.db.read().find(StoreTable, where, { orderBy: { code: 'asc' } })).map(storeView);
}

export async function readProducts(
  kit: Kit,
  { codes }: { readonly codes: readonly string[] },
): Promise<readonly ProductView[]> {
  return (await kit.db.read().find(ProductTable, { code: { $in: [...codes] } })).map(productView);
}

/** In the order of their codes. */
export async function readProductPage(
  kit: Kit,
  { filter, page }: { readonly filter: ProductFilter; readonly page: Page },
): Promise<readonly ProductView[]> {
  const [after] = page.after ?? [];
  const rows = await kit.db.read().find(
    ProductTable,
    {
      $and: [
        filter.category === undefined ? {} : { category: filter.category },
        filter.barcode === undefined ? {} : { barcode: filter.barcode },
        filter.onSale === undefined ? {} : { onSale: filter.onSale },
        after === undefined ? {} : { code: { $gt: String(after) } },
      ],
    },
    { orderBy: { code: 'asc' }, limit: page.limit },
  );
  return rows.map(productView);
}

export async function readSlots(
  kit: Kit,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly DeliverySlotView[]> {
  return (await kit.db.read().find(DeliverySlotTable, { id: { $in: uuidsOf(SLOT, ids) } })).map(
    slotView,
  );
}

/** Earliest first; the sort key is (startsAt, id). */
export async function readSlotPage(
  kit: Kit,
  { filter, page }: { readonly filter: SlotFilter; readonly page: Page },
): Promise<readonly DeliverySlotView[]> {
  const [at, id] = page.after ?? [];
  const after =
    at === undefined || id === undefined ? {} : afterKey(new Date(String(at)), String(id));
  const rows = await kit.db.read().find(
    DeliverySlotTable,
    {
      $and: [
        filter.storeCode === undefined ? {} : { storeCode: filter.storeCode },
        filter.startsFrom === undefined ? {} : { startsAt: { $gte: filter.startsFrom } },
        filter.startsBefore === undefined ? {} : { startsAt: { $lt: filter.startsBefore } },
        filter.free === true ? { booked: { $lt: raw('capacity') } } : {},
        after,
      ],
    },
    { orderBy: { startsAt: 'asc', id: 'asc' }, limit: page.limit },
  );
  return rows.map(slotView);
}

function afterKey(startsAt: Date, slotId: string) {
  return {
    startsAt: { $gte: startsAt },
    $or: [{ startsAt: { $gt: startsAt } }, { id: { $gt: toUuid(SLOT, slotId) } }],
  };
}

export async function readBookings(
  kit: Kit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly DeliveryBookingView[]> {
  return bookingsWhere(kit, caller, { id: { $in: uuidsOf(BOOKING, ids) } });
}

export async function readBookingsOfBaskets(
  kit: Kit,
  caller: Principal,
  { basketIds }: { readonly basketIds: readonly string[] },
): Promise<readonly DeliveryBookingView[]> {
  return bookingsWhere(kit, caller, { basketId: { $in: uuidsOf(BASKET, basketIds) } });
}

type BookingsWhere =
  | { readonly id: { readonly $in: string[] } }
  | { readonly basketId: { readonly $in: string[] } };

async function bookingsWhere(
  kit: Kit,
  caller: Principal,
  where: BookingsWhere,
): Promise<readonly DeliveryBookingView[]> {
  const sight = sightOf(caller);
  if (sight === 'NONE') return [];
  const own = sight === 'ALL' ? {} : { memberId: sight.memberUuid };
  const rows = await kit.db
    .read()
    .find(DeliveryBookingTable, { ...where, ...own }, { orderBy: { bookedAt: 'asc', id: 'asc' } });
  const mayReadAddress = tradesHere(caller) || caller.kind === 'member';
  return rows.map((row) => bookingView(row, mayReadAddress ? kit.secret : undefined));
}
