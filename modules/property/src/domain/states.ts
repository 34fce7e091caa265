/** The states a property company keeps, and the only ways from one to the next. */
export type BillState = 'OPEN' | 'PARTLY_PAID' | 'PAID' | 'CANCELLED';
export type PaymentState = 'SETTLED' | 'PARTLY_REFUNDED' | 'REFUNDED';
export type RepairState =
  | 'SUBMITTED'
  | 'ACCEPTED'
  | 'IN_PROGRESS'
  | 'DONE'
  | 'CONFIRMED'
  | 'CANCELLED';
export type ComplaintState = 'RECEIVED' | 'INVESTIGATING' | 'ANSWERED' | 'CLOSED' | 'WITHDRAWN';

type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

/** A resident who is not content sends a finished repair back to work. */
export const REPAIR_MOVES: Moves<RepairState> = {
  SUBMITTED: ['ACCEPTED', 'CANCELLED'],
  ACCEPTED: ['IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['DONE'],
  DONE: ['CONFIRMED', 'IN_PROGRESS'],
  CONFIRMED: [],
  CANCELLED: [],
};

/** A resident who is not content with the answer has the complaint looked into again. */
export const COMPLAINT_MOVES: Moves<ComplaintState> = {
  RECEIVED: ['INVESTIGATING', 'ANSWERED', 'WITHDRAWN'],
  INVESTIGATING: ['ANSWERED', 'WITHDRAWN'],
  ANSWERED: ['CLOSED', 'INVESTIGATING'],
  CLOSED: [],
  WITHDRAWN: [],
};

export function mayMove<S extends string>(moves: Moves<S>, from: S, to: S): boolean {
  return moves[from].includes(to);
}

/** The state of a bill follows from what is settled; only cancelling is a decision of its own. */
export function billStateOf(settledMinor: bigint, amountMinor: bigint): BillState {
  if (settledMinor === 0n && amountMinor > 0n) return 'OPEN';
  return settledMinor < amountMinor ? 'PARTLY_PAID' : 'PAID';
}
