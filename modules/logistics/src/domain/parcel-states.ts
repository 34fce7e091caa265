/** The life of a parcel: every legal step, in one table. */
export const PARCEL_STATES = [
  'CREATED',
  'PICKED_UP',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'DELIVERED',
  'RETURNED',
  'LOST',
  'CANCELLED',
] as const;
export type ParcelState = (typeof PARCEL_STATES)[number];

const TRANSITIONS: Readonly<Record<ParcelState, readonly ParcelState[]>> = {
  /** Handed in and paid; the courier has not taken it yet. */
  CREATED: ['PICKED_UP', 'CANCELLED', 'LOST'],
  PICKED_UP: ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'RETURNED', 'LOST'],
  /** From hub to hub; each scan is a step of its own. */
  IN_TRANSIT: ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'RETURNED', 'LOST'],
  /** Back to IN_TRANSIT when nobody was at home. */
  OUT_FOR_DELIVERY: ['DELIVERED', 'IN_TRANSIT', 'RETURNED', 'LOST'],
  DELIVERED: [],
  /** Back with the sender; the fee was earned. */
  RETURNED: [],
  /** The fee is given back. */
  LOST: [],
  /** Called off before pick-up; the fee is given back. */
  CANCELLED: [],
};

export function parcelMayBecome(from: ParcelState, to: ParcelState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** States in which the sending is undone: fee, points and coupons go back. */
export const UNDONE: ReadonlySet<ParcelState> = new Set(['LOST', 'CANCELLED']);
