/** The object types that queries and mutations answer with. */
import type * as rows from '../storage/tables.ts';
import type { Ref } from './builder.ts';

export interface Parts {
  readonly Community: Ref<rows.CommunityRow>;
  readonly Dwelling: Ref<rows.DwellingRow>;
  readonly Residency: Ref<rows.ResidencyRow>;
  readonly ParkingSpace: Ref<rows.ParkingSpaceRow>;
  readonly ParkingLease: Ref<rows.ParkingLeaseRow>;
  readonly FeeSchedule: Ref<rows.FeeScheduleRow>;
  readonly FeeBill: Ref<rows.FeeBillRow>;
  readonly FeePayment: Ref<rows.FeePaymentRow>;
  readonly FeeRefund: Ref<rows.FeeRefundRow>;
  readonly RepairRequest: Ref<rows.RepairRequestRow>;
  readonly Complaint: Ref<rows.ComplaintRow>;
}
