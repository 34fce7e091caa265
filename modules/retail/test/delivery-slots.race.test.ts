/** Home delivery: the last place in a slot, and the way back. */
import type { IdentityDoor } from '@guildhall/identity';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  codeOf,
  expectOk,
  type OpenRetail,
  OTHER_SYSTEM,
  openRetail,
  START,
  TILL,
} from './support/open-retail.ts';

const HOUR_MS = 3_600_000;

describe('delivery slots', () => {
  let shop: OpenRetail;
  let member: Principal & { readonly kind: 'member' };
  beforeAll(async () => {
    shop = await openRetail(['retail', 'identity']);
    const identity = shop.house.doors.get<IdentityDoor>('identity');
    const { memberId } = await expectOk(
      identity.enroll(TILL, {
        idempotencyKey: 'm',
        identities: [{ type: 'PHONE', value: '+8613800138001', verified: true }],
      }),
    );
    member = { kind: 'member', memberId, sessionId: 's' };
  });
  afterAll(() => shop.close());

  let slots = 0;
  const openSlot = async (capacity: number): Promise<string> => {
    slots += 1;
    const startsAt = new Date(START.getTime() + (24 + slots) * HOUR_MS);
    const { slotId } = await expectOk(
      shop.door.openDeliverySlot(CLERK, {
        idempotencyKey: `slot-${slots}`,
        storeCode: 'SH-001',
        startsAt,
        endsAt: new Date(startsAt.getTime() + HOUR_MS),
        capacity,
      }),
    );
    return slotId;
  };
  const sell = async (
    receiptNo: string,
    memberId: string | undefined = member.memberId,
    storeCode = 'SH-001',
  ) => {
    const lines = [{ productCode: 'RICE', quantity: '1' }];
    const wish = {
      idempotencyKey: receiptNo,
      receiptNo,
      storeCode,
      channel: 'APP' as const,
      lines,
      memberId,
    };
    return (await expectOk(shop.door.recordBasket(TILL, wish))).basketId;
  };
  const book = (slotId: string, basketId: string, key = basketId, caller: Principal = member) =>
    shop.door.bookDelivery(caller, {
      idempotencyKey: key,
      slotId,
      basketId,
      address: '世纪大道 1 号 301 室',
    });
  const bookedIn = async (slotId: string) =>
    (await shop.door.slots(CLERK, { ids: [slotId] }))[0]?.booked;

  it('give the last place to exactly one of those who want it', async () => {
    const slotId = await openSlot(1);
    const baskets = await Promise.all(Array.from({ length: 8 }, (_, turn) => sell(`D-${turn}`)));
    const answers = await Promise.all(baskets.map((basketId) => codeOf(book(slotId, basketId))));
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'SLOT_FULL')).toHaveLength(7);
    expect(await bookedIn(slotId)).toBe(1);
  });

  it('take a place back when a delivery is called off, once, however many call at the same moment', async () => {
    const slotId = await openSlot(2);
    const { bookingId } = await expectOk(book(slotId, await sell('OFF')));
    await expectOk(book(slotId, await sell('STAYS')));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, turn) =>
        codeOf(shop.door.cancelDelivery(member, { idempotencyKey: `off-${turn}`, bookingId })),
      ),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'DELIVERY_SETTLED')).toHaveLength(5);
    expect(await bookedIn(slotId)).toBe(1);
    expect(
      await codeOf(
        shop.door.changeDeliveryCapacity(CLERK, { idempotencyKey: 'c', slotId, capacity: 0 }),
      ),
    ).toBe('SLOT_CAPACITY_BELOW_BOOKED');
  });

  it('show the address to the member and the store, and keep it sealed', async () => {
    const slotId = await openSlot(1);
    const { bookingId } = await expectOk(book(slotId, await sell('SEALED')));
    const seen = async (caller: Principal) =>
      (await shop.door.bookings(caller, { ids: [bookingId] })).map(({ address }) => address);
    expect(await seen(member)).toEqual(['世纪大道 1 号 301 室']);
    expect(await seen(CLERK)).toEqual(['世纪大道 1 号 301 室']);
    expect(await seen(OTHER_SYSTEM)).toEqual([]);
    const kit = shop.house.local.get('retail')?.kit;
    if (kit === undefined) throw new Error('retail is not open');
    const { rows } = await sql<{
      text: string;
    }>`SELECT string_agg(b::text, '') AS text FROM delivery_booking b`.execute(kit.db.sql());
    expect(rows[0]?.text).not.toContain('世纪大道');
  });

  it('are refused in the stated order', async () => {
    const full = await openSlot(0);
    const stranger: Principal = {
      kind: 'member',
      memberId: 'mem_01kkaqhx80er88s8j6a76xghpc',
      sessionId: 's',
    };
    const mine = await sell('ORDER-1');
    expect(await codeOf(book('dsl_none', 'bsk_none'))).toBe('BASKET_UNKNOWN');
    expect(await codeOf(book(full, mine, 'x', stranger))).toBe('BASKET_UNKNOWN');
    const nobodys = await sell('ORDER-2', undefined);
    expect(nobodys).not.toBe(mine);
    expect(await codeOf(book('dsl_none', mine))).toBe('SLOT_UNKNOWN');
    expect(await codeOf(book(full, mine))).toBe('SLOT_FULL');
    const { bookingId } = await expectOk(book(await openSlot(1), mine, 'first'));
    expect(await codeOf(book(full, mine, 'second'))).toBe('DELIVERY_ALREADY_BOOKED');
    await expectOk(shop.door.completeDelivery(CLERK, { idempotencyKey: 'done', bookingId }));
    expect(
      await codeOf(shop.door.cancelDelivery(member, { idempotencyKey: 'late', bookingId })),
    ).toBe('DELIVERY_SETTLED');
    const early = await openSlot(1);
    shop.clock.set(new Date(START.getTime() + 400 * HOUR_MS));
    expect(await codeOf(book(early, mine, 'late'))).toBe('SLOT_STARTED');
  });
});
