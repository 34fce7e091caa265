/** The door of the 4S company: every use case, and nothing else. */
import type { MemberExport } from '@guildhall/shared/member-export';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type Auto, openAuto } from './application/auto.ts';
import { bookService, moveServiceBooking } from './application/book-service.ts';
import { cancelSalesOrder } from './application/cancel-sales-order.ts';
import { cancelServiceBooking, recordNoShow } from './application/cancel-service-booking.ts';
import { completeWorkOrder } from './application/complete-work-order.ts';
import { deliverVehicle, planDelivery } from './application/deliver-vehicle.ts';
import { exportOwnPart } from './application/export-member.ts';
import { changeServiceItem, listServiceItem } from './application/list-service-item.ts';
import { closeServiceSlot, openServiceSlots } from './application/open-service-slots.ts';
import {
  addWorkOrderLines,
  cancelWorkOrder,
  checkInBooking,
  openWorkOrder,
} from './application/open-work-order.ts';
import { planServiceCoupon } from './application/plan-service-coupon.ts';
import { receiveVehicle, registerCustomerVehicle } from './application/receive-vehicle.ts';
import { placeSalesOrder, recordVehicleSale } from './application/record-vehicle-sale.ts';
import { refundWorkOrder } from './application/refund-work-order.ts';
import { registerDealership } from './application/register-dealership.ts';
import { changeVehicleModel, registerVehicleModel } from './application/register-vehicle-model.ts';
import { registerLicencePlate, transferVehicle } from './application/transfer-vehicle.ts';

const commands = {
  registerDealership,
  registerVehicleModel,
  changeVehicleModel,
  receiveVehicle,
  registerCustomerVehicle,
  transferVehicle,
  registerLicencePlate,
  placeSalesOrder,
  recordVehicleSale,
  planDelivery,
  deliverVehicle,
  cancelSalesOrder,
  listServiceItem,
  changeServiceItem,
  openServiceSlots,
  closeServiceSlot,
  bookService,
  moveServiceBooking,
  planServiceCoupon,
  cancelServiceBooking,
  recordNoShow,
  checkInBooking,
  openWorkOrder,
  addWorkOrderLines,
  cancelWorkOrder,
  completeWorkOrder,
  refundWorkOrder,
} as const;

type UseCase = (auto: Auto, caller: Principal, input: never) => Promise<Outcome<unknown>>;
type AtTheDoor<U> = U extends (auto: Auto, caller: Principal, input: infer I) => infer A
  ? (caller: Principal, input: I) => A
  : never;
/** For modules only. */
type ExportMember = (
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
) => Promise<MemberExport>;

export type AutoDoor = {
  readonly [K in keyof typeof commands]: AtTheDoor<(typeof commands)[K]>;
} & {
  readonly exportMember: ExportMember;
};

export function createService(kit: ModuleKit): AutoDoor {
  const auto = openAuto(kit);
  const bound = Object.entries(commands as Readonly<Record<string, UseCase>>).map(
    ([name, useCase]) => [name, (caller: Principal, input: never) => useCase(auto, caller, input)],
  );
  const exportMember: ExportMember = (caller, input) => exportOwnPart(auto, caller, input);
  return { ...Object.fromEntries(bound), exportMember } as AutoDoor;
}
