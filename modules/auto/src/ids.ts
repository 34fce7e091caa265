/** Prefixes of this module's ids; storage keeps the UUID inside. */
import { fromUuid, type TypeId, toUuid } from '@guildhall/shared/ids';

export type DealershipId = TypeId<'dea'>;
export type VehicleModelId = TypeId<'vmd'>;
export type VehicleId = TypeId<'veh'>;
export type AutoCustomerId = TypeId<'acu'>;
export type SalesOrderId = TypeId<'sor'>;
export type DeliveryId = TypeId<'vdl'>;
export type ServiceItemId = TypeId<'svi'>;
export type ServiceSlotId = TypeId<'ssl'>;
export type ServiceBookingId = TypeId<'sbk'>;
export type WorkOrderId = TypeId<'wko'>;
export type WorkOrderRefundId = TypeId<'wrf'>;
export type CouponId = TypeId<'cpn'>;
export type MemberId = TypeId<'mem'>;
export type TransactionId = TypeId<'txn'>;

export const memberIdOf = (uuid: string): MemberId => fromUuid('mem', uuid);
export const memberUuidOf = (id: string): string => toUuid('mem', id);
