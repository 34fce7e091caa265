/** Adds a model to the company's range, or changes what is said about one. The code never changes its meaning. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Powertrain } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { VehicleModelId } from '../ids.ts';
import { VehicleModelTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';

export interface RegisterVehicleModel {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly brand: string;
  readonly series: string;
  readonly name: string;
  readonly modelYear: number;
  readonly powertrain: Powertrain;
  readonly guidePriceMinor: bigint;
  readonly serviceIntervalKm: number;
  readonly serviceIntervalMonths: number;
}

/** Refuses VEHICLE_MODEL_CODE_TAKEN. */
export async function registerVehicleModel(
  auto: Auto,
  caller: Principal,
  input: RegisterVehicleModel,
): Promise<Outcome<{ readonly modelId: VehicleModelId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, ...facts } = input;
  const key = { caller, operation: 'register-vehicle-model', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    const taken = refuseRule('VEHICLE_MODEL_CODE_TAKEN', { modelCode: input.code }, ['code']);
    await refusingTaken({ vehicle_model_code: taken }, () =>
      tx.insert(VehicleModelTable, { ...facts, id, onSale: true, registeredAt: now }),
    );
    return accept({ modelId: fromUuid('vmd', id) });
  });
}

export interface ChangeVehicleModel {
  readonly idempotencyKey: string;
  readonly modelCode: string;
  readonly guidePriceMinor?: bigint | undefined;
  /** False: no more cars of this model are taken into stock; what is in stock is sold. */
  readonly onSale?: boolean | undefined;
}

export async function changeVehicleModel(
  auto: Auto,
  caller: Principal,
  input: ChangeVehicleModel,
): Promise<Outcome<{ readonly modelId: VehicleModelId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, modelCode } = input;
  const key = { caller, operation: 'change-vehicle-model', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const model = await tx.findOne(VehicleModelTable, { code: modelCode });
    if (model === null) return notFound('VEHICLE_MODEL_NOT_FOUND', { modelCode }, ['modelCode']);
    if (input.guidePriceMinor !== undefined) model.guidePriceMinor = input.guidePriceMinor;
    if (input.onSale !== undefined) model.onSale = input.onSale;
    await tx.flush();
    return accept({ modelId: fromUuid('vmd', model.id) });
  });
}
