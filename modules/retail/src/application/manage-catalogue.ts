/** Stores and products: set as a whole, by the supermarket's own people. Codes never change. */
import { runCommand } from '@guildhall/shared/commands';
import { violatedConstraint } from '@guildhall/shared/database/database';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { isEan13 } from '../domain/barcodes.ts';
import { forbidden, refuseRule } from '../domain/refusals.ts';
import type { SetProduct, SetStore } from '../door.ts';
import { ProductTable, StoreTable } from '../storage/tables.ts';
import { type Kit, tradesHere } from './caller.ts';

/** Refusals: RETAIL_NOT_YOURS. */
export async function setStore(
  kit: Kit,
  caller: Principal,
  input: SetStore,
): Promise<Outcome<{ readonly code: string }>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, ...store } = input;
  const key = { caller, operation: 'set-store', idempotencyKey, input: store };
  return runCommand(kit, key, async ({ tx }) => {
    await tx.upsert(StoreTable, {
      code: store.code,
      name: store.name,
      kind: store.kind,
      district: store.district ?? null,
      openedOn: store.openedOn,
      closedOn: store.closedOn ?? null,
    });
    return accept({ code: store.code });
  });
}

/** Refusals, first wins: RETAIL_NOT_YOURS, BARCODE_CHECK_DIGIT, BARCODE_TAKEN. */
export async function setProduct(
  kit: Kit,
  caller: Principal,
  input: SetProduct,
): Promise<Outcome<{ readonly code: string }>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, ...product } = input;
  const key = { caller, operation: 'set-product', idempotencyKey, input: product };
  const { barcode } = product;
  return runCommand(kit, key, async ({ tx }) => {
    if (barcode !== undefined && !isEan13(barcode))
      return refuseRule('BARCODE_CHECK_DIGIT', {}, ['barcode']);
    try {
      await tx.upsert(ProductTable, {
        code: product.code,
        name: product.name,
        category: product.category,
        unit: product.unit,
        priceMinor: product.priceMinor,
        barcode: barcode ?? null,
        onSale: product.onSale,
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'product_barcode_key') throw error;
      return refuseRule('BARCODE_TAKEN', { barcode: barcode ?? null }, ['barcode']);
    }
    return accept({ code: product.code });
  });
}
