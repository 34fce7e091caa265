/**
 * Whether bills may be paid, and with how much. Pure.
 *
 * Invariants
 * - A payment covers bills of one dwelling and one kind, each at most once and for no more than is open on it.
 * - Coupons and points need a member; a member pays for dwellings he lives in.
 */
import { formatAmount } from '@guildhall/shared/amounts';
import type { FeeKind } from './kinds.ts';
import { firstRefusal, type Rule, refuseRule } from './refusals.ts';
import type { BillState } from './states.ts';

export interface PayableBill {
  readonly id: string;
  readonly billNo: string;
  readonly dwellingId: string;
  readonly kind: FeeKind;
  readonly state: BillState;
  readonly amountMinor: bigint;
  readonly settledMinor: bigint;
}

export interface PaymentFacts {
  readonly now: Date;
  readonly at: Date;
  /** In the order of the receipt; fen, before coupons and points. */
  readonly lines: readonly { readonly bill: PayableBill; readonly grossMinor: bigint }[];
  readonly payerMemberId: string | null;
  /** The caller is a member who acts for himself, and does not live there. */
  readonly stranger: boolean;
  readonly discounted: boolean;
}

const notInFuture: Rule<PaymentFacts> = ({ at, now }) =>
  at > now ? refuseRule('PROPERTY_IN_FUTURE', {}, ['occurredAt']) : undefined;

const residentPays: Rule<PaymentFacts> = ({ stranger }) =>
  stranger ? refuseRule('NOT_A_RESIDENT', {}, ['bills']) : undefined;

const oneDwellingOneKind: Rule<PaymentFacts> = ({ lines }) => {
  const first = lines[0]?.bill;
  const other = lines.findIndex(
    ({ bill }) => bill.dwellingId !== first?.dwellingId || bill.kind !== first?.kind,
  );
  return other < 0 ? undefined : refuseRule('FEE_BILLS_DIFFER', {}, ['bills', String(other)]);
};

const eachOnce: Rule<PaymentFacts> = ({ lines }) => {
  const ids = lines.map(({ bill }) => bill.id);
  const again = ids.findIndex((id, index) => ids.indexOf(id) < index);
  const bill = lines[again]?.bill;
  return bill && refuseRule('FEE_BILL_TWICE', { billNo: bill.billNo }, ['bills', String(again)]);
};

const allOpen: Rule<PaymentFacts> = ({ lines }) => {
  const closed = lines.findIndex(
    ({ bill: { state } }) => state === 'PAID' || state === 'CANCELLED',
  );
  const bill = lines[closed]?.bill;
  if (bill === undefined) return undefined;
  const { billNo, state } = bill;
  return refuseRule('FEE_BILL_STATE', { billNo, state }, ['bills', String(closed)]);
};

const notTooMuch: Rule<PaymentFacts> = ({ lines }) => {
  const over = lines.findIndex(({ bill, grossMinor }) => grossMinor > leftOf(bill));
  const bill = lines[over]?.bill;
  if (bill === undefined) return undefined;
  const params = { billNo: bill.billNo, left: formatAmount(leftOf(bill), 2) };
  return refuseRule('FEE_PAYMENT_TOO_BIG', params, ['bills', String(over), 'amount']);
};

const couponsNeedMember: Rule<PaymentFacts> = ({ discounted, payerMemberId }) =>
  discounted && payerMemberId === null
    ? refuseRule('PROPERTY_COUPONS_NEED_MEMBER', {}, ['payer'])
    : undefined;

/** In the order in which refusals win; after these come the reasons of the coupon module. */
export const PAYMENT_RULES: readonly Rule<PaymentFacts>[] = [
  notInFuture,
  residentPays,
  oneDwellingOneKind,
  eachOnce,
  allOpen,
  notTooMuch,
  couponsNeedMember,
];

export const refusePayment = (facts: PaymentFacts) => firstRefusal(PAYMENT_RULES, facts);

/** What is open on a bill, fen. */
export function leftOf(bill: Pick<PayableBill, 'amountMinor' | 'settledMinor'>): bigint {
  return bill.amountMinor - bill.settledMinor;
}
