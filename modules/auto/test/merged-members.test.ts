/** Members who turn out to be one person, or two after all, or who want to be forgotten: what becomes of their cars. */
import type { IdentityService } from '@guildhall/identity';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  enroll,
  expectOk,
  OPERATOR,
  type OpenAuto,
  openAuto,
  published,
  saleOf,
  takeIntoStock,
  vin,
} from './support/open-auto.ts';

let auto: OpenAuto;
let identity: IdentityService;
beforeAll(async () => {
  auto = await openAuto();
  identity = auto.house.doors.get<IdentityService>('identity');
});
afterAll(() => auto.close());

const database = () => {
  const db = auto.house.local.get('auto')?.kit.db.sql();
  if (db === undefined) throw new Error('the 4S company is not here');
  return db;
};

/** What the company tells the portrait about a car, newest last. */
async function told(vehicleId: string) {
  return (await published(auto.house))
    .filter(({ type, payload }) => type === 'auto.member-fact-changed' && payload.key === vehicleId)
    .map(({ payload }) => [payload.memberId, payload.active]);
}

/** The modules that are not here count as having heard of the merge. */
async function unmerge(mergeId: string): Promise<void> {
  const db = auto.house.local.get('identity')?.kit.db.sql();
  if (db === undefined) throw new Error('identity is not here');
  await sql`UPDATE outbox SET settled_at = recorded_at WHERE settled_at IS NULL`.execute(db);
  await identity.settleMerges({ kind: 'module', name: 'identity' }, {});
  const wish = { idempotencyKey: 'unmerge', mergeId, reason: 'NOT_THE_SAME' };
  await expectOk(identity.unmergeMembers(OPERATOR, wish));
}

describe('a merge', () => {
  it('passes cars, sales and customer numbers to the survivor, and unmerging gives them back', async () => {
    const [one, two] = ['+8613800000301', '+8613800000302'];
    const [from, to] = [await enroll(auto.house, one), await enroll(auto.house, two)];
    const first = await takeIntoStock(auto.door, 301);
    await takeIntoStock(auto.door, 302);
    await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(301, one)));
    await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(302, two)));
    const { mergeId } = await expectOk(
      identity.mergeMembers(OPERATOR, {
        ...{ idempotencyKey: 'merge', fromMemberId: from, toMemberId: to },
        reason: 'SAME_PERSON_CONFIRMED',
      }),
    );
    expect(await told(first)).toEqual([
      [from, true],
      [from, false],
      [to, true],
    ]);
    const held = async () => {
      const { rows } = await sql<{ kind: string; holders: number; rows: number }>`
        SELECT 'cars' AS kind, count(DISTINCT owner_member_id)::int AS holders, count(*)::int AS rows FROM vehicle
        UNION ALL SELECT 'customers', count(DISTINCT member_id)::int, count(*)::int FROM customer
        UNION ALL SELECT 'sales', count(DISTINCT member_id)::int, count(*)::int FROM sales_order`.execute(
        database(),
      );
      return rows;
    };
    expect((await held()).map(({ holders }) => holders)).toEqual([1, 1, 1]);
    // A merged member is found as the survivor, and keeps one of the customer numbers.
    await takeIntoStock(auto.door, 303);
    await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(303, one)));
    expect(await held()).toEqual([
      { kind: 'cars', holders: 1, rows: 3 },
      { kind: 'customers', holders: 1, rows: 2 },
      { kind: 'sales', holders: 1, rows: 3 },
    ]);
    await unmerge(mergeId);
    expect((await told(first)).slice(-2)).toEqual([
      [to, false],
      [from, true],
    ]);
    expect((await held()).map(({ holders }) => holders)).toEqual([2, 2, 2]);
  });
});

describe('an erasure', () => {
  it('takes plates, names and telephone numbers out of our books; what happened stays', async () => {
    const phone = '+8613800000310';
    const memberId = await enroll(auto.house, phone);
    await expectOk(
      auto.door.registerCustomerVehicle(CLERK, {
        ...{ idempotencyKey: 'ext', vin: vin(310), modelCode: 'LX-E6-LR', colour: '白' },
        ...{ odometerKm: 10, licencePlate: '粤BD31031', customer: { phone } },
      }),
    );
    const part = await auto.door.exportMember(
      { kind: 'module', name: 'identity' },
      { memberIds: [memberId] },
    );
    expect(part.tables.find(({ name }) => name === 'licence-plates')?.rows).toEqual([
      { id: expect.any(String), told: '粤BD31031' },
    ]);
    expect(await auto.door.exportMember(CLERK, { memberIds: [memberId] })).toEqual({ tables: [] });
    await expectOk(
      identity.changeStatus(OPERATOR, {
        ...{ idempotencyKey: 'erase', memberId, to: 'ERASED', reason: 'ASKED_BY_MEMBER' },
      }),
    );
    const { rows } = await sql`
      SELECT plate_sealed, plate_index, odometer_km FROM vehicle WHERE vin = ${vin(310)}`.execute(
      database(),
    );
    expect(rows).toEqual([{ plate_sealed: null, plate_index: null, odometer_km: 10 }]);
  });
});
