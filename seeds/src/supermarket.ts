/** Ludao Fresh 鹭岛优选: four supermarkets, their shelves, baskets of the last weeks, and delivery slots. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';

const STORES = [
  { code: 'XM001', name: '鹭岛优选·中山路店', kind: 'SUPERMARKET', district: '思明区' },
  { code: 'XM002', name: '鹭岛优选·五缘湾店', kind: 'SUPERMARKET', district: '湖里区' },
  { code: 'XM003', name: '鹭岛优选·集美新城店', kind: 'SUPERMARKET', district: '集美区' },
  { code: 'XM004', name: '鹭岛优选·翔安店', kind: 'SUPERMARKET', district: '翔安区' },
] as const;

const PRODUCTS: readonly (readonly [string, string, string, bigint])[] = [
  ['RICE-5KG', '五常大米 5kg', '粮油', 6_990n],
  ['OIL-5L', '花生油 5L', '粮油', 11_900n],
  ['EGG-30', '鲜鸡蛋 30 枚', '生鲜', 2_980n],
  ['MILK-12', '纯牛奶 12 盒', '乳品', 5_490n],
  ['PORK-500', '五花肉 500g', '生鲜', 1_890n],
  ['FISH-1', '现杀鲈鱼', '生鲜', 3_280n],
  ['APPLE-1KG', '红富士苹果 1kg', '水果', 1_580n],
  ['POMELO-1', '平和蜜柚', '水果', 1_290n],
  ['TEA-250', '安溪铁观音 250g', '茶饮', 12_800n],
  ['COFFEE-1', '挂耳咖啡 20 包', '茶饮', 5_900n],
  ['NOODLE-5', '沙茶面速食 5 包', '方便食品', 2_390n],
  ['TISSUE-24', '抽纸 24 包', '日用', 4_990n],
  ['DETERGENT', '洗衣液 3kg', '日用', 3_990n],
  ['SHAMPOO', '洗发水 500ml', '日用', 4_580n],
  ['BATTERY-8', '五号电池 8 节', '日用', 1_990n],
];

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export async function seedSupermarkets(
  seeding: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
): Promise<void> {
  const { retail, now } = seeding;
  const pos = systemOf('retail');
  await forEach(STORES, async (store) => {
    valueOrThrow(
      await retail.setStore(pos, { ...store, idempotencyKey: store.code, openedOn: '2019-09-28' }),
    );
  });
  await forEach(PRODUCTS, async ([code, name, category, priceMinor]) => {
    valueOrThrow(
      await retail.setProduct(pos, {
        idempotencyKey: code,
        code,
        name,
        category,
        unit: 'PIECE',
        priceMinor,
        onSale: true,
      }),
    );
  });
  await forEach(STORES, async ({ code }) => {
    for (let day = 1; day <= 3; day += 1) {
      const startsAt = new Date(
        Math.floor(now.getTime() / DAY_MS) * DAY_MS + day * DAY_MS + 2 * HOUR_MS,
      );
      valueOrThrow(
        await retail.openDeliverySlot(pos, {
          idempotencyKey: `${code}-${day}`,
          storeCode: code,
          startsAt,
          endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
          capacity: 10,
        }),
      );
    }
  });
  await shop(seeding, chance, members);
}

async function shop(
  { retail, now }: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
): Promise<void> {
  const baskets = members.flatMap((member) =>
    Array.from({ length: chance.between(1, 4) }, () => ({
      member,
      storeCode: chance.pick(STORES).code,
      boughtAt: new Date(
        now.getTime() - chance.between(1, 60) * DAY_MS - chance.between(0, 9) * HOUR_MS,
      ),
      products: Array.from({ length: chance.between(1, 6) }, () => chance.pick(PRODUCTS)[0]),
      quantity: String(chance.between(1, 3)),
    })),
  );
  await forEach(baskets, async ({ member, storeCode, boughtAt, products, quantity }, index) => {
    valueOrThrow(
      await retail.recordBasket(systemOf('retail'), {
        idempotencyKey: `basket-${index}`,
        receiptNo: `${storeCode}-${String(index + 1).padStart(6, '0')}`,
        storeCode,
        channel: 'STORE',
        boughtAt,
        memberId: member.memberId,
        lines: [...new Set(products)].map((productCode) => ({ productCode, quantity })),
      }),
    );
  });
}
