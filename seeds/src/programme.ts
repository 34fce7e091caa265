/** The programme of the Ludao group: its points, its tiers, and the offers that make four companies one shop. */
import type { OfferDefinition } from '@guildhall/coupon';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { FOUNDER, type Seeding } from './house.ts';

export const POINT = 'POINT';
const points = { currency: POINT, scale: 0 } as const;

/** Answers the id of each offer, by its code. */
export async function seedProgramme({
  ledger,
  coupon,
  now,
}: Seeding): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  valueOrThrow(
    await ledger.defineCurrency(FOUNDER, {
      idempotencyKey: 'points',
      code: POINT,
      name: { zh: '鹭岛积分', en: 'Ludao points' },
      scale: 0,
      qualifying: true,
      expiry: { kind: 'END_OF_YEAR', years: 1 },
      graceDays: 0,
      fourEyesLimitMinor: 10_000n,
      transferLimitMinor: 5_000n,
      transferDailyLimitMinor: 10_000n,
    }),
  );
  valueOrThrow(
    await ledger.defineTierProgramme(FOUNDER, {
      idempotencyKey: 'tiers',
      code: 'LUDAO',
      currency: POINT,
      window: { kind: 'ROLLING', months: 12 },
      downgradeGraceDays: 60,
      tiers: [
        tier('BLUE', '蓝鹭', 'Blue', 0n, 10_000),
        tier('SILVER', '银鹭', 'Silver', 1_000n, 10_500),
        tier('GOLD', '金鹭', 'Gold', 5_000n, 11_000),
        tier('BLACK', '黑鹭', 'Black', 20_000n, 12_000),
      ],
    }),
  );
  valueOrThrow(
    await coupon.setPointsTender(FOUNDER, {
      idempotencyKey: 'tender',
      currency: POINT,
      pointsPerCny: '100',
      maxShareBps: 5_000,
    }),
  );
  const partner = { name: { zh: '白鹭咖啡', en: 'Egret Coffee' }, funds: true, honours: true };
  valueOrThrow(
    await coupon.registerPartner(FOUNDER, { idempotencyKey: 'egret', code: 'egret', ...partner }),
  );
  for (const [code, definition] of Object.entries(offers(startOfYear(now)))) {
    const { offerId } = valueOrThrow(
      await coupon.createOffer(FOUNDER, { idempotencyKey: code, code, owner: 'group', definition }),
    );
    valueOrThrow(await coupon.publishOffer(FOUNDER, { idempotencyKey: code, offerId }));
    ids.set(code, offerId);
    if (code === 'LATTE') await handOutCodes(coupon, offerId);
  }
  return ids;
}

/** When there are members: a segment is counted as soon as it is there. */
export async function seedSegments({ coupon }: Seeding): Promise<void> {
  for (const [code, { condition, zh, en }] of Object.entries(SEGMENTS)) {
    const segment = { idempotencyKey: `segment-${code}`, code, name: { zh, en }, condition };
    valueOrThrow(await coupon.defineSegment(FOUNDER, segment));
  }
}

/** Whom offers may be for, by what members do. */
const SEGMENTS = {
  'shop-regulars': {
    ...{ zh: '超市常客', en: 'Regulars of the supermarket' },
    condition: 'history.visits("retail", 90) >= 3',
  },
  'car-and-home': {
    ...{ zh: '有车有房', en: 'A car and a home' },
    condition: 'member.has("vehicle") && member.has("dwelling")',
  },
  'parcels-seldom-shop': {
    ...{ zh: '寄件但少逛超市', en: 'Parcels, but seldom the shop' },
    condition: 'history.visits("logistics", 90) > 0 && history.visits("retail", 90) <= 2',
  },
} as const;

/** Codes that the café prints on its cups: made in the background once the house runs. */
async function handOutCodes(coupon: Seeding['coupon'], offerId: string): Promise<void> {
  const batch = { idempotencyKey: 'LATTE-CUPS', code: 'LATTE-CUPS', offerId };
  valueOrThrow(await coupon.createBatch(FOUNDER, { ...batch, origin: 'GENERATED', size: 2_000 }));
}

function tier(
  code: string,
  zh: string,
  en: string,
  thresholdMinor: bigint,
  earnMultiplierBps: number,
) {
  return {
    code,
    name: { zh, en },
    thresholdMinor,
    benefits: { earnMultiplierBps, freeServices: [] },
  };
}

const startOfYear = (now: Date): string => `${now.getUTCFullYear()}-01-01T00:00:00.000Z`;

type CouponTemplate = Extract<OfferDefinition['benefits'][number], { kind: 'COUPON' }>['coupon'];

function couponOf(
  zh: string,
  en: string,
  special: Pick<CouponTemplate, 'value' | 'honouredBy'> & Partial<CouponTemplate>,
): CouponTemplate {
  return {
    name: { zh, en },
    worthMinor: null,
    uses: 1,
    instalments: null,
    validity: { kind: 'DAYS', startsAfterDays: 0, days: 90 },
    stores: [],
    kinds: [],
    categories: [],
    itemCodes: [],
    minimumMinor: '0',
    condition: null,
    bind: null,
    transferable: false,
    combination: { group: null, exclusive: false },
    whenUsedUp: 'DEBT',
    ...special,
  };
}

function offerOf(
  zh: string,
  en: string,
  startsAt: string,
  special: Pick<OfferDefinition, 'triggers' | 'benefits' | 'funding'> & Partial<OfferDefinition>,
): OfferDefinition {
  return {
    name: { zh, en },
    description: null,
    subsidiaries: [],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition: 'true',
    startsAt,
    endsAt: null,
    pointPrice: '0.01',
    limits: [],
    stacking: { group: null, exclusive: false, priority: 0 },
    ...special,
  };
}

function earning(
  zh: string,
  en: string,
  startsAt: string,
  subsidiary: string,
  kinds: string[],
  pointsPerCny: string,
): OfferDefinition {
  return offerOf(zh, en, startsAt, {
    triggers: kinds,
    subsidiaries: [subsidiary],
    benefits: [
      {
        kind: 'POINTS_PER_CNY',
        ...points,
        pointsPerCny,
        rounding: 'DOWN',
        roundPer: 'TRANSACTION',
        base: 'NET',
        categories: [],
        itemCodes: [],
        activeAfterDays: 0,
      },
    ],
    funding: [{ subsidiary, shareBps: 10_000 }],
  });
}

function offers(startsAt: string): Record<string, OfferDefinition> {
  return {
    'AUTO-POINTS': earning(
      '购车与维保积分',
      'Points for cars and service',
      startsAt,
      'auto',
      ['VEHICLE_SOLD', 'SERVICE_DONE'],
      '0.05',
    ),
    'PROPERTY-POINTS': earning(
      '缴费积分',
      'Points for fees',
      startsAt,
      'property',
      ['FEE_PAID', 'PARKING_FEE_PAID'],
      '0.5',
    ),
    'RETAIL-POINTS': earning(
      '购物积分',
      'Points for shopping',
      startsAt,
      'retail',
      ['BASKET_BOUGHT'],
      '1',
    ),
    'LOGISTICS-POINTS': earning(
      '寄件积分',
      'Points for parcels',
      startsAt,
      'logistics',
      ['PARCEL_SENT'],
      '2',
    ),
    'CAR-TO-HOME': offerOf('购车享物业费减免', 'Buy a car, pay less for your home', startsAt, {
      triggers: ['VEHICLE_SOLD'],
      subsidiaries: ['auto'],
      condition: 'member.has("dwelling")',
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('物业费减免（每月一张）', 'Property fee waiver, one a month', {
            value: { kind: 'FEE_WAIVER', shareBps: 5_000, ceilingMinor: '20000' },
            honouredBy: ['property'],
            kinds: ['FEE_PAID'],
            categories: ['PROPERTY_FEE'],
            instalments: { count: 12, everyMonths: 1, firstAfterMonths: 0 },
            validity: { kind: 'DAYS', startsAfterDays: 0, days: 45 },
          }),
        },
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('停车费减免', 'Parking fee waiver', {
            value: { kind: 'FEE_WAIVER', shareBps: 10_000, ceilingMinor: '30000' },
            honouredBy: ['property'],
            kinds: ['PARKING_FEE_PAID'],
          }),
        },
      ],
      funding: [
        { subsidiary: 'auto', shareBps: 7_000 },
        { subsidiary: 'property', shareBps: 3_000 },
      ],
      limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
    }),
    'FEE-TO-SERVICE': offerOf('缴物业费送保养', 'Pay the fee, get a car service', startsAt, {
      triggers: ['FEE_PAID'],
      subsidiaries: ['property'],
      condition: 'member.has("vehicle")',
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('基础保养免工时', 'Free basic service', {
            value: { kind: 'FREE_SERVICE', ceilingMinor: '48000' },
            honouredBy: ['auto'],
            kinds: ['SERVICE_DONE'],
            categories: ['MAINTENANCE'],
          }),
        },
      ],
      funding: [
        { subsidiary: 'property', shareBps: 5_000 },
        { subsidiary: 'auto', shareBps: 5_000 },
      ],
      limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '2' }],
    }),
    'PARCEL-TO-SHOP': offerOf('寄件送超市券', 'Send a parcel, save in the shop', startsAt, {
      triggers: ['PARCEL_SENT'],
      subsidiaries: ['logistics'],
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('超市满 50 减 10', '10 off 50 in the supermarket', {
            value: { kind: 'AMOUNT_OFF', amountMinor: '1000' },
            honouredBy: ['retail'],
            kinds: ['BASKET_BOUGHT'],
            minimumMinor: '5000',
            validity: { kind: 'DAYS', startsAfterDays: 0, days: 30 },
            transferable: true,
          }),
        },
      ],
      funding: [
        { subsidiary: 'logistics', shareBps: 6_000 },
        { subsidiary: 'retail', shareBps: 4_000 },
      ],
      limits: [
        { phase: 'GRANT', scope: 'MEMBER_DAY', measure: 'USES', ceiling: '2' },
        { phase: 'GRANT', scope: 'TOTAL', measure: 'MONEY', ceiling: '5000000' },
      ],
    }),
    'PARCEL-TO-ERRAND': offerOf('寄件送跑腿券', 'Send a parcel, get an errand', startsAt, {
      triggers: ['PARCEL_SENT'],
      subsidiaries: ['logistics'],
      condition: 'history.visits("retail", 90) > 0',
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('超市跑腿免费送', 'A free errand from the supermarket', {
            value: { kind: 'ERRAND', ceilingMinor: '1200' },
            honouredBy: ['logistics'],
            validity: { kind: 'DAYS', startsAfterDays: 0, days: 30 },
          }),
        },
      ],
      funding: [{ subsidiary: 'logistics', shareBps: 10_000 }],
      limits: [{ phase: 'GRANT', scope: 'MEMBER_DAY', measure: 'USES', ceiling: '1' }],
    }),
    BIRTHDAY: offerOf('生日礼券', 'A coupon for the birthday', startsAt, {
      triggers: [],
      dates: [{ of: 'BIRTHDAY', fact: null, attribute: null, daysBefore: 7, yearly: true }],
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf('生日满 100 减 30', '30 off 100 for the birthday', {
            value: { kind: 'AMOUNT_OFF', amountMinor: '3000' },
            honouredBy: ['retail'],
            minimumMinor: '10000',
            validity: { kind: 'DAYS', startsAfterDays: 0, days: 21 },
          }),
        },
      ],
      funding: [{ subsidiary: 'group', shareBps: 10_000 }],
    }),
    LATTE: offerOf('咖啡杯上的券码', 'Codes on coffee cups', startsAt, {
      triggers: ['CODE'],
      benefits: [
        {
          kind: 'COUPON',
          count: 1,
          coupon: couponOf(
            '满 30 减 8，咖啡店与超市通用',
            '8 off 30, at the café and the supermarket',
            {
              value: { kind: 'AMOUNT_OFF', amountMinor: '800' },
              honouredBy: ['egret', 'retail'],
              minimumMinor: '3000',
            },
          ),
        },
      ],
      funding: [
        { subsidiary: 'egret', shareBps: 6_000 },
        { subsidiary: 'retail', shareBps: 4_000 },
      ],
    }),
  };
}
