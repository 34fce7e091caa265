/** The door of the property company: every use case, and nothing else. */
import type { MemberExport } from '@guildhall/shared/member-export';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { announceFeeSchedule } from './application/announce-fee-schedule.ts';
import { exportOwnPart } from './application/export-member.ts';
import {
  answerComplaint,
  closeComplaint,
  fileComplaint,
  investigateComplaint,
  withdrawComplaint,
} from './application/file-complaint.ts';
import { cancelFeeBill, issueFeeBills } from './application/issue-fee-bills.ts';
import {
  endParkingLease,
  leaseParkingSpace,
  registerParkingSpaces,
} from './application/lease-parking-space.ts';
import { payFees } from './application/pay-fees.ts';
import { openProperty, type Property } from './application/property.ts';
import { refundFeePayment } from './application/refund-fee-payment.ts';
import { registerCommunity, registerDwellings } from './application/register-dwelling.ts';
import {
  changeFeePayer,
  endResidency,
  registerResidency,
} from './application/register-residency.ts';
import {
  advanceRepair,
  cancelRepair,
  confirmRepair,
  requestRepair,
} from './application/request-repair.ts';

const commands = {
  registerCommunity,
  registerDwellings,
  registerResidency,
  endResidency,
  changeFeePayer,
  registerParkingSpaces,
  leaseParkingSpace,
  endParkingLease,
  announceFeeSchedule,
  issueFeeBills,
  cancelFeeBill,
  payFees,
  refundFeePayment,
  requestRepair,
  advanceRepair,
  confirmRepair,
  cancelRepair,
  fileComplaint,
  investigateComplaint,
  answerComplaint,
  closeComplaint,
  withdrawComplaint,
} as const;

type UseCase = (property: Property, caller: Principal, input: never) => Promise<Outcome<unknown>>;
type AtTheDoor<U> = U extends (property: Property, caller: Principal, input: infer I) => infer A
  ? (caller: Principal, input: I) => A
  : never;
/** For modules only. */
type ExportMember = (
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
) => Promise<MemberExport>;

export type PropertyDoor = {
  readonly [K in keyof typeof commands]: AtTheDoor<(typeof commands)[K]>;
} & { readonly exportMember: ExportMember };

export function createService(kit: ModuleKit): PropertyDoor {
  const property = openProperty(kit);
  const bound = Object.entries(commands as Readonly<Record<string, UseCase>>).map(
    ([name, useCase]) => [
      name,
      (caller: Principal, input: never) => useCase(property, caller, input),
    ],
  );
  const exportMember: ExportMember = (caller, input) => exportOwnPart(property, caller, input);
  return { ...Object.fromEntries(bound), exportMember } as PropertyDoor;
}
