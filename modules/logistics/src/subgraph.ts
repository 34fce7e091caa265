/** The part of the graph that logistics owns. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import type { LogisticsDoor } from './door.ts';
import { loadersFor, newBuilder } from './graphql/builder.ts';
import { addErrand, addWindow } from './graphql/errand-types.ts';
import { addToMember } from './graphql/member-fields.ts';
import { addMutations } from './graphql/mutations.ts';
import { addParcel, basketStub, memberStub, transactionStub } from './graphql/parcel-types.ts';
import { addQueries } from './graphql/queries.ts';

export function createSubgraph(door: LogisticsDoor, kit: ModuleKit): Subgraph {
  const builder = newBuilder();
  const Member = memberStub(builder);
  const Transaction = transactionStub(builder);
  const Basket = basketStub(builder);
  const Parcel = addParcel(builder, Member, Transaction);
  const Window = addWindow(builder);
  const Errand = addErrand(builder, { Window, Member, Transaction, Basket });
  addToMember(builder, { Member, Parcel, Errand });
  const parts = { Parcel, Window, Errand };
  addQueries(builder, door, parts);
  addMutations(builder, door, parts);
  return finishSubgraph(builder, {
    name: 'logistics',
    context: (request) => ({ logistics: loadersFor(door, kit, request) }),
  });
}
