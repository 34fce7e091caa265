/** The supermarket's part of the graph. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import type { RetailDoor } from './door.ts';
import { addBasketTypes } from './graphql/basket-types.ts';
import { loadersFor, newBuilder } from './graphql/builder.ts';
import { addProduct, addSlot, addStore } from './graphql/catalogue-types.ts';
import { addMutations } from './graphql/mutations.ts';
import { addQueries } from './graphql/queries.ts';

export function createSubgraph(door: RetailDoor, kit: ModuleKit): Subgraph {
  const builder = newBuilder();
  const Store = addStore(builder);
  const Product = addProduct(builder);
  const Slot = addSlot(builder, Store);
  const trade = addBasketTypes(builder, { Store, Product, Slot });
  const parts = { Store, Product, Slot, ...trade };
  addQueries(builder, door, parts);
  addMutations(builder, door, parts);
  return finishSubgraph(builder, {
    name: 'retail',
    context: (request) => ({ retail: loadersFor(door, kit, request) }),
  });
}
