/** The supermarket on a database of its own. Other modules of the house are opened where a test names them. */

import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import { composeHouse, type House } from '../../../../gateway/src/compose.ts';
import type { RetailDoor } from '../../src/index.ts';

export const TILL: Principal = { kind: 'system', clientId: 'till', subsidiary: 'retail' };
export const CLERK: Principal = {
  kind: 'staff',
  personId: 'person-clerk',
  accountId: 'account-clerk',
  roles: ['clerk'],
  subsidiary: 'retail',
};
export const OTHER_SYSTEM: Principal = { kind: 'system', clientId: 'garage', subsidiary: 'auto' };
export const START = new Date('2026-03-10T02:00:00Z');

export interface OpenRetail {
  readonly house: House;
  readonly door: RetailDoor;
  readonly clock: SteppedClock;
  close(): Promise<void>;
}

/** With one store `SH-001` and three products: apples by weight, milk and rice by the piece. */
export async function openRetail(local: readonly string[] = ['retail']): Promise<OpenRetail> {
  const database = await createModuleDatabase(local);
  const clock = new SteppedClock(START);
  const house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local,
    strictDoors: true,
  });
  const door = house.doors.get<RetailDoor>('retail');
  await stock(door);
  return {
    house,
    door,
    clock,
    close: async () => {
      await house.stop();
      await database.drop();
    },
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

export async function expectOk<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`${answer.refusal.code} ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}

export async function codeOf(outcome: Promise<Outcome<unknown>>): Promise<string> {
  const answer = await outcome;
  return answer.ok ? 'accepted' : answer.refusal.code;
}
