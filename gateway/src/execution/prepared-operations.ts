/**
 * All that depends on an operation's text alone, done once: parse, bound, validate, plan. Kept in a bounded cache.
 * Invariant: what is kept has been found valid and within bounds; what was refused is not kept.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  print,
  separateOperations,
  specifiedRules,
  validate,
} from 'graphql';
import type { Operation } from '../router.ts';
import { BoundedCache } from './bounded-cache.ts';
import { conditionKey, conditionVariables, decideConditions } from './conditions.ts';
import { dataPart, metaFields } from './introspection.ts';
import { type Cost, checkDepth, checkSize, costOf, type OperationLimits } from './limits.ts';
import { RequestRefused } from './request-refused.ts';
import { Selections } from './selections.ts';
import { readPlan, type Step } from './steps.ts';
import type { Supergraph } from './supergraph.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface Prepared {
  /** With this one operation and the fragments that it uses. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
  /** Its `__schema` and `__type` fields. */
  readonly metaFields: readonly FieldNode[];
  /** The variables that its @skip and @include depend on. */
  readonly conditions: readonly string[];
  readonly variants: Map<string, Promise<Variant>>;
  /** Undefined when it depends on variables. */
  readonly fixedCost: Cost | undefined;
}

/** An operation with its conditions decided. */
export interface Variant {
  /** Undefined when no subgraph has to be asked. */
  readonly step: Step | undefined;
  readonly selections: Selections;
}

const MAX_VARIANTS = 32;
/** Weighed in characters of source; a prepared operation takes some 200 bytes for each, so this is about 80 MB. */
const BOUNDS = { maxEntries: 1_000, maxWeight: 400_000 };

export class PreparedOperations {
  readonly #supergraph: Supergraph;
  readonly #limits: OperationLimits;
  readonly #rules: typeof specifiedRules;
  readonly #known = new BoundedCache<Promise<Prepared>>(BOUNDS);

  constructor(supergraph: Supergraph, limits: OperationLimits, introspection: boolean) {
    this.#supergraph = supergraph;
    this.#limits = limits;
    this.#rules = introspection
      ? specifiedRules
      : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** Throws RequestRefused or GraphQLError for what a client did wrong. */
  get({ source, operationName }: Operation): Promise<Prepared> {
    const key = `${operationName ?? ''}\n${source}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.#prepare(source, operationName);
    this.#known.set(key, made, key.length);
    made.catch(() => this.#known.delete(key));
    return made;
  }

  variant(
    { document, operation, fragments, conditions, variants }: Prepared,
    variables: Variables,
  ): Promise<Variant> {
    const key = conditionKey(conditions, variables);
    const known = variants.get(key);
    if (known !== undefined) return known;
    const scope = { schema: this.#supergraph.apiSchema, fragments, variables };
    const made = this.#plan(document, variables).then((step) => ({
      step,
      selections: new Selections([operation.selectionSet], scope),
    }));
    if (variants.size < MAX_VARIANTS) variants.set(key, made);
    made.catch(() => variants.delete(key));
    return made;
  }

  async #prepare(source: string, operationName: string | undefined): Promise<Prepared> {
    const parsed = this.#parse(source);
    const operation = getOperationAST(parsed, operationName);
    if (operation === undefined || operation === null) throw notFound(operationName);
    const { apiSchema } = this.#supergraph;
    const rootType = apiSchema.getRootType(operation.operation);
    if (rootType === undefined || rootType === null || operation.operation === 'subscription') {
      const extensions = { code: 'GRAPHQL_VALIDATION_FAILED' };
      throw new GraphQLError(`This API has no ${operation.operation}`, { extensions });
    }
    const document = separateOperations(parsed)[operation.name?.value ?? ''] ?? parsed;
    const fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION
          ? [[definition.name.value, definition] as const]
          : [],
      ),
    );
    checkDepth({ schema: apiSchema, operation, fragments }, this.#limits);
    const cost = costOf({ schema: apiSchema, operation, fragments }, {});
    return {
      document,
      operation,
      fragments,
      rootType,
      metaFields: metaFields(operation, fragments),
      conditions: conditionVariables(document),
      variants: new Map(),
      fixedCost: cost.isFixed ? cost : undefined,
    };
  }

  #parse(source: string): DocumentNode {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: this.#limits.maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const tooMany = /tokens\. Parsing aborted/.test(error.message);
      throw new RequestRefused(tooMany ? 'OPERATION_TOO_LARGE' : 'GRAPHQL_PARSE_FAILED', [error]);
    }
    checkSize(document, this.#limits);
    const faults = validate(this.#supergraph.apiSchema, document, this.#rules, { maxErrors: 20 });
    if (faults.length > 0) throw new RequestRefused('GRAPHQL_VALIDATION_FAILED', faults);
    return document;
  }

  async #plan(document: DocumentNode, variables: Variables): Promise<Step | undefined> {
    const part = dataPart(decideConditions(document, variables));
    if (part === undefined) return undefined;
    return readPlan(await this.#supergraph.planner.planAsync(print(part), undefined, new Set(), 0));
  }
}

function notFound(operationName: string | undefined): GraphQLError {
  const message =
    operationName === undefined
      ? 'Give operationName: the document has several operations'
      : `There is no operation "${operationName}"`;
  return new GraphQLError(message, { extensions: { code: 'OPERATION_NOT_FOUND' } });
}
