/**
 * What a refund of a payment takes back. Pure.
 *
 * Invariants
 * - Of no line ever more is refunded than was settled with it; one bad line refuses the whole refund.
 * - The money given back for a part of a line is what was paid for it in money (after coupons and points) in
 *   proportion, rounded half up on the running total: a line refunded in parts gives back exactly what was paid.
 */
import { applyRatio, formatAmount } from '@guildhall/shared/amounts';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { refuseRule } from './refusals.ts';
import type { PaymentState } from './states.ts';

export interface RefundableLine {
  readonly lineNo: number;
  readonly grossMinor: bigint;
  readonly discountMinor: bigint;
  /** Gross already refunded. */
  readonly refundedMinor: bigint;
}

export interface RefundWish {
  readonly lineNo: number;
  /** Gross, fen; absent: all of the line that is left. */
  readonly grossMinor: bigint | undefined;
}

export interface RefundDecision {
  readonly lines: readonly {
    readonly lineNo: number;
    readonly grossMinor: bigint;
    readonly paidMinor: bigint;
  }[];
  readonly grossMinor: bigint;
  readonly paidMinor: bigint;
  /** Nothing is left to refund afterwards. */
  readonly exhausts: boolean;
}

/**
 * Refusals in order: FEE_PAYMENT_STATE, then line by line FEE_REFUND_LINE_UNKNOWN, FEE_REFUND_LINE_TWICE,
 * FEE_REFUND_TOO_BIG. `wishes` absent: everything that is left.
 */
export function decideRefund(
  payment: {
    readonly receiptNo: string;
    readonly state: PaymentState;
    readonly lines: readonly RefundableLine[];
  },
  wishes: readonly RefundWish[] | undefined,
): Outcome<RefundDecision> {
  const { receiptNo, state } = payment;
  if (state === 'REFUNDED')
    return refuseRule('FEE_PAYMENT_STATE', { receiptNo, state }, ['paymentId']);
  const open = payment.lines.filter((line) => line.refundedMinor < line.grossMinor);
  const wanted = wishes ?? open.map(({ lineNo }) => ({ lineNo, grossMinor: undefined }));
  const byNo = new Map(payment.lines.map((line) => [line.lineNo, line]));
  const taken = new Map<number, RefundDecision['lines'][number]>();
  for (const [index, { lineNo, grossMinor }] of wanted.entries()) {
    const path = ['lines', String(index), 'lineNo'];
    const line = byNo.get(lineNo);
    if (line === undefined) return refuseRule('FEE_REFUND_LINE_UNKNOWN', { lineNo }, path);
    if (taken.has(lineNo)) return refuseRule('FEE_REFUND_LINE_TWICE', { lineNo }, path);
    const left = line.grossMinor - line.refundedMinor;
    const gross = grossMinor ?? left;
    if (gross > left || gross <= 0n) {
      const params = { lineNo, left: formatAmount(left, 2) };
      return refuseRule('FEE_REFUND_TOO_BIG', params, ['lines', String(index), 'amount']);
    }
    taken.set(lineNo, { lineNo, grossMinor: gross, paidMinor: paidShare(line, gross) });
  }
  const lines = [...taken.values()];
  return accept({
    lines,
    grossMinor: lines.reduce((sum, line) => sum + line.grossMinor, 0n),
    paidMinor: lines.reduce((sum, line) => sum + line.paidMinor, 0n),
    exhausts: payment.lines.every(
      (line) => line.refundedMinor + (taken.get(line.lineNo)?.grossMinor ?? 0n) === line.grossMinor,
    ),
  });
}

/** Money for the next `gross` of a line, fen: the difference of two rounded running totals. */
export function paidShare(line: Omit<RefundableLine, 'lineNo'>, gross: bigint): bigint {
  const paid = line.grossMinor - line.discountMinor;
  const upTo = (part: bigint) => applyRatio(paid, part, line.grossMinor, 'HALF_UP');
  return upTo(line.refundedMinor + gross) - upTo(line.refundedMinor);
}

const MILLION = 1_000_000n;

/**
 * The next `gross` of a line as a part of its quantity of one bill, in millionths cut on the running total, so that
 * the parts of a wholly refunded line sum to one exactly.
 */
export function quantityShare(line: Omit<RefundableLine, 'lineNo'>, gross: bigint): string {
  const upTo = (part: bigint) => applyRatio(MILLION, part, line.grossMinor, 'DOWN');
  return formatAmount(upTo(line.refundedMinor + gross) - upTo(line.refundedMinor), 6);
}
