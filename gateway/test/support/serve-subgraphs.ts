/** Puts subgraphs behind signed HTTP, each on a port of its own, as processes of their own would be. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@guildhall/shared/clock';
import { createLogger } from '@guildhall/shared/log';
import type { Subgraph } from '@guildhall/shared/module';
import express from 'express';
import { subgraphRouter } from '../../src/transport/subgraph-router.ts';

export const SECRET = 'a secret of at least thirty-two characters';

export interface ServedSubgraphs {
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function serveSubgraphs(
  subgraphs: readonly Subgraph[],
  log = createLogger('silent'),
): Promise<ServedSubgraphs> {
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  for (const subgraph of subgraphs) {
    const app = express();
    app.use(subgraphRouter({ subgraph, secret: SECRET, clock: systemClock, log }));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    urls[subgraph.name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  return {
    urls,
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise<void>((resolve) => void server.close(() => resolve()));
        }),
      );
    },
  };
}
