/** What changes about a car besides its sale: it moves to another dealership, or gets its plate. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { VehicleId } from '../ids.ts';
import { DealershipTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import { setPlate } from './deliver-vehicle.ts';

interface VehicleAnswer {
  readonly vehicleId: VehicleId;
}

export interface TransferVehicle {
  readonly idempotencyKey: string;
  readonly vehicleId: VehicleId;
  /** Where it goes. */
  readonly dealershipCode: string;
}

/** Only a car that is promised to nobody moves. Refuses VEHICLE_NOT_FOR_SALE. */
export async function transferVehicle(
  auto: Auto,
  caller: Principal,
  input: TransferVehicle,
): Promise<Outcome<VehicleAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, vehicleId, dealershipCode } = input;
  const key = { caller, operation: 'transfer-vehicle', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const dealership = await tx.findOne(DealershipTable, { code: dealershipCode });
    if (dealership === null)
      return notFound('DEALERSHIP_NOT_FOUND', { dealershipCode }, ['dealershipCode']);
    const vehicle = await lockVehicle(tx, vehicleId);
    if (vehicle === null) return notFound('VEHICLE_NOT_FOUND', {}, ['vehicleId']);
    const { state } = vehicle;
    if (state !== 'IN_STOCK') return refuseRule('VEHICLE_NOT_FOR_SALE', { state }, ['vehicleId']);
    vehicle.dealershipId = dealership.id;
    await tx.flush();
    return accept({ vehicleId });
  });
}

export interface RegisterLicencePlate {
  readonly idempotencyKey: string;
  readonly vehicleId: VehicleId;
  /** Checked by the caller. */
  readonly licencePlate: string;
}

/** A car that drove on temporary plates, or whose plate has changed. Refuses VEHICLE_STILL_OURS, PLATE_TAKEN. */
export async function registerLicencePlate(
  auto: Auto,
  caller: Principal,
  input: RegisterLicencePlate,
): Promise<Outcome<VehicleAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, vehicleId, licencePlate } = input;
  const key = { caller, operation: 'register-licence-plate', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const vehicle = await lockVehicle(tx, vehicleId);
    if (vehicle === null) return notFound('VEHICLE_NOT_FOUND', {}, ['vehicleId']);
    if (vehicle.state === 'IN_STOCK' || vehicle.state === 'ALLOCATED')
      return refuseRule('VEHICLE_STILL_OURS', {}, ['vehicleId']);
    setPlate(auto, vehicle, licencePlate);
    const taken = refuseRule('PLATE_TAKEN', {}, ['licencePlate']);
    await refusingTaken({ vehicle_plate: taken }, () => tx.flush());
    return accept({ vehicleId });
  });
}

function lockVehicle(tx: EntityManager, vehicleId: VehicleId) {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
  return tx.findOne(VehicleTable, { id: toUuid('veh', vehicleId) }, lock);
}
