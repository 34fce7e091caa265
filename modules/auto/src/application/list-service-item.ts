/** The price list of the workshop: labour and parts. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { ServiceCategory, ServiceItemKind, ServiceUnit } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { ServiceItemId } from '../ids.ts';
import { ServiceItemTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';

export interface ListServiceItem {
  readonly idempotencyKey: string;
  readonly code: string;
  readonly name: string;
  readonly kind: ServiceItemKind;
  readonly category: ServiceCategory;
  readonly unit: ServiceUnit;
  readonly unitPriceMinor: bigint;
}

/** Refuses SERVICE_ITEM_CODE_TAKEN. */
export async function listServiceItem(
  auto: Auto,
  caller: Principal,
  input: ListServiceItem,
): Promise<Outcome<{ readonly itemId: ServiceItemId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, ...facts } = input;
  const key = { caller, operation: 'list-service-item', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    const taken = refuseRule('SERVICE_ITEM_CODE_TAKEN', { code: input.code }, ['code']);
    await refusingTaken({ service_item_code: taken }, () =>
      tx.insert(ServiceItemTable, { ...facts, id, active: true, listedAt: now }),
    );
    return accept({ itemId: fromUuid('svi', id) });
  });
}

export interface ChangeServiceItem {
  readonly idempotencyKey: string;
  readonly code: string;
  /** Open work orders keep the price at which the line was written. */
  readonly unitPriceMinor?: bigint | undefined;
  readonly active?: boolean | undefined;
}

export async function changeServiceItem(
  auto: Auto,
  caller: Principal,
  input: ChangeServiceItem,
): Promise<Outcome<{ readonly itemId: ServiceItemId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, code } = input;
  const key = { caller, operation: 'change-service-item', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const item = await tx.findOne(ServiceItemTable, { code });
    if (item === null) return notFound('SERVICE_ITEM_NOT_FOUND', { codes: code }, ['code']);
    if (input.unitPriceMinor !== undefined) item.unitPriceMinor = input.unitPriceMinor;
    if (input.active !== undefined) item.active = input.active;
    await tx.flush();
    return accept({ itemId: fromUuid('svi', item.id) });
  });
}
