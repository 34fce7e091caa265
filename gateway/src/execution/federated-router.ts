/**
 * The router's engine: parse, validate, bound, plan (Hive's Rust planner), run the plan, complete the answer. All that
 * depends on the operation's text alone is done once and kept in a bounded cache.
 */

import { QueryPlanner } from '@graphql-hive/router-query-planner';
import type { RequestContext } from '@guildhall/shared/module';
import {
  buildASTSchema,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isObjectType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  print,
  printSchema,
  separateOperations,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import type { Answer, Operation, Router } from '../router.ts';
import type { Transport } from '../transport/transport.ts';
import { BoundedCache } from './bounded-cache.ts';
import { Completion } from './complete.ts';
import { dataPart, introspect, metaFields } from './introspection.ts';
import {
  type Cost,
  checkCost,
  checkDepth,
  checkSize,
  costOf,
  DEFAULT_LIMITS,
  type OperationLimits,
} from './limits.ts';
import { Run } from './run.ts';
import { runStep } from './run-step.ts';
import { OperationSelections } from './selections.ts';
import { readPlan, type Step } from './steps.ts';
import type { Satisfies } from './values.ts';

export interface FederatedRouterOptions {
  readonly supergraphSdl: string;
  readonly transport: Transport;
  readonly introspection: boolean;
  readonly limits?: Partial<OperationLimits>;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
  readonly step: Step | undefined;
  readonly metaFields: readonly FieldNode[];
  readonly selections: OperationSelections;
  /** Undefined when it depends on variables. */
  readonly fixedCost: Cost | undefined;
}

const CACHE_BOUNDS = { maxEntries: 2_000, maxWeight: 10_000_000 };

export class FederatedRouter implements Router {
  readonly apiSdl: string;
  readonly #planner: QueryPlanner;
  readonly #apiSchema: GraphQLSchema;
  readonly #satisfies: Satisfies;
  readonly #transport: Transport;
  readonly #limits: OperationLimits;
  readonly #introspection: boolean;
  readonly #prepared = new BoundedCache<Promise<Prepared>>(CACHE_BOUNDS);

  constructor({ supergraphSdl, transport, limits, introspection }: FederatedRouterOptions) {
    this.#planner = new QueryPlanner(supergraphSdl);
    this.#apiSchema = apiSchemaOf(this.#planner);
    this.apiSdl = printSchema(this.#apiSchema);
    this.#satisfies = satisfiesIn(
      buildASTSchema(parse(supergraphSdl), { assumeValid: true, assumeValidSDL: true }),
    );
    this.#transport = transport;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#introspection = introspection;
  }

  async execute(operation: Operation, context: RequestContext): Promise<Answer> {
    let prepared: Prepared;
    let variables: Readonly<Record<string, unknown>>;
    try {
      prepared = await this.#prepare(operation);
      if (operation.readOnly === true && prepared.operation.operation !== 'query') {
        throw new GraphQLError('Only queries may be sent by GET', {
          extensions: { code: 'METHOD_NOT_ALLOWED' },
        });
      }
      variables = this.#coerce(prepared, operation.variables ?? {});
      checkCost(prepared.fixedCost ?? this.#cost(prepared, variables), this.#limits);
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

  async #run(
    prepared: Prepared,
    variables: Readonly<Record<string, unknown>>,
    request: RequestContext,
  ): Promise<Answer> {
    const { document, operation, rootType, step, metaFields: meta, selections } = prepared;
    const run = new Run({
      variables,
      request,
      transport: this.#transport,
      satisfies: this.#satisfies,
    });
    if (step !== undefined) await runStep(step, run);
    const schema =
      meta.length === 0
        ? {}
        : await introspect(this.#apiSchema, document, operation, meta, variables);
    const data = new Completion(this.#apiSchema, run).root(
      rootType,
      selections.of(variables),
      schema,
    );
    return run.errors.length === 0 ? { data } : { data, errors: run.errors };
  }

  #prepare({ source, operationName }: Operation): Promise<Prepared> {
    const key = `${operationName ?? ''}\n${source}`;
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const made = this.#make(source, operationName);
    this.#prepared.set(key, made, key.length);
    // What was refused is not kept: it is cheap to refuse again, and an attacker must not fill the cache with it.
    made.catch(() => this.#prepared.delete(key));
    return made;
  }

  async #make(source: string, operationName: string | undefined): Promise<Prepared> {
    const parsed = this.#parse(source);
    const operation = getOperationAST(parsed, operationName);
    if (operation === undefined || operation === null) {
      throw new GraphQLError(
        operationName === undefined
          ? 'Give operationName: the document has several operations'
          : `There is no operation "${operationName}"`,
        { extensions: { code: 'OPERATION_NOT_FOUND' } },
      );
    }
    const document = separateOperations(parsed)[operation.name?.value ?? ''] ?? parsed;
    const rootType = this.#apiSchema.getRootType(operation.operation);
    if (rootType === undefined || rootType === null || operation.operation === 'subscription') {
      throw new GraphQLError(`This API has no ${operation.operation}`, {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      });
    }
    const fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION
          ? [[definition.name.value, definition] as const]
          : [],
      ),
    );
    checkDepth({ schema: this.#apiSchema, operation, fragments }, this.#limits);
    const cost = costOf({ schema: this.#apiSchema, operation, fragments }, {});
    return {
      document,
      operation,
      fragments,
      rootType,
      step: await this.#plan(document),
      metaFields: metaFields(operation, fragments),
      selections: new OperationSelections(
        operation,
        { schema: this.#apiSchema, fragments },
        conditionVariables(document),
      ),
      fixedCost: cost.isFixed ? cost : undefined,
    };
  }

  #parse(source: string): DocumentNode {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: this.#limits.maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const tooMany = /more than \d+ tokens/.test(error.message);
      throw new RequestRefused(tooMany ? 'OPERATION_TOO_LARGE' : 'GRAPHQL_PARSE_FAILED', [error]);
    }
    checkSize(document, this.#limits);
    const rules = this.#introspection
      ? specifiedRules
      : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    const faults = validate(this.#apiSchema, document, rules, { maxErrors: 20 });
    if (faults.length > 0) throw new RequestRefused('GRAPHQL_VALIDATION_FAILED', faults);
    return document;
  }

  async #plan(document: DocumentNode): Promise<Step | undefined> {
    const part = dataPart(document);
    if (part === undefined) return undefined;
    return readPlan(await this.#planner.planAsync(print(part), undefined, new Set(), 0));
  }

  #coerce(
    { operation }: Prepared,
    given: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> {
    const { coerced, errors } = getVariableValues(
      this.#apiSchema,
      operation.variableDefinitions ?? [],
      given,
      { maxErrors: 10 },
    );
    if (errors !== undefined) throw new RequestRefused('BAD_USER_INPUT', errors);
    return coerced;
  }

  #cost({ operation, fragments }: Prepared, variables: Readonly<Record<string, unknown>>): Cost {
    return costOf({ schema: this.#apiSchema, operation, fragments }, variables);
  }
}

/** The planner lists the introspection fields as if they were fields of Query; they are not. */
function apiSchemaOf(planner: QueryPlanner): GraphQLSchema {
  const document = visit(parse(planner.consumerSchema), {
    FieldDefinition: ({ name }) => (name.value.startsWith('__') ? null : undefined),
  });
  return buildASTSchema(document);
}

/** Refused before anything ran, perhaps for several reasons at once. */
class RequestRefused extends Error {
  readonly errors: readonly GraphQLFormattedError[];
  constructor(code: string, errors: readonly GraphQLError[]) {
    super('The operation was refused');
    this.errors = errors.map((error) => ({
      ...error.toJSON(),
      extensions: { ...error.extensions, code },
    }));
  }
}

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Remembers its answers: the same few pairs are asked for every entity. */
function satisfiesIn(schema: GraphQLSchema): Satisfies {
  const known = new Map<string, boolean>();
  const one = (typeName: string, condition: string): boolean => {
    if (typeName === condition) return true;
    const key = `${typeName} ${condition}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const [type, wanted] = [schema.getType(typeName), schema.getType(condition)];
    const answer = isObjectType(type) && isAbstractType(wanted) && schema.isSubType(wanted, type);
    if (type !== undefined) known.set(key, answer);
    return answer;
  };
  return (typeName, conditions) =>
    typeof typeName === 'string' && conditions.some((condition) => one(typeName, condition));
}
