/**
 * One module as its own process: its door, its inbox, its subgraph and its REST doors behind signed HTTP. It reaches
 * the other modules by their addresses, and holds no database role but its own.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '@guildhall/shared/clock';
import { type Config, readConfig } from '@guildhall/shared/config';
import { doorRouter, INTERNAL_HEADER } from '@guildhall/shared/door-http';
import { bindContext } from '@guildhall/shared/http-context';
import { verifyInternalCall } from '@guildhall/shared/internal-auth';
import { createLogger, type Logger } from '@guildhall/shared/log';
import express, { type RequestHandler } from 'express';
import { composeHouse } from './compose.ts';
import { faults, notFound } from './http/last-words.ts';
import { recordFacts } from './http/request-facts.ts';
import { hearsayDoor } from './live/remote-hearsay.ts';
import { subgraphRouter } from './transport/subgraph-router.ts';

export interface ModuleProcessOptions {
  readonly module: string;
  readonly databaseUrl: string;
  readonly secret: string;
  readonly redisUrl?: string | undefined;
  readonly port: number;
  readonly host?: string;
  /** Addresses of the other modules. */
  readonly remote: Readonly<Record<string, string>>;
  readonly config?: Config;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly roots?: readonly string[];
}

export interface RunningModule {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startModule(options: ModuleProcessOptions): Promise<RunningModule> {
  const { module, secret } = options;
  const config = options.config ?? readConfig(process.env);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.LOG_LEVEL);
  const house = await composeHouse({ ...options, config, clock, log, local: [module] });
  const served = house.local.get(module);
  if (served === undefined) {
    const names = house.manifests.map(({ name }) => name).join(', ');
    throw new Error(`There is no module "${module}"; the modules are ${names}`);
  }

  const app = express();
  app.disable('x-powered-by');
  app.use(recordFacts(clock, log));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok', module }));
  app.use(doorRouter({ name: module, door: served.door, inbox: served.inbox, secret, clock }));
  const hearsay = hearsayDoor({ module, hearsay: house.hearsay, secret, clock });
  app.use(hearsay.router);
  if (served.subgraph !== undefined)
    app.use(subgraphRouter({ subgraph: served.subgraph, secret, clock, log }));
  if (served.http !== undefined) app.use(onlyTheGateway(module, secret, clock), served.http);
  app.use(notFound);
  app.use(faults(log));

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, options.host ?? config.HOST, () => resolve());
  });
  house.start();
  const { port } = server.address() as AddressInfo;
  log.info({ module, port }, 'listening');
  return {
    port,
    stop: async () => {
      hearsay.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      await house.stop();
    },
  };
}

/** The gateway has authenticated the caller; its signed word is the only one believed. */
function onlyTheGateway(module: string, secret: string, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const now = clock.now();
    const call = verifyInternalCall(secret, module, request.header(INTERNAL_HEADER) ?? '', now);
    if (call === undefined) {
      response.status(401).json({ error: 'not signed by this installation' });
      return;
    }
    bindContext(request, { ...call, now });
    next();
  };
}
