/** Handing the car over: planned once it is sold, done with plate and odometer. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { refuseDelivery } from '../domain/decide-sale.ts';
import { normalisePlate } from '../domain/licence-plate.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { mayMove, SALES_ORDER_MOVES } from '../domain/states.ts';
import type { DeliveryId, SalesOrderId } from '../ids.ts';
import {
  DeliveryTable,
  type SalesOrderRow,
  SalesOrderTable,
  type VehicleRow,
  VehicleTable,
} from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';

export interface PlanDelivery {
  readonly idempotencyKey: string;
  readonly orderId: SalesOrderId;
  readonly plannedFor: Date;
}

export interface DeliverVehicle {
  readonly idempotencyKey: string;
  readonly orderId: SalesOrderId;
  readonly odometerKm: number;
  /** Checked by the caller; absent while the car drives on temporary plates. */
  readonly licencePlate?: string | undefined;
  readonly occurredAt?: Date | undefined;
}

interface DeliveryAnswer {
  readonly orderId: SalesOrderId;
  readonly deliveryId: DeliveryId;
}

/** Plans the delivery, or moves one that is planned. Refuses SALES_ORDER_STATE. */
export async function planDelivery(
  auto: Auto,
  caller: Principal,
  input: PlanDelivery,
): Promise<Outcome<DeliveryAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, orderId, plannedFor } = input;
  const key = { caller, operation: 'plan-delivery', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const locked = await lockOrder(tx, orderId);
    if (locked === null) return notFound('SALES_ORDER_NOT_FOUND', {}, ['orderId']);
    const { order } = locked;
    const { orderNo, state } = order;
    if (!mayMove(SALES_ORDER_MOVES, state, 'DELIVERED'))
      return refuseRule('SALES_ORDER_STATE', { orderNo, state }, ['orderId']);
    const planned = await tx.findOne(DeliveryTable, { orderId: order.id, state: 'PLANNED' });
    if (planned !== null) {
      planned.plannedFor = plannedFor;
      await tx.flush();
      return accept({ orderId, deliveryId: fromUuid('vdl', planned.id) });
    }
    const id = newUuid(now);
    const { dealershipId } = order;
    await tx.insert(DeliveryTable, {
      ...{ id, orderId: order.id, dealershipId, plannedFor },
      state: 'PLANNED',
    });
    return accept({ orderId, deliveryId: fromUuid('vdl', id) });
  });
}

/** Refuses, in order: AUTO_IN_FUTURE, SALES_ORDER_STATE, DELIVERY_NOT_PLANNED, ODOMETER_BACKWARDS, PLATE_TAKEN. */
export async function deliverVehicle(
  auto: Auto,
  caller: Principal,
  input: DeliverVehicle,
): Promise<Outcome<DeliveryAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, orderId, odometerKm } = input;
  const key = { caller, operation: 'deliver-vehicle', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const locked = await lockOrder(tx, orderId);
    if (locked === null) return notFound('SALES_ORDER_NOT_FOUND', {}, ['orderId']);
    const { order, vehicle } = locked;
    const planned = await tx.findOne(DeliveryTable, { orderId: order.id, state: 'PLANNED' });
    const at = input.occurredAt ?? now;
    const knownKm = vehicle.odometerKm;
    const facts = { now, at, order, planned: planned !== null, odometerKm, knownKm };
    const refused = refuseDelivery(facts);
    if (refused || planned === null)
      return refused ?? refuseRule('DELIVERY_NOT_PLANNED', { orderNo: order.orderNo });
    planned.state = 'DONE';
    planned.doneAt = at;
    planned.odometerKm = odometerKm;
    order.state = 'DELIVERED';
    vehicle.state = 'DELIVERED';
    vehicle.odometerKm = odometerKm;
    setPlate(auto, vehicle, input.licencePlate);
    const taken = refuseRule('PLATE_TAKEN', {}, ['licencePlate']);
    await refusingTaken({ vehicle_plate: taken }, () => tx.flush());
    return accept({ orderId, deliveryId: fromUuid('vdl', planned.id) });
  });
}

/** Writes the plate on a locked car; nothing when there is none to write. */
export function setPlate(auto: Auto, vehicle: VehicleRow, licencePlate: string | undefined): void {
  if (licencePlate === undefined) return;
  const plate = normalisePlate(licencePlate);
  vehicle.plateSealed = auto.plate.seal.seal(plate, vehicle.id);
  vehicle.plateIndex = auto.plate.index(plate);
}

async function lockOrder(
  tx: EntityManager,
  orderId: SalesOrderId,
): Promise<{ readonly order: SalesOrderRow; readonly vehicle: VehicleRow } | null> {
  const id = toUuid('sor', orderId);
  const named = await tx.findOne(SalesOrderTable, { id }, { disableIdentityMap: true });
  if (named === null) return null;
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  const vehicle = await tx.findOneOrFail(VehicleTable, { id: named.vehicleId }, lock);
  return { vehicle, order: await tx.findOneOrFail(SalesOrderTable, { id }, lock) };
}
