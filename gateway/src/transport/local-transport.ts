/**
 * Asks subgraphs that live in this process: no HTTP, no printing, no parsing. A subgraph's context is made once per
 * operation, so its loaders gather the keys of the whole operation and nothing beyond.
 */
import { presentError } from '@guildhall/shared/graphql/present-errors';
import type { Logger } from '@guildhall/shared/log';
import type { RequestContext, Subgraph } from '@guildhall/shared/module';
import type { GraphQLFormattedError } from 'graphql';
import { SubgraphExecutor } from './subgraph-executor.ts';
import {
  type SubgraphAnswer,
  type SubgraphRequest,
  SubgraphUnavailable,
  type Transport,
} from './transport.ts';

export class LocalTransport implements Transport {
  readonly #subgraphs: ReadonlyMap<
    string,
    { readonly subgraph: Subgraph; readonly executor: SubgraphExecutor }
  >;
  readonly #log: Logger;
  readonly #contexts = new WeakMap<RequestContext, Map<string, object>>();

  /** `compileAfter` says how often a document must come before it is compiled. */
  constructor(subgraphs: readonly Subgraph[], log: Logger, compileAfter?: number) {
    this.#subgraphs = new Map(
      subgraphs.map((subgraph) => [
        subgraph.name,
        { subgraph, executor: new SubgraphExecutor(subgraph, compileAfter) },
      ]),
    );
    this.#log = log;
  }

  has(name: string): boolean {
    return this.#subgraphs.has(name);
  }

  async execute({
    subgraph: name,
    document,
    operationName,
    variables,
    request,
  }: SubgraphRequest): Promise<SubgraphAnswer> {
    const known = this.#subgraphs.get(name);
    if (known === undefined) throw new SubgraphUnavailable(name, 'it is not in this process');
    const context = this.#contextOf(known.subgraph, request);
    const { data, errors } = await known.executor.execute(
      document,
      operationName,
      variables,
      context,
    );
    const shown = errors?.map(
      (error): GraphQLFormattedError => presentError(error, request, this.#log),
    );
    return { data, errors: shown };
  }

  #contextOf(subgraph: Subgraph, request: RequestContext): object {
    const known = this.#contexts.get(request) ?? new Map<string, object>();
    this.#contexts.set(request, known);
    const context = known.get(subgraph.name) ?? subgraph.makeContext(request);
    known.set(subgraph.name, context);
    return context;
  }
}
