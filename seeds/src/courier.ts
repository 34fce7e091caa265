/** Ludao Express 鹭岛速运: parcels on their way and delivered, and windows in which a courier can be booked. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';

const DEPOTS = ['XM-D1', 'XM-D2'];
const DESTINATIONS = [
  '福州市鼓楼区',
  '泉州市丰泽区',
  '上海市浦东新区',
  '深圳市南山区',
  '杭州市西湖区',
  '台州市椒江区',
];
/** How far parcels have come: the first so many steps. */
const STEPS = [
  ['PICKED_UP', '厦门湖里营业部'],
  ['IN_TRANSIT', '厦门分拨中心'],
  ['OUT_FOR_DELIVERY', '目的地营业部'],
  ['DELIVERED', '收件人'],
] as const;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export async function seedCouriers(
  seeding: Seeding,
  chance: Chance,
  senders: readonly SeededMember[],
): Promise<void> {
  const { logistics, now } = seeding;
  const tms = systemOf('logistics');
  await forEach(DEPOTS, async (depotCode) => {
    for (let index = 0; index < 6; index += 1) {
      const day =
        Math.floor(now.getTime() / DAY_MS) * DAY_MS + (1 + Math.floor(index / 2)) * DAY_MS;
      const startsAt = new Date(day + (index % 2 === 0 ? 2 : 9) * HOUR_MS);
      valueOrThrow(
        await logistics.openErrandWindow(tms, {
          idempotencyKey: `${depotCode}-${index}`,
          depotCode,
          startsAt,
          endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
          feeMinor: 1_200n,
          capacity: 8,
        }),
      );
    }
  });
  const parcels = senders.map((sender) => ({
    sender,
    to: chance.pick(DESTINATIONS),
    service: chance.pick(['STANDARD', 'EXPRESS', 'FRESH'] as const),
    weightGrams: chance.between(300, 8_000),
    sentAt: new Date(now.getTime() - chance.between(1, 20) * DAY_MS),
    steps: chance.between(0, STEPS.length),
    recipient: chance.pick(senders),
  }));
  await forEach(
    parcels,
    async ({ sender, to, service, weightGrams, sentAt, steps, recipient }, index) => {
      const { waybillNo } = valueOrThrow(
        await logistics.sendParcel(tms, {
          idempotencyKey: `parcel-${index}`,
          depotCode: chance.pick(DEPOTS),
          service,
          channel: 'STORE',
          weightGrams,
          sender: { name: sender.person.name, phone: sender.person.phone, address: sender.address },
          recipient: {
            name: recipient.person.name,
            phone: recipient.person.phone,
            address: `${to}人民路 ${index + 1} 号`,
          },
          fromDistrict: '厦门市湖里区',
          toDistrict: to,
          senderId: sender.memberId,
          sentAt,
        }),
      );
      for (const [step, [state, place]] of STEPS.slice(0, steps).entries()) {
        valueOrThrow(
          await logistics.moveParcel(tms, {
            idempotencyKey: `parcel-${index}-${step}`,
            waybillNo,
            state,
            place,
            occurredAt: new Date(sentAt.getTime() + (step + 1) * 5 * HOUR_MS),
          }),
        );
      }
    },
  );
}
