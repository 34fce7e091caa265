/** The builder of this subgraph and the loaders of one operation. */
import { type Builder, createBuilder } from '@guildhall/shared/graphql/index';
import type { RequestContext } from '@guildhall/shared/module';
import DataLoader from 'dataloader';
import type { ConsentView } from '../application/members/consents.ts';
import type { MemberView } from '../application/members/find-members.ts';
import type { FactsView } from '../application/members/read-facts.ts';
import { identityMessages } from '../domain/refusals.ts';
import type { IdentityService } from '../service.ts';

export interface Context extends RequestContext {
  readonly members: DataLoader<string, MemberView | null>;
  readonly facts: DataLoader<string, FactsView | null>;
  readonly consents: DataLoader<string, readonly ConsentView[]>;
}

export type IdentityBuilder = Builder<Context>;

export function newBuilder(): IdentityBuilder {
  return createBuilder<Context>({ messages: identityMessages });
}

/** Each asks the service once for everything that one operation wants, as its caller. */
export function loadersFor(
  service: IdentityService,
  { caller }: RequestContext,
): Omit<Context, keyof RequestContext> {
  return {
    members: new DataLoader((memberIds) => service.readMembers(caller, { memberIds })),
    facts: new DataLoader((memberIds) => service.readFacts(caller, { memberIds })),
    consents: new DataLoader((memberIds) => service.readConsents(caller, { memberIds })),
  };
}
