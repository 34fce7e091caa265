/** A supermarket, a depot and a member who sends parcels: what two stories have in common. */
import type { LedgerDoor } from '@guildhall/ledger';
import { SteppedClock } from '@guildhall/shared/clock';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { EFFECTS, order, type TransactionSeen } from '../e2e/car-to-home/orders.ts';
import { type Caller, startTestGuildhall, type TestGuildhall } from './test-guildhall.ts';

export const PHONE = '+8613800138021';

export interface Setting {
  readonly guildhall: TestGuildhall;
  readonly clock: SteppedClock;
  readonly logistics: Caller;
  readonly retail: Caller;
  readonly operator: Caller;
  readonly auditor: Caller;
  readonly member: Caller;
  readonly memberId: string;
  points(): Promise<bigint>;
  coupons(): Promise<{ id: string; state: string; terms: { kind: string } }[]>;
  owed(): Promise<Record<string, string>>;
}

/** Points are defined; `offers` publishes what the story is about. */
export async function openSetting(
  offers: (operator: Caller) => Promise<unknown>,
): Promise<Setting> {
  const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
  const guildhall = await startTestGuildhall({ clock });
  const [logistics, retail] = [
    await guildhall.system('logistics'),
    await guildhall.system('retail'),
  ];
  const operator = await guildhall.staff('zhou', ['operator']);
  const auditor = await guildhall.staff('qian', ['auditor']);
  const ledger = guildhall.running.house.doors.get<LedgerDoor>('ledger');
  const self = { kind: 'module', name: 'test' } as const;
  valueOrThrow(
    await ledger.defineCurrency(self, {
      ...{ idempotencyKey: 'points', code: 'POINT', name: { zh: '积分', en: 'Points' } },
      ...{ scale: 0, qualifying: false, expiry: { kind: 'NEVER' } },
    }),
  );
  await openShop(retail);
  await offers(operator);
  const member = await guildhall.member(PHONE);
  const { me } = await member.ask<{ me: { id: string } }>('{ me { id } }');
  const owners = [me.id as `mem_${string}`];
  return {
    ...{ guildhall, clock, logistics, retail, operator, auditor, member, memberId: me.id },
    points: async () =>
      valueOrThrow(await ledger.balances(self, { owners }))[0]?.availableMinor ?? 0n,
    coupons: async () =>
      (
        await member.ask<{
          me: { coupons: { id: string; state: string; terms: { kind: string } }[] };
        }>('{ me { coupons(usable: false) { id state terms { kind } } } }')
      ).me.coupons,
    owed: async () => {
      const { clearingBalances } = await auditor.ask<{
        clearingBalances: { debtor: string; creditor: string; amount: string }[];
      }>('{ clearingBalances { debtor creditor amount } }');
      return Object.fromEntries(
        clearingBalances.map(({ debtor, creditor, amount }) => [
          `${debtor} -> ${creditor}`,
          amount,
        ]),
      );
    },
  };
}

async function openShop(retail: Caller): Promise<void> {
  const store = { code: 'SH-001', name: '世纪大道店', kind: 'SUPERMARKET', openedOn: '2020-01-01' };
  await order(retail, 'setStore', 'Store', store, 'code');
  for (const [code, name, price] of [
    ['RICE', '东北大米 5 kg', '49.90'],
    ['MILK', '纯牛奶 1 L', '12.50'],
  ]) {
    const product = { code, name, category: 'FOOD', unit: 'PIECE', price };
    await order(retail, 'setProduct', 'Product', product, 'code');
  }
}

export async function publishOffer(
  operator: Caller,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const draft = { owner: 'group', startsAt: '2026-01-01T00:00:00Z', ...input };
  const { id } = await order<{ id: string }>(operator, 'createOffer', 'Offer', draft, 'id');
  await order(operator, 'publishOffer', 'Offer', { offerId: id }, 'state');
  return id;
}

export interface ParcelSeen {
  readonly id: string;
  readonly waybillNo: string;
  readonly fee: string;
  readonly transaction: TransactionSeen;
}

/** 1.4 kg from Shanghai to Hangzhou by the standard service: 15.00. */
export function sendParcel(caller: Caller): Promise<ParcelSeen> {
  return order<ParcelSeen>(
    caller,
    'sendParcel',
    'Parcel',
    {
      ...{ depotCode: 'SH-PD-01', channel: 'APP', weightGrams: 1_400 },
      sender: { name: '林知夏', phone: PHONE, address: '上海市浦东新区世纪大道 1 号' },
      recipient: { name: '周砚', phone: '+8613800138022', address: '杭州市西湖区文三路 9 号' },
      ...{ fromDistrict: '上海市浦东新区', toDistrict: '杭州市西湖区' },
    },
    `id waybillNo fee transaction { ${EFFECTS} }`,
  );
}

export interface BasketSeen {
  readonly id: string;
  readonly amount: string;
  readonly discount: string;
  readonly paid: string;
  readonly transaction: TransactionSeen;
}

export function buy(
  { retail, memberId }: Pick<Setting, 'retail' | 'memberId'>,
  receiptNo: string,
  lines: readonly { readonly productCode: string; readonly quantity: string }[],
  coupons: readonly string[] = [],
): Promise<BasketSeen> {
  const basket = { receiptNo, storeCode: 'SH-001', memberId, lines, coupons };
  const selection = `id amount discount paid transaction { ${EFFECTS} }`;
  return order<BasketSeen>(retail, 'recordBasket', 'Basket', basket, selection);
}
