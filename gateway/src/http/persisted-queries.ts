/**
 * Automatic persisted queries: a client sends the SHA-256 of its query instead of the text. Only queries that were
 * answered are kept, so nobody can fill the store with rubbish.
 */
import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { BoundedCache } from '../execution/bounded-cache.ts';

const extensionSchema = z.object({
  persistedQuery: z.object({
    version: z.literal(1),
    sha256Hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

export interface FoundQuery {
  readonly source: string;
  /** Keeps the query under its hash; call it once the query has been answered. */
  readonly keep: () => void;
}

export class PersistedQueries {
  readonly #known = new BoundedCache<string>({ maxEntries: 5_000, maxWeight: 10_000_000 });

  /** Throws PERSISTED_QUERY_NOT_FOUND (send the text as well) or a mismatch; undefined when there is no query at all. */
  find(query: string | undefined, extensions: unknown): FoundQuery | undefined {
    const parsed = extensions === undefined ? undefined : extensionSchema.safeParse(extensions);
    if (parsed?.data === undefined)
      return query === undefined ? undefined : { source: query, keep: () => undefined };
    const { sha256Hash: hash } = parsed.data.persistedQuery;
    if (query === undefined) {
      const source = this.#known.get(hash);
      if (source === undefined)
        throw failure('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
      return { source, keep: () => undefined };
    }
    if (createHash('sha256').update(query).digest('hex') !== hash) {
      throw failure('The hash does not belong to this query', 'PERSISTED_QUERY_HASH_MISMATCH');
    }
    return { source: query, keep: () => this.#known.set(hash, query, query.length) };
  }
}

function failure(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
