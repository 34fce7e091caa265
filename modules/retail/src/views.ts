/** What the supermarket's door shows of its records. Ids are TypeIDs, amounts fen, quantities decimal text. */

export const STORE_KINDS = ['SUPERMARKET', 'CONVENIENCE', 'ONLINE'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];
export const PRODUCT_UNITS = ['PIECE', 'KILOGRAM'] as const;
export type ProductUnit = (typeof PRODUCT_UNITS)[number];
export type Channel = 'STORE' | 'APP' | 'WEB' | 'PHONE' | 'IMPORT';
export type ReturnReason = 'UNWANTED' | 'DEFECTIVE' | 'WRONG_ITEM' | 'OTHER';
export type BasketState = 'BOUGHT' | 'PARTLY_RETURNED' | 'RETURNED';
export type DeliveryState = 'BOOKED' | 'DELIVERED' | 'CANCELLED';

export interface StoreView {
  readonly code: string;
  readonly name: string;
  readonly kind: StoreKind;
  readonly district: string | null;
  readonly openedOn: string;
  readonly closedOn: string | null;
}

export interface ProductView {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly unit: ProductUnit;
  readonly priceMinor: bigint;
  readonly barcode: string | null;
  readonly onSale: boolean;
}

export interface BasketView {
  readonly id: string;
  readonly receiptNo: string;
  readonly storeCode: string;
  readonly channel: Channel;
  readonly memberId: string | null;
  readonly boughtAt: Date;
  readonly recordedAt: Date;
  readonly state: BasketState;
  /** Sum of the lines, before coupons and points. */
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly paidMinor: bigint;
  readonly returnedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly transactionId: string;
}

export interface BasketLineView {
  readonly basketId: string;
  readonly lineNo: number;
  readonly productCode: string;
  readonly category: string;
  readonly quantity: string;
  readonly amountMinor: bigint;
  readonly returnedQuantity: string;
  readonly returnedMinor: bigint;
}

export interface GoodsReturnView {
  readonly id: string;
  readonly returnNo: string;
  readonly basketId: string;
  readonly storeCode: string;
  readonly reason: ReturnReason;
  readonly returnedAt: Date;
  readonly amountMinor: bigint;
  readonly refundMinor: bigint;
  readonly transactionId: string;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly quantity: string;
    readonly amountMinor: bigint;
  }[];
}

export interface DeliverySlotView {
  readonly id: string;
  readonly storeCode: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly capacity: number;
  readonly booked: number;
}

export interface DeliveryBookingView {
  readonly id: string;
  readonly slotId: string;
  readonly basketId: string;
  readonly memberId: string;
  readonly state: DeliveryState;
  /** Opened for the member and the supermarket's own people; null for everybody else. */
  readonly address: string | null;
  readonly bookedAt: Date;
  readonly settledAt: Date | null;
}
