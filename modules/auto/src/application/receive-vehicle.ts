/** Cars that become known: taken into stock from the factory, or brought by a customer who bought it elsewhere. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { normalisePlate } from '../domain/licence-plate.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { VehicleId } from '../ids.ts';
import { DealershipTable, VehicleModelTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import { vehicleFactEvent } from './envelope.ts';
import {
  type CustomerRef,
  ensureCustomer,
  type FoundCustomer,
  findCustomer,
} from './find-customer.ts';

export interface ReceiveVehicle {
  readonly idempotencyKey: string;
  readonly dealershipCode: string;
  /** Checked by the caller: ISO 3779 with its check digit. */
  readonly vin: string;
  readonly modelCode: string;
  readonly colour: string;
  readonly odometerKm: number;
}

/** Refuses VIN_TAKEN, VEHICLE_MODEL_OFF_SALE. */
export async function receiveVehicle(
  auto: Auto,
  caller: Principal,
  input: ReceiveVehicle,
): Promise<Outcome<{ readonly vehicleId: VehicleId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, dealershipCode, modelCode, vin } = input;
  const key = { caller, operation: 'receive-vehicle', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const dealership = await tx.findOne(DealershipTable, { code: dealershipCode });
    if (dealership === null)
      return notFound('DEALERSHIP_NOT_FOUND', { dealershipCode }, ['dealershipCode']);
    const model = await tx.findOne(VehicleModelTable, { code: modelCode });
    if (model === null) return notFound('VEHICLE_MODEL_NOT_FOUND', { modelCode }, ['modelCode']);
    if (!model.onSale) return refuseRule('VEHICLE_MODEL_OFF_SALE', { modelCode }, ['modelCode']);
    const id = newUuid(now);
    await refusingTaken({ vehicle_vin: refuseRule('VIN_TAKEN', { vin }, ['vin']) }, () =>
      tx.insert(VehicleTable, {
        id,
        vin,
        modelId: model.id,
        colour: input.colour,
        state: 'IN_STOCK',
        dealershipId: dealership.id,
        odometerKm: input.odometerKm,
        receivedAt: now,
      }),
    );
    return accept({ vehicleId: fromUuid('veh', id) });
  });
}

export interface RegisterCustomerVehicle {
  readonly idempotencyKey: string;
  readonly vin: string;
  readonly modelCode: string;
  readonly colour: string;
  readonly odometerKm: number;
  /** Checked by the caller. */
  readonly licencePlate?: string | undefined;
  readonly customer: CustomerRef;
}

/** A car that was bought elsewhere and comes for service. Refuses VIN_TAKEN, PLATE_TAKEN. */
export async function registerCustomerVehicle(
  auto: Auto,
  caller: Principal,
  input: RegisterCustomerVehicle,
): Promise<Outcome<{ readonly vehicleId: VehicleId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const found = await findCustomer(auto, caller, input.customer);
  if (!found.ok) return found;
  const { idempotencyKey } = input;
  const key = { caller, operation: 'register-customer-vehicle', idempotencyKey, input };
  return runCommand(auto.kit, key, (context) =>
    insertCustomerVehicle(auto, context, input, found.value),
  );
}

async function insertCustomerVehicle(
  auto: Auto,
  { tx, now, publish }: CommandContext,
  input: RegisterCustomerVehicle,
  owner: FoundCustomer,
): Promise<Outcome<{ readonly vehicleId: VehicleId }>> {
  const { vin, modelCode } = input;
  const model = await tx.findOne(VehicleModelTable, { code: modelCode });
  if (model === null) return notFound('VEHICLE_MODEL_NOT_FOUND', { modelCode }, ['modelCode']);
  const id = newUuid(now);
  const plate = input.licencePlate === undefined ? undefined : normalisePlate(input.licencePlate);
  const ownerCustomerId = await ensureCustomer(auto, tx, now, owner);
  const taken = {
    vehicle_vin: refuseRule('VIN_TAKEN', { vin }, ['vin']),
    vehicle_plate: refuseRule('PLATE_TAKEN', {}, ['licencePlate']),
  };
  await refusingTaken(taken, () =>
    tx.insert(VehicleTable, {
      id,
      vin,
      modelId: model.id,
      colour: input.colour,
      state: 'EXTERNAL',
      ownerCustomerId,
      ownerMemberId: owner.memberId,
      ownedSince: now,
      plateSealed: plate === undefined ? null : auto.plate.seal.seal(plate, id),
      plateIndex: plate === undefined ? null : auto.plate.index(plate),
      odometerKm: input.odometerKm,
      receivedAt: now,
    }),
  );
  if (owner.memberId !== null) {
    const fact = { active: true, boughtHere: false, at: now };
    await publish(vehicleFactEvent(owner.memberId, { id }, model, fact));
  }
  return accept({ vehicleId: fromUuid('veh', id) });
}
