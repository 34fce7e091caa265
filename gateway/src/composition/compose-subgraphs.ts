/**
 * Composes subgraph schemas into one supergraph. The composer is a development dependency: the server runs on the
 * committed result and never composes.
 */
import { printSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';

export interface NamedSchema {
  readonly name: string;
  readonly schema: GraphQLSchema;
}

export interface Supergraph {
  /** Federation's supergraph, with `@join__…` directives: what the router plans with. */
  readonly supergraphSdl: string;
  /** What clients see. */
  readonly apiSdl: string;
}

/** Each message names the subgraphs and the field that don't fit. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The subgraphs don't compose:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Subgraphs are composed in the order of their names, so the result is the same on every machine. */
export async function composeSubgraphs(subgraphs: readonly NamedSchema[]): Promise<Supergraph> {
  const { composeServices } = await import('@apollo/composition');
  const { Supergraph: Built } = await import('@apollo/federation-internals');
  const { parse, printSchema, lexicographicSortSchema } = await import('graphql');
  const services = [...subgraphs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, schema }) => ({
      name,
      url: `local://${name}`,
      typeDefs: parse(printSubgraphSchema(schema), { noLocation: true }),
    }));
  const composed = composeServices(services);
  if (composed.supergraphSdl === undefined) {
    throw new CompositionError((composed.errors ?? []).map(({ message }) => message));
  }
  const api = Built.build(composed.supergraphSdl).apiSchema().toGraphQLJSSchema();
  return {
    supergraphSdl: `${composed.supergraphSdl.trimEnd()}\n`,
    apiSdl: `${printSchema(lexicographicSortSchema(api)).trimEnd()}\n`,
  };
}
