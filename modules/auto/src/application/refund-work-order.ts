/** Finished work taken back, wholly or in part: money in proportion to what was paid, and the group is told. */
import { applyRatio, formatAmount, parseAmount } from '@guildhall/shared/amounts';
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { decideRefund, type RefundDecision } from '../domain/decide-refund.ts';
import { TRANSACTION_KINDS } from '../domain/kinds.ts';
import { notFound } from '../domain/refusals.ts';
import type { TransactionId, WorkOrderId, WorkOrderRefundId } from '../ids.ts';
import {
  DealershipTable,
  VehicleModelTable,
  VehicleTable,
  type WorkOrderLineRow,
  WorkOrderLineTable,
  WorkOrderRefundLineTable,
  WorkOrderRefundTable,
  type WorkOrderRow,
  WorkOrderTable,
} from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import { transactionEvent, vehicleAttributes } from './envelope.ts';

export interface RefundWorkOrder {
  readonly idempotencyKey: string;
  readonly workOrderId: WorkOrderId;
  readonly reason: string;
  /** Absent: everything that is left. */
  readonly lines?:
    | readonly {
        readonly lineNo: number;
        /** Of the line's price before coupons, fen; all that is left of it when absent. */
        readonly grossMinor?: bigint | undefined;
      }[]
    | undefined;
}

export interface WorkOrderRefunded {
  readonly refundId: WorkOrderRefundId;
  readonly transactionId: TransactionId;
}

/** Refusals: see `decideRefund`. */
export async function refundWorkOrder(
  auto: Auto,
  caller: Principal,
  input: RefundWorkOrder,
): Promise<Outcome<WorkOrderRefunded>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, workOrderId } = input;
  const key = { caller, operation: 'refund-work-order', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx } = context;
    const id = toUuid('wko', workOrderId);
    const order = await tx.findOne(
      WorkOrderTable,
      { id },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (order === null) return notFound('WORK_ORDER_NOT_FOUND', {}, ['workOrderId']);
    const orderBy = { lineNo: 'asc' } as const;
    const lines = await tx.find(WorkOrderLineTable, { workOrderId: id }, { orderBy });
    const wishes = input.lines?.map(({ lineNo, grossMinor }) => ({ lineNo, grossMinor }));
    const { workOrderNo, state } = order;
    const decision = decideRefund({ workOrderNo, state, lines }, wishes);
    if (!decision.ok) return decision;
    return accept(await giveBack(context, order, lines, decision.value, input.reason));
  });
}

async function giveBack(
  context: CommandContext,
  order: WorkOrderRow,
  lines: readonly WorkOrderLineRow[],
  decision: RefundDecision,
  reason: string,
): Promise<WorkOrderRefunded> {
  const { tx, now } = context;
  const earlier = await tx.count(WorkOrderRefundTable, { workOrderId: order.id });
  const refundNo = `${order.workOrderNo}/R${earlier + 1}`;
  const [id, transactionId] = [newUuid(now), newUuid(now)];
  const { grossMinor, paidMinor } = decision;
  await tx.insert(WorkOrderRefundTable, {
    ...{ id, refundNo, workOrderId: order.id, grossMinor, paidMinor, reason, transactionId },
    refundedAt: now,
  });
  await tx.insertMany(
    WorkOrderRefundLineTable,
    decision.lines.map((line) => ({ refundId: id, ...line })),
  );
  const returned = reversedLines(lines, decision);
  for (const line of lines) {
    const part = decision.lines.find(({ lineNo }) => lineNo === line.lineNo);
    line.refundedMinor += part?.grossMinor ?? 0n;
  }
  order.state = decision.exhausts ? 'REFUNDED' : 'PARTLY_REFUNDED';
  await tx.flush();
  await announce(context, order, { refundNo, transactionId, returned });
  return { refundId: fromUuid('wrf', id), transactionId: fromUuid('txn', transactionId) };
}

/**
 * What the group is told came back: amounts before coupons, and quantities in the same proportion, cut to millionths
 * on the running total so that a line refunded in parts gives back its whole quantity and never more.
 */
function reversedLines(lines: readonly WorkOrderLineRow[], decision: RefundDecision) {
  const byNo = new Map(lines.map((line) => [line.lineNo, line]));
  return decision.lines.flatMap(({ lineNo, grossMinor }) => {
    const line = byNo.get(lineNo);
    if (line === undefined) return [];
    const { itemCode, category } = line;
    const amountMinor = grossMinor.toString();
    const quantity = quantityShare(line, grossMinor);
    return { lineId: String(lineNo), itemCode, category, quantity, amountMinor };
  });
}

const MILLIONTHS = 6;

export function quantityShare(
  line: Pick<WorkOrderLineRow, 'quantity' | 'grossMinor' | 'refundedMinor'>,
  gross: bigint,
): string {
  const whole = parseAmount(line.quantity, MILLIONTHS) ?? 0n;
  if (line.grossMinor === 0n) return formatAmount(whole, MILLIONTHS);
  const upTo = (part: bigint) => applyRatio(whole, part, line.grossMinor, 'DOWN');
  return formatAmount(upTo(line.refundedMinor + gross) - upTo(line.refundedMinor), MILLIONTHS);
}

async function announce(
  { tx, now, publish }: CommandContext,
  order: WorkOrderRow,
  refund: {
    readonly refundNo: string;
    readonly transactionId: string;
    readonly returned: ReturnType<typeof reversedLines>;
  },
): Promise<void> {
  const dealership = await tx.findOneOrFail(DealershipTable, { id: order.dealershipId });
  const vehicle = await tx.findOneOrFail(VehicleTable, { id: order.vehicleId });
  const model = await tx.findOneOrFail(VehicleModelTable, { id: vehicle.modelId });
  await publish(
    transactionEvent({
      transactionId: refund.transactionId,
      externalId: refund.refundNo,
      kind: TRANSACTION_KINDS.serviceRefunded,
      memberId: order.memberId ?? null,
      occurredAt: now,
      channel: 'STORE',
      storeCode: dealership.code,
      lines: refund.returned,
      attributes: vehicleAttributes(vehicle, model),
      reverses: {
        transactionId: order.transactionId ?? '',
        lines: refund.returned.map(({ lineId, quantity, amountMinor }) => ({
          ...{ lineId, quantity, amountMinor },
        })),
      },
    }),
  );
}
