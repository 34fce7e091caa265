/** The property company's schema builder, its enums, and the loaders of one operation. */
import { couponMessages } from '@guildhall/coupon';
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import { createBuilder, defineEnum, type Types } from '@guildhall/shared/graphql/index';
import { listBy, oneBy } from '@guildhall/shared/graphql/row-loaders';
import { fromUuid } from '@guildhall/shared/ids';
import type { RequestContext } from '@guildhall/shared/module';
import { yuan } from '@guildhall/shared/yuan';
import type { ObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import { type Property, SUBSIDIARY } from '../application/property.ts';
import { homesOf, seesAll } from '../application/read.ts';
import { propertyMessages } from '../domain/refusals.ts';
import { type Home, homesOfMembers, openBillsOfMembers } from '../storage/homes.ts';
import * as t from '../storage/tables.ts';

/** Keys are UUIDs. */
export interface Loaders {
  readonly community: DataLoader<string, t.CommunityRow | null>;
  readonly dwelling: DataLoader<string, t.DwellingRow | null>;
  readonly residency: DataLoader<string, t.ResidencyRow | null>;
  readonly residencies: DataLoader<string, t.ResidencyRow[]>;
  readonly space: DataLoader<string, t.ParkingSpaceRow | null>;
  readonly lease: DataLoader<string, t.ParkingLeaseRow | null>;
  readonly leasesOfSpace: DataLoader<string, t.ParkingLeaseRow[]>;
  readonly leasesOfDwelling: DataLoader<string, t.ParkingLeaseRow[]>;
  readonly schedule: DataLoader<string, t.FeeScheduleRow | null>;
  readonly schedules: DataLoader<string, t.FeeScheduleRow[]>;
  readonly bill: DataLoader<string, t.FeeBillRow | null>;
  readonly billsOfDwelling: DataLoader<string, t.FeeBillRow[]>;
  readonly payment: DataLoader<string, t.FeePaymentRow | null>;
  readonly paymentLines: DataLoader<string, t.FeePaymentLineRow[]>;
  readonly linesOfBill: DataLoader<string, t.FeePaymentLineRow[]>;
  readonly refunds: DataLoader<string, t.FeeRefundRow[]>;
  readonly refundLines: DataLoader<string, t.FeeRefundLineRow[]>;
  readonly repair: DataLoader<string, t.RepairRequestRow | null>;
  readonly complaint: DataLoader<string, t.ComplaintRow | null>;
  readonly steps: DataLoader<string, t.CaseStepRow[]>;
  readonly homesOfMember: DataLoader<string, Home[]>;
  readonly openBillsOfMember: DataLoader<string, t.FeeBillRow[]>;
  readonly paymentsOfMember: DataLoader<string, t.FeePaymentRow[]>;
  readonly leasesOfMember: DataLoader<string, t.ParkingLeaseRow[]>;
  readonly repairsOfMember: DataLoader<string, t.RepairRequestRow[]>;
  readonly complaintsOfMember: DataLoader<string, t.ComplaintRow[]>;
  /** Keyed by member id (`mem_…`). */
  readonly sharing: DataLoader<string, SharingAnswer>;
  /** May the caller see this dwelling and its bills? */
  seesDwelling(dwellingId: string): Promise<boolean>;
}

export interface Context extends RequestContext {
  readonly property: Loaders;
}

export const newBuilder = () =>
  createBuilder<Context>({ messages: [propertyMessages, couponMessages] });
export type PropertyBuilder = ReturnType<typeof newBuilder>;
export type Ref<T> = ObjectRef<Types<Context>, T>;

/** A field of yuan. */
export function money<Row>(
  f: PothosSchemaTypes.ObjectFieldBuilder<Types<Context>, Row>,
  description: string,
  minor: (row: Row) => bigint,
) {
  return f.field({ type: 'Decimal', description, resolve: (row) => yuan(minor(row)) });
}

/** A member's newest records are shown up to this many; the rest is in the lists. */
const LATEST = 50;

export function loadersFor(property: Property, { caller }: RequestContext): Loaders {
  const em = property.kit.db.read();
  const identity = property.kit.doors.get<IdentityDoor>('identity');
  let homes: Promise<ReadonlySet<string>> | undefined;
  return {
    ...placeLoaders(em),
    ...feeLoaders(em),
    ...memberLoaders(em),
    repair: oneBy(em, t.RepairRequestTable, 'id'),
    complaint: oneBy(em, t.ComplaintTable, 'id'),
    steps: listBy(em, t.CaseStepTable, 'caseId', { takenAt: 'asc', id: 'asc' }),
    sharing: new DataLoader((memberIds: readonly string[]) =>
      identity.mayShare(caller, { memberIds, subsidiary: SUBSIDIARY }),
    ),
    seesDwelling: async (dwellingId) => {
      if (seesAll(caller)) return true;
      homes ??= homesOf(property, caller);
      return (await homes).has(dwellingId);
    },
  };
}

type Reader = ReturnType<Property['kit']['db']['read']>;
const newest = { id: 'desc' } as const;
const earliest = { id: 'asc' } as const;
const asWritten = { lineNo: 'asc' } as const;

function placeLoaders(em: Reader) {
  return {
    community: oneBy(em, t.CommunityTable, 'id'),
    dwelling: oneBy(em, t.DwellingTable, 'id'),
    residency: oneBy(em, t.ResidencyTable, 'id'),
    residencies: listBy(em, t.ResidencyTable, 'dwellingId', earliest),
    space: oneBy(em, t.ParkingSpaceTable, 'id'),
    lease: oneBy(em, t.ParkingLeaseTable, 'id'),
    leasesOfSpace: listBy(em, t.ParkingLeaseTable, 'spaceId', newest),
    leasesOfDwelling: listBy(em, t.ParkingLeaseTable, 'dwellingId', newest),
  };
}

function feeLoaders(em: Reader) {
  return {
    schedule: oneBy(em, t.FeeScheduleTable, 'id'),
    schedules: listBy(em, t.FeeScheduleTable, 'communityId', {
      ...{ kind: 'asc', usage: 'asc', version: 'desc' },
    }),
    bill: oneBy(em, t.FeeBillTable, 'id'),
    billsOfDwelling: listBy(em, t.FeeBillTable, 'dwellingId', { month: 'desc', id: 'desc' }),
    payment: oneBy(em, t.FeePaymentTable, 'id'),
    paymentLines: listBy(em, t.FeePaymentLineTable, 'paymentId', asWritten),
    linesOfBill: listBy(em, t.FeePaymentLineTable, 'billId', { paymentId: 'asc', lineNo: 'asc' }),
    refunds: listBy(em, t.FeeRefundTable, 'paymentId', earliest),
    refundLines: listBy(em, t.FeeRefundLineTable, 'refundId', asWritten),
  };
}

function memberLoaders(em: Reader) {
  return {
    homesOfMember: homesOfMembers(em),
    openBillsOfMember: openBillsOfMembers(em),
    paymentsOfMember: listBy(em, t.FeePaymentTable, 'memberId', newest, LATEST),
    leasesOfMember: listBy(em, t.ParkingLeaseTable, 'memberId', newest, LATEST),
    repairsOfMember: listBy(em, t.RepairRequestTable, 'memberId', newest, LATEST),
    complaintsOfMember: listBy(em, t.ComplaintTable, 'memberId', newest, LATEST),
  };
}

export const memberStubOf = (memberId: string | null | undefined) =>
  memberId ? { id: fromUuid('mem', memberId) } : null;
export const transactionStubOf = (transactionId: string) => ({
  id: fromUuid('txn', transactionId),
});

export const DwellingUsageEnum = defineEnum('DwellingUsage', 'What a dwelling is used for.', {
  RESIDENTIAL: 'Somebody lives there.',
  SHOP: 'A shop on the ground floor.',
  OFFICE: 'An office.',
});
export const ResidentRoleEnum = defineEnum('ResidentRole', "Somebody's connection to a dwelling.", {
  OWNER: 'Owns it.',
  TENANT: 'Rents it.',
  FAMILY: 'Lives there with an owner or tenant.',
});
export const ParkingSpaceKindEnum = defineEnum('ParkingSpaceKind', 'What kind of parking space.', {
  UNDERGROUND: 'In the garage.',
  SURFACE: 'In the open.',
  MECHANICAL: 'In a stacker.',
});
export const FeeKindEnum = defineEnum('FeeKind', 'What a fee is for.', {
  PROPERTY_FEE: 'Management of the community, by square metre and month.',
  PARKING_FEE: 'A leased parking space, by month.',
});
export const ScheduleUsageEnum = defineEnum(
  'FeeScheduleUsage',
  'Which dwellings a schedule is for.',
  {
    RESIDENTIAL: 'Where somebody lives.',
    SHOP: 'Shops.',
    OFFICE: 'Offices.',
    ANY: 'All; for parking.',
  },
);
export const FeeBillStateEnum = defineEnum('FeeBillState', 'Where a bill stands.', {
  OPEN: 'Nothing of it is paid.',
  PARTLY_PAID: 'Some of it is paid.',
  PAID: 'All of it is paid.',
  CANCELLED: 'Should not have been made.',
});
export const FeePaymentStateEnum = defineEnum('FeePaymentState', 'Where a payment stands.', {
  SETTLED: 'Paid.',
  PARTLY_REFUNDED: 'Some of it was given back.',
  REFUNDED: 'All of it was given back.',
});
export const FeeChannelEnum = defineEnum('FeeChannel', 'How fees were paid.', {
  STORE: 'At the counter.',
  APP: "In the member's app.",
  WEB: 'On the web.',
  PHONE: 'By telephone.',
  IMPORT: 'Taken over from another system.',
});
export const RepairCategoryEnum = defineEnum('RepairCategory', 'What is broken.', {
  PLUMBING: 'Water and drains.',
  ELECTRICAL: 'Electricity.',
  DOORS_AND_WINDOWS: 'Doors and windows.',
  LIFT: 'A lift.',
  ACCESS_CONTROL: 'Gates, intercoms, cards.',
  PUBLIC_AREA: 'Gardens, corridors, lights outside.',
  OTHER: 'Anything else.',
});
export const RepairUrgencyEnum = defineEnum('RepairUrgency', 'How soon somebody must react.', {
  NORMAL: 'Within a day.',
  URGENT: 'Within an hour.',
});
export const RepairStateEnum = defineEnum('RepairState', 'Where a repair stands.', {
  SUBMITTED: 'Reported.',
  ACCEPTED: 'Somebody will come.',
  IN_PROGRESS: 'Being repaired.',
  DONE: 'Repaired, says the company.',
  CONFIRMED: 'Repaired, says the resident.',
  CANCELLED: 'Called off.',
});
export const RepairStepEnum = defineEnum('RepairStep', 'A step the company takes with a repair.', {
  ACCEPTED: 'Somebody will come.',
  IN_PROGRESS: 'Work has begun.',
  DONE: 'It is repaired.',
  CANCELLED: 'It is called off.',
});
export const ComplaintSubjectEnum = defineEnum('ComplaintSubject', 'What a complaint is about.', {
  NOISE: 'Noise.',
  HYGIENE: 'Dirt and waste.',
  SECURITY: 'Safety.',
  PARKING: 'Parking.',
  STAFF: 'How somebody was treated.',
  FEES: 'Fees.',
  GREENERY: 'Gardens and trees.',
  OTHER: 'Anything else.',
});
export const ComplaintStateEnum = defineEnum('ComplaintState', 'Where a complaint stands.', {
  RECEIVED: 'It has come in.',
  INVESTIGATING: 'Somebody looks into it.',
  ANSWERED: 'The company has answered.',
  CLOSED: 'The resident is content.',
  WITHDRAWN: 'The resident took it back.',
});
