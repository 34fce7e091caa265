/** What the door of logistics shows of its records. Ids are TypeIDs, amounts fen. */
import type { ErrandState } from './domain/errand-states.ts';
import type { ParcelState } from './domain/parcel-states.ts';
import type { ParcelService } from './domain/tariff.ts';

export type { ErrandState } from './domain/errand-states.ts';
export type { ParcelState } from './domain/parcel-states.ts';
export type { ParcelService } from './domain/tariff.ts';

export type Channel = 'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT';

/** Who sends or receives: personal data, sealed at rest. */
export interface Party {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
}

export interface ParcelView {
  readonly id: string;
  readonly waybillNo: string;
  readonly senderId: string | null;
  readonly recipientId: string | null;
  /** Null for those who may see the parcel but not the people. */
  readonly sender: Party | null;
  readonly recipient: Party | null;
  readonly depotCode: string;
  readonly service: ParcelService;
  readonly channel: Channel;
  readonly weightGrams: number;
  readonly fromDistrict: string;
  readonly toDistrict: string;
  readonly feeMinor: bigint;
  readonly discountMinor: bigint;
  readonly state: ParcelState;
  readonly stateAt: Date;
  readonly sentAt: Date;
  readonly transactionId: string;
}

export interface ParcelEventView {
  readonly parcelId: string;
  readonly seq: number;
  readonly state: ParcelState;
  readonly place: string;
  readonly occurredAt: Date;
}

export interface ErrandWindowView {
  readonly id: string;
  readonly depotCode: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly feeMinor: bigint;
  readonly capacity: number;
  readonly booked: number;
}

export interface ErrandView {
  readonly id: string;
  readonly errandNo: string;
  readonly windowId: string;
  readonly memberId: string;
  readonly shopSubsidiary: string;
  /** Id of the basket that is fetched. */
  readonly orderRef: string;
  readonly pickupPlace: string;
  /** Null for those who may see the errand but not where the member lives. */
  readonly destination: string | null;
  readonly feeMinor: bigint;
  readonly discountMinor: bigint;
  readonly state: ErrandState;
  readonly stateAt: Date;
  readonly bookedAt: Date;
  readonly transactionId: string;
  readonly doneTransactionId: string | null;
}
