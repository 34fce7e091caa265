/** Logistics on a database of its own, with the supermarket and identity, whose doors it calls. */
import type { RetailDoor } from '@guildhall/retail';
import type { Principal } from '@guildhall/shared/principal';
import {
  enrollMember,
  expectOk,
  memberOf,
  type OpenModules,
  openModules,
} from '../../../../test/support/open-modules.ts';
import type { LogisticsDoor } from '../../src/index.ts';

export {
  codeOf,
  expectOk,
  HOUR_MS,
  OPERATOR,
  START,
} from '../../../../test/support/open-modules.ts';

export const DEPOT: Principal = { kind: 'system', clientId: 'depot', subsidiary: 'logistics' };
export const TILL: Principal = { kind: 'system', clientId: 'till', subsidiary: 'retail' };
export interface OpenLogistics extends OpenModules {
  readonly door: LogisticsDoor;
  readonly retail: RetailDoor;
  /** A member by telephone number. */
  member(phone: string): Promise<{ readonly memberId: string; readonly caller: Principal }>;
  /** A basket of that member, bought at the only store. */
  basket(receiptNo: string, memberId?: string): Promise<string>;
}

export async function openLogistics(): Promise<OpenLogistics> {
  const { house, clock, close } = await openModules(['identity', 'logistics', 'retail']);
  const retail = house.doors.get<RetailDoor>('retail');
  await stock(retail);
  return {
    house,
    door: house.doors.get<LogisticsDoor>('logistics'),
    retail,
    clock,
    member: async (phone) => {
      const memberId = await enrollMember(house, DEPOT, phone);
      return { memberId, caller: memberOf(memberId) };
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
    close,
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
