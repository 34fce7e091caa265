/**
 * The router's engine: prepare the operation, coerce its variables, run its plan, complete the answer. Hive's Rust
 * planner says which subgraph is asked for what; everything after that is ours.
 */
import type { RequestContext } from '@guildhall/shared/module';
import { GraphQLError, getVariableValues, printSchema } from 'graphql';
import type { Answer, Operation, Router } from '../router.ts';
import type { Transport } from '../transport/transport.ts';
import { Completion } from './complete.ts';
import { introspect } from './introspection.ts';
import { checkCost, costOf, DEFAULT_LIMITS, type OperationLimits } from './limits.ts';
import { type Prepared, PreparedOperations, type Variables } from './prepared-operations.ts';
import { RequestRefused } from './request-refused.ts';
import { Run } from './run.ts';
import { runStep } from './run-step.ts';
import { openSupergraph, type Supergraph } from './supergraph.ts';

export interface FederatedRouterOptions {
  readonly supergraphSdl: string;
  readonly transport: Transport;
  readonly introspection: boolean;
  readonly limits?: Partial<OperationLimits>;
}

export class FederatedRouter implements Router {
  readonly apiSdl: string;
  readonly #supergraph: Supergraph;
  readonly #operations: PreparedOperations;
  readonly #transport: Transport;
  readonly #limits: OperationLimits;

  constructor({ supergraphSdl, transport, limits, introspection }: FederatedRouterOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#supergraph = openSupergraph(supergraphSdl);
    this.#operations = new PreparedOperations(this.#supergraph, this.#limits, introspection);
    this.#transport = transport;
    this.apiSdl = printSchema(this.#supergraph.apiSchema);
  }

  async execute(operation: Operation, context: RequestContext): Promise<Answer> {
    let prepared: Prepared;
    let variables: Variables;
    try {
      prepared = await this.#operations.get(operation);
      if (operation.readOnly === true && prepared.operation.operation !== 'query') {
        const extensions = { code: 'METHOD_NOT_ALLOWED' };
        throw new GraphQLError('Only queries may be sent by GET', { extensions });
      }
      variables = this.#coerce(prepared, operation.variables ?? {});
      this.#bound(prepared, variables);
    } catch (error) {
      if (error instanceof RequestRefused) return { errors: error.errors };
      if (error instanceof GraphQLError) return { errors: [error.toJSON()] };
      throw error;
    }
    return this.#run(prepared, variables, context);
  }

  async close(): Promise<void> {
    await this.#transport.close?.();
  }

  async #run(prepared: Prepared, variables: Variables, request: RequestContext): Promise<Answer> {
    const { document, operation, rootType, metaFields } = prepared;
    const { apiSchema, satisfies } = this.#supergraph;
    const { step, selections } = await this.#operations.variant(prepared, variables);
    const run = new Run({ variables, request, transport: this.#transport, satisfies });
    if (step !== undefined) await runStep(step, run);
    const meta =
      metaFields.length === 0
        ? {}
        : await introspect(apiSchema, document, operation, metaFields, variables);
    const data = new Completion(apiSchema, run).root(rootType, selections, meta);
    return run.errors.length === 0 ? { data } : { data, errors: run.errors };
  }

  #coerce({ operation }: Prepared, given: Variables): Variables {
    const { apiSchema } = this.#supergraph;
    const definitions = operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(apiSchema, definitions, given, { maxErrors: 10 });
    if (errors !== undefined) throw new RequestRefused('BAD_USER_INPUT', errors);
    return coerced;
  }

  #bound({ operation, fragments, fixedCost }: Prepared, variables: Variables): void {
    const schema = this.#supergraph.apiSchema;
    checkCost(fixedCost ?? costOf({ schema, operation, fragments }, variables), this.#limits);
  }
}
