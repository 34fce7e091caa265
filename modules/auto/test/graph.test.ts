/** The company's screens and the member's view, through the subgraph: who sees what, and pages that hold together. */
import type { Principal } from '@guildhall/shared/principal';
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  DMS,
  enroll,
  expectOk,
  memberOf,
  OPERATOR,
  type OpenAuto,
  OTHER_SYSTEM,
  openAuto,
  saleOf,
  takeIntoStock,
  vin,
} from './support/open-auto.ts';

let auto: OpenAuto;
let owner: Principal;
let other: Principal;
const ids = {} as { member: string; vehicle: string; order: string; workOrder: string };

beforeAll(async () => {
  auto = await openAuto();
  const phone = '+8613800000501';
  ids.member = await enroll(auto.house, phone);
  owner = memberOf(ids.member);
  other = memberOf(await enroll(auto.house, '+8613800000502'));
  ids.vehicle = await takeIntoStock(auto.door, 501);
  for (const serial of [502, 503, 504, 505]) await takeIntoStock(auto.door, serial);
  const sold = await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(501, phone)));
  ids.order = sold.orderId;
  const plan = { idempotencyKey: 'plan', orderId: sold.orderId, plannedFor: auto.clock.now() };
  await expectOk(auto.door.planDelivery(CLERK, plan));
  const deliver = {
    idempotencyKey: 'd',
    orderId: sold.orderId,
    odometerKm: 9,
    licencePlate: '粤BD50150',
  };
  await expectOk(auto.door.deliverVehicle(CLERK, deliver));
  const opened = {
    idempotencyKey: 'wo',
    dealershipCode: 'SZ-NS',
    vehicleId: ids.vehicle,
    odometerKm: 50,
  };
  ids.workOrder = (await expectOk(auto.door.openWorkOrder(CLERK, opened))).workOrderId;
});
afterAll(() => auto.close());

async function ask(
  caller: Principal,
  source: string,
  variableValues: Record<string, unknown> = {},
) {
  const subgraph = auto.house.local.get('auto')?.subgraph;
  if (subgraph === undefined) throw new Error('no subgraph');
  const request = { caller, requestId: 'test', locale: 'en', now: auto.clock.now() } as const;
  const contextValue = subgraph.makeContext(request);
  const answer = await graphql({ schema: subgraph.schema, source, variableValues, contextValue });
  if (answer.errors) return { refused: answer.errors[0]?.extensions.code };
  return JSON.parse(JSON.stringify(answer.data)) as Record<string, never>;
}

const RECORDS = `query ($vehicle: ID!, $workOrder: ID!, $vin: String!) {
  vehicle(id: $vehicle) { vin licencePlate salesOrders { orderNo } workOrders { state } }
  vehicleByVin(vin: $vin) { id }
  vehicleByPlate(licencePlate: "粤B·D50150") { id }
  salesOrder(orderNo: "SO-501") { state deliveries { state } }
  workOrder(id: $workOrder) { state vehicle { vin } }
  salesOrders { edges { node { orderNo } } }
}`;

describe('records', () => {
  const records = (caller: Principal) =>
    ask(caller, RECORDS, { vehicle: ids.vehicle, workOrder: ids.workOrder, vin: vin(501) });

  it.each([
    ['a clerk', () => CLERK],
    ['the own system', () => DMS],
    ['an operator', () => OPERATOR],
    ['the owner', () => owner],
  ])('are shown whole to %s', async (_, caller) => {
    expect(await records(caller())).toEqual({
      vehicle: {
        ...{ vin: vin(501), licencePlate: '粤BD50150' },
        ...{ salesOrders: [{ orderNo: 'SO-501' }], workOrders: [{ state: 'OPEN' }] },
      },
      ...{ vehicleByVin: { id: ids.vehicle }, vehicleByPlate: { id: ids.vehicle } },
      salesOrder: { state: 'DELIVERED', deliveries: [{ state: 'DONE' }] },
      workOrder: { state: 'OPEN', vehicle: { vin: vin(501) } },
      salesOrders: { edges: [{ node: { orderNo: 'SO-501' } }] },
    });
  });

  it.each([
    ['another member', () => other],
    ["another company's system", () => OTHER_SYSTEM],
  ])('do not exist for %s', async (_, caller) => {
    expect(await records(caller())).toEqual({
      ...{ vehicle: null, vehicleByVin: null, vehicleByPlate: null, salesOrder: null },
      ...{ workOrder: null, salesOrders: { edges: [] } },
    });
  });

  it('are asked by those who have signed in', async () => {
    expect(await records({ kind: 'anonymous' })).toEqual({ refused: 'UNAUTHENTICATED' });
  });

  it('of another module are withheld where consent does not reach, without plate and VIN where it does', async () => {
    const source = `query ($id: ID!) { _entities(representations: [{ __typename: "Member", id: $id }]) {
      ... on Member { vehicles { __typename ... on MemberVehicles { items { id vin licencePlate } } ... on Withheld { reason } } }
    } }`;
    const seen = async (caller: Principal) => ask(caller, source, { id: ids.member });
    expect(await seen(OTHER_SYSTEM)).toEqual({
      _entities: [{ vehicles: { __typename: 'Withheld', reason: expect.any(String) } }],
    });
    expect(await seen(owner)).toEqual({
      _entities: [
        {
          vehicles: {
            __typename: 'MemberVehicles',
            items: [{ id: ids.vehicle, vin: vin(501), licencePlate: '粤BD50150' }],
          },
        },
      ],
    });
  });
});

describe('lists', () => {
  const PAGE = `query ($first: Int!, $after: String) { vehicles(first: $first, after: $after, filter: { state: IN_STOCK, dealershipCode: "SZ-NS" }) {
    edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
  interface Page {
    readonly vehicles: {
      readonly edges: readonly { readonly node: { readonly id: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  }

  it('hold together page by page: everything once, newest first', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const { vehicles } = (await ask(CLERK, PAGE, { first: 3, after })) as unknown as Page;
      seen.push(...vehicles.edges.map(({ node }) => node.id));
      ({ hasNextPage: more, endCursor: after } = vehicles.pageInfo);
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
    expect([...seen].sort().reverse()).toEqual(seen);
  });

  it('of everything are for the own people and those who oversee', async () => {
    expect(await ask(OTHER_SYSTEM, PAGE, { first: 3 })).toMatchObject({ vehicles: { edges: [] } });
    expect(await ask(owner, PAGE, { first: 3 })).toEqual({ refused: 'FORBIDDEN' });
  });
});
