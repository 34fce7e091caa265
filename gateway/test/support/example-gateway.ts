/** The example subgraphs behind the real gateway. A caller's token is `token-of-<class>`. */
import { type Clock, systemClock } from '@guildhall/shared/clock';
import { createLogger, type Logger } from '@guildhall/shared/log';
import type { Subgraph } from '@guildhall/shared/module';
import { CALLER_CLASSES, type CallerClass } from '@guildhall/shared/principal';
import { CALLERS } from '../../../shared/test/graphql/callers.ts';
import {
  createMembersSubgraph,
  makeMembers,
} from '../../../shared/test/graphql/example/members-subgraph.ts';
import {
  createVisitsSubgraph,
  makeVisits,
} from '../../../shared/test/graphql/example/visits-subgraph.ts';
import {
  createWalletsSubgraph,
  makeWallets,
} from '../../../shared/test/graphql/example/wallets-subgraph.ts';
import { composeSubgraphs } from '../../src/composition/compose-subgraphs.ts';
import { type OpenRouterOptions, openRouter } from '../../src/open-router.ts';
import { createGatewayServer, type GatewayOptions, type GatewayServer } from '../../src/server.ts';
import { SECRET } from './serve-subgraphs.ts';

export interface ExampleStores {
  readonly members: ReturnType<typeof makeMembers>;
  readonly wallets: ReturnType<typeof makeWallets>;
  readonly visits: ReturnType<typeof makeVisits>;
}

export function exampleSubgraphs(count = 20): {
  readonly subgraphs: readonly Subgraph[];
  readonly stores: ExampleStores;
} {
  const stores = {
    members: makeMembers(count),
    wallets: makeWallets(count),
    visits: makeVisits(count),
  };
  return {
    stores,
    subgraphs: [
      createMembersSubgraph(stores.members),
      createWalletsSubgraph(stores.wallets),
      createVisitsSubgraph(stores.visits),
    ],
  };
}

let composed: Promise<string> | undefined;

/** Composed once: the schemas of the examples are always the same. */
function exampleSupergraph(): Promise<string> {
  composed ??= composeSubgraphs(exampleSubgraphs(0).subgraphs).then(
    ({ supergraphSdl }) => supergraphSdl,
  );
  return composed;
}

export interface ExampleOptions {
  readonly subgraphs?: readonly Subgraph[];
  readonly router?: Partial<OpenRouterOptions>;
  readonly server?: Partial<GatewayOptions>;
  readonly clock?: Clock;
  readonly log?: Logger;
}

export async function exampleGateway(options: ExampleOptions = {}): Promise<GatewayServer> {
  const subgraphs = options.subgraphs ?? exampleSubgraphs().subgraphs;
  const supergraphSdl = options.router?.supergraphSdl ?? (await exampleSupergraph());
  const common = {
    clock: options.clock ?? systemClock,
    log: options.log ?? createLogger('silent'),
  };
  const router = openRouter({
    ...common,
    supergraphSdl,
    subgraphs,
    secret: SECRET,
    introspection: true,
    ...options.router,
  });
  return createGatewayServer({
    ...common,
    router,
    development: true,
    verifyAccessToken: async (token) => CALLERS[classOf(token) ?? 'anonymous'] ?? null,
    ...options.server,
  });
}

/** Anonymous stands for "proves nothing": the gateway refuses a token that makes nobody. */
function classOf(token: string): CallerClass | undefined {
  const name = token.replace(/^token-of-/, '');
  return CALLER_CLASSES.find((known) => known === name);
}

export const bearer = (name: CallerClass): Readonly<Record<string, string>> =>
  name === 'anonymous' ? {} : { authorization: `Bearer token-of-${name}` };
