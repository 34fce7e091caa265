/** Prefixes of this module's ids; storage keeps the UUID inside. */
import { fromUuid, type TypeId, toUuid } from '@guildhall/shared/ids';

export type CommunityId = TypeId<'cmy'>;
export type DwellingId = TypeId<'dwl'>;
export type ResidencyId = TypeId<'rsd'>;
export type ParkingSpaceId = TypeId<'pks'>;
export type ParkingLeaseId = TypeId<'pkl'>;
export type FeeScheduleId = TypeId<'fsc'>;
export type FeeBillId = TypeId<'bil'>;
export type FeePaymentId = TypeId<'fpy'>;
export type FeeRefundId = TypeId<'frf'>;
export type RepairRequestId = TypeId<'rpr'>;
export type ComplaintId = TypeId<'cpl'>;
export type MemberId = TypeId<'mem'>;
export type TransactionId = TypeId<'txn'>;

export const memberIdOf = (uuid: string): MemberId => fromUuid('mem', uuid);
export const memberUuidOf = (id: string): string => toUuid('mem', id);
