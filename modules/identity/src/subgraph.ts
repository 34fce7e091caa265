/** The part of the graph that identity owns: members, callers. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import { addAdministrationMutations } from './graphql/administration-mutations.ts';
import { type Context, loadersFor, newBuilder } from './graphql/context.ts';
import { addDeskTypes } from './graphql/desk-types.ts';
import { addHouseholdTypes } from './graphql/household-types.ts';
import { addImportTypes } from './graphql/import-types.ts';
import { addLinkageTypes } from './graphql/linkage-types.ts';
import { addLoginMutations } from './graphql/login-mutations.ts';
import { addMemberMutations } from './graphql/member-mutations.ts';
import { addMemberTypes } from './graphql/member-types.ts';
import { addMergeTypes } from './graphql/merge-types.ts';
import { addPrivacyTypes } from './graphql/privacy-types.ts';
import { addQualityTypes } from './graphql/quality-types.ts';
import { addQueries } from './graphql/queries.ts';
import { addStaffTypes } from './graphql/staff-types.ts';
import type { IdentityService } from './service.ts';

export function createSubgraph(service: IdentityService, _kit: ModuleKit): Subgraph {
  const builder = newBuilder();
  const types = addMemberTypes(builder, service);
  addQueries(builder, service, types);
  addMemberMutations(builder, service, types);
  addHouseholdTypes(builder, service, types);
  addMergeTypes(builder, service, types);
  addLoginMutations(builder, service, types);
  addAdministrationMutations(builder, service);
  addStaffTypes(builder, service);
  addDeskTypes(builder, service, types);
  addLinkageTypes(builder, service);
  addImportTypes(builder, service);
  addQualityTypes(builder, service, types);
  addPrivacyTypes(builder, service, types);
  return finishSubgraph<Context>(builder, {
    name: 'identity',
    context: (request) => loadersFor(service, request),
  });
}
