/**
 * The schema builder that every subgraph starts from, and what finishes a subgraph.
 * Invariants: a field is never null unless it says so; a root field says who may use it; common types are the same in
 * every subgraph, so that they compose.
 */
import SchemaBuilder from '@pothos/core';
import './access.ts';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import DirectivesPlugin from '@pothos/plugin-directives';
import FederationPlugin from '@pothos/plugin-federation';
import { type MessageCatalogue, registerMessages } from '../messages.ts';
import type { RequestContext, Subgraph } from '../module.ts';
import type { Builder, OwnTypes } from './builder-types.ts';
import { addCommonTypes } from './common-types.ts';
import { inputMessages } from './input-messages.ts';
import { commonScalars } from './scalars.ts';

export interface BuilderOptions {
  /** The messages of the refusals that this module answers. */
  readonly messages?: MessageCatalogue | readonly MessageCatalogue[];
}

/** A builder whose resolvers are given `Context`. */
export function createBuilder<Context extends RequestContext>(
  options: BuilderOptions = {},
): Builder<Context> {
  registerMessages(inputMessages);
  for (const catalogue of [options.messages ?? []].flat() as readonly MessageCatalogue[])
    registerMessages(catalogue);
  const builder = new SchemaBuilder<OwnTypes<Context>>({
    plugins: ['access', DataloaderPlugin, DirectivesPlugin, FederationPlugin],
    defaultFieldNullability: false,
  });
  const shared = builder as unknown as Builder<RequestContext>;
  for (const scalar of commonScalars()) shared.addScalarType(scalar.name as 'Decimal', scalar);
  shared.queryType({ description: 'What can be asked.' });
  addCommonTypes(shared);
  return builder as unknown as Builder<Context>;
}

export interface SubgraphOptions<Context extends RequestContext> {
  readonly name: string;
  /** What this module adds to the context of one operation: its loaders. Never shared between operations. */
  readonly context: (request: RequestContext) => Omit<Context, keyof RequestContext>;
}

/** Builds the schema and ties it to its context. Throws when a root field has no access list. */
export function finishSubgraph<Context extends RequestContext>(
  builder: Builder<Context>,
  { name, context }: SubgraphOptions<Context>,
): Subgraph {
  return {
    name,
    schema: builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' }),
    makeContext: (request) => ({ ...request, ...context(request) }),
  };
}
