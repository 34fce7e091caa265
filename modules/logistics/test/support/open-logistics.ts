/** Logistics on a database of its own, with the supermarket and identity, whose doors it calls. */
import type { IdentityDoor } from '@guildhall/identity';
import type { RetailDoor } from '@guildhall/retail';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import { composeHouse, type House } from '../../../../gateway/src/compose.ts';
import type { LogisticsDoor } from '../../src/index.ts';

export const DEPOT: Principal = { kind: 'system', clientId: 'depot', subsidiary: 'logistics' };
export const TILL: Principal = { kind: 'system', clientId: 'till', subsidiary: 'retail' };
export const OPERATOR: Principal = {
  kind: 'staff',
  personId: 'person-operator',
  accountId: 'account-operator',
  roles: ['operator'],
};
export const START = new Date('2026-03-10T02:00:00Z');
export const HOUR_MS = 3_600_000;

export interface OpenLogistics {
  readonly house: House;
  readonly door: LogisticsDoor;
  readonly retail: RetailDoor;
  readonly clock: SteppedClock;
  /** A member by telephone number. */
  member(phone: string): Promise<{ readonly memberId: string; readonly caller: Principal }>;
  /** A basket of that member, bought at the only store. */
  basket(receiptNo: string, memberId?: string): Promise<string>;
  close(): Promise<void>;
}

export async function openLogistics(): Promise<OpenLogistics> {
  const local = ['identity', 'logistics', 'retail'];
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
  const retail = house.doors.get<RetailDoor>('retail');
  const identity = house.doors.get<IdentityDoor>('identity');
  await stock(retail);
  return {
    house,
    door: house.doors.get<LogisticsDoor>('logistics'),
    retail,
    clock,
    member: async (phone) => {
      const told = {
        idempotencyKey: phone,
        identities: [{ type: 'PHONE', value: phone, verified: true }],
      } as const;
      const { memberId } = await expectOk(identity.enroll(DEPOT, told));
      return { memberId, caller: { kind: 'member', memberId, sessionId: 'session' } };
    },
    basket: async (receiptNo, memberId) => {
      const { basketId } = await expectOk(
        retail.recordBasket(TILL, {
          idempotencyKey: receiptNo,
          receiptNo,
          storeCode: 'SH-001',
          channel: 'APP',
          memberId,
          lines: [{ productCode: 'RICE', quantity: '1' }],
        }),
      );
      return basketId;
    },
    close: async () => {
      await house.stop();
      await database.drop();
    },
  };
}

async function stock(retail: RetailDoor): Promise<void> {
  await expectOk(
    retail.setStore(TILL, {
      idempotencyKey: 'store',
      code: 'SH-001',
      name: '会馆超市世纪大道店',
      kind: 'SUPERMARKET',
      openedOn: '2020-01-01',
    }),
  );
  await expectOk(
    retail.setProduct(TILL, {
      idempotencyKey: 'product',
      code: 'RICE',
      name: '东北大米 5 kg',
      category: 'FOOD',
      unit: 'PIECE',
      priceMinor: 4_990n,
      onSale: true,
    }),
  );
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
