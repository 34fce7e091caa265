/** The supermarket on a database of its own. Other modules of the house are opened where a test names them. */

import type { Principal } from '@guildhall/shared/principal';
import {
  clerkOf,
  expectOk,
  type OpenModules,
  openModules,
} from '../../../../test/support/open-modules.ts';
import type { RetailDoor } from '../../src/index.ts';

export { codeOf, expectOk, START } from '../../../../test/support/open-modules.ts';

export const TILL: Principal = { kind: 'system', clientId: 'till', subsidiary: 'retail' };
export const CLERK = clerkOf('retail');
export const OTHER_SYSTEM: Principal = { kind: 'system', clientId: 'garage', subsidiary: 'auto' };
export interface OpenRetail extends OpenModules {
  readonly door: RetailDoor;
}

/** With one store `SH-001` and three products: apples by weight, milk and rice by the piece. */
export async function openRetail(local: readonly string[] = ['retail']): Promise<OpenRetail> {
  const { house, clock, close } = await openModules(local);
  const door = house.doors.get<RetailDoor>('retail');
  await stock(door);
  return {
    house,
    door,
    clock,
    close,
  };
}

async function stock(door: RetailDoor): Promise<void> {
  await expectOk(
    door.setStore(TILL, {
      idempotencyKey: 'store',
      code: 'SH-001',
      name: '会馆超市世纪大道店',
      kind: 'SUPERMARKET',
      openedOn: '2020-01-01',
    }),
  );
  for (const [code, name, unit, priceMinor] of [
    ['APPLE', '红富士苹果', 'KILOGRAM', 1_280n],
    ['MILK', '纯牛奶 1 L', 'PIECE', 1_250n],
    ['RICE', '东北大米 5 kg', 'PIECE', 4_990n],
  ] as const) {
    await expectOk(
      door.setProduct(TILL, {
        idempotencyKey: `product-${code}`,
        code,
        name,
        category: 'FOOD',
        unit,
        priceMinor,
        onSale: true,
      }),
    );
  }
}
