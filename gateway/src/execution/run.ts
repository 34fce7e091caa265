/**
 * What one run of an operation gathers: the data so far, the errors with the client's paths, and which fields were
 * lost because a subgraph could not be asked.
 */
import type { RequestContext } from '@guildhall/shared/module';
import type { GraphQLFormattedError } from 'graphql';
import type { Transport } from '../transport/transport.ts';
import type { RawObject, Satisfies } from './values.ts';

export type ErrorPath = readonly (string | number)[];

/** More errors than this say nothing new; the rest are dropped. */
const MAX_ERRORS = 200;

export class Run {
  readonly data: RawObject = {};
  readonly errors: GraphQLFormattedError[] = [];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  readonly transport: Transport;
  readonly satisfies: Satisfies;
  readonly #lost = new WeakMap<object, Map<string, GraphQLFormattedError>>();

  constructor(options: Pick<Run, 'variables' | 'request' | 'transport' | 'satisfies'>) {
    this.variables = options.variables;
    this.request = options.request;
    this.transport = options.transport;
    this.satisfies = options.satisfies;
  }

  addError(error: GraphQLFormattedError): void {
    if (this.errors.length < MAX_ERRORS) this.errors.push(error);
  }

  /** Remembers why fields of an object are missing; told to the client at their own paths, if they are selected. */
  lose(object: RawObject, keys: readonly string[], reason: GraphQLFormattedError): void {
    const lost = this.#lost.get(object) ?? new Map<string, GraphQLFormattedError>();
    for (const key of keys) if (!lost.has(key)) lost.set(key, reason);
    this.#lost.set(object, lost);
  }

  reasonOfLoss(object: RawObject, key: string): GraphQLFormattedError | undefined {
    return this.#lost.get(object)?.get(key);
  }

  /** Whether an error at this path or below it is already told. */
  hasErrorUnder(path: ErrorPath): boolean {
    return this.errors.some(
      ({ path: known }) => known !== undefined && path.every((key, index) => known[index] === key),
    );
  }
}
