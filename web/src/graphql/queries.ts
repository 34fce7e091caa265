/** Reading: one hook for one page's operation, one for lists that grow page by page. */
import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { TadaDocumentNode } from 'gql.tada';
import { Failed, NotAllowed, SignedOut, Unreachable } from './failures.ts';
import { ask } from './request.ts';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => error instanceof Unreachable && count < 2,
        refetchOnWindowFocus: true,
        // Without a line a page says so and can be tried again, instead of waiting without a word.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** The operation's name and variables are its identity in the cache. */
export function queryKey(
  document: TadaDocumentNode<unknown, never>,
  variables: unknown,
): unknown[] {
  const definition = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
  const name = definition !== undefined && 'name' in definition ? definition.name?.value : '';
  return [name, variables];
}

export interface AskOptions {
  readonly enabled?: boolean;
  /** Shows the last answer while the next one is on its way (filters, search as you type). */
  readonly keepPrevious?: boolean;
  readonly refetchInterval?: number | false;
}

export function useAsk<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  { enabled = true, keepPrevious = false, refetchInterval = false }: AskOptions = {},
) {
  return useQuery({
    queryKey: queryKey(document as TadaDocumentNode<unknown, never>, variables),
    queryFn: async ({ signal }) => whole(await ask(document, variables, signal)),
    enabled,
    refetchInterval,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A root that the caller may not see comes as null beside an error: the page as a whole says so. */
function whole<Data>({ data, missing }: Awaited<ReturnType<typeof ask<Data, unknown>>>): Data {
  const roots = Object.values(data as object);
  if (missing.length > 0 && roots.length > 0 && roots.every((root) => root === null)) {
    const [first] = missing;
    if (first?.code === 'FORBIDDEN') throw new NotAllowed(first.path);
    if (first?.code === 'UNAUTHENTICATED') throw new SignedOut(first.path);
    throw new Failed(first?.code ?? 'FAILED', first?.path ?? '', undefined);
  }
  return data;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null;
}

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node | null }[];
  readonly pageInfo: PageInfo;
}

/** A list that grows: `connection` finds the list in the answer; the operation takes `$after`. */
export function useGrowingList<Data, Variables extends { after?: string | null }, Node>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Omit<NoInfer<Variables>, 'after'>,
  connection: (data: Data) => Connection<Node> | null | undefined,
  { enabled = true }: AskOptions = {},
) {
  const query = useInfiniteQuery({
    queryKey: [...queryKey(document as TadaDocumentNode<unknown, never>, variables), 'growing'],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      whole(await ask(document, { ...variables, after: pageParam } as Variables, signal)),
    getNextPageParam: (last) => {
      const info = connection(last)?.pageInfo;
      return info?.hasNextPage === true ? (info.endCursor ?? null) : null;
    },
    enabled,
  });
  const nodes = (query.data?.pages ?? []).flatMap((page) =>
    (connection(page)?.edges ?? []).flatMap(({ node }) => (node === null ? [] : [node])),
  );
  return { ...query, nodes };
}
