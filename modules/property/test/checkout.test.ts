/** Paying fees with coupons, against the real coupon module: reserved for exactly what is paid, or not at all. */
import type { CouponService } from '@guildhall/coupon';
import type { LedgerDoor } from '@guildhall/ledger';
import { fromUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  billNow,
  billOf,
  CLERK,
  codeOf,
  enroll,
  expectOk,
  memberOf,
  moveIn,
  type OpenProperty,
  openProperty,
} from './support/open-property.ts';

const OPERATOR: Principal = { kind: 'staff', personId: 'p', accountId: 'a', roles: ['operator'] };
const phone = '+8613800000051';
let property: OpenProperty;
let member: Principal;
const months = Array.from(
  { length: 12 },
  (_, index) => `2026-${String(index + 1).padStart(2, '0')}`,
);
let month = '';

beforeAll(async () => {
  property = await openProperty([
    'property',
    'identity',
    'journal',
    'ledger',
    'coupon',
    'clearing',
  ]);
  const memberId = await enroll(property.house, phone);
  member = memberOf(memberId);
  await moveIn(property.door, phone);
  await publishOffer();
});
afterAll(() => property.close());
beforeEach(() => {
  month = months.shift() ?? '';
});

/** Any fee paid gives two coupons of fifty yuan for the next. */
async function publishOffer(): Promise<void> {
  await property.house.doors.get<LedgerDoor>('ledger').defineCurrency(OPERATOR, {
    ...{ idempotencyKey: 'points', code: 'POINT', name: { zh: '积分', en: 'Points' }, scale: 0 },
    ...{ qualifying: false, expiry: { kind: 'NEVER' } },
  });
  const coupons = property.house.doors.get<CouponService>('coupon');
  const { offerId } = await expectOk(
    coupons.createOffer(OPERATOR, {
      ...{ idempotencyKey: 'offer', code: 'FIFTY-OFF', owner: 'group' },
      definition: {
        ...{ name: { zh: '减五十', en: 'Fifty off' }, description: null },
        ...{ triggers: ['FEE_PAID'], subsidiaries: ['property'], condition: 'true' },
        audience: { tiers: [], segments: [], consents: [], household: false },
        ...{ startsAt: '2026-01-01T00:00:00Z', endsAt: null, pointPrice: '0.01', limits: [] },
        funding: [{ subsidiary: 'property', shareBps: 10_000 }],
        stacking: { group: null, exclusive: false, priority: 0 },
        benefits: [
          {
            ...{ kind: 'COUPON', count: 2 },
            coupon: {
              name: { zh: '减五十', en: 'Fifty off' },
              value: { kind: 'AMOUNT_OFF', amountMinor: '5000' },
              ...{ worthMinor: null, uses: 1, instalments: null, bind: null, condition: null },
              validity: { kind: 'DAYS', startsAfterDays: 0, days: 365 },
              ...{ honouredBy: ['property'], stores: [], kinds: ['FEE_PAID'], categories: [] },
              ...{ itemCodes: [], minimumMinor: '0', transferable: false, whenUsedUp: 'DEBT' },
              combination: { group: null, exclusive: false },
            },
          },
        ],
      },
    }),
  );
  await expectOk(coupons.publishOffer(OPERATOR, { idempotencyKey: 'publish', offerId }));
}

interface CouponRow {
  readonly id: string;
  readonly held: number;
  readonly spent: number;
}

async function couponRows(): Promise<readonly CouponRow[]> {
  const db = property.house.local.get('coupon')?.kit.db.sql();
  if (db === undefined) throw new Error('the coupon module is not here');
  const { rows } = await sql<CouponRow>`
    SELECT id, uses_held AS held, uses_spent AS spent FROM coupon ORDER BY id`.execute(db);
  return rows;
}

const spent = async () => (await couponRows()).filter((coupon) => coupon.spent > 0).length;
const free = async () =>
  (await couponRows())
    .filter((coupon) => coupon.held + coupon.spent === 0)
    .map(({ id }) => fromUuid('cpn', id));

/** Two more coupons for the member: pays a month in money. */
async function earnTwo(): Promise<void> {
  const billId = await billOf(property, month);
  await expectOk(
    property.door.payFees(CLERK, {
      idempotencyKey: `earn-${month}`,
      bills: [{ billId }],
      channel: 'STORE',
    }),
  );
  month = months.shift() ?? '';
}

const pay = (key: string, billId: string, coupons: readonly string[], grossMinor?: bigint) =>
  property.door.payFees(member, {
    ...{ idempotencyKey: key, bills: [{ billId, grossMinor }], channel: 'APP', coupons },
  });

describe('a payment with a coupon', () => {
  it('asked again gives the first answer, and uses the coupon once', async () => {
    await earnTwo();
    const [coupon = ''] = await free();
    const before = await spent();
    const billId = await billOf(property, month);
    const first = await expectOk(pay('again', billId, [coupon], 10_000n));
    expect(await expectOk(pay('again', billId, [coupon], 10_000n))).toEqual(first);
    expect(first.reservationId).toMatch(/^rsv_/);
    expect(await billNow(property.house, billId)).toMatchObject({ settled: 10_000n });
    expect(await spent()).toBe(before + 1);
    expect(await codeOf(pay('again', billId, [coupon], 9_999n))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await spent()).toBe(before + 1);
  });

  it('that is refused leaves the bill as it was, and is refused again for the same key', async () => {
    await earnTwo();
    const [coupon = ''] = await free();
    const billId = await billOf(property, month);
    await expectOk(pay('use', billId, [coupon], 6_000n));
    expect(await codeOf(pay('used', billId, [coupon]))).toBe('COUPON_USED_UP');
    expect(await codeOf(pay('used', billId, [coupon]))).toBe('COUPON_USED_UP');
    expect(await billNow(property.house, billId)).toMatchObject({ settled: 6_000n });
  });

  it('that loses the bill to another gives its coupon back', async () => {
    await earnTwo();
    const [one = '', two = ''] = await free();
    const before = await spent();
    const billId = await billOf(property, month);
    const answers = await Promise.all([
      codeOf(pay('race-1', billId, [one])),
      codeOf(pay('race-2', billId, [two])),
    ]);
    expect(answers.sort()).toEqual(['FEE_BILL_STATE', 'accepted']);
    expect(await spent()).toBe(before + 1);
    expect((await couponRows()).every(({ held }) => held === 0)).toBe(true);
    expect(await billNow(property.house, billId)).toMatchObject({
      state: 'PAID',
      settled: 25_470n,
    });
  });

  it('of all that is open is planned anew when a part is paid meanwhile', async () => {
    await earnTwo();
    const [coupon = ''] = await free();
    const before = await spent();
    const billId = await billOf(property, month);
    const part = {
      idempotencyKey: 'part',
      bills: [{ billId, grossMinor: 5_470n }],
      channel: 'STORE',
    } as const;
    const answers = await Promise.all([
      codeOf(pay('rest', billId, [coupon])),
      codeOf(property.door.payFees(CLERK, part)),
    ]);
    // Whoever came first, the bill is paid once; a part that came too late is more than what was open.
    expect(answers[0]).toBe('accepted');
    expect(['accepted', 'FEE_BILL_STATE']).toContain(answers[1]);
    expect(await billNow(property.house, billId)).toMatchObject({
      state: 'PAID',
      settled: 25_470n,
    });
    expect(await spent()).toBe(before + 1);
    expect((await couponRows()).every(({ held }) => held === 0)).toBe(true);
  });
});
