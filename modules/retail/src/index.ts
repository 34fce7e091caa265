/** Door of the supermarket: stores, products, baskets with their returns, and home delivery. */
import type { ModuleKit } from '@guildhall/shared/module';
import {
  bookDelivery,
  cancelDelivery,
  changeDeliveryCapacity,
  completeDelivery,
  openDeliverySlot,
} from './application/book-delivery.ts';
import { exportOwnPart } from './application/export-member.ts';
import { setProduct, setStore } from './application/manage-catalogue.ts';
import * as baskets from './application/read-baskets.ts';
import * as catalogue from './application/read-catalogue.ts';
import { recordBasket } from './application/record-basket.ts';
import { returnGoods } from './application/return-goods.ts';
import type { RetailDoor } from './door.ts';

export type * from './door.ts';
export { entities } from './storage/tables.ts';
export * from './views.ts';

export function createService(kit: ModuleKit): RetailDoor {
  return {
    exportMember: (caller, input) => exportOwnPart(kit, caller, input),
    setStore: (caller, input) => setStore(kit, caller, input),
    setProduct: (caller, input) => setProduct(kit, caller, input),
    recordBasket: (caller, input) => recordBasket(kit, caller, input),
    returnGoods: (caller, input) => returnGoods(kit, caller, input),
    openDeliverySlot: (caller, input) => openDeliverySlot(kit, caller, input),
    changeDeliveryCapacity: (caller, input) => changeDeliveryCapacity(kit, caller, input),
    bookDelivery: (caller, input) => bookDelivery(kit, caller, input),
    completeDelivery: (caller, input) => completeDelivery(kit, caller, input),
    cancelDelivery: (caller, input) => cancelDelivery(kit, caller, input),
    stores: (_caller, input) => catalogue.readStores(kit, input),
    products: (_caller, input) => catalogue.readProducts(kit, input),
    productPage: (_caller, input) => catalogue.readProductPage(kit, input),
    baskets: (caller, input) => baskets.readBaskets(kit, caller, input),
    basketPage: (caller, input) => baskets.readBasketPage(kit, caller, input),
    latestBaskets: (caller, input) => baskets.readLatestBaskets(kit, caller, input),
    basketLines: (_caller, input) => baskets.readLines(kit, input),
    returnsOfBaskets: (_caller, input) => baskets.readReturnsOfBaskets(kit, input),
    returns: (caller, input) => baskets.readReturns(kit, caller, input),
    slots: (_caller, input) => catalogue.readSlots(kit, input),
    slotPage: (_caller, input) => catalogue.readSlotPage(kit, input),
    bookings: (caller, input) => catalogue.readBookings(kit, caller, input),
    bookingsOfBaskets: (caller, input) => catalogue.readBookingsOfBaskets(kit, caller, input),
  };
}
