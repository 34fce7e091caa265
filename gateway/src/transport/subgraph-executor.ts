/**
 * Executes documents against one subgraph's schema. A document that keeps coming is compiled (graphql-jit), which
 * halves its cost; until then, and for what cannot be compiled, graphql-js does the work. Both must answer alike.
 */
import type { Subgraph } from '@guildhall/shared/module';
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

export interface Executed {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** Compiling costs about as much as twenty executions save. */
const COMPILE_AFTER = 20;

interface Known {
  executions: number;
  readonly compiled?: CompiledQuery;
}

export class SubgraphExecutor {
  readonly #schema: GraphQLSchema;
  readonly #known = new WeakMap<DocumentNode, Known>();
  readonly #compileAfter: number;

  constructor({ schema }: Pick<Subgraph, 'schema'>, compileAfter: number = COMPILE_AFTER) {
    this.#schema = schema;
    this.#compileAfter = compileAfter;
  }

  async execute(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>> | undefined,
    context: object,
  ): Promise<Executed> {
    const compiled = this.#compiled(document, operationName);
    if (compiled === undefined) {
      return execute({
        schema: this.#schema,
        document,
        operationName: operationName ?? null,
        variableValues: variables ?? null,
        contextValue: context,
      });
    }
    const { data, errors } = await compiled.query(undefined, context, { ...variables });
    return { data, errors: errors?.map(asGraphQLError) };
  }

  #compiled(document: DocumentNode, operationName: string | undefined): CompiledQuery | undefined {
    const known = this.#known.get(document) ?? { executions: 0 };
    known.executions += 1;
    if (known.executions !== this.#compileAfter + 1) {
      this.#known.set(document, known);
      return known.compiled;
    }
    const made = compileQuery(this.#schema, document, operationName);
    const compiled = isCompiledQuery(made) ? { compiled: made as CompiledQuery } : {};
    this.#known.set(document, { executions: known.executions, ...compiled });
    return compiled.compiled;
  }
}

/** Compiled documents answer errors that look like graphql-js's but lack what it always has. */
function asGraphQLError(error: GraphQLError): GraphQLError {
  const { message, path, originalError, extensions } = error as Partial<GraphQLError> & Error;
  return new GraphQLError(message, {
    ...(path === undefined ? {} : { path }),
    ...(originalError === undefined ? {} : { originalError }),
    ...(extensions === undefined ? {} : { extensions }),
  });
}
