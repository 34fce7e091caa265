import { buildSubgraphSchema } from '@apollo/subgraph';
import { systemClock } from '@guildhall/shared/clock';
import { createLogger } from '@guildhall/shared/log';
import type { Subgraph } from '@guildhall/shared/module';
import { buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { CALLERS, requestBy } from '../../shared/test/graphql/callers.ts';
import { memberId } from '../../shared/test/graphql/example/member-id.ts';
import { composeSubgraphs } from '../src/composition/compose-subgraphs.ts';
import { FederatedRouter } from '../src/execution/federated-router.ts';
import { openRouter } from '../src/open-router.ts';
import type { Answer, Operation, Router } from '../src/router.ts';
import { LocalTransport } from '../src/transport/local-transport.ts';
import { exampleSubgraphs } from './support/example-gateway.ts';
import { SECRET, serveSubgraphs } from './support/serve-subgraphs.ts';

const common = {
  secret: SECRET,
  clock: systemClock,
  log: createLogger('silent'),
  introspection: true,
};

/** All but `remote` live in this process. */
async function routerOver(
  subgraphs: readonly Subgraph[],
  remote: Readonly<Record<string, string>> = {},
): Promise<Router> {
  const { supergraphSdl } = await composeSubgraphs(subgraphs);
  const local = subgraphs.filter(({ name }) => remote[name] === undefined);
  return openRouter({ ...common, supergraphSdl, subgraphs: local, remote, timeoutMs: 400 });
}

const ask = (
  router: Router,
  operation: string | Operation,
  caller = CALLERS.operator,
): Promise<Answer> =>
  router.execute(
    typeof operation === 'string' ? { source: operation } : operation,
    requestBy(caller),
  );

const WHOLE =
  '{ members(first: 20) { edges { node { name wallet { balance owner { memberNo } } visits { shop visitor { phone } } } } } }';
const NOWHERE = 'http://127.0.0.1:9';

describe('entities', () => {
  it('of a whole operation are loaded in one batch per loader, in process', async () => {
    const { subgraphs, stores } = exampleSubgraphs(20);
    const { errors } = await ask(await routerOver(subgraphs), WHOLE);
    expect(errors).toBeUndefined();
    expect(stores.wallets.loads).toEqual([20]);
    expect(stores.visits.loads).toEqual([20]);
    expect(stores.members.loads).toEqual([20]);
  });

  it('get fresh loaders with each operation', async () => {
    const { subgraphs, stores } = exampleSubgraphs(2);
    const router = await routerOver(subgraphs);
    await ask(router, WHOLE);
    await ask(router, WHOLE);
    expect(stores.wallets.loads).toEqual([2, 2]);
  });

  it('answer the same over signed HTTP', async () => {
    const { subgraphs } = exampleSubgraphs(5);
    const served = await serveSubgraphs(subgraphs);
    const [local, remote] = [await routerOver(subgraphs), await routerOver(subgraphs, served.urls)];
    expect(await ask(remote, WHOLE)).toEqual(await ask(local, WHOLE));
    await remote.close();
    await served.close();
  });

  it('are answered with the caller and the language of the request, over HTTP as well', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const served = await serveSubgraphs(subgraphs);
    const router = await routerOver(subgraphs, served.urls);
    const source = `mutation { enrolMember(input: { name: "会员1", phone: "13800138000", idempotencyKey: "k" }) { ... on RuleRefusal { message } } }`;
    const chinese = await router.execute({ source }, requestBy(CALLERS.clerk, 'zh-CN'));
    expect(chinese.data).toEqual({ enrolMember: { message: '姓名会员1 已被占用' } });
    const stranger = await router.execute({ source }, requestBy(CALLERS.anonymous));
    expect(stranger.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    await router.close();
    await served.close();
  });
});

describe('a subgraph that is down', () => {
  it('leaves the other root fields answered, with an error at each of its own', async () => {
    const { subgraphs } = exampleSubgraphs(2);
    const router = await routerOver(subgraphs, { members: NOWHERE });
    const { data, errors } = await ask(
      router,
      `{ a: member(id: "${memberId(1)}") { id } latestVisits { shop } }`,
    );
    expect(data).toEqual({
      a: null,
      latestVisits: [{ shop: '东门店' }, { shop: '西门店' }, { shop: '东门店' }],
    });
    expect(errors).toEqual([
      {
        message: 'This part cannot be answered at the moment: try again later',
        path: ['a'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'members' },
      },
    ]);
  });

  it('nulls the data when its root field may not be null', async () => {
    const { subgraphs } = exampleSubgraphs(2);
    const { data, errors } = await ask(
      await routerOver(subgraphs, { members: NOWHERE }),
      '{ ping latestVisits { shop } }',
    );
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([['ping']]);
  });

  it('costs an entity only what it adds, with an error at every place', async () => {
    const { subgraphs } = exampleSubgraphs(2);
    const router = await routerOver(subgraphs, { wallets: NOWHERE });
    const { data, errors } = await ask(
      router,
      '{ members { edges { node { memberNo wallet { balance } } } } }',
    );
    expect(data).toEqual({
      members: {
        edges: [
          { node: { memberNo: '1', wallet: null } },
          { node: { memberNo: '2', wallet: null } },
        ],
      },
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['members', 'edges', 0, 'node', 'wallet'],
      ['members', 'edges', 1, 'node', 'wallet'],
    ]);
  });

  it('is the same as one that never answers', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const silent = (await import('node:net')).createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const router = await routerOver(subgraphs, { visits: `http://127.0.0.1:${port}` });
    const { data, errors } = await ask(
      router,
      '{ ping members { edges { node { visits { shop } } } } }',
    );
    expect(data).toEqual({ ping: 'pong', members: { edges: [{ node: { visits: null } }] } });
    expect(errors?.[0]?.extensions?.code).toBe('SUBGRAPH_UNAVAILABLE');
    await router.close();
    silent.close();
  });

  it('is the same as one of another installation', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const served = await serveSubgraphs(subgraphs);
    const { supergraphSdl } = await composeSubgraphs(subgraphs);
    const stranger = openRouter({
      ...common,
      secret: 'another secret, just as long as ours is',
      supergraphSdl,
      subgraphs: [],
      remote: served.urls,
    });
    const { data, errors } = await ask(stranger, '{ ping }');
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions?.code).toBe('SUBGRAPH_UNAVAILABLE');
    await stranger.close();
    await served.close();
  });
});

describe('faults and nulls', () => {
  const library = (title: () => unknown): Subgraph => ({
    name: 'library',
    schema: buildSubgraphSchema([
      {
        typeDefs:
          parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
          type Book @key(fields: "id") { id: ID! title: String! }
          type Query { library: Boolean }`),
        resolvers: { Book: { __resolveReference: (key: object) => key, title } },
      },
    ]),
    makeContext: (request) => ({ ...request }),
  });
  const shelf: Subgraph = {
    name: 'shelf',
    schema: buildSubgraphSchema([
      {
        typeDefs:
          parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
          type Book @key(fields: "id", resolvable: false) { id: ID! }
          type Query { books: [Book] strict: [Book!] strictest: [[Book!]!]! }`),
        resolvers: {
          Query: {
            books: () => [{ id: 'b0' }, { id: 'b1' }],
            strict: () => [{ id: 'b0' }, { id: 'b1' }],
            strictest: () => [[{ id: 'b0' }], [{ id: 'b1' }]],
          },
        },
      },
    ]),
    makeContext: (request) => ({ ...request }),
  };
  const failing = (row: unknown): unknown => {
    if ((row as { id: string }).id === 'b1') throw new Error("secret 'Zhang San' detail");
    return 'T';
  };

  it('null climbs from an entity of another subgraph to where null is allowed, and the error keeps its indices', async () => {
    const router = await routerOver([library(failing as never), shelf]);
    const books = await ask(router, '{ books { id title } }');
    expect(books.data).toEqual({ books: [{ id: 'b0', title: 'T' }, null] });
    expect(books.errors?.map(({ path }) => path)).toEqual([['books', 1, 'title']]);
    const strict = await ask(router, '{ strict { title } }');
    expect(strict.data).toEqual({ strict: null });
    expect(strict.errors?.map(({ path }) => path)).toEqual([['strict', 1, 'title']]);
    const strictest = await ask(router, '{ strictest { title } }');
    expect(strictest.data).toBeNull();
    expect(strictest.errors?.map(({ path }) => path)).toEqual([['strictest', 1, 0, 'title']]);
  });

  it('an entity that its owner does not know is told as an error where it may not be null', async () => {
    const unknown = { ...library(() => 'T') };
    const schema = buildSubgraphSchema([
      {
        typeDefs:
          parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
          type Book @key(fields: "id") { id: ID! title: String! }
          type Query { library: Boolean }`),
        resolvers: { Book: { __resolveReference: () => null } },
      },
    ]);
    const router = await routerOver([{ ...unknown, schema }, shelf]);
    const { data, errors } = await ask(router, '{ books { id title } }');
    expect(data).toEqual({ books: [null, null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
      [['books', 0, 'title'], 'INCOMPLETE_ANSWER'],
      [['books', 1, 'title'], 'INCOMPLETE_ANSWER'],
    ]);
  });

  it('a fault is masked and logged once, without the values it carried', async () => {
    const lines: string[] = [];
    const log = createLogger('error', { write: (line: string) => void lines.push(line) });
    const subgraphs = [library(failing as never), shelf];
    const { supergraphSdl } = await composeSubgraphs(subgraphs);
    const router = openRouter({ ...common, log, supergraphSdl, subgraphs });
    const { errors } = await ask(router, '{ books { title } }');
    const [error] = errors ?? [];
    expect(error?.message).not.toMatch(/secret|Zhang/);
    expect(error?.extensions).toEqual({
      code: 'INTERNAL',
      faultId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(String(error?.extensions?.faultId));
    expect(lines[0]).toContain('secret');
    expect(lines[0]).not.toContain('Zhang');
  });
});

describe('compiled documents', () => {
  it.each([
    ['{ members { edges { cursor } } }', CALLERS.anonymous],
    [
      '{ members { edges { node { name phone status joinedAt secret habits { __typename } } } } }',
      CALLERS.system,
    ],
    [
      '{ members(first: 2) { totalCount edges { node { name secret habits { ... on Withheld { reason } } } } pageInfo { endCursor } } }',
      CALLERS.auditor,
    ],
    ['{ member(id: "x") { id } }', CALLERS.clerk],
    [
      'mutation { enrolMember(input: { name: "会员1", phone: "13800138000", idempotencyKey: "k" }) { ... on RuleRefusal { code message path params } } }',
      CALLERS.clerk,
    ],
    [
      'mutation { enrolMember(input: { name: "", phone: "1", idempotencyKey: "k" }) { ... on Refusal { code path } } }',
      CALLERS.clerk,
    ],
  ])('answer %s as others do', async (source, caller) => {
    const { subgraphs } = exampleSubgraphs(2);
    const { supergraphSdl } = await composeSubgraphs(subgraphs);
    const [plain, compiled] = [Number.POSITIVE_INFINITY, 0].map((compileAfter) => {
      const transport = new LocalTransport(subgraphs, common.log, compileAfter);
      return new FederatedRouter({ supergraphSdl, transport, introspection: true });
    });
    if (plain === undefined || compiled === undefined)
      throw new Error('Two routers were asked for');
    const expected = await ask(plain, source, caller);
    expect(JSON.stringify(await ask(compiled, source, caller))).toBe(JSON.stringify(expected));
  });
});

describe('introspection', () => {
  it('may stand beside data, and agrees with the composed schema', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const router = await routerOver(subgraphs);
    const { data, errors } = await ask(
      router,
      'query ($n: String!) { ping ...Meta t: __type(name: $n) { name } __typename } fragment Meta on Query { __schema { queryType { name } } }'.replace(
        '$n: String!',
        '$n: String = "Wallet"',
      ),
    );
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toBe(
      '{"ping":"pong","__schema":{"queryType":{"name":"Query"}},"t":{"name":"Wallet"},"__typename":"Query"}',
    );
    const { apiSdl } = await composeSubgraphs(subgraphs);
    const normal = (sdl: string): string => printSchema(lexicographicSortSchema(buildSchema(sdl)));
    expect(normal(router.apiSdl)).toBe(normal(apiSdl));
  });

  it('can be shut', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const { supergraphSdl } = await composeSubgraphs(subgraphs);
    const router = openRouter({ ...common, supergraphSdl, subgraphs, introspection: false });
    expect(
      (await ask(router, '{ __schema { queryType { name } } }')).errors?.[0]?.extensions?.code,
    ).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await ask(router, '{ __typename }')).data).toEqual({ __typename: 'Query' });
  });
});

describe('operations', () => {
  it('run mutations one after another, in order', async () => {
    const { subgraphs } = exampleSubgraphs(1);
    const spend = (key: string): string =>
      `${key}: spendPoints(input: { memberId: "${memberId(1)}", amount: "1", idempotencyKey: "${key}" }) { ... on Wallet { balance owner { memberNo } } }`;
    const { data } = await ask(
      await routerOver(subgraphs),
      `mutation { ${spend('a')} ${spend('b')} ${spend('c')} }`,
      CALLERS.clerk,
    );
    expect(data).toEqual({
      a: { balance: '9.00', owner: { memberNo: '1' } },
      b: { balance: '8.00', owner: { memberNo: '1' } },
      c: { balance: '7.00', owner: { memberNo: '1' } },
    });
  });

  it('take variables, with their defaults, down to the subgraphs', async () => {
    const router = await routerOver(exampleSubgraphs(4).subgraphs);
    const source =
      'query ($f: MemberFilter, $first: Int = 1, $show: Boolean = true) { members(first: $first, filter: $f) { edges { node { memberNo wallet @include(if: $show) { balance } } } } }';
    const page = async (variables: Record<string, unknown>): Promise<unknown> =>
      (await ask(router, { source, variables })).data;
    expect(await page({ f: { status: 'SUSPENDED' } })).toEqual({
      members: { edges: [{ node: { memberNo: '2', wallet: { balance: '20.00' } } }] },
    });
    expect(await page({ show: false, first: 2 })).toEqual({
      members: { edges: [{ node: { memberNo: '1' } }, { node: { memberNo: '2' } }] },
    });
    const bad = await ask(router, { source, variables: { f: { status: 'DEAD' } } });
    expect(bad.data).toBeUndefined();
    expect(bad.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('are chosen by name', async () => {
    const router = await routerOver(exampleSubgraphs(1).subgraphs);
    const source = 'query A { a: ping } query B { b: ping }';
    expect((await ask(router, { source, operationName: 'B' })).data).toEqual({ b: 'pong' });
    expect((await ask(router, { source })).errors?.[0]?.extensions?.code).toBe(
      'OPERATION_NOT_FOUND',
    );
    expect((await ask(router, { source, operationName: 'C' })).errors?.[0]?.extensions?.code).toBe(
      'OPERATION_NOT_FOUND',
    );
  });

  const nested = (levels: number): string =>
    `{ richest { ${'owner { wallet { '.repeat(levels)}balance${' } }'.repeat(levels)} } }`;
  it.each([
    ['syntax', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ pong }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a fragment that contains itself',
      '{ ...A } fragment A on Query { ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['tokens', `{ ${'ping '.repeat(4_001)} }`, 'OPERATION_TOO_LARGE'],
    [
      'aliases',
      `{ ${Array.from({ length: 61 }, (_, n) => `a${n}: ping`).join(' ')} }`,
      'OPERATION_TOO_LARGE',
    ],
    ['directives', `{ ping ${'@skip(if: false) '.repeat(61)} }`, 'OPERATION_TOO_LARGE'],
    ['root fields', `{ ${'ping '.repeat(21)} }`, 'OPERATION_TOO_LARGE'],
    ['depth', nested(8), 'OPERATION_TOO_LARGE'],
    [
      'cost',
      '{ members(first: 100) { edges { node { visits { visitor { visits { visitor { visits { shop } } } } } } } } }',
      'OPERATION_TOO_LARGE',
    ],
    ['subscriptions', 'subscription { ping }', 'GRAPHQL_VALIDATION_FAILED'],
    ['@defer', '{ ping ... @defer { ping } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('are refused for %s before any subgraph is asked', async (_what, source, code) => {
    const router = await routerOver(exampleSubgraphs(1).subgraphs, { members: NOWHERE });
    const { data, errors } = await ask(router, source);
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions?.code).toBe(code);
  });

  it('are bounded by cost also when a page size comes by variable', async () => {
    const router = await routerOver(exampleSubgraphs(1).subgraphs);
    const deep = 'visits { visitor { visits { shop at visitor { id name } } } }';
    const source = `query ($first: Int!) { members(first: $first) { edges { node { ${deep} wallet { balance } } } } }`;
    expect((await ask(router, { source, variables: { first: 2 } })).errors).toBeUndefined();
    expect(
      (await ask(router, { source, variables: { first: 100 } })).errors?.[0]?.extensions?.code,
    ).toBe('OPERATION_TOO_LARGE');
  });

  it('take the introspection query that tools send', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const router = await routerOver(exampleSubgraphs(1).subgraphs);
    expect((await ask(router, getIntrospectionQuery())).errors).toBeUndefined();
  });
});
