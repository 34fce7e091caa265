/** Door of logistics: what its depots, couriers and other modules ask. Commands are serialisable. */
import type { PointsToPay } from '@guildhall/coupon';
import type { MemberExport } from '@guildhall/shared/member-export';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type * as v from './views.ts';

type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;
type Read<I, O> = (caller: Principal, input: I) => Promise<O>;

export type PointsToSpend = PointsToPay;

export interface SendParcel {
  readonly idempotencyKey: string;
  readonly depotCode: string;
  readonly service: v.ParcelService;
  readonly channel: v.Channel;
  readonly weightGrams: number;
  readonly sender: v.Party;
  readonly recipient: v.Party;
  readonly fromDistrict: string;
  readonly toDistrict: string;
  readonly senderId?: string | undefined;
  readonly recipientId?: string | undefined;
  /** Absent: now. */
  readonly sentAt?: Date | undefined;
  readonly coupons?: readonly string[] | undefined;
  readonly points?: PointsToSpend | undefined;
}

export interface ParcelSent {
  readonly parcelId: string;
  readonly waybillNo: string;
  readonly transactionId: string;
}

export interface MoveParcel {
  readonly idempotencyKey: string;
  readonly waybillNo: string;
  readonly state: v.ParcelState;
  readonly place: string;
  /** Absent: now. */
  readonly occurredAt?: Date | undefined;
}

export interface ParcelMoved {
  readonly parcelId: string;
  /** The transaction this step made: delivered, cancelled, lost. */
  readonly transactionId: string | null;
}

export interface OpenErrandWindow {
  readonly idempotencyKey: string;
  readonly depotCode: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly feeMinor: bigint;
  readonly capacity: number;
}

export interface BookErrand {
  readonly idempotencyKey: string;
  readonly windowId: string;
  /** The supermarket's basket that is fetched. */
  readonly basketId: string;
  readonly destination: string;
  readonly channel: v.Channel;
  readonly coupons?: readonly string[] | undefined;
  readonly points?: PointsToSpend | undefined;
}

export interface ErrandBooked {
  readonly errandId: string;
  readonly transactionId: string;
}

export interface ErrandStep {
  readonly idempotencyKey: string;
  readonly errandId: string;
}

export interface ErrandMoved {
  readonly errandId: string;
  readonly transactionId: string | null;
}

export interface Page {
  readonly limit: number;
  readonly after?: readonly (string | number | null)[] | undefined;
}

export interface ParcelFilter {
  readonly memberId?: string | undefined;
  readonly state?: v.ParcelState | undefined;
  readonly sentFrom?: Date | undefined;
  readonly sentBefore?: Date | undefined;
}

export interface ErrandFilter {
  readonly memberId?: string | undefined;
  readonly state?: v.ErrandState | undefined;
  readonly windowId?: string | undefined;
}

export interface WindowFilter {
  readonly depotCode?: string | undefined;
  readonly startsFrom?: Date | undefined;
  readonly startsBefore?: Date | undefined;
  readonly free?: boolean | undefined;
}

interface OfMembers {
  readonly memberIds: readonly string[];
  readonly last: number;
}

export type LogisticsDoor = {
  /** For modules: this one's part of everything that is known about a member. */
  readonly exportMember: Read<{ readonly memberIds: readonly string[] }, MemberExport>;
  readonly sendParcel: Command<SendParcel, ParcelSent>;
  /** A step of its way, as scanned. Cancelling is `cancelParcel`. */
  readonly moveParcel: Command<MoveParcel, ParcelMoved>;
  readonly cancelParcel: Command<
    { readonly idempotencyKey: string; readonly waybillNo: string },
    ParcelMoved
  >;
  readonly openErrandWindow: Command<OpenErrandWindow, { readonly windowId: string }>;
  readonly changeErrandCapacity: Command<
    { readonly idempotencyKey: string; readonly windowId: string; readonly capacity: number },
    { readonly windowId: string }
  >;
  readonly bookErrand: Command<BookErrand, ErrandBooked>;
  readonly collectErrand: Command<ErrandStep, ErrandMoved>;
  readonly completeErrand: Command<ErrandStep, ErrandMoved>;
  readonly cancelErrand: Command<ErrandStep, ErrandMoved>;
  readonly refundErrand: Command<ErrandStep, ErrandMoved>;

  // Reads: what the caller may not see is not there. Lists by key come in any order.
  readonly parcels: Read<{ readonly ids: readonly string[] }, readonly v.ParcelView[]>;
  readonly parcelsByWaybill: Read<
    { readonly waybillNos: readonly string[] },
    readonly v.ParcelView[]
  >;
  readonly parcelPage: Read<
    { readonly filter: ParcelFilter; readonly page: Page },
    readonly v.ParcelView[]
  >;
  /** Sent or received by each member, newest first. */
  readonly latestParcels: Read<
    OfMembers,
    readonly { readonly memberId: string; readonly parcel: v.ParcelView }[]
  >;
  readonly parcelEvents: Read<
    { readonly parcelIds: readonly string[] },
    readonly v.ParcelEventView[]
  >;
  readonly windows: Read<{ readonly ids: readonly string[] }, readonly v.ErrandWindowView[]>;
  readonly windowPage: Read<
    { readonly filter: WindowFilter; readonly page: Page },
    readonly v.ErrandWindowView[]
  >;
  readonly errands: Read<{ readonly ids: readonly string[] }, readonly v.ErrandView[]>;
  readonly errandPage: Read<
    { readonly filter: ErrandFilter; readonly page: Page },
    readonly v.ErrandView[]
  >;
  readonly latestErrands: Read<OfMembers, readonly v.ErrandView[]>;
};
