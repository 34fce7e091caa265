/** The ledger's part of the graph. */
import { finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import type { LedgerDoor } from './door/ledger-door.ts';
import { loadersFor, newBuilder } from './graphql/context.ts';
import { addInvitations } from './graphql/household-invitations.ts';
import { KnownMembers } from './graphql/known-members.ts';
import { addHouseholdFields, addMemberFields } from './graphql/member-fields.ts';
import { addOperatorMutations } from './graphql/operator-mutations.ts';
import { addPointTypes } from './graphql/point-types.ts';
import { addPostingMutations } from './graphql/posting-mutations.ts';
import { addProgrammeTypes, memberRef } from './graphql/programme-types.ts';
import { addQueries } from './graphql/queries.ts';
import { addTogetherMutations } from './graphql/together-mutations.ts';

export function createSubgraph(door: LedgerDoor, kit: ModuleKit): Subgraph {
  const builder = newBuilder();
  const known = new KnownMembers(kit);
  const Member = memberRef(builder);
  const points = addPointTypes(builder);
  const types = { ...points, ...addProgrammeTypes(builder, Member, points.OwnerBalance) };
  addMemberFields(builder, door, Member, types);
  addHouseholdFields(builder, door, types);
  addQueries(builder, door, Member, types);
  addPostingMutations(builder, door, types);
  addTogetherMutations(builder, door, types);
  addOperatorMutations(builder, door, types);
  addInvitations(builder, door, Member, types);
  return finishSubgraph(builder, {
    name: 'ledger',
    context: (request) => ({ ledger: loadersFor(door, kit, known, request) }),
  });
}
