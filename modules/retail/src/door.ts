/** Door of the supermarket: what its tills, clerks and other modules ask. Commands are serialisable. */
import type { PointsToPay } from '@guildhall/coupon';
import type { MemberExport } from '@guildhall/shared/member-export';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type * as v from './views.ts';

type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;
type Read<I, O> = (caller: Principal, input: I) => Promise<O>;

export interface SetStore {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: string;
  readonly kind: v.StoreKind;
  readonly district?: string | undefined;
  /** Business days, `YYYY-MM-DD`. */
  readonly openedOn: string;
  readonly closedOn?: string | undefined;
}

export interface SetProduct {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly unit: v.ProductUnit;
  readonly priceMinor: bigint;
  /** EAN-13. */
  readonly barcode?: string | undefined;
  readonly onSale: boolean;
}

export interface BasketLineInput {
  readonly productCode: string;
  /** Decimal text, at most three decimals, above zero. */
  readonly quantity: string;
  /** What the line costs after the store's own discounts, fen. Absent: catalogue price times quantity. */
  readonly amountMinor?: bigint | undefined;
}

export interface RecordBasket {
  readonly idempotencyKey: string;
  /** The till's own number; counts once for ever. */
  readonly receiptNo: string;
  readonly storeCode: string;
  readonly channel: v.Channel;
  /** Absent: now. */
  readonly boughtAt?: Date | undefined;
  readonly memberId?: string | undefined;
  readonly lines: readonly BasketLineInput[];
  /** Coupons to pay with: codes or ids. */
  readonly coupons?: readonly string[] | undefined;
  /** Points to pay with, minor units of the currency. */
  readonly points?: PointsToPay | undefined;
}

export interface BasketRecorded {
  readonly basketId: string;
  readonly transactionId: string;
}

export interface ReturnGoods {
  readonly idempotencyKey: string;
  readonly basketId: string;
  readonly returnNo: string;
  readonly reason: v.ReturnReason;
  /** Absent: now. */
  readonly returnedAt?: Date | undefined;
  /** Absent: everything that has not come back yet. */
  readonly lines?: readonly { readonly lineNo: number; readonly quantity: string }[] | undefined;
}

export interface GoodsReturned {
  readonly returnId: string;
  readonly transactionId: string;
}

export interface OpenDeliverySlot {
  readonly idempotencyKey: string;
  readonly storeCode: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
}

export interface BookDelivery {
  readonly idempotencyKey: string;
  readonly slotId: string;
  readonly basketId: string;
  readonly address: string;
}

export interface Page {
  readonly limit: number;
  /** Sort key of the last item of the page before. */
  readonly after?: readonly (string | number | null)[] | undefined;
}

export interface BasketFilter {
  readonly memberId?: string | undefined;
  readonly storeCode?: string | undefined;
  readonly receiptNo?: string | undefined;
  readonly boughtFrom?: Date | undefined;
  readonly boughtBefore?: Date | undefined;
}

export interface ProductFilter {
  readonly category?: string | undefined;
  readonly barcode?: string | undefined;
  readonly onSale?: boolean | undefined;
}

export interface SlotFilter {
  readonly storeCode?: string | undefined;
  readonly startsFrom?: Date | undefined;
  readonly startsBefore?: Date | undefined;
  /** Only slots with a free place. */
  readonly free?: boolean | undefined;
}

export type RetailDoor = {
  /** For modules: this one's part of everything that is known about a member. */
  readonly exportMember: Read<{ readonly memberIds: readonly string[] }, MemberExport>;
  readonly setStore: Command<SetStore, { readonly code: string }>;
  readonly setProduct: Command<SetProduct, { readonly code: string }>;
  readonly recordBasket: Command<RecordBasket, BasketRecorded>;
  readonly returnGoods: Command<ReturnGoods, GoodsReturned>;
  readonly openDeliverySlot: Command<OpenDeliverySlot, { readonly slotId: string }>;
  readonly changeDeliveryCapacity: Command<
    { readonly idempotencyKey: string; readonly slotId: string; readonly capacity: number },
    { readonly slotId: string }
  >;
  readonly bookDelivery: Command<BookDelivery, { readonly bookingId: string }>;
  readonly completeDelivery: Command<
    { readonly idempotencyKey: string; readonly bookingId: string },
    { readonly bookingId: string }
  >;
  readonly cancelDelivery: Command<
    { readonly idempotencyKey: string; readonly bookingId: string },
    { readonly bookingId: string }
  >;

  // Reads: what the caller may not see is not there. Lists by key come in any order.
  readonly stores: Read<{ readonly codes?: readonly string[] }, readonly v.StoreView[]>;
  readonly products: Read<{ readonly codes: readonly string[] }, readonly v.ProductView[]>;
  readonly productPage: Read<
    { readonly filter: ProductFilter; readonly page: Page },
    readonly v.ProductView[]
  >;
  readonly baskets: Read<{ readonly ids: readonly string[] }, readonly v.BasketView[]>;
  readonly basketPage: Read<
    { readonly filter: BasketFilter; readonly page: Page },
    readonly v.BasketView[]
  >;
  /** The newest baskets of each member, at most `last` of each. */
  readonly latestBaskets: Read<
    { readonly memberIds: readonly string[]; readonly last: number },
    readonly v.BasketView[]
  >;
  readonly basketLines: Read<
    { readonly basketIds: readonly string[] },
    readonly v.BasketLineView[]
  >;
  readonly returnsOfBaskets: Read<
    { readonly basketIds: readonly string[] },
    readonly v.GoodsReturnView[]
  >;
  readonly returns: Read<{ readonly ids: readonly string[] }, readonly v.GoodsReturnView[]>;
  readonly slots: Read<{ readonly ids: readonly string[] }, readonly v.DeliverySlotView[]>;
  readonly slotPage: Read<
    { readonly filter: SlotFilter; readonly page: Page },
    readonly v.DeliverySlotView[]
  >;
  readonly bookings: Read<{ readonly ids: readonly string[] }, readonly v.DeliveryBookingView[]>;
  readonly bookingsOfBaskets: Read<
    { readonly basketIds: readonly string[] },
    readonly v.DeliveryBookingView[]
  >;
};
