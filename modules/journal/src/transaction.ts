/**
 * The Transaction envelope: what happened at a subsidiary, in the one shape that every subsidiary publishes and that
 * rules, effects and clearing read. Published as the event `<subsidiary>.transaction-recorded`; the journal records
 * it exactly once per (subsidiary, externalId) and announces `journal.transaction-accepted`.
 *
 * Events are JSON: amounts are integers in minor units written as strings, instants are RFC 3339 in UTC.
 */
import { z } from 'zod';

const minor = z.string().regex(/^-?\d+$/);

export const transactionLineSchema = z.object({
  /** Unique in the transaction; a return names it. */
  lineId: z.string().min(1).max(64),
  /** Product, model, fee or service code of the subsidiary. */
  itemCode: z.string().min(1).max(64),
  category: z.string().max(64),
  /** Decimal string; may be fractional (kilograms, hours). Positive, in returns too. */
  quantity: z.string(),
  /**
   * Price of the line after the subsidiary's own discounts and before coupons and points: what those took off is in
   * the reservations the transaction names, so nobody subtracts it twice. Positive, in returns too.
   */
  amountMinor: minor,
});
export type TransactionLine = z.infer<typeof transactionLineSchema>;

export const transactionSchema = z.object({
  /** TypeID `txn_…`, made by the subsidiary's module. */
  transactionId: z.string(),
  subsidiary: z.string(),
  /** The subsidiary's own number of the event; unique in the subsidiary. */
  externalId: z.string().min(1).max(128),
  /** SCREAMING_SNAKE: VEHICLE_SOLD, SERVICE_DONE, FEE_PAID, BASKET_BOUGHT, GOODS_RETURNED, PARCEL_SENT, PARCEL_DELIVERED … */
  kind: z.string().regex(/^[A-Z][A-Z_]*$/),
  /** TypeID `mem_…`; absent when the customer is not a member. */
  memberId: z.string().exactOptional(),
  occurredAt: z.iso.datetime(),
  channel: z.enum(['STORE', 'APP', 'WEB', 'PHONE', 'IMPORT']),
  storeCode: z.string().max(64).exactOptional(),
  currency: z.literal('CNY'),
  /** Sum of the lines. */
  amountMinor: minor,
  lines: z.array(transactionLineSchema).max(2_000),
  /** Facts of the kind that rules may read: `model`, `community`, `parcelWeightGrams` … never personal data. */
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /**
   * This transaction undoes another, wholly (no lines: all that is not returned yet) or for the named quantities and
   * amounts of its lines, counted in the original's line amounts. Points, coupons, budgets, caps and tiers that came
   * of the original go back in proportion.
   */
  reverses: z
    .object({
      transactionId: z.string(),
      lines: z
        .array(z.object({ lineId: z.string(), quantity: z.string(), amountMinor: minor }))
        .exactOptional(),
    })
    .exactOptional(),
  /** Coupon reservations that this transaction makes final: hold, commit, capture (repaired by the relay). */
  reservationIds: z.array(z.string()).exactOptional(),
});
export type Transaction = z.infer<typeof transactionSchema>;

/** Event type that a subsidiary publishes with a `Transaction` as payload. */
export const transactionRecorded = (subsidiary: string): string =>
  `${subsidiary}.transaction-recorded`;
/** Published by the journal once the transaction is on record; payload: `Transaction`. */
export const TRANSACTION_ACCEPTED = 'journal.transaction-accepted';

export const EFFECT_KINDS = [
  'POINTS_EARNED',
  'POINTS_REVERSED',
  'POINTS_REDEEMED',
  'POINTS_RESTORED',
  'COUPON_ISSUED',
  'COUPON_REVOKED',
  'COUPON_REDEEMED',
  'COUPON_RESTORED',
  'DEBT',
] as const;

/** One thing that came of a transaction (or was undone by it). */
export interface TransactionEffect {
  readonly kind: (typeof EFFECT_KINDS)[number];
  readonly memberId: string;
  /** TypeID of the offer version's offer, of the coupon, of the ledger transfer, where there is one. */
  readonly offerId?: string;
  readonly couponId?: string;
  readonly transferId?: string;
  /** Of a coupon that is given or taken back: the companies that honour it. */
  readonly honouredBy?: readonly string[];
  /** Points in minor units of `currency`, or CNY minor units for coupons' value; signed. */
  readonly amountMinor?: string;
  readonly currency?: string;
  /** Decimals of `currency`; 2 when left out. */
  readonly scale?: number;
}

/** What the coupon module publishes when it has decided and made all effects of a transaction. */
export const EFFECTS_COMPLETED = 'coupon.effects-completed';
export interface EffectsCompleted {
  readonly transactionId: string;
  readonly effects: readonly TransactionEffect[];
}

/**
 * What a subsidiary knows about a member that rules may read, e.g. a dwelling or a car. Published as
 * `<subsidiary>.member-fact-changed`; the portrait keeps the newest by (memberId, subsidiary, fact, key).
 */
export interface MemberFactChanged {
  readonly memberId: string;
  readonly subsidiary: string;
  /** kebab-case noun: `vehicle`, `dwelling`, `parking-space`. */
  readonly fact: string;
  /** Id of the thing; what an asset-bound coupon is bound to. */
  readonly key: string;
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}
export const memberFactChanged = (subsidiary: string): string =>
  `${subsidiary}.member-fact-changed`;
