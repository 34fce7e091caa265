/** The day's bookings as the cars come, and who hears that one of them changed. */
import type { Principal } from '@guildhall/shared/principal';
import { graphql } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ServiceBookingId, VehicleId } from '../src/index.ts';
import {
  CLERK,
  DAY_MS,
  enroll,
  expectOk,
  memberOf,
  type OpenAuto,
  openAuto,
  START,
  vin,
} from './support/open-auto.ts';

const HOUR_MS = 3_600_000;
const PHONE = '+8613800000901';
let auto: OpenAuto;
let ownerId: string;
let keys = 0;
const key = () => {
  keys += 1;
  return { idempotencyKey: `key-${keys}` };
};

beforeAll(async () => {
  auto = await openAuto();
  ownerId = await enroll(auto.house, PHONE);
});
afterAll(() => auto.close());

async function car(): Promise<VehicleId> {
  const wish = { ...key(), modelCode: 'LX-E6-LR', colour: '白', odometerKm: 10_000 };
  const customer = { phone: PHONE };
  return (
    await expectOk(
      auto.door.registerCustomerVehicle(CLERK, { ...wish, vin: vin(900 + keys), customer }),
    )
  ).vehicleId;
}

async function slotAt(startsAt: Date): Promise<string> {
  const slots = [{ startsAt, endsAt: new Date(startsAt.getTime() + HOUR_MS), capacity: 5 }];
  const { slotIds } = await expectOk(
    auto.door.openServiceSlots(CLERK, { ...key(), dealershipCode: 'SZ-NS', slots }),
  );
  return slotIds[0] ?? '';
}

const book = async (slotId: string): Promise<ServiceBookingId> => {
  const wish = { ...key(), vehicleId: await car(), slotId, category: 'MAINTENANCE' as const };
  return (await expectOk(auto.door.bookService(CLERK, wish))).bookingId;
};

const PAGE = `query ($filter: ServiceBookingFilter, $order: ServiceBookingOrder, $after: String) {
  serviceBookings(first: 2, filter: $filter, order: $order, after: $after) {
    edges { node { id } } pageInfo { hasNextPage endCursor } } }`;

async function allPages(caller: Principal, variables: object): Promise<readonly string[]> {
  const subgraph = auto.house.local.get('auto')?.subgraph;
  if (subgraph === undefined) throw new Error('no subgraph');
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const request = { caller, requestId: 'test', locale: 'en', now: auto.clock.now() } as const;
    const { data, errors } = await graphql({
      schema: subgraph.schema,
      source: PAGE,
      variableValues: { ...variables, after },
      contextValue: subgraph.makeContext(request),
    });
    expect(errors).toBeUndefined();
    const { edges, pageInfo } = (
      data as {
        serviceBookings: {
          edges: { node: { id: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      }
    ).serviceBookings;
    ids.push(...edges.map(({ node }) => node.id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return ids;
}

it('lists a day in the order in which the cars come, page by page, each once', async () => {
  const day = new Date(START.getTime() + 5 * DAY_MS);
  const at = (hours: number) => new Date(day.getTime() + hours * HOUR_MS);
  const late = await book(await slotAt(at(6)));
  const nine = await slotAt(at(1));
  const together = [await book(nine), await book(nine), await book(nine)];
  const noon = await book(await slotAt(at(4)));
  await book(await slotAt(new Date(day.getTime() + DAY_MS)));
  const filter = { startsFrom: day, startsBefore: new Date(day.getTime() + DAY_MS) };
  expect(await allPages(CLERK, { filter, order: 'STARTS' })).toEqual([
    ...together.toSorted(),
    noon,
    late,
  ]);
  expect(await allPages(CLERK, { filter })).toEqual(
    [late, noon, ...together].toSorted().toReversed(),
  );
  expect(await allPages(memberOf(ownerId), { filter, order: 'STARTS' })).toHaveLength(5);
  const stranger = memberOf(await enroll(auto.house, '+8613800000902'));
  expect(await allPages(stranger, { filter, order: 'STARTS' })).toEqual([]);
});

it('is heard by the dealership and the member whenever a booking changes, and not when it is refused', async () => {
  const slots = [await slotAt(new Date(START.getTime() + 8 * DAY_MS))];
  slots.push(await slotAt(new Date(START.getTime() + 8 * DAY_MS + HOUR_MS)));
  const [slotId = '', other = ''] = slots;
  const heard: unknown[] = [];
  const deaf = auto.house.hearsay.listen((events) => {
    for (const { type, payload } of events)
      if (type === 'auto.service-booking-changed') heard.push(payload);
  });
  const changes = async (act: () => Promise<unknown>): Promise<number> => {
    const before = heard.length;
    await act();
    return heard.length - before;
  };
  let bookingId: ServiceBookingId = '';
  expect(await changes(async () => (bookingId = await book(slotId)))).toBe(1);
  const which = () => ({ ...key(), bookingId });
  const move = () => auto.door.moveServiceBooking(CLERK, { ...which(), slotId: other });
  expect(await changes(move)).toBe(1);
  expect(await changes(move), 'where it stands already').toBe(0);
  expect(await changes(() => auto.door.planServiceCoupon(CLERK, which()))).toBe(1);
  let workOrderId = '';
  const checkIn = async () => {
    const opened = await auto.door.checkInBooking(CLERK, { ...which(), odometerKm: 10_500 });
    workOrderId = (await expectOk(Promise.resolve(opened))).workOrderId;
  };
  expect(await changes(checkIn)).toBe(1);
  expect(await changes(() => auto.door.cancelServiceBooking(CLERK, which())), 'refused').toBe(0);
  const lines = [{ itemCode: 'MNT-BASIC', quantityCenti: 100n }];
  await expectOk(auto.door.addWorkOrderLines(CLERK, { ...key(), workOrderId, lines }));
  const complete = () => auto.door.completeWorkOrder(CLERK, { ...key(), workOrderId });
  expect(await changes(complete)).toBe(1);

  bookingId = await book(slotId);
  expect(await changes(() => auto.door.recordNoShow(CLERK, which()))).toBe(1);
  bookingId = await book(slotId);
  expect(await changes(() => auto.door.cancelServiceBooking(CLERK, which()))).toBe(1);
  deaf();
  for (const payload of heard)
    expect(payload).toMatchObject({ subsidiary: 'auto', memberId: ownerId });
});
