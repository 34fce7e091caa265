/** The property company's part of the graph. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import { openProperty } from './application/property.ts';
import { type Context, loadersFor, newBuilder } from './graphql/builder.ts';
import { addCaseMutations } from './graphql/case-mutations.ts';
import { addCaseQueries } from './graphql/case-queries.ts';
import { addCaseTypes } from './graphql/case-types.ts';
import { addFeeMutations } from './graphql/fee-mutations.ts';
import { addBillQueries, addPaymentQueries } from './graphql/fee-queries.ts';
import { addFeeTypes, transactionStub } from './graphql/fee-types.ts';
import { addMemberFields } from './graphql/member-fields.ts';
import { addPlaceMutations } from './graphql/place-mutations.ts';
import { addParkingQueries, addPlaceQueries } from './graphql/place-queries.ts';
import { addPlaceTypes, memberStub } from './graphql/place-types.ts';
import type { PropertyDoor } from './service.ts';
import type { FeeBillRow, FeeScheduleRow } from './storage/tables.ts';

export function createSubgraph(door: PropertyDoor, kit: ModuleKit): Subgraph {
  const property = openProperty(kit);
  const builder = newBuilder();
  const Member = memberStub(builder);
  const Transaction = transactionStub(builder);
  const fees = {
    FeeBill: builder.objectRef<FeeBillRow>('FeeBill'),
    FeeSchedule: builder.objectRef<FeeScheduleRow>('FeeSchedule'),
  };
  const places = addPlaceTypes(builder, property, Member, fees);
  const payments = addFeeTypes(builder, fees, { Member, Transaction, ...places });
  const cases = addCaseTypes(builder, property, { Member, ...places });
  const parts = { ...fees, ...places, ...payments, ...cases };
  addMemberFields(builder, Member, parts);
  addPlaceQueries(builder, property, parts);
  addParkingQueries(builder, property, parts);
  addBillQueries(builder, property, parts);
  addPaymentQueries(builder, property, parts);
  addCaseQueries(builder, property, parts);
  addPlaceMutations(builder, door, parts);
  addFeeMutations(builder, property, door, parts);
  addCaseMutations(builder, door, parts);
  return finishSubgraph<Context>(builder, {
    name: 'property',
    context: (request) => ({ property: loadersFor(property, request) }),
  });
}
