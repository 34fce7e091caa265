/**
 * The buyer steps back: an order that was only placed is dropped; a sale within its cooling-off is undone with all
 * that came of it. The car returns to stock, the buyer's bookings of it end, and the group reverses the transaction.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { refuseCancellation } from '../domain/decide-sale.ts';
import { TRANSACTION_KINDS } from '../domain/kinds.ts';
import { notFound } from '../domain/refusals.ts';
import type { SalesOrderId, TransactionId } from '../ids.ts';
import {
  DealershipTable,
  DeliveryTable,
  SalesOrderLineTable,
  type SalesOrderRow,
  SalesOrderTable,
  VehicleModelTable,
  type VehicleRow,
  VehicleTable,
  WorkOrderTable,
} from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import { cancelOpenBookings } from './cancel-service-booking.ts';
import { transactionEvent, vehicleAttributes, vehicleFactEvent } from './envelope.ts';
import { envelopeLines } from './record-vehicle-sale.ts';

export interface CancelSalesOrder {
  readonly idempotencyKey: string;
  readonly orderId: SalesOrderId;
  readonly reason: string;
}

export interface SaleCancelled {
  readonly orderId: SalesOrderId;
  /** Null when the order had only been placed. */
  readonly reversalTransactionId: TransactionId | null;
}

/** Refuses, in order: SALES_ORDER_STATE, COOLING_OFF_OVER, VEHICLE_IN_WORKSHOP. */
export async function cancelSalesOrder(
  auto: Auto,
  caller: Principal,
  input: CancelSalesOrder,
): Promise<Outcome<SaleCancelled>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, orderId } = input;
  const key = { caller, operation: 'cancel-sales-order', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const id = toUuid('sor', orderId);
    const named = await tx.findOne(SalesOrderTable, { id }, { disableIdentityMap: true });
    if (named === null) return notFound('SALES_ORDER_NOT_FOUND', {}, ['orderId']);
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const vehicle = await tx.findOneOrFail(VehicleTable, { id: named.vehicleId }, lock);
    const order = await tx.findOneOrFail(SalesOrderTable, { id }, lock);
    const workOrder = await tx.findOne(WorkOrderTable, { vehicleId: vehicle.id, state: 'OPEN' });
    const refused = refuseCancellation({
      now,
      order: { ...order, coolingOffEndsOn: order.coolingOffEndsOn ?? null },
      openWorkOrderNo: workOrder?.workOrderNo,
    });
    if (refused) return refused;
    return accept(await undo(context, order, vehicle, input.reason));
  });
}

async function undo(
  context: CommandContext,
  order: SalesOrderRow,
  vehicle: VehicleRow,
  reason: string,
): Promise<SaleCancelled> {
  const { tx, now } = context;
  const soldWith = order.transactionId ?? null;
  const reversalTransactionId = soldWith === null ? null : newUuid(now);
  order.state = 'CANCELLED';
  order.cancelledAt = now;
  order.cancelReason = reason;
  order.reversalTransactionId = reversalTransactionId;
  vehicle.state = 'IN_STOCK';
  vehicle.ownerCustomerId = null;
  vehicle.ownerMemberId = null;
  vehicle.ownedSince = null;
  vehicle.plateSealed = null;
  vehicle.plateIndex = null;
  await tx.flush();
  await tx.nativeUpdate(
    DeliveryTable,
    { orderId: order.id, state: 'PLANNED' },
    { state: 'CANCELLED' },
  );
  await cancelOpenBookings(context, vehicle.id);
  if (soldWith !== null && reversalTransactionId !== null) {
    await announce(context, order, vehicle, soldWith, reversalTransactionId);
  }
  return {
    orderId: fromUuid('sor', order.id),
    reversalTransactionId:
      reversalTransactionId === null ? null : fromUuid('txn', reversalTransactionId),
  };
}

/** The reversal first, so that coupons are taken back before the fact they rest on ends. */
async function announce(
  { tx, now, publish }: CommandContext,
  order: SalesOrderRow,
  vehicle: VehicleRow,
  transactionId: string,
  reversalTransactionId: string,
): Promise<void> {
  const model = await tx.findOneOrFail(VehicleModelTable, { id: vehicle.modelId });
  const dealership = await tx.findOneOrFail(DealershipTable, { id: order.dealershipId });
  const memberId = order.memberId ?? null;
  await publish(
    transactionEvent({
      transactionId: reversalTransactionId,
      externalId: `${order.orderNo}/cancelled`,
      kind: TRANSACTION_KINDS.vehicleSaleCancelled,
      memberId,
      occurredAt: now,
      channel: order.channel,
      storeCode: dealership.code,
      lines: envelopeLines(await linesOf(tx, order.id)),
      attributes: vehicleAttributes(vehicle, model),
      reverses: { transactionId },
    }),
    ...(memberId === null
      ? []
      : [vehicleFactEvent(memberId, vehicle, model, { active: false, boughtHere: true, at: now })]),
  );
}

function linesOf(tx: EntityManager, orderId: string) {
  return tx.find(SalesOrderLineTable, { orderId }, { orderBy: { lineNo: 'asc' } });
}
