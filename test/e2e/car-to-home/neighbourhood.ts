/** The stage of the story: a 4S shop with a car in stock, a community with a home and a parking space, two offers. */
import type { Caller } from '../../support/test-guildhall.ts';
import { order } from './orders.ts';

export const PHONE = '+8613800138000';
export const VIN = 'LGH2E6B09TS000001';
export const HOME = 'YGH-03-2-1502';

/** The 4S company: shop `SZ-NS` with seven days of cooling-off, one electric car in stock, a short price list. */
export async function openDealership(
  auto: Caller,
  { coolingOffDays = 7 }: { readonly coolingOffDays?: number } = {},
): Promise<{ readonly vehicleId: string }> {
  await order(
    auto,
    'registerDealership',
    'Dealership',
    {
      ...{ code: 'SZ-NS', name: '深圳南山4S店', city: '深圳', address: '科技园路1号' },
      ...{ phone: '0755-26000000', coolingOffDays },
    },
    'id',
  );
  await order(
    auto,
    'registerVehicleModel',
    'VehicleModel',
    {
      ...{
        code: 'LX-E6-LR',
        brand: '凌霄',
        series: 'E6',
        name: '凌霄 E6 长续航版',
        modelYear: 2026,
      },
      ...{
        powertrain: 'ELECTRIC',
        guidePrice: '219800.00',
        serviceIntervalKm: 20_000,
        serviceIntervalMonths: 12,
      },
    },
    'id',
  );
  for (const [code, name, kind, unit, unitPrice] of [
    ['MNT-BASIC', '基础保养', 'LABOUR', 'JOB', '180.00'],
    ['FILTER-AC', '空调滤芯', 'PART', 'PIECE', '89.00'],
  ]) {
    await order(
      auto,
      'listServiceItem',
      'ServiceItem',
      { code, name, kind, unit, unitPrice, category: 'MAINTENANCE' },
      'id',
    );
  }
  return { vehicleId: await receiveCar(auto, VIN) };
}

export async function receiveCar(auto: Caller, vin: string): Promise<string> {
  const car = await order<{ id: string }>(
    auto,
    'receiveVehicle',
    'Vehicle',
    {
      ...{ dealershipCode: 'SZ-NS', vin, modelCode: 'LX-E6-LR', colour: '星空蓝', odometerKm: 6 },
    },
    'id',
  );
  return car.id;
}

/** The property company: homes of 89.37 square metres at 2.85 yuan, and parking space `B1-037` at 300 yuan. */
export async function openCommunity(
  property: Caller,
  rooms: readonly string[] = ['1502'],
): Promise<{ readonly dwellingId: string }> {
  await order(
    property,
    'registerCommunity',
    'Community',
    {
      ...{ code: 'YGH', name: '阳光花园', city: '深圳', district: '南山', address: '海德三道1号' },
      ...{ servicePhone: '0755-26000001', managedSince: '2015-06-01' },
    },
    'id',
  );
  const registered = await order<{ dwellings: { id: string }[] }>(
    property,
    'registerDwellings',
    'DwellingsRegistered',
    {
      communityCode: 'YGH',
      dwellings: rooms.map((room) => ({
        ...{ building: '03', unit: '2', room, area: '89.37', handedOverOn: '2016-01-01' },
      })),
    },
    'dwellings { id }',
  );
  for (const [kind, rate] of [
    ['PROPERTY_FEE', '2.85'],
    ['PARKING_FEE', '300'],
  ]) {
    await order(
      property,
      'announceFeeSchedule',
      'FeeSchedule',
      {
        ...{ communityCode: 'YGH', kind, rate, dueDay: 20, fromMonth: '2016-01' },
      },
      'id',
    );
  }
  await order(
    property,
    'registerParkingSpaces',
    'ParkingSpacesRegistered',
    {
      communityCode: 'YGH',
      spaces: [{ code: 'B1-037', kind: 'UNDERGROUND', hasCharger: true }],
    },
    'spaces { id }',
  );
  return { dwellingId: registered.dwellings[0]?.id ?? '' };
}

/** The member is enrolled by the property company, lives there, pays the fees and leases the parking space. */
export async function moveIn(property: Caller): Promise<{ readonly memberId: string }> {
  const memberId = await settleIn(property, { phone: PHONE, name: '王小明', dwellingCode: HOME });
  await order(
    property,
    'leaseParkingSpace',
    'ParkingLease',
    {
      ...{ communityCode: 'YGH', spaceCode: 'B1-037', dwellingCode: HOME, fromOn: '2025-12-01' },
    },
    'id',
  );
  return { memberId };
}

/** Enrolled by the property company, an owner who pays the fees; answers the member's id. */
export async function settleIn(
  property: Caller,
  {
    phone,
    name,
    dwellingCode,
  }: { readonly phone: string; readonly name: string; readonly dwellingCode: string },
): Promise<string> {
  const { member } = await order<{ member: { id: string } }>(
    property,
    'enroll',
    'Enrolment',
    {
      identities: [{ type: 'PHONE', value: phone, verified: true }],
      profile: { name },
      consents: ['SERVICE', 'CROSS_SUBSIDIARY_SHARING'].map((purpose) => ({
        ...{ purpose, granted: true, wordingVersion: '2026-01' },
      })),
    },
    'member { id }',
  );
  const residency = {
    ...{ dwellingCode, person: { phone }, role: 'OWNER', paysFees: true, fromOn: '2020-05-01' },
  };
  await order(property, 'registerResidency', 'Residency', residency, 'id');
  return member.id;
}

const text = (zh: string, en: string) => ({ zh, en });

async function publish(
  operator: Caller,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { id } = await order<{ id: string }>(
    operator,
    'createOffer',
    'Offer',
    {
      ...{ owner: 'group', startsAt: '2026-01-01T00:00:00Z' },
      ...input,
    },
    'id',
  );
  await order(operator, 'publishOffer', 'Offer', { offerId: id }, 'state');
  return id;
}

/**
 * Buying a car while living in a community of the group: a point for each hundred yuan of the car, half of twelve
 * monthly property fees (at most 150 yuan each), a fifth off parking (three times, at most 80 yuan each). The 4S
 * company pays seven tenths, the property company three.
 */
export function publishCarToHome(
  operator: Caller,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return publish(operator, {
    ...more,
    code: 'CAR-TO-HOME',
    name: text('购车减物业费', 'Buy a car, pay less at home'),
    ...{ triggers: ['VEHICLE_SOLD'], subsidiaries: ['auto'], condition: 'member.has("dwelling")' },
    benefits: [
      { pointsPerCny: { currency: 'POINT', rate: '0.01', base: 'GROSS', categories: ['VEHICLE'] } },
      {
        coupon: {
          name: text('物业费减半', 'Half of the property fee'),
          ...{ kind: 'FEE_WAIVER', shareBps: 5_000, ceiling: '150.00', validDays: 31 },
          instalments: { count: 12, everyMonths: 1, firstAfterMonths: 0 },
          ...{
            honouredBy: ['property'],
            kinds: ['FEE_PAID'],
            bind: { asset: 'dwelling', from: 'MEMBER' },
          },
        },
      },
      {
        coupon: {
          name: text('停车费八折', 'A fifth off parking'),
          ...{ kind: 'PERCENT_OFF', shareBps: 2_000, ceiling: '80.00', uses: 3, validDays: 365 },
          ...{ honouredBy: ['property'], kinds: ['PARKING_FEE_PAID'] },
          bind: { asset: 'dwelling', from: 'MEMBER' },
        },
      },
    ],
    funding: [
      { subsidiary: 'auto', shareBps: 7_000 },
      { subsidiary: 'property', shareBps: 3_000 },
    ],
  });
}

/**
 * Paying a property fee in full while owning a car: one basic service free at the 4S shop, once for a member, and a
 * point for each yuan paid in money. The property company pays.
 */
export async function publishHomeToCar(operator: Caller): Promise<string> {
  const common = {
    ...{ triggers: ['FEE_PAID'], subsidiaries: ['property'] },
    funding: [{ subsidiary: 'property', shareBps: 10_000 }],
  };
  const offerId = await publish(operator, {
    ...common,
    code: 'HOME-TO-CAR',
    name: text('缴费送保养', 'Pay your fee, have your car serviced'),
    condition: 'member.has("vehicle") && transaction.attributes.settlesAll == true',
    benefits: [
      {
        coupon: {
          name: text('免费基础保养', 'A free basic service'),
          ...{ kind: 'FREE_SERVICE', ceiling: '200.00', validDays: 180, honouredBy: ['auto'] },
          ...{ kinds: ['SERVICE_DONE'], itemCodes: ['MNT-BASIC'] },
          bind: { asset: 'vehicle', from: 'MEMBER' },
        },
      },
    ],
    limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
  });
  await publish(operator, {
    ...common,
    code: 'HOME-POINTS',
    name: text('缴费得积分', 'Points for fees'),
    benefits: [{ pointsPerCny: { currency: 'POINT', rate: '1', base: 'NET' } }],
  });
  return offerId;
}
