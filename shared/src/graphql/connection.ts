/**
 * Relay connections, forwards only (`first`, `after`), with a stable order. A cursor is the sort key of its item, so a
 * page is found by comparison (keyset), never by counting.
 */
import type { ArgumentRef, ObjectRef } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { RequestContext } from '../module.ts';
import type { Builder, Types } from './builder-types.ts';
import { commonTypes, type PageInfo } from './common-types.ts';
import { argsOf } from './input-types.ts';

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/** The sort key of an item, most significant part first, unique in its list: end it with the id. */
export type SortKey = readonly (string | number | null)[];

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
  /** Asked only when the client selects it. */
  readonly totalCount?: () => Promise<number> | number;
}

export interface PageArgs {
  readonly first: number;
  readonly after?: SortKey | undefined;
}

interface ConnectionOptions {
  readonly description: string;
  /** Adds `totalCount`; only where counting is cheap. */
  readonly totalCount?: boolean;
}

/** The types `<Name>Connection` and `<Name>Edge` over a node type. */
export function connectionType<C extends RequestContext, T>(
  builder: Builder<C>,
  name: string,
  node: ObjectRef<Types<C>, T>,
  { description, totalCount = false }: ConnectionOptions,
): ObjectRef<Types<C>, Connection<T>> {
  const known = builder as unknown as Builder<RequestContext>;
  const nodeType = node as unknown as ObjectRef<Types<RequestContext>, object>;
  const edge = known.objectRef<Edge<object>>(`${name}Edge`).implement({
    description: `One ${node.name} of a page, with its place in the list.`,
    shareable: true,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Its place: give it as `after` to go on from here.',
      }),
      node: t.field({
        type: nodeType,
        nullable: true,
        description: `The ${node.name}.`,
        resolve: (item) => item.node,
      }),
    }),
  });
  const connection = known.objectRef<Connection<object>>(`${name}Connection`).implement({
    description,
    shareable: true,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The items of this page, in order.',
        resolve: ({ edges }) => [...edges],
      }),
      pageInfo: t.field({
        type: commonTypes(builder).pageInfo,
        description: 'Where this page lies.',
        resolve: ({ pageInfo }) => pageInfo,
      }),
      ...(totalCount ? { totalCount: totalCountField(t) } : {}),
    }),
  });
  return connection as unknown as ObjectRef<Types<C>, Connection<T>>;
}

function totalCountField(
  t: PothosSchemaTypes.ObjectFieldBuilder<Types<RequestContext>, Connection<object>>,
) {
  return t.int({
    description: 'How many items the whole list has, under the same filter.',
    resolve: async (page) => {
      if (page.totalCount === undefined)
        throw new Error('This connection promises a totalCount but was given none');
      return page.totalCount();
    },
  });
}

const cursorSchema = z
  .array(z.union([z.string(), z.number(), z.null()]))
  .min(1)
  .max(8);

const pageSchema = z.object({
  first: z
    .int()
    .min(1)
    .max(MAX_PAGE)
    .default(DEFAULT_PAGE)
    .describe(`How many items at most, 1 to ${MAX_PAGE}; ${DEFAULT_PAGE} when left out.`),
  after: z
    .string()
    .max(1000)
    .optional()
    .describe('Only items after this cursor; from the beginning when left out.'),
});

interface RawPageArgs {
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** The arguments `first` and `after`, to be spread into a field's `args`. */
export function pageArgs<C extends RequestContext>(
  builder: Builder<C>,
): { first: ArgumentRef<Types<C>, number>; after: ArgumentRef<Types<C>, string | undefined> } {
  return argsOf(builder, 'page', pageSchema);
}

export interface PageSource<T> {
  /**
   * Reads items after the sort key, in order, at most `limit` of them (one more than the page, to know if it goes on).
   */
  readonly load: (page: {
    readonly limit: number;
    readonly after: SortKey | undefined;
  }) => Promise<readonly T[]>;
  readonly keyOf: (item: T) => SortKey;
  readonly totalCount?: () => Promise<number> | number;
}

/** Loads one page. Throws BAD_USER_INPUT for a cursor that is not ours. */
export async function paginate<T>(
  args: RawPageArgs,
  source: PageSource<T>,
): Promise<Connection<T>> {
  const after =
    args.after === undefined || args.after === null ? undefined : decodeCursor(args.after);
  const items = await source.load({ limit: args.first + 1, after });
  const edges = items
    .slice(0, args.first)
    .map((node) => ({ cursor: encodeCursor(source.keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: items.length > args.first,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    ...(source.totalCount === undefined ? {} : { totalCount: source.totalCount }),
  };
}

export function encodeCursor(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function decodeCursor(cursor: string): SortKey {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new GraphQLError('after: this cursor is not ours; use the endCursor of the page before', {
      extensions: {
        code: 'BAD_USER_INPUT',
        refusal: 'INPUT_CURSOR_MALFORMED',
        argument: ['after'],
      },
    });
  }
}
