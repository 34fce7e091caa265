/**
 * A subgraph behind signed HTTP, for the deployment where each module is its own process. Answers only this
 * installation's gateway.
 */
import type { Clock } from '@guildhall/shared/clock';
import { INTERNAL_HEADER } from '@guildhall/shared/door-http';
import { verifyInternalCall } from '@guildhall/shared/internal-auth';
import type { Logger } from '@guildhall/shared/log';
import type { RequestContext, Subgraph } from '@guildhall/shared/module';
import { json, type Request, type Response, Router } from 'express';
import { type DocumentNode, parse } from 'graphql';
import { z } from 'zod';
import { BoundedCache } from '../execution/bounded-cache.ts';
import { SUBGRAPH_PATH } from './http-transport.ts';
import { LocalTransport } from './local-transport.ts';

export interface ServedSubgraph {
  readonly subgraph: Subgraph;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const bodySchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
});

export function subgraphRouter({ subgraph, secret, clock, log }: ServedSubgraph): Router {
  const router = Router();
  const local = new LocalTransport([subgraph], log);
  const documents = new BoundedCache<DocumentNode>({ maxEntries: 1_000, maxWeight: 400_000 });
  const documentOf = (source: string): DocumentNode => {
    const document = documents.get(source) ?? parse(source, { noLocation: true });
    documents.set(source, document, source.length);
    return document;
  };
  router.post(
    SUBGRAPH_PATH,
    json({ limit: '8mb' }),
    async (request: Request, response: Response) => {
      const now = clock.now();
      const call = verifyInternalCall(
        secret,
        subgraph.name,
        request.header(INTERNAL_HEADER) ?? '',
        now,
      );
      if (call === undefined) {
        response.status(401).json({ error: 'not signed by this installation' });
        return;
      }
      const { query, variables, operationName } = bodySchema.parse(request.body);
      const context: RequestContext = { ...call, now };
      const document = documentOf(query);
      response.json(
        await local.execute({
          subgraph: subgraph.name,
          document,
          source: query,
          operationName,
          variables,
          request: context,
        }),
      );
    },
  );
  return router;
}
