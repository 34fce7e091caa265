/** Tables of schema `property`. Ids are UUIDs here and TypeIDs at the doors; amounts are fen; dates are text. */
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type {
  Channel,
  ComplaintSubject,
  DwellingUsage,
  FeeKind,
  ParkingSpaceKind,
  RepairCategory,
  RepairUrgency,
  ResidentRole,
  ScheduleUsage,
} from '../domain/kinds.ts';
import type { BillState, ComplaintState, PaymentState, RepairState } from '../domain/states.ts';

export const CommunityTable = defineEntity({
  name: 'Community',
  tableName: 'community',
  properties: {
    id: p.uuid().primary(),
    code: p.text(),
    name: p.text(),
    city: p.text(),
    district: p.text(),
    address: p.text(),
    servicePhone: p.text(),
    managedSince: p.date(),
    registeredAt: p.datetime(),
  },
});
export type CommunityRow = InferEntity<typeof CommunityTable>;

export const DwellingTable = defineEntity({
  name: 'Dwelling',
  tableName: 'dwelling',
  properties: {
    id: p.uuid().primary(),
    communityId: p.uuid(),
    code: p.text(),
    building: p.text(),
    unit: p.text(),
    room: p.text(),
    usage: p.text().$type<DwellingUsage>(),
    areaCenti: p.integer(),
    handedOverOn: p.date(),
    registeredAt: p.datetime(),
  },
});
export type DwellingRow = InferEntity<typeof DwellingTable>;

export const ResidencyTable = defineEntity({
  name: 'Residency',
  tableName: 'residency',
  properties: {
    id: p.uuid().primary(),
    dwellingId: p.uuid(),
    memberId: p.uuid().nullable(),
    role: p.text().$type<ResidentRole>(),
    paysFees: p.boolean(),
    nameSealed: p.blob().nullable(),
    phoneSealed: p.blob().nullable(),
    phoneIndex: p.blob().nullable(),
    fromOn: p.date(),
    untilOn: p.date().nullable(),
    recordedAt: p.datetime(),
  },
});
export type ResidencyRow = InferEntity<typeof ResidencyTable>;

export const ParkingSpaceTable = defineEntity({
  name: 'ParkingSpace',
  tableName: 'parking_space',
  properties: {
    id: p.uuid().primary(),
    communityId: p.uuid(),
    code: p.text(),
    kind: p.text().$type<ParkingSpaceKind>(),
    hasCharger: p.boolean(),
    registeredAt: p.datetime(),
  },
});
export type ParkingSpaceRow = InferEntity<typeof ParkingSpaceTable>;

export const ParkingLeaseTable = defineEntity({
  name: 'ParkingLease',
  tableName: 'parking_lease',
  properties: {
    id: p.uuid().primary(),
    spaceId: p.uuid(),
    dwellingId: p.uuid(),
    memberId: p.uuid().nullable(),
    plateSealed: p.blob().nullable(),
    plateIndex: p.blob().nullable(),
    fromOn: p.date(),
    untilOn: p.date().nullable(),
    recordedAt: p.datetime(),
  },
});
export type ParkingLeaseRow = InferEntity<typeof ParkingLeaseTable>;

export const FeeScheduleTable = defineEntity({
  name: 'FeeSchedule',
  tableName: 'fee_schedule',
  properties: {
    id: p.uuid().primary(),
    communityId: p.uuid(),
    kind: p.text().$type<FeeKind>(),
    usage: p.text().$type<ScheduleUsage>(),
    version: p.integer(),
    rateE4: p.bigint().fieldName('rate_e4'),
    dueDay: p.integer(),
    fromMonth: p.date(),
    announcedAt: p.datetime(),
  },
});
export type FeeScheduleRow = InferEntity<typeof FeeScheduleTable>;

export const FeeBillTable = defineEntity({
  name: 'FeeBill',
  tableName: 'fee_bill',
  properties: {
    id: p.uuid().primary(),
    billNo: p.text(),
    communityId: p.uuid(),
    dwellingId: p.uuid(),
    parkingSpaceId: p.uuid().nullable(),
    kind: p.text().$type<FeeKind>(),
    month: p.date(),
    scheduleId: p.uuid(),
    areaCenti: p.integer().nullable(),
    rateE4: p.bigint().fieldName('rate_e4'),
    amountMinor: p.bigint(),
    settledMinor: p.bigint(),
    state: p.text().$type<BillState>(),
    dueOn: p.date(),
    payerMemberId: p.uuid().nullable(),
    issuedAt: p.datetime(),
    cancelledAt: p.datetime().nullable(),
    cancelReason: p.text().nullable(),
  },
});
export type FeeBillRow = InferEntity<typeof FeeBillTable>;

export const FeePaymentTable = defineEntity({
  name: 'FeePayment',
  tableName: 'fee_payment',
  properties: {
    id: p.uuid().primary(),
    receiptNo: p.text(),
    communityId: p.uuid(),
    dwellingId: p.uuid(),
    kind: p.text().$type<FeeKind>(),
    memberId: p.uuid().nullable(),
    channel: p.text().$type<Channel>(),
    grossMinor: p.bigint(),
    discountMinor: p.bigint(),
    paidMinor: p.bigint(),
    state: p.text().$type<PaymentState>(),
    paidAt: p.datetime(),
    recordedAt: p.datetime(),
    reservationId: p.text().nullable(),
    transactionId: p.uuid(),
  },
});
export type FeePaymentRow = InferEntity<typeof FeePaymentTable>;

export const FeePaymentLineTable = defineEntity({
  name: 'FeePaymentLine',
  tableName: 'fee_payment_line',
  properties: {
    paymentId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    billId: p.uuid(),
    grossMinor: p.bigint(),
    discountMinor: p.bigint(),
    refundedMinor: p.bigint(),
  },
});
export type FeePaymentLineRow = InferEntity<typeof FeePaymentLineTable>;

export const FeeRefundTable = defineEntity({
  name: 'FeeRefund',
  tableName: 'fee_refund',
  properties: {
    id: p.uuid().primary(),
    refundNo: p.text(),
    paymentId: p.uuid(),
    grossMinor: p.bigint(),
    paidMinor: p.bigint(),
    reason: p.text(),
    refundedAt: p.datetime(),
    transactionId: p.uuid(),
  },
});
export type FeeRefundRow = InferEntity<typeof FeeRefundTable>;

export const FeeRefundLineTable = defineEntity({
  name: 'FeeRefundLine',
  tableName: 'fee_refund_line',
  properties: {
    refundId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    grossMinor: p.bigint(),
    paidMinor: p.bigint(),
  },
});
export type FeeRefundLineRow = InferEntity<typeof FeeRefundLineTable>;

export const RepairRequestTable = defineEntity({
  name: 'RepairRequest',
  tableName: 'repair_request',
  properties: {
    id: p.uuid().primary(),
    requestNo: p.text(),
    communityId: p.uuid(),
    dwellingId: p.uuid().nullable(),
    memberId: p.uuid().nullable(),
    category: p.text().$type<RepairCategory>(),
    urgency: p.text().$type<RepairUrgency>(),
    descriptionSealed: p.blob(),
    state: p.text().$type<RepairState>(),
    submittedAt: p.datetime(),
    respondBy: p.datetime(),
    appointmentAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
    rating: p.integer().nullable(),
  },
});
export type RepairRequestRow = InferEntity<typeof RepairRequestTable>;

export const ComplaintTable = defineEntity({
  name: 'Complaint',
  tableName: 'complaint',
  properties: {
    id: p.uuid().primary(),
    complaintNo: p.text(),
    communityId: p.uuid(),
    dwellingId: p.uuid().nullable(),
    memberId: p.uuid().nullable(),
    subject: p.text().$type<ComplaintSubject>(),
    textSealed: p.blob(),
    answerSealed: p.blob().nullable(),
    state: p.text().$type<ComplaintState>(),
    receivedAt: p.datetime(),
    answerBy: p.datetime(),
    answeredAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
    satisfied: p.boolean().nullable(),
    timesReopened: p.integer(),
  },
});
export type ComplaintRow = InferEntity<typeof ComplaintTable>;

export const CaseStepTable = defineEntity({
  name: 'CaseStep',
  tableName: 'case_step',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    fromState: p.text().nullable(),
    toState: p.text(),
    takenAt: p.datetime(),
    takenBy: p.text(),
  },
});
export type CaseStepRow = InferEntity<typeof CaseStepTable>;

export const entities = [
  CommunityTable,
  DwellingTable,
  ResidencyTable,
  ParkingSpaceTable,
  ParkingLeaseTable,
  FeeScheduleTable,
  FeeBillTable,
  FeePaymentTable,
  FeePaymentLineTable,
  FeeRefundTable,
  FeeRefundLineTable,
  RepairRequestTable,
  ComplaintTable,
  CaseStepTable,
];
