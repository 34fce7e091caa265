/** The life of a home delivery. CANCELLED gives its place in the slot back; DELIVERED and CANCELLED are final. */
export type DeliveryState = 'BOOKED' | 'DELIVERED' | 'CANCELLED';

const TRANSITIONS: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  BOOKED: ['DELIVERED', 'CANCELLED'],
  DELIVERED: [],
  CANCELLED: [],
};

export function mayBecome(from: DeliveryState, to: DeliveryState): boolean {
  return TRANSITIONS[from].includes(to);
}
