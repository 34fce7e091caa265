/**
 * What a refund of finished work takes back. Pure.
 *
 * Invariants
 * - Of no line ever more is refunded than it cost; one bad line refuses the whole refund.
 * - The money given back for a part of a line is what was paid for the line (after coupons and points) in proportion,
 *   rounded half up on the running total, so that a line refunded in parts gives back exactly what was paid for it.
 */
import { applyRatio, formatAmount } from '@guildhall/shared/amounts';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { refuseRule } from './refusals.ts';
import { mayMove, WORK_ORDER_MOVES, type WorkOrderState } from './states.ts';

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
 * Refusals in order: WORK_ORDER_STATE, then line by line WORK_ORDER_LINE_UNKNOWN, WORK_ORDER_LINE_TWICE,
 * SERVICE_REFUND_TOO_BIG. `wishes` absent: everything that is left.
 */
export function decideRefund(
  workOrder: {
    readonly workOrderNo: string;
    readonly state: WorkOrderState;
    readonly lines: readonly RefundableLine[];
  },
  wishes: readonly RefundWish[] | undefined,
): Outcome<RefundDecision> {
  const { workOrderNo, state } = workOrder;
  if (!mayMove(WORK_ORDER_MOVES, state, 'REFUNDED')) {
    return refuseRule('WORK_ORDER_STATE', { workOrderNo, state }, ['workOrderId']);
  }
  const wanted =
    wishes ??
    workOrder.lines.filter(isLeft).map(({ lineNo }) => ({ lineNo, grossMinor: undefined }));
  const byNo = new Map(workOrder.lines.map((line) => [line.lineNo, line]));
  const taken = new Map<number, RefundDecision['lines'][number]>();
  for (const [index, { lineNo, grossMinor }] of wanted.entries()) {
    const path = ['lines', String(index), 'lineNo'];
    const line = byNo.get(lineNo);
    if (line === undefined) return refuseRule('WORK_ORDER_LINE_UNKNOWN', { lineNo }, path);
    if (taken.has(lineNo)) return refuseRule('WORK_ORDER_LINE_TWICE', { lineNo }, path);
    const left = line.grossMinor - line.refundedMinor;
    const gross = grossMinor ?? left;
    if (gross > left || gross < 0n) {
      const params = { lineNo, left: formatAmount(left, 2) };
      return refuseRule('SERVICE_REFUND_TOO_BIG', params, ['lines', String(index), 'amount']);
    }
    taken.set(lineNo, { lineNo, grossMinor: gross, paidMinor: paidShare(line, gross) });
  }
  const lines = [...taken.values()];
  return accept({
    lines,
    grossMinor: lines.reduce((sum, line) => sum + line.grossMinor, 0n),
    paidMinor: lines.reduce((sum, line) => sum + line.paidMinor, 0n),
    exhausts: workOrder.lines.every(
      (line) => line.refundedMinor + (taken.get(line.lineNo)?.grossMinor ?? 0n) === line.grossMinor,
    ),
  });
}

const isLeft = (line: RefundableLine): boolean => line.refundedMinor < line.grossMinor;

/** Money for the next `gross` of a line: the difference of two rounded running totals. */
export function paidShare(line: Omit<RefundableLine, 'lineNo'>, gross: bigint): bigint {
  if (line.grossMinor === 0n) return 0n;
  const paid = line.grossMinor - line.discountMinor;
  const upTo = (part: bigint) => applyRatio(paid, part, line.grossMinor, 'HALF_UP');
  return upTo(line.refundedMinor + gross) - upTo(line.refundedMinor);
}
