/** Door of logistics: parcels on their way, and courier errands at a booked time. */
import type { ModuleKit } from '@guildhall/shared/module';
import { bookErrand } from './application/book-errand.ts';
import { changeErrandCapacity, openErrandWindow } from './application/errand-windows.ts';
import { exportOwnPart } from './application/export-member.ts';
import {
  cancelErrand,
  collectErrand,
  completeErrand,
  refundErrand,
} from './application/move-errand.ts';
import { cancelParcel, moveParcel } from './application/move-parcel.ts';
import * as errands from './application/read-errands.ts';
import * as parcels from './application/read-parcels.ts';
import { sendParcel } from './application/send-parcel.ts';
import type { LogisticsDoor } from './door.ts';

export type * from './door.ts';
export { entities } from './storage/tables.ts';
export type * from './views.ts';

export function createService(kit: ModuleKit): LogisticsDoor {
  return {
    exportMember: (caller, input) => exportOwnPart(kit, caller, input),
    sendParcel: (caller, input) => sendParcel(kit, caller, input),
    moveParcel: (caller, input) => moveParcel(kit, caller, input),
    cancelParcel: (caller, input) => cancelParcel(kit, caller, input),
    openErrandWindow: (caller, input) => openErrandWindow(kit, caller, input),
    changeErrandCapacity: (caller, input) => changeErrandCapacity(kit, caller, input),
    bookErrand: (caller, input) => bookErrand(kit, caller, input),
    collectErrand: (caller, input) => collectErrand(kit, caller, input),
    completeErrand: (caller, input) => completeErrand(kit, caller, input),
    cancelErrand: (caller, input) => cancelErrand(kit, caller, input),
    refundErrand: (caller, input) => refundErrand(kit, caller, input),
    parcels: (caller, input) => parcels.readParcels(kit, caller, input),
    parcelsByWaybill: (caller, input) => parcels.readParcelsByWaybill(kit, caller, input),
    parcelPage: (caller, input) => parcels.readParcelPage(kit, caller, input),
    latestParcels: (caller, input) => parcels.readLatestParcels(kit, caller, input),
    parcelEvents: (_caller, input) => parcels.readParcelEvents(kit, input),
    windows: (_caller, input) => errands.readWindows(kit, input),
    windowPage: (_caller, input) => errands.readWindowPage(kit, input),
    errands: (caller, input) => errands.readErrands(kit, caller, input),
    errandPage: (caller, input) => errands.readErrandPage(kit, caller, input),
    latestErrands: (caller, input) => errands.readLatestErrands(kit, caller, input),
  };
}
