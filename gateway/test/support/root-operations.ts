/** Every root field of every subgraph as an operation that can be sent, with the access list it declares. */
import { accessOf } from '@guildhall/shared/graphql/access';
import type { Subgraph } from '@guildhall/shared/module';
import type { CallerClass } from '@guildhall/shared/principal';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

export interface RootOperation {
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation';
  readonly name: string;
  readonly access: readonly CallerClass[];
  readonly source: string;
}

export function rootOperations(subgraphs: readonly Subgraph[]): RootOperation[] {
  return subgraphs.flatMap(({ name: subgraph, schema }) => {
    const roots = [
      ['query', schema.getQueryType()] as const,
      ['mutation', schema.getMutationType()] as const,
    ];
    return roots.flatMap(([kind, type]) =>
      Object.values(type?.getFields() ?? {})
        .filter(({ name }) => !name.startsWith('_'))
        .map((field) => ({
          subgraph,
          kind,
          name: field.name,
          access: accessOf(field) ?? [],
          source: `${kind} { ${selectionOf(field)} }`,
        })),
    );
  });
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map(assignment);
  const call = args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
  return isCompositeType(getNamedType(field.type)) ? `${call} { __typename }` : call;
}

function assignment({ name, type }: GraphQLArgument | GraphQLInputField): string {
  return `${name}: ${valueFor(type)}`;
}

const SAMPLES: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1.5',
  Boolean: 'false',
  Decimal: '"1"',
  Date: '"2026-01-01"',
  DateTime: '"2026-01-01T00:00:00Z"',
  Phone: '"13800138000"',
  Usccode: '"91350100M000100Y43"',
  JSON: '{}',
};

/** Something of the right type; what it says is of no matter, because access comes before meaning. */
function valueFor(type: GraphQLInputType): string {
  if (isNonNullType(type)) return valueFor(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'NONE';
  if (isInputObjectType(type)) {
    return `{ ${Object.values(type.getFields()).filter(isRequiredInputField).map(assignment).join(', ')} }`;
  }
  return SAMPLES[type.name] ?? '"x"';
}
