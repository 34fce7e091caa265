/** Residents and parking on a real database: who lives where, who pays, who parks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  billNow,
  billOf,
  CLERK,
  codeOf,
  enroll,
  expectOk,
  HOME,
  moveIn,
  type OpenProperty,
  OTHER_SYSTEM,
  openProperty,
  PMS,
  published,
} from './support/open-property.ts';

const [first, second, third] = ['+8613800000031', '+8613800000032', '+8613800000033'];
let property: OpenProperty;
const members: Record<string, string> = {};
beforeAll(async () => {
  property = await openProperty();
  for (const phone of [first, second, third]) members[phone] = await enroll(property.house, phone);
});
afterAll(() => property.close());

const facts = async (fact: string) =>
  (await published(property.house))
    .filter(({ type, payload }) => type === 'property.member-fact-changed' && payload.fact === fact)
    .map(({ payload }) => payload);

describe('residents', () => {
  it('are recorded by the company itself', async () => {
    const input = {
      idempotencyKey: 'x',
      dwellingCode: HOME,
      role: 'OWNER',
      paysFees: true,
      fromOn: '2020-01-01',
    } as const;
    expect(await codeOf(property.door.registerResidency(OTHER_SYSTEM, input))).toBe(
      'PROPERTY_STAFF_ONLY',
    );
  });

  it('take over who pays the fees, and the group hears of both', async () => {
    await moveIn(property.door, first);
    await moveIn(property.door, second);
    expect(await facts('dwelling')).toMatchObject([
      {
        memberId: members[first],
        active: true,
        attributes: { role: 'OWNER', paysFees: true, community: 'YGH' },
      },
      { memberId: members[first], active: true, attributes: { paysFees: false } },
      { memberId: members[second], active: true, attributes: { paysFees: true } },
    ]);
  });

  it('are recorded once for a dwelling at a time', async () => {
    const again = (key: string, fromOn: string) =>
      codeOf(
        property.door.registerResidency(CLERK, {
          ...{ idempotencyKey: key, dwellingCode: HOME, person: { phone: first } },
          ...{ role: 'FAMILY', paysFees: false, fromOn },
        }),
      );
    expect(await again('a1', '2024-01-01')).toBe('RESIDENCY_TWICE');
    expect(await again('a2', '2026-03-11')).toBe('PROPERTY_IN_FUTURE');
  });

  it('move out, cease to be known as residents, and may come back', async () => {
    const { residencyId } = await moveIn(property.door, third, 'YGH-03-2-1503');
    const end = (key: string, untilOn: string) =>
      codeOf(property.door.endResidency(CLERK, { idempotencyKey: key, residencyId, untilOn }));
    expect(await end('e1', '2020-04-30')).toBe('RESIDENCY_TIMES');
    expect(await end('e2', '2026-03-11')).toBe('PROPERTY_IN_FUTURE');
    expect(await end('e3', '2026-03-09')).toBe('accepted');
    expect(await end('e4', '2026-03-09')).toBe('RESIDENCY_ENDED');
    expect((await facts('dwelling')).at(-1)).toMatchObject({
      memberId: members[third],
      active: false,
    });
    const back = (key: string, fromOn: string) =>
      codeOf(
        property.door.registerResidency(CLERK, {
          ...{ idempotencyKey: key, dwellingCode: 'YGH-03-2-1503', person: { phone: third } },
          ...{ role: 'TENANT', paysFees: true, fromOn },
        }),
      );
    expect(await back('b1', '2026-03-09')).toBe('RESIDENCY_TWICE');
    expect(await back('b2', '2026-03-10')).toBe('accepted');
  });

  it('at once for the same dwelling leave one payer', async () => {
    const answers = await Promise.all(
      [first, second, third].map((phone, index) =>
        codeOf(
          property.door.registerResidency(PMS, {
            ...{ idempotencyKey: `shop-${index}`, dwellingCode: 'YGH-01-1-101', person: { phone } },
            ...{ role: 'TENANT', paysFees: true, fromOn: '2026-01-01' },
          }),
        ),
      ),
    );
    expect(answers).toEqual(['accepted', 'accepted', 'accepted']);
    const bill = await billOf(property, '2026-03', 'YGH-01-1-101');
    await expectOk(
      property.door.payFees(CLERK, {
        idempotencyKey: 'p',
        bills: [{ billId: bill }],
        channel: 'STORE',
      }),
    );
    expect(await billNow(property.house, bill)).toMatchObject({ state: 'PAID' });
  });
});

describe('parking', () => {
  const lease = (key: string, spaceCode: string, fromOn: string, licencePlate?: string) =>
    property.door.leaseParkingSpace(CLERK, {
      ...{
        idempotencyKey: key,
        communityCode: 'YGH',
        spaceCode,
        dwellingCode: HOME,
        fromOn,
        licencePlate,
      },
    });

  it('spaces are leased once at a time, also when several ask at once', async () => {
    const answers = await Promise.all(
      ['l0', 'l1', 'l2'].map((key) => codeOf(lease(key, 'B1-037', '2026-01-15', '粤BD30030'))),
    );
    expect(answers.sort()).toEqual(['PARKING_LEASED', 'PARKING_LEASED', 'accepted']);
    expect((await facts('parking-space')).at(-1)).toMatchObject({
      ...{ memberId: members[second], active: true },
      attributes: { hasCharger: true, kind: 'UNDERGROUND' },
    });
  });

  it('is charged for the months on whose first day the lease runs', async () => {
    const issue = (month: string) =>
      expectOk(
        property.door.issueFeeBills(PMS, {
          ...{ idempotencyKey: `pk-${month}`, communityCode: 'YGH', kind: 'PARKING_FEE', month },
        }),
      );
    const { leaseId } = await expectOk(lease('l3', 'B1-038', '2026-02-02'));
    expect(await issue('2026-01')).toMatchObject({ issued: 0 });
    expect(await issue('2026-02')).toMatchObject({ issued: 1 });
    expect(await issue('2026-03')).toMatchObject({ issued: 2, amountMinor: 60_000n });
    const end = { idempotencyKey: 'le', leaseId, untilOn: '2026-03-31' };
    await expectOk(property.door.endParkingLease(CLERK, end));
    expect(await issue('2026-04')).toMatchObject({ issued: 1 });
    expect(await codeOf(lease('l5', 'B1-038', '2026-03-31'))).toBe('PARKING_LEASED');
    expect(await codeOf(lease('l6', 'B1-038', '2026-04-01'))).toBe('accepted');
  });

  it('needs a space and a dwelling of one community', async () => {
    expect(await codeOf(lease('l7', 'B9-999', '2026-01-01'))).toBe('PARKING_SPACE_NOT_FOUND');
  });
});
