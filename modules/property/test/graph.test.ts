/** The company's screens and the resident's view, through the subgraph: who sees what. */
import type { Principal } from '@guildhall/shared/principal';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  billOf,
  CLERK,
  enroll,
  expectOk,
  HOME,
  memberOf,
  moveIn,
  type OpenProperty,
  OTHER_SYSTEM,
  openProperty,
  PMS,
} from './support/open-property.ts';

const OPERATOR: Principal = { kind: 'staff', personId: 'p', accountId: 'a', roles: ['operator'] };
const phone = '+8613800000601';
let property: OpenProperty;
let resident: Principal;
let other: Principal;
const ids = {} as { member: string; bill: string; repair: string };

beforeAll(async () => {
  property = await openProperty();
  ids.member = await enroll(property.house, phone);
  resident = memberOf(ids.member);
  other = memberOf(await enroll(property.house, '+8613800000602'));
  await moveIn(property.door, phone);
  await expectOk(
    property.door.leaseParkingSpace(CLERK, {
      ...{ idempotencyKey: 'lease', communityCode: 'YGH', spaceCode: 'B1-037', dwellingCode: HOME },
      ...{ licencePlate: '粤BD60160', fromOn: '2026-01-01' },
    }),
  );
  ids.bill = await billOf(property, '2026-02');
  const paid = { idempotencyKey: 'pay', receiptNo: 'R-1', channel: 'STORE' } as const;
  await expectOk(property.door.payFees(CLERK, { ...paid, bills: [{ billId: ids.bill }] }));
  await billOf(property, '2026-03');
  const repair = {
    idempotencyKey: 'r',
    dwellingCode: HOME,
    category: 'LIFT',
    urgency: 'NORMAL',
  } as const;
  const asked = { ...repair, description: '电梯异响' };
  ids.repair = (await expectOk(property.door.requestRepair(resident, asked))).requestId;
});
afterAll(() => property.close());

async function ask(
  caller: Principal,
  source: string,
  variableValues: Record<string, unknown> = {},
) {
  const subgraph = property.house.local.get('property')?.subgraph;
  if (subgraph === undefined) throw new Error('no subgraph');
  const request = { caller, requestId: 'test', locale: 'en', now: property.clock.now() } as const;
  const contextValue = subgraph.makeContext(request);
  const answer = await graphql({ schema: subgraph.schema, source, variableValues, contextValue });
  if (answer.errors) return { refused: answer.errors[0]?.extensions.code };
  return JSON.parse(JSON.stringify(answer.data)) as Record<string, never>;
}

const RECORDS = `query ($bill: ID!, $repair: ID!) {
  dwelling(code: "${HOME}") { code area residencies { role paysFees } bills { month state } parkingLeases { licencePlate } }
  feeBill(id: $bill) { amount state payments { receiptNo } }
  feePayment(receiptNo: "R-1") { paid lines { gross bill { month } } }
  repairRequest(id: $repair) { description late steps { toState } }
  dwellings { edges { node { code } } }
  feeBills(filter: { state: OPEN, dwellingCode: "${HOME}" }) { edges { node { month outstanding overdue } } }
  feePayments { edges { node { receiptNo } } }
}`;

describe('records', () => {
  const records = (caller: Principal) =>
    ask(caller, RECORDS, { bill: ids.bill, repair: ids.repair });
  const whole = {
    dwelling: {
      ...{ code: HOME, area: '89.37', residencies: [{ role: 'OWNER', paysFees: true }] },
      bills: [
        { month: '2026-03', state: 'OPEN' },
        { month: '2026-02', state: 'PAID' },
      ],
      parkingLeases: [{ licencePlate: '粤BD60160' }],
    },
    feeBill: { amount: '254.70', state: 'PAID', payments: [{ receiptNo: 'R-1' }] },
    feePayment: { paid: '254.70', lines: [{ gross: '254.70', bill: { month: '2026-02' } }] },
    repairRequest: { description: '电梯异响', late: false, steps: [{ toState: 'SUBMITTED' }] },
    feeBills: { edges: [{ node: { month: '2026-03', outstanding: '254.70', overdue: false } }] },
    feePayments: { edges: [{ node: { receiptNo: 'R-1' } }] },
  };

  it.each([
    ['a clerk', () => CLERK, 3],
    ['the own system', () => PMS, 3],
    ['an operator', () => OPERATOR, 3],
    ['the resident, of his own home', () => resident, 1],
  ])('are shown whole to %s', async (_, caller, homes) => {
    const { dwellings, ...rest } = (await records(caller())) as Record<string, unknown>;
    expect(rest).toEqual(whole);
    expect((dwellings as { edges: unknown[] }).edges).toHaveLength(homes);
  });

  it.each([
    ['another member', () => other],
    ["another company's system", () => OTHER_SYSTEM],
  ])('do not exist for %s', async (_, caller) => {
    expect(await records(caller())).toEqual({
      ...{ dwelling: null, feeBill: null, feePayment: null, repairRequest: null },
      ...{ dwellings: { edges: [] }, feeBills: { edges: [] }, feePayments: { edges: [] } },
    });
  });

  it('are asked by those who have signed in', async () => {
    expect(await records({ kind: 'anonymous' })).toEqual({ refused: 'UNAUTHENTICATED' });
  });
});

describe('the gate', () => {
  const GATE = `{ parkingLeaseByPlate(licencePlate: "粤BD·60160") { space { code } dwelling { code } } }`;

  it('finds the lease of a car; nobody else does', async () => {
    expect(await ask(PMS, GATE)).toEqual({
      parkingLeaseByPlate: { space: { code: 'B1-037' }, dwelling: { code: HOME } },
    });
    expect(await ask(OTHER_SYSTEM, GATE)).toEqual({ parkingLeaseByPlate: null });
    expect(await ask(resident, GATE)).toEqual({ refused: 'FORBIDDEN' });
  });
});

describe('members', () => {
  const MEMBERS = `query ($members: [_Any!]!) { _entities(representations: $members) { ... on Member {
    dwellings { ... on MemberHomes { items { role dwelling { code } } } ... on Withheld { reason } }
    openFeeBills { ... on MemberFeeBills { items { month outstanding } } ... on Withheld { reason } }
  } } }`;
  const representation = (id: string) => ({ __typename: 'Member', id });

  it('show themselves where they live and what they owe, and companies no more than consent allows', async () => {
    const members = [representation(ids.member)];
    expect(await ask(resident, MEMBERS, { members })).toEqual({
      _entities: [
        {
          dwellings: { items: [{ role: 'OWNER', dwelling: { code: HOME } }] },
          openFeeBills: { items: [{ month: '2026-03', outstanding: '254.70' }] },
        },
      ],
    });
    const withheld = { reason: expect.any(String) };
    expect(await ask(OTHER_SYSTEM, MEMBERS, { members })).toEqual({
      _entities: [{ dwellings: withheld, openFeeBills: withheld }],
    });
  });

  it('are told apart when many are asked for at once', async () => {
    const members = [ids.member];
    for (let index = 0; index < 19; index += 1) {
      members.push(await enroll(property.house, `+86138000007${String(index).padStart(2, '0')}`));
    }
    const answer = (await ask(PMS, MEMBERS, {
      members: members.map(representation),
    })) as unknown as {
      _entities: readonly { dwellings: { items: unknown[] } }[];
    };
    expect(answer._entities.map(({ dwellings }) => dwellings.items?.length)).toEqual([
      1,
      ...Array<number>(19).fill(0),
    ]);
  });
});
