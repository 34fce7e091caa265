/**
 * Operations, typed by the committed supergraph: `npm run check` writes `generated/schema.d.ts` from
 * gateway/schema.graphql, and an operation that asks for what is not there does not pass.
 */
import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/schema.d.ts';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    /** YYYY-MM-DD in Asia/Shanghai. */
    Date: string;
    /** RFC 3339 in UTC. */
    DateTime: string;
    /** An exact number as text; never put through a float. */
    Decimal: string;
    Phone: string;
    Usccode: string;
    JSON: unknown;
  };
}>();

export type { FragmentOf, ResultOf, VariablesOf } from 'gql.tada';
