/**
 * The member whom the welcome names, as somebody who has lived with the group for a year: a car in service, parcels of
 * half a year, a home shared with a spouse and the wallet of both, fees paid, consents changed, looks by companies,
 * coupons of every state. So that each page of the phone has something to show.
 */
import type { MemberId } from '@guildhall/ledger';
import { addMonths, businessDay } from '@guildhall/shared/business-time';
import { fromUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Chance } from './chance.ts';
import { FOUNDER, forEach, type Seeding, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';
import { inventPlate, inventVin } from './people.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Couple {
  readonly first: SeededMember;
  readonly spouse: SeededMember;
}

const asMember = ({ memberId }: SeededMember): Principal => ({
  kind: 'member',
  memberId,
  sessionId: 'seeds',
});
const key = (what: string) => ({ idempotencyKey: `first-member-${what}` });

/** `offers`: ids by code. `persons`: ids by login. */
export async function seedFirstMember(
  seeding: Seeding,
  chance: Chance,
  [first, spouse]: readonly SeededMember[],
  { offers, persons }: Readonly<Record<'offers' | 'persons', ReadonlyMap<string, string>>>,
): Promise<void> {
  if (first === undefined || spouse === undefined) return;
  const couple = { first, spouse };
  await shareHome(seeding, couple, persons.get('operator') ?? '');
  await Promise.all([
    driveAndService(seeding, chance, first),
    sendParcels(seeding, chance, couple),
    shopMonthly(seeding, chance, first).then((baskets) => orderErrands(seeding, first, baskets)),
    payLastMonth(seeding, first),
    changeConsents(seeding, first),
    collectCoupons(seeding, first, offers),
  ]);
}

/** At home with a spouse, who came into the wallet by the first member's code. */
async function shareHome(
  { identity, ledger }: Seeding,
  { first, spouse }: Couple,
  personId: string,
): Promise<void> {
  const operator: Principal = { kind: 'staff', personId, accountId: personId, roles: ['operator'] };
  const wallet = valueOrThrow(
    await ledger.createHousehold(asMember(first), {
      ...key('wallet'),
      currency: 'POINT',
      name: `${first.person.name.slice(0, 1)}家`,
      members: [
        {
          memberId: first.memberId as MemberId,
          contributionBps: 1_000,
          spending: { kind: 'FULL' },
        },
      ],
    }),
  );
  const invite = (what: string) =>
    ledger.inviteToHousehold(asMember(first), {
      ...key(what),
      householdId: wallet.id,
      spending: { kind: 'LIMITED', perMonthMinor: 500n },
    });
  const { code } = valueOrThrow(await invite('invitation'));
  valueOrThrow(
    await ledger.acceptInvitation(asMember(spouse), {
      ...key('acceptance'),
      code,
      contributionBps: 2_500,
    }),
  );
  const { householdId } = valueOrThrow(
    await identity.joinHousehold(operator, {
      ...key('home-first'),
      memberId: first.memberId,
      relation: 'HEAD',
    }),
  );
  valueOrThrow(
    await identity.joinHousehold(operator, {
      ...key('home-spouse'),
      householdId,
      memberId: spouse.memberId,
      relation: 'SPOUSE',
    }),
  );
}

/** A car bought elsewhere years ago: serviced here, and booked in again. */
async function driveAndService(
  { auto, now }: Seeding,
  chance: Chance,
  first: SeededMember,
): Promise<void> {
  const dms = systemOf('auto');
  const { vehicleId } = valueOrThrow(
    await auto.registerCustomerVehicle(dms, {
      ...key('car'),
      vin: inventVin(chance, 'LYT'),
      modelCode: 'YT-6',
      colour: '月光银',
      odometerKm: 38_210,
      licencePlate: inventPlate(chance, false),
      customer: { memberId: first.memberId },
    }),
  );
  const { workOrderId } = valueOrThrow(
    await auto.openWorkOrder(dms, {
      ...key('work-order'),
      dealershipCode: 'XM-HL',
      vehicleId,
      odometerKm: 42_680,
    }),
  );
  valueOrThrow(
    await auto.addWorkOrderLines(dms, {
      ...key('work-lines'),
      workOrderId,
      lines: ['BASIC-SERVICE', 'WIPER'].map((itemCode) => ({ itemCode, quantityCenti: 100n })),
    }),
  );
  valueOrThrow(await auto.completeWorkOrder(dms, { ...key('work-done'), workOrderId }));
  const day = Math.floor(now.getTime() / DAY_MS) * DAY_MS + 3 * DAY_MS;
  const startsAt = new Date(day + 9 * HOUR_MS);
  const opened = valueOrThrow(
    await auto.openServiceSlots(dms, {
      ...key('slot'),
      dealershipCode: 'XM-HL',
      slots: [{ startsAt, endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS), capacity: 1 }],
    }),
  );
  const [slotId] = opened.slotIds;
  if (slotId === undefined) return;
  valueOrThrow(
    await auto.bookService(asMember(first), {
      ...key('booking'),
      vehicleId,
      slotId,
      category: 'CAR_WASH',
    }),
  );
}

/** One each month, the last on its way; and one that somebody sent to the member. */
async function sendParcels(
  { logistics, now }: Seeding,
  chance: Chance,
  { first, spouse }: Couple,
): Promise<void> {
  const tms = systemOf('logistics');
  const ways = [
    { from: first, to: spouse, district: '泉州市丰泽区', daysAgo: 128 },
    { from: first, to: spouse, district: '上海市浦东新区', daysAgo: 66 },
    { from: spouse, to: first, district: '厦门市思明区', daysAgo: 9 },
  ];
  await forEach(ways, async ({ from, to, district, daysAgo }, index) => {
    const sentAt = new Date(now.getTime() - daysAgo * DAY_MS);
    const { waybillNo } = valueOrThrow(
      await logistics.sendParcel(tms, {
        ...key(`parcel-${index}`),
        depotCode: 'XM-D1',
        service: 'STANDARD',
        channel: 'APP',
        weightGrams: chance.between(400, 3_000),
        sender: { name: from.person.name, phone: from.person.phone, address: from.address },
        recipient: { name: to.person.name, phone: to.person.phone, address: to.address },
        fromDistrict: '厦门市湖里区',
        toDistrict: district,
        senderId: from.memberId,
        sentAt,
      }),
    );
    const steps = [
      ['PICKED_UP', '厦门湖里营业部'],
      ['IN_TRANSIT', '厦门分拨中心'],
      ['OUT_FOR_DELIVERY', '目的地营业部'],
      ['DELIVERED', '收件人'],
    ] as const;
    for (const [step, [state, place]] of steps.entries())
      valueOrThrow(
        await logistics.moveParcel(tms, {
          ...key(`parcel-${index}-${step}`),
          waybillNo,
          state,
          place,
          occurredAt: new Date(sentAt.getTime() + (step + 1) * 5 * HOUR_MS),
        }),
      );
  });
}

async function shopMonthly(
  { retail, now }: Seeding,
  chance: Chance,
  { memberId }: SeededMember,
): Promise<readonly string[]> {
  const shelves = [
    ['RICE-5KG', 'OIL-5L', 'EGG-30'],
    ['TEA-250', 'TISSUE-24'],
    ['PORK-500', 'FISH-1', 'APPLE-1KG', 'MILK-12'],
    ['DETERGENT', 'SHAMPOO'],
  ];
  const made = await Promise.all(
    shelves.map(async (products, index) => {
      const { basketId } = valueOrThrow(
        await retail.recordBasket(systemOf('retail'), {
          ...key(`basket-${index}`),
          receiptNo: `XM002-9${String(index + 1).padStart(5, '0')}`,
          storeCode: 'XM002',
          channel: 'STORE',
          boughtAt: new Date(now.getTime() - (14 + index * 37) * DAY_MS),
          memberId,
          lines: products.map((productCode) => ({
            productCode,
            quantity: String(chance.between(1, 3)),
          })),
        }),
      );
      return basketId;
    }),
  );
  return made;
}

/** The last shopping comes home today, the one before the day after tomorrow. */
async function orderErrands(
  { logistics, now }: Seeding,
  first: SeededMember,
  [last, before]: readonly string[],
): Promise<void> {
  if (last === undefined || before === undefined) return;
  const tms = systemOf('logistics');
  const book = async (what: string, basketId: string, startsAt: Date) => {
    const { windowId } = valueOrThrow(
      await logistics.openErrandWindow(tms, {
        ...key(`errand-window-${what}`),
        depotCode: 'XM-D3',
        startsAt,
        endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS),
        feeMinor: 1_200n,
        capacity: 6,
      }),
    );
    return valueOrThrow(
      await logistics.bookErrand(asMember(first), {
        ...key(`errand-${what}`),
        ...{ windowId, basketId, channel: 'APP', destination: first.address },
      }),
    ).errandId;
  };
  // Half an hour away at least: seeding takes its time, and a time that has begun cannot be booked.
  const soon = new Date(Math.ceil((now.getTime() + HOUR_MS / 2) / HOUR_MS) * HOUR_MS);
  const today = await book('today', last, soon);
  valueOrThrow(await logistics.collectErrand(tms, { ...key('errand-fetched'), errandId: today }));
  await book('later', before, new Date(soon.getTime() + 2 * DAY_MS));
}

/** The home's bill of the month before was paid; this month's is open. */
async function payLastMonth({ property, now }: Seeding, first: SeededMember): Promise<void> {
  valueOrThrow(
    await property.issueFeeBills(systemOf('property'), {
      ...key('bills'),
      communityCode: 'LHY',
      kind: 'PROPERTY_FEE',
      month: addMonths(businessDay(now), -1).slice(0, 7),
    }),
  );
  const { tables } = await property.exportMember(FOUNDER, { memberIds: [first.memberId] });
  const bills = (tables.find(({ name }) => name === 'fee_bill')?.rows ?? []) as readonly {
    readonly id: string;
    readonly kind: string;
    readonly month: string | Date;
  }[];
  const [earliest, next] = bills
    .filter(({ kind }) => kind === 'PROPERTY_FEE')
    .toSorted((one, other) => +new Date(one.month) - +new Date(other.month));
  if (earliest === undefined || next === undefined) return;
  valueOrThrow(
    await property.payFees(asMember(first), {
      ...key('paid'),
      bills: [{ billId: fromUuid('bil', earliest.id) }],
      channel: 'APP',
    }),
  );
}

/** Sharing was withdrawn for a day, in which a company asked in vain; partners were allowed for a while. */
async function changeConsents({ identity }: Seeding, first: SeededMember): Promise<void> {
  const { memberId } = first;
  const say = async (
    purpose: 'CROSS_SUBSIDIARY_SHARING' | 'PARTNER_SHARING',
    granted: boolean,
    no: number,
  ) =>
    valueOrThrow(
      await identity.setConsent(asMember(first), {
        ...key(`consent-${purpose}-${no}`),
        ...{ memberId, purpose, granted, wordingVersion: 'pages-2026-01' },
      }),
    );
  const look = (company: 'auto' | 'retail' | 'logistics', subsidiary: string) =>
    identity.mayShare(systemOf(company), { memberIds: [memberId], subsidiary });
  await look('auto', 'property');
  await look('retail', 'logistics');
  await say('PARTNER_SHARING', true, 1);
  await say('CROSS_SUBSIDIARY_SHARING', false, 1);
  await look('logistics', 'auto');
  await say('CROSS_SUBSIDIARY_SHARING', true, 2);
  await say('PARTNER_SHARING', false, 2);
  await look('auto', 'retail');
}

/** One that was used at the till, one about to end. Of the birthday's: it has no limit that a first request could meet. */
async function collectCoupons(
  { coupon, now }: Seeding,
  { memberId }: SeededMember,
  offers: ReadonlyMap<string, string>,
): Promise<void> {
  const issue = async (what: string, over: object = {}) =>
    valueOrThrow(
      await coupon.issueCoupon(FOUNDER, {
        ...key(`birthday-${what}`),
        offerId: offers.get('BIRTHDAY') ?? '',
        memberId,
        ...over,
      }),
    ).couponId;
  await issue('ends-soon', { expiresAt: new Date(now.getTime() + 2 * DAY_MS) });
  const used = await issue('used');
  const till = systemOf('retail');
  const { reservationId } = valueOrThrow(
    await coupon.reserve(till, {
      ...key('reserve'),
      memberId,
      basket: {
        subsidiary: 'retail',
        storeCode: 'XM002',
        kind: 'BASKET_BOUGHT',
        lines: [
          {
            lineId: '1-TEA-250',
            itemCode: 'TEA-250',
            category: '茶饮',
            quantity: '1',
            amountMinor: 12_800n,
          },
        ],
      },
      coupons: [used],
    }),
  );
  const orderRef = `XM002-${businessDay(now).replaceAll('-', '')}-0001`;
  valueOrThrow(await coupon.redeem(till, { ...key('redeem'), reservationId, orderRef }));
}
