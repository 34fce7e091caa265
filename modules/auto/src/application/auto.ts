/**
 * What every use case of the 4S company is given, and the few things they all do: keep outsiders out, seal personal
 * data, and number documents.
 *
 * Locks, always in this order: vehicle, sales order, booking, slot, work order. The car's row is the mutex for
 * everything that happens to that car.
 */
import { type BlindIndex, blindIndex } from '@guildhall/shared/blind-index';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Refusal } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { type TextSeal, textSeal } from '@guildhall/shared/sealed-text';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type RawBuilder, sql } from 'kysely';
import { forbidden } from '../domain/refusals.ts';

export const SUBSIDIARY = 'auto';

export interface Auto {
  readonly kit: ModuleKit;
  readonly plate: { readonly seal: TextSeal; readonly index: BlindIndex };
  readonly name: { readonly seal: TextSeal };
  readonly phone: { readonly seal: TextSeal; readonly index: BlindIndex };
}

export function openAuto(kit: ModuleKit): Auto {
  const { secret } = kit;
  return {
    kit,
    plate: {
      seal: textSeal(secret, 'auto/vehicle.plate'),
      index: blindIndex(secret, 'auto/vehicle.plate'),
    },
    name: { seal: textSeal(secret, 'auto/customer.name') },
    phone: {
      seal: textSeal(secret, 'auto/customer.phone'),
      index: blindIndex(secret, 'auto/customer.phone'),
    },
  };
}

/** Undefined for the company's own systems and clerks; a refusal for everybody else. */
export function refuseOutsider(
  caller: Principal,
): { readonly ok: false; readonly refusal: Refusal } | undefined {
  const own =
    caller.kind === 'system' || (caller.kind === 'staff' && caller.roles.includes('clerk'));
  return own && subsidiaryOf(caller) === SUBSIDIARY ? undefined : forbidden('AUTO_STAFF_ONLY');
}

/** The next number of a sequence of ours, e.g. `SO` and 123 become `SO00000123`. */
export async function nextNumber(
  tx: EntityManager,
  sequence: 'customer_no' | 'sales_order_no' | 'service_booking_no' | 'work_order_no',
  prefix: string,
): Promise<string> {
  const query: RawBuilder<{ next: string }> = sql`SELECT nextval(${sequence}::regclass) AS next`;
  const { rows } = await query.execute(tx.getKysely<unknown>());
  return `${prefix}${String(rows[0]?.next ?? '').padStart(8, '0')}`;
}
