/** A booking that plans a coupon: looked at for the slot's time, promised to one booking, used when the work is closed. */
import type { CouponService } from '@guildhall/coupon';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moduleDatabaseOf } from '../../../test/support/open-modules.ts';
import { couponBenefit, offerDefinition } from '../../coupon/test/support/make-offer.ts';
import type { ServiceBookingId, ServiceSlotId, VehicleId } from '../src/index.ts';
import {
  CLERK,
  codeOf,
  DAY_MS,
  enroll,
  expectOk,
  memberOf,
  OPERATOR,
  type OpenAuto,
  openAuto,
  START,
  vin,
} from './support/open-auto.ts';

let auto: OpenAuto;
let coupons: CouponService;
let owner: Principal;
let ownerId: string;
let otherId: string;
let keys = 0;
const key = () => {
  keys += 1;
  return { idempotencyKey: `key-${keys}` };
};
const PHONE = '+8613800000801';

beforeAll(async () => {
  auto = await openAuto(['auto', 'coupon', 'identity', 'journal', 'ledger']);
  coupons = auto.house.doors.get<CouponService>('coupon');
  ownerId = await enroll(auto.house, PHONE);
  otherId = await enroll(auto.house, '+8613800000802');
  owner = memberOf(ownerId);
});
afterAll(() => auto.close());

/** Twenty yuan off a service, for that member. */
async function coupon(memberId = ownerId, expiresAt?: Date): Promise<string> {
  const definition = offerDefinition({
    benefits: [couponBenefit({ honouredBy: ['auto'], kinds: ['SERVICE_DONE'] })],
  });
  const code = `SERVICE-${keys}`;
  const { offerId } = await expectOk(
    coupons.createOffer(OPERATOR, { ...key(), code, owner: 'group', definition }),
  );
  await expectOk(coupons.publishOffer(OPERATOR, { ...key(), offerId }));
  const wish = { ...key(), offerId, memberId, expiresAt };
  return (await expectOk(coupons.issueCoupon(OPERATOR, wish))).couponId;
}

async function slot(days: number): Promise<ServiceSlotId> {
  keys += 1;
  const startsAt = new Date(START.getTime() + days * DAY_MS + keys * 60_000);
  const endsAt = new Date(startsAt.getTime() + 3_600_000);
  const slots = [{ startsAt, endsAt, capacity: 5 }];
  const wish = { ...key(), dealershipCode: 'SZ-NS', slots };
  return (await expectOk(auto.door.openServiceSlots(CLERK, wish))).slotIds[0] ?? '';
}

async function car(phone: string | null = PHONE): Promise<VehicleId> {
  keys += 1;
  const wish = { ...key(), vin: vin(800 + keys), modelCode: 'LX-E6-LR', colour: '白' };
  const customer = phone === null ? {} : { phone };
  return (
    await expectOk(
      auto.door.registerCustomerVehicle(CLERK, { ...wish, odometerKm: 10_000, customer }),
    )
  ).vehicleId;
}

const wishOf = async (couponId: string, over: { vehicleId?: VehicleId; slotId?: string } = {}) => ({
  ...key(),
  vehicleId: over.vehicleId ?? (await car()),
  slotId: over.slotId ?? (await slot(2)),
  category: 'MAINTENANCE' as const,
  coupon: couponId,
});

async function plannedFor(bookingId: ServiceBookingId, caller = owner): Promise<unknown> {
  const subgraph = auto.house.local.get('auto')?.subgraph;
  if (subgraph === undefined) throw new Error('no subgraph');
  const { graphql } = await import('graphql');
  const request = { caller, requestId: 'test', locale: 'en', now: auto.clock.now() } as const;
  const { data } = await graphql({
    schema: subgraph.schema,
    source: 'query ($id: ID!) { serviceBooking(id: $id) { coupon { id } } }',
    variableValues: { id: bookingId },
    contextValue: subgraph.makeContext(request),
  });
  return (data as { serviceBooking: { coupon: { id: string } | null } }).serviceBooking.coupon?.id;
}

it('remembers the member’s own coupon, once for the same key, for the member and the dealership', async () => {
  const couponId = await coupon();
  const wish = await wishOf(couponId);
  const booked = await expectOk(auto.door.bookService(owner, wish));
  expect(await expectOk(auto.door.bookService(owner, wish))).toEqual(booked);
  expect(await plannedFor(booked.bookingId)).toBe(couponId);
  expect(await plannedFor(booked.bookingId, CLERK)).toBe(couponId);
});

it('says why another coupon will not do, naming the field, and books nothing', async () => {
  const slotId = await slot(3);
  const vehicleId = await car();
  const told = async (couponId: string) => {
    const answer = await auto.door.bookService(
      owner,
      await wishOf(couponId, { vehicleId, slotId }),
    );
    return answer.ok ? 'accepted' : [answer.refusal.code, answer.refusal.path.join('.')];
  };
  expect(await told(await coupon(otherId))).toEqual(['COUPON_NOT_YOURS', 'coupon']);
  const ended = await coupon(ownerId, new Date(START.getTime() + DAY_MS));
  expect(await told(ended)).toEqual(['COUPON_EXPIRED', 'coupon']);
  expect(await told('NO-SUCH-CODE')).toEqual(['COUPON_NOT_FOUND', 'coupon']);
  const { rows } = await sql<{ booked: number }>`
    SELECT sum(booked)::int AS booked FROM service_slot WHERE starts_at > ${new Date(START.getTime() + 3 * DAY_MS)}`.execute(
    moduleDatabaseOf(auto.house, 'auto'),
  );
  expect(rows[0]?.booked).toBe(0);
  const nobodys = await wishOf(await coupon(), { vehicleId: await car(null) });
  const walkIn = await auto.door.bookService(CLERK, nobodys);
  expect(walkIn.ok ? '' : walkIn.refusal.code).toBe('SERVICE_COUPON_NEEDS_MEMBER');
});

it('is promised to one open booking, however many ask at once, and free again when that is called off', async () => {
  const couponId = await coupon();
  const wishes = [await wishOf(couponId), await wishOf(couponId), await wishOf(couponId)];
  const answers = await Promise.all(wishes.map((wish) => auto.door.bookService(owner, wish)));
  const kept = answers.flatMap((one) => (one.ok ? [one.value.bookingId] : []));
  expect(kept).toHaveLength(1);
  expect(answers.flatMap((one) => (one.ok ? [] : [one.refusal.code]))).toEqual([
    'SERVICE_COUPON_PLANNED',
    'SERVICE_COUPON_PLANNED',
  ]);
  const [bookingId = ''] = kept;
  await expectOk(auto.door.cancelServiceBooking(owner, { ...key(), bookingId }));
  await expectOk(auto.door.bookService(owner, await wishOf(couponId)));
});

it('moves with the booking while it is good, and is taken back when it would not be', async () => {
  const couponId = await coupon(ownerId, new Date(START.getTime() + 5 * DAY_MS));
  const { bookingId } = await expectOk(auto.door.bookService(owner, await wishOf(couponId)));
  const [near, late] = [await slot(4), await slot(9)];
  await expectOk(auto.door.moveServiceBooking(owner, { ...key(), bookingId, slotId: near }));
  expect(await plannedFor(bookingId)).toBe(couponId);
  const refused = await auto.door.moveServiceBooking(owner, { ...key(), bookingId, slotId: late });
  expect(refused.ok ? '' : refused.refusal).toMatchObject({
    code: 'COUPON_EXPIRED',
    path: ['slotId'],
  });
  const other = memberOf(otherId);
  expect(await codeOf(auto.door.planServiceCoupon(other, { ...key(), bookingId }))).toBe(
    'SERVICE_BOOKING_NOT_FOUND',
  );
  await expectOk(auto.door.planServiceCoupon(owner, { ...key(), bookingId }));
  await expectOk(auto.door.moveServiceBooking(owner, { ...key(), bookingId, slotId: late }));
  expect(await plannedFor(bookingId)).toBeUndefined();
  const longer = await coupon();
  await expectOk(auto.door.planServiceCoupon(owner, { ...key(), bookingId, coupon: longer }));
  expect(await plannedFor(bookingId)).toBe(longer);
});

/** The car is here and one hour of work is written: 180 yuan. */
async function inWorkshop(bookingId: ServiceBookingId): Promise<string> {
  const checkIn = { ...key(), bookingId, odometerKm: 10_100 };
  const { workOrderId } = await expectOk(auto.door.checkInBooking(CLERK, checkIn));
  const lines = [{ itemCode: 'MNT-BASIC', quantityCenti: 100n }];
  await expectOk(auto.door.addWorkOrderLines(CLERK, { ...key(), workOrderId, lines }));
  return workOrderId;
}

async function paidOf(workOrderId: string): Promise<readonly number[]> {
  const { rows } = await sql<{ discount: number; paid: number }>`
    SELECT discount_minor::int AS discount, paid_minor::int AS paid FROM work_order
    WHERE transaction_id IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT 1`.execute(
    moduleDatabaseOf(auto.house, 'auto'),
  );
  if (workOrderId === '') throw new Error('no work order');
  return [rows[0]?.discount ?? -1, rows[0]?.paid ?? -1];
}

it('pays when the work is closed and nobody names another, and says why when it cannot', async () => {
  const couponId = await coupon();
  const { bookingId } = await expectOk(auto.door.bookService(owner, await wishOf(couponId)));
  const workOrderId = await inWorkshop(bookingId);
  const done = await expectOk(auto.door.completeWorkOrder(CLERK, { ...key(), workOrderId }));
  expect(done.reservationId).not.toBeNull();
  expect(await paidOf(workOrderId)).toEqual([2_000, 16_000]);

  const spent = await coupon();
  const second = await expectOk(auto.door.bookService(owner, await wishOf(spent)));
  const order = await inWorkshop(second.bookingId);
  await expectOk(
    coupons.reserve(CLERK, {
      ...{ ...key(), memberId: ownerId, coupons: [spent] },
      basket: {
        ...{ subsidiary: 'auto', storeCode: 'SZ-NS', kind: 'SERVICE_DONE' },
        lines: [
          {
            ...{ lineId: '1', itemCode: 'X', category: 'MAINTENANCE', quantity: '1' },
            amountMinor: 9_000n,
          },
        ],
      },
    }),
  );
  const complete = { ...key(), workOrderId: order };
  expect(await codeOf(auto.door.completeWorkOrder(CLERK, complete))).toBe('COUPON_RESERVED');
  auto.clock.set(new Date(START.getTime() + 60_000));
  const without = { ...key(), workOrderId: order, coupons: [] };
  const paid = await expectOk(auto.door.completeWorkOrder(CLERK, without));
  expect(paid.reservationId).toBeNull();
  expect(await paidOf(order)).toEqual([0, 18_000]);
});
