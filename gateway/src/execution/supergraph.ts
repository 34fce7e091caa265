/** What the engine knows of a supergraph: a planner over it, the schema that clients see, and which types fit which. */
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  buildASTSchema,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  parse,
  visit,
} from 'graphql';
import type { Satisfies } from './values.ts';

export interface Supergraph {
  readonly planner: QueryPlanner;
  readonly apiSchema: GraphQLSchema;
  readonly satisfies: Satisfies;
}

export function openSupergraph(supergraphSdl: string): Supergraph {
  const planner = new QueryPlanner(supergraphSdl);
  const whole = buildASTSchema(parse(supergraphSdl), { assumeValid: true, assumeValidSDL: true });
  return { planner, apiSchema: apiSchemaOf(planner), satisfies: satisfiesIn(whole) };
}

/** The planner lists the introspection fields as if they were fields of Query; they are not. */
function apiSchemaOf(planner: QueryPlanner): GraphQLSchema {
  const document = visit(parse(planner.consumerSchema), {
    FieldDefinition: ({ name }) => (name.value.startsWith('__') ? null : undefined),
  });
  return buildASTSchema(document);
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
