/** The 4S company's part of the graph. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import { openAuto } from './application/auto.ts';
import { type Context, loadersFor, newBuilder } from './graphql/builder.ts';
import { addMemberFields } from './graphql/member-fields.ts';
import { addQueries } from './graphql/queries.ts';
import { addSalesMutations } from './graphql/sales-mutations.ts';
import { addSalesTypes, transactionStub } from './graphql/sales-types.ts';
import { addVehicleTypes, memberStub } from './graphql/vehicle-types.ts';
import { addWorkshopMutations } from './graphql/workshop-mutations.ts';
import { addSlotQueries, addWorkshopQueries } from './graphql/workshop-queries.ts';
import { addWorkshopTypes } from './graphql/workshop-types.ts';
import type { AutoDoor } from './service.ts';
import type { SalesOrderRow, WorkOrderRow } from './storage/tables.ts';

export function createSubgraph(door: AutoDoor, kit: ModuleKit): Subgraph {
  const auto = openAuto(kit);
  const builder = newBuilder();
  const Member = memberStub(builder);
  const Transaction = transactionStub(builder);
  const SalesOrder = builder.objectRef<SalesOrderRow>('SalesOrder');
  const WorkOrder = builder.objectRef<WorkOrderRow>('WorkOrder');
  const goods = addVehicleTypes(builder, auto, Member, { SalesOrder, WorkOrder });
  addSalesTypes(builder, SalesOrder, { Member, Transaction, ...goods });
  const workshop = addWorkshopTypes(builder, WorkOrder, { Member, Transaction, ...goods });
  const parts = { SalesOrder, WorkOrder, ...goods, ...workshop };
  addMemberFields(builder, Member, parts);
  addQueries(builder, auto, parts);
  addSlotQueries(builder, auto, parts);
  addWorkshopQueries(builder, auto, parts);
  addSalesMutations(builder, door, parts);
  addWorkshopMutations(builder, auto, door, parts);
  return finishSubgraph<Context>(builder, {
    name: 'auto',
    context: (request) => ({ auto: loadersFor(auto, request) }),
  });
}
