/**
 * Starts Guildhall: the gateway over the modules that live in this process and the addresses of the others. With
 * everything local this is the whole platform in one process; with nothing local it is the gateway alone.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IdentityService } from '@guildhall/identity';
import { type Clock, systemClock } from '@guildhall/shared/clock';
import { type Config, readConfig } from '@guildhall/shared/config';
import type { Retries } from '@guildhall/shared/jobs/queue';
import { createLogger, type Logger } from '@guildhall/shared/log';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { ANONYMOUS } from '@guildhall/shared/principal';
import type { Router } from 'express';
import { composeHouse, type House } from './compose.ts';
import type { Rates } from './http/rate-limits.ts';
import { hearRemote } from './live/remote-hearsay.ts';
import { openRouter } from './open-router.ts';
import { restProxy } from './rest-proxy.ts';
import { createGatewayServer } from './server.ts';

export interface GuildhallOptions {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly redisUrl?: string | undefined;
  /** 0: the system chooses. */
  readonly port: number;
  readonly host?: string;
  readonly config?: Config;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly onProgress?: (line: string) => void;
  /** Relays, queues and schedules run in this process; true by default. */
  readonly background?: boolean;
  readonly rates?: Partial<Rates>;
  readonly roots?: readonly string[];
  readonly local?: readonly string[];
  readonly remote?: Readonly<Record<string, string>>;
  readonly strictDoors?: boolean;
  readonly retries?: Retries;
  /** SDL of the supergraph; the committed one by default. */
  readonly supergraphSdl?: string;
}

export interface RunningGuildhall {
  readonly port: number;
  readonly url: string;
  readonly house: House;
  stop(): Promise<void>;
}

const SUPERGRAPH = join(PROJECT_ROOT, 'gateway', 'supergraph.graphql');

export async function startGuildhall(options: GuildhallOptions): Promise<RunningGuildhall> {
  const say = options.onProgress ?? (() => {});
  const config = options.config ?? readConfig(process.env);
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLogger(config.LOG_LEVEL);
  const { databaseUrl, secret, remote = {} } = options;

  say('opening the modules');
  const house = await composeHouse({ ...options, config, clock, log });
  const subgraphs = [...house.local.values()].flatMap(({ subgraph }) => subgraph ?? []);
  const router = openRouter({
    supergraphSdl: options.supergraphSdl ?? (await readFile(SUPERGRAPH, 'utf8')),
    subgraphs,
    remote,
    secret,
    clock,
    log,
    introspection: config.NODE_ENV !== 'production',
  });
  const identity = house.doors.get<IdentityService>('identity');
  const server = createGatewayServer({
    router,
    verifyAccessToken: (token) => identity.verifyAccessToken(ANONYMOUS, { token }),
    clock,
    log,
    development: config.NODE_ENV !== 'production',
    rest: restDoors(house, { secret, clock, remote }),
    webDir: join(PROJECT_ROOT, 'web', 'dist'),
    sessions: identity,
    unready: () => unreadyModules(house),
    ...(options.rates === undefined ? {} : { rates: options.rates }),
  });
  const deaf = [
    house.hearsay.listen((events) => server.hear(events)),
    ...Object.entries(remote).map(([module, url]) =>
      hearRemote({ module, url, secret, clock, log, onEvents: (events) => server.hear(events) }),
    ),
  ];
  if (options.background !== false) house.start();
  const host = options.host ?? config.HOST;
  const port = await server.listen(options.port, host).catch(async (error: unknown) => {
    await house.stop();
    throw error;
  });
  log.info({ port, databaseUrl: new URL(databaseUrl).host }, 'listening');
  return {
    port,
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    house,
    stop: async () => {
      for (const stop of deaf) stop();
      await server.close();
      await house.stop();
    },
  };
}

function restDoors(
  house: House,
  at: { secret: string; clock: Clock; remote: Readonly<Record<string, string>> },
): Router[] {
  return house.manifests.flatMap(({ name, rest }) => {
    const local = house.local.get(name);
    if (local !== undefined) return local.http ?? [];
    const url = at.remote[name];
    if (url === undefined || rest.length === 0) return [];
    return restProxy({ name, url, secret: at.secret, clock: at.clock }, rest);
  });
}

/** A module is ready when its own role can reach its own schema. */
async function unreadyModules(house: House): Promise<readonly string[]> {
  const checked = await Promise.all(
    [...house.local].map(async ([name, { kit }]) => {
      try {
        await kit.db.read().execute('SELECT 1 FROM outbox LIMIT 1');
        return undefined;
      } catch {
        return name;
      }
    }),
  );
  return checked.filter((name) => name !== undefined);
}
