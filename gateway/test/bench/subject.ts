/**
 * One server to be measured, in a process of its own: `node subject.ts <name>`. Prints its port, tells what it has
 * used whenever it is asked, serves until stdin closes. The yoga monolith is the yardstick: the same rows and loaders in one schema, behind GraphQL Yoga in Express.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@guildhall/shared/clock';
import { listLoaderOf, loaderOf } from '@guildhall/shared/graphql/loaders';
import { createLogger } from '@guildhall/shared/log';
import express from 'express';
import { buildSchema, isObjectType } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { MemberRow } from '../../../shared/test/graphql/example/members-subgraph.ts';
import type { VisitRow } from '../../../shared/test/graphql/example/visits-subgraph.ts';
import type { WalletRow } from '../../../shared/test/graphql/example/wallets-subgraph.ts';
import { composeSubgraphs } from '../../src/composition/compose-subgraphs.ts';
import { exampleGateway, exampleSubgraphs } from '../support/example-gateway.ts';
import { serveSubgraphs } from '../support/serve-subgraphs.ts';

const MEMBERS = 20;

async function gateway(remote: boolean): Promise<number> {
  const { subgraphs } = exampleSubgraphs(MEMBERS);
  const log = createLogger('silent');
  const urls = remote ? (await serveSubgraphs(subgraphs, log)).urls : {};
  const router = remote ? { subgraphs: [], remote: urls } : { subgraphs };
  const rates = { perAddress: 1e9, perSystem: 1e9, perPerson: 1e9, anonymous: 1e9 };
  const server = await exampleGateway({
    subgraphs,
    log,
    clock: systemClock,
    router,
    server: { rates },
  });
  return server.listen(0);
}

interface Loaders {
  readonly members: ReturnType<typeof loaderOf<string, MemberRow>>;
  readonly wallets: ReturnType<typeof loaderOf<string, WalletRow>>;
  readonly visits: ReturnType<typeof listLoaderOf<string, VisitRow>>;
}

async function yogaMonolith(): Promise<number> {
  const { subgraphs, stores } = exampleSubgraphs(MEMBERS);
  const { apiSdl } = await composeSubgraphs(subgraphs);
  const schema = buildSchema(apiSdl);
  const page = {
    edges: stores.members.rows.map((node) => ({ cursor: node.id, node })),
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
    totalCount: MEMBERS,
  };
  const resolvers: Record<
    string,
    Record<string, (row: never, args: never, context: Loaders) => unknown>
  > = {
    Query: {
      ping: () => 'pong',
      member: (_row: never, { id }: { id: string }, { members }) => members.load(id),
      members: () => page,
    },
    Member: {
      wallet: ({ id }: MemberRow, _args: never, { wallets }) => wallets.load(id),
      visits: ({ id }: MemberRow, _args: never, { visits }) => visits.load(id),
    },
    Visit: { at: ({ at }: VisitRow) => at.toISOString() },
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(resolvers[type.name] ?? {})) {
      const field = type.getFields()[name];
      if (field !== undefined) field.resolve = resolve as never;
    }
  }
  const yoga = createYoga({
    schema,
    logging: false,
    context: (): Loaders => ({
      members: loaderOf(
        async (ids: readonly string[]) => stores.members.rows.filter(({ id }) => ids.includes(id)),
        ({ id }) => id,
      ),
      wallets: loaderOf(
        async (ids: readonly string[]) => ids.flatMap((id) => stores.wallets.rows.get(id) ?? []),
        ({ memberId }) => memberId,
      ),
      visits: listLoaderOf(
        async (ids: readonly string[]) =>
          stores.visits.rows.filter(({ memberId }) => ids.includes(memberId)),
        ({ memberId }) => memberId,
      ),
    }),
  });
  const app = express();
  app.use('/graphql', yoga);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const [name] = process.argv.slice(2);
const port =
  name === 'yoga monolith' ? await yogaMonolith() : await gateway(name === 'gateway over HTTP');
process.stdout.write(`${port}\n`);
/** Answers each line with what the process has used so far. */
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  const rssMb = Math.round(process.memoryUsage().rss / 1_048_576);
  process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1_000, rssMb })}\n`);
});
process.stdin.on('end', () => process.exit(0));
