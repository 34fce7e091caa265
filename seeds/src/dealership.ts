/** Ludao Motors 鹭岛汽车: two dealerships, their models, stock, sales of the last months, and free workshop slots. */
import type { VehicleId } from '@guildhall/auto';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';
import { inventPlate, inventVin } from './people.ts';

const DEALERSHIPS = [
  {
    code: 'XM-HL',
    name: '鹭岛汽车湖里4S店',
    city: '厦门',
    address: '湖里区安岭路 88 号',
    phone: '+865925550101',
  },
  {
    code: 'XM-JM',
    name: '鹭岛汽车集美4S店',
    city: '厦门',
    address: '集美区杏林北路 1288 号',
    phone: '+865925550102',
  },
];

const MODELS = [
  {
    code: 'HL-E5',
    brand: '海澜',
    series: 'E 系',
    name: '海澜 E5 纯电轿车',
    powertrain: 'ELECTRIC',
    maker: 'LHL',
    price: 16_980_000n,
  },
  {
    code: 'HL-S7',
    brand: '海澜',
    series: 'S 系',
    name: '海澜 S7 增程 SUV',
    powertrain: 'RANGE_EXTENDED',
    maker: 'LHL',
    price: 25_980_000n,
  },
  {
    code: 'YT-6',
    brand: '云途',
    series: '6',
    name: '云途 6 家用轿车',
    powertrain: 'PETROL',
    maker: 'LYT',
    price: 12_880_000n,
  },
  {
    code: 'YT-X',
    brand: '云途',
    series: 'X',
    name: '云途 X 混动 SUV',
    powertrain: 'HYBRID',
    maker: 'LYT',
    price: 18_680_000n,
  },
] as const;

const COLOURS = ['珍珠白', '曜石黑', '鹭岛蓝', '月光银', '珊瑚红'];

const SERVICE_ITEMS = [
  {
    code: 'BASIC-SERVICE',
    name: '基础保养（机油机滤）',
    kind: 'LABOUR',
    category: 'MAINTENANCE',
    unit: 'JOB',
    price: 48_000n,
  },
  {
    code: 'FULL-CHECK',
    name: '全车检测',
    kind: 'LABOUR',
    category: 'INSPECTION',
    unit: 'JOB',
    price: 19_900n,
  },
  {
    code: 'CAR-WASH',
    name: '精洗',
    kind: 'LABOUR',
    category: 'CAR_WASH',
    unit: 'JOB',
    price: 6_800n,
  },
  {
    code: 'WIPER',
    name: '雨刮片',
    kind: 'PART',
    category: 'MAINTENANCE',
    unit: 'SET',
    price: 15_900n,
  },
] as const;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export async function seedDealerships(
  seeding: Seeding,
  chance: Chance,
  buyers: readonly SeededMember[],
): Promise<CarInStock> {
  const { auto } = seeding;
  const dms = systemOf('auto');
  await forEach(DEALERSHIPS, async (dealership) => {
    valueOrThrow(
      await auto.registerDealership(dms, {
        ...dealership,
        idempotencyKey: dealership.code,
        coolingOffDays: 7,
      }),
    );
  });
  await forEach(MODELS, async ({ maker: _, price, ...model }) => {
    valueOrThrow(
      await auto.registerVehicleModel(dms, {
        ...model,
        idempotencyKey: model.code,
        modelYear: 2026,
        guidePriceMinor: price,
        serviceIntervalKm: 10_000,
        serviceIntervalMonths: 12,
      }),
    );
  });
  await forEach(SERVICE_ITEMS, async ({ price, ...item }) => {
    valueOrThrow(
      await auto.listServiceItem(dms, {
        ...item,
        idempotencyKey: item.code,
        unitPriceMinor: price,
      }),
    );
  });
  const slots = await openSlots(seeding);
  const sold = await sellCars(seeding, chance, buyers);
  await bookServices(seeding, sold.slice(0, 5), slots);
  return stockCars(seeding, chance);
}

/** The slots of each dealership, earliest first. */
async function openSlots({ auto, now }: Seeding): Promise<ReadonlyMap<string, readonly string[]>> {
  const opened = new Map<string, readonly string[]>();
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const slots = Array.from({ length: 5 * 4 }, (_, index) => {
    const startsAt = new Date(
      today + (1 + Math.floor(index / 4)) * DAY_MS + (1 + 2 * (index % 4)) * HOUR_MS,
    );
    return { startsAt, endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS), capacity: 3 };
  });
  await forEach(DEALERSHIPS, async ({ code }) => {
    const { slotIds } = valueOrThrow(
      await auto.openServiceSlots(systemOf('auto'), {
        idempotencyKey: `slots-${code}`,
        dealershipCode: code,
        slots,
      }),
    );
    opened.set(code, slotIds);
  });
  return opened;
}

const WORK = ['MAINTENANCE', 'INSPECTION', 'TYRES', 'CAR_WASH', 'REPAIR'] as const;

/** Cars for tomorrow's slots, one after another; the last has come already, the evening before. */
async function bookServices(
  { auto }: Seeding,
  cars: readonly SoldCar[],
  slots: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const dms = systemOf('auto');
  await forEach(cars, async ({ vin, vehicleId, dealershipCode }, index) => {
    const slotId = slots.get(dealershipCode)?.[index % 4];
    const category = WORK[index % WORK.length];
    if (slotId === undefined || category === undefined) return;
    const key = (what: string) => ({ idempotencyKey: `${what}-${vin}` });
    const wish = { ...key('book'), vehicleId, slotId, category };
    const { bookingId } = valueOrThrow(await auto.bookService(dms, wish));
    if (index < cars.length - 1) return;
    const came = { ...key('check-in'), bookingId, odometerKm: 3_412 };
    const { workOrderId } = valueOrThrow(await auto.checkInBooking(dms, came));
    const lines = [{ itemCode: 'BASIC-SERVICE', quantityCenti: 100n }];
    valueOrThrow(await auto.addWorkOrderLines(dms, { ...key('work'), workOrderId, lines }));
  });
}

/** A car that nobody has bought yet. */
export interface CarInStock {
  readonly vin: string;
  readonly dealershipCode: string;
  readonly modelCode: string;
  readonly modelName: string;
}

type SoldCar = NewCar & { readonly vehicleId: VehicleId };

interface NewCar {
  readonly vin: string;
  readonly plate: string;
  readonly colour: string;
  readonly model: (typeof MODELS)[number];
  readonly dealershipCode: string;
}

function newCar(chance: Chance): NewCar {
  const model = chance.pick(MODELS);
  const electric = model.powertrain === 'ELECTRIC' || model.powertrain === 'RANGE_EXTENDED';
  return {
    model,
    vin: inventVin(chance, model.maker),
    plate: inventPlate(chance, electric),
    colour: chance.pick(COLOURS),
    dealershipCode: chance.pick(DEALERSHIPS).code,
  };
}

async function receive(
  { auto }: Seeding,
  { vin, model, colour, dealershipCode }: NewCar,
): Promise<VehicleId> {
  const { vehicleId } = valueOrThrow(
    await auto.receiveVehicle(systemOf('auto'), {
      idempotencyKey: `receive-${vin}`,
      dealershipCode,
      vin,
      modelCode: model.code,
      colour,
      odometerKm: 12,
    }),
  );
  return vehicleId;
}

async function sellCars(
  seeding: Seeding,
  chance: Chance,
  buyers: readonly SeededMember[],
): Promise<readonly SoldCar[]> {
  const { auto, now } = seeding;
  const sold: SoldCar[] = [];
  const sales = buyers.map((buyer) => ({
    buyer,
    car: newCar(chance),
    daysAgo: chance.between(8, 150),
  }));
  await forEach(sales, async ({ buyer, car, daysAgo }) => {
    const soldAt = new Date(now.getTime() - daysAgo * DAY_MS);
    const vehicleId = await receive(seeding, car);
    sold.push({ ...car, vehicleId });
    const { orderId } = valueOrThrow(
      await auto.recordVehicleSale(systemOf('auto'), {
        idempotencyKey: `sale-${car.vin}`,
        dealershipCode: car.dealershipCode,
        vin: car.vin,
        customer: { memberId: buyer.memberId },
        channel: 'STORE',
        occurredAt: soldAt,
        lines: [
          {
            kind: 'VEHICLE',
            itemCode: car.model.code,
            description: car.model.name,
            quantity: 1,
            amountMinor: car.model.price,
          },
          {
            kind: 'ACCESSORY',
            itemCode: 'FLOOR-MATS',
            description: '全包围脚垫',
            quantity: 1,
            amountMinor: 68_000n,
          },
        ],
      }),
    );
    const deliveredAt = new Date(soldAt.getTime() + 3 * DAY_MS);
    valueOrThrow(
      await auto.planDelivery(systemOf('auto'), {
        idempotencyKey: `plan-${car.vin}`,
        orderId,
        plannedFor: deliveredAt,
      }),
    );
    valueOrThrow(
      await auto.deliverVehicle(systemOf('auto'), {
        idempotencyKey: `deliver-${car.vin}`,
        orderId,
        odometerKm: 15,
        licencePlate: car.plate,
        occurredAt: deliveredAt,
      }),
    );
  });
  return sold;
}

/** Cars on the floor, so that a first sale can be made at once; answers one of them. */
async function stockCars(seeding: Seeding, chance: Chance): Promise<CarInStock> {
  const cars = Array.from({ length: 6 }, () => newCar(chance));
  await forEach(cars, async (car) => {
    await receive(seeding, car);
  });
  const [shown] = cars;
  if (shown === undefined) throw new Error('A dealership has cars in stock');
  return {
    vin: shown.vin,
    dealershipCode: shown.dealershipCode,
    modelCode: shown.model.code,
    modelName: shown.model.name,
  };
}
