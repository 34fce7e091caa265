import { systemClock } from '@guildhall/shared/clock';
import { createLogger } from '@guildhall/shared/log';
import { buildSchema, graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, requestBy } from '../../shared/test/graphql/callers.ts';
import { composeSubgraphs } from '../src/composition/compose-subgraphs.ts';
import { FederatedRouter } from '../src/execution/federated-router.ts';
import { openRouter } from '../src/open-router.ts';
import type { Router } from '../src/router.ts';
import { LocalTransport } from '../src/transport/local-transport.ts';
import { libraryMonolith, librarySubgraphs } from './support/library.ts';
import { RandomOperation } from './support/random-operation.ts';
import { SECRET, type ServedSubgraphs, serveSubgraphs } from './support/serve-subgraphs.ts';

/** The router against one schema without federation: data to the letter, and errors at the same places. */
const OPERATIONS = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 600);
const VARIABLES = { yes: true, no: false };

let apiSdl: string;
let supergraphSdl: string;
let served: ServedSubgraphs;
const routers = new Map<string, Router>();

beforeAll(async () => {
  const subgraphs = librarySubgraphs();
  ({ apiSdl, supergraphSdl } = await composeSubgraphs(subgraphs));
  served = await serveSubgraphs(subgraphs);
  const common = {
    supergraphSdl,
    secret: SECRET,
    clock: systemClock,
    log: createLogger('silent'),
    introspection: true,
    limits: { maxCost: 1e9, maxAliases: 1e3, maxDirectives: 1e3 },
  };
  routers.set('in process', openRouter({ ...common, subgraphs }));
  routers.set(
    'in process, compiled',
    new FederatedRouter({ ...common, transport: new LocalTransport(subgraphs, common.log, 0) }),
  );
  routers.set('over HTTP', openRouter({ ...common, subgraphs: [], remote: served.urls }));
});

afterAll(async () => {
  for (const router of routers.values()) await router.close();
  await served.close();
});

type Path = readonly (string | number)[];

function isNulledAbove(data: unknown, path: Path): boolean {
  let at = data;
  for (const key of path) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at === null || at === undefined;
}

const paths = (errors: readonly { readonly path?: Path | undefined }[] | undefined): string[] =>
  [...new Set((errors ?? []).map(({ path }) => JSON.stringify(path)))].sort();

async function compare(router: Router, source: string): Promise<void> {
  const schema = libraryMonolith(apiSdl);
  const expected = await graphql({ schema, source, variableValues: VARIABLES, rootValue: {} });
  const actual = await router.execute(
    { source, variables: VARIABLES },
    requestBy(CALLERS.operator),
  );
  const context = `operation: ${source}`;
  if (actual.data === undefined)
    throw new Error(`refused: ${JSON.stringify(actual.errors)} ${context}`);
  expect(JSON.stringify(actual.data, null, 1), context).toBe(
    JSON.stringify(expected.data, null, 1),
  );
  const [ours, theirs] = [paths(actual.errors), paths(expected.errors)];
  // graphql-js stops at the first of several errors under one null; we may tell the others as well, and one of them first.
  for (const path of ours) {
    if (!theirs.includes(path))
      expect(isNulledAbove(expected.data, JSON.parse(path) as Path), `${path} in ${context}`).toBe(
        true,
      );
  }
  for (const path of theirs) {
    if (ours.includes(path)) continue;
    const nulled = nullAt(expected.data, JSON.parse(path) as Path);
    const told = ours.some((other) => startsWith(JSON.parse(other) as Path, nulled));
    expect(
      told,
      `nothing told for the null at ${JSON.stringify(nulled)} (expected ${path}) in ${context}`,
    ).toBe(true);
  }
}

/** The shortest beginning of a path at which the data is null. */
function nullAt(data: unknown, path: Path): Path {
  for (let length = 0; length <= path.length; length += 1) {
    const start = path.slice(0, length);
    if (isNulledAbove(data, start)) return start;
  }
  return path;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => path[index] === key);
}

describe.each(['in process', 'in process, compiled', 'over HTTP'])('the router %s', (mode) => {
  it.each([
    '{ authors { name nick } }',
    '{ soberAuthors { name books { title author { name } } } }',
    '{ books { title isbn10 } }',
    '{ top { title coauthors { name rival { name best { title } } } } }',
    '{ library { shelves { title year reviews { stars of { title } } } keeper { name } } }',
    '{ feed { __typename ... on Book { blurb reviews { text by { nick } } } ... on Author { name best { blurb } } } }',
    '{ named { code ... on Book { title } ... on Author { mood } } }',
    '{ brokenAuthor { name } top { title } }',
    '{ latest { stars text of { firstStars author { books { isbn10 } } } } }',
  ])('answers %s as one schema does', async (source) => {
    const router = routers.get(mode);
    if (router === undefined) throw new Error(mode);
    await compare(router, source);
  });

  it('answers random operations as one schema does', async () => {
    const router = routers.get(mode);
    if (router === undefined) throw new Error(mode);
    const schema = buildSchema(apiSdl);
    const count = mode === 'over HTTP' ? Math.ceil(OPERATIONS / 5) : OPERATIONS;
    for (let seed = 1; seed <= count; seed += 1)
      await compare(router, new RandomOperation(schema, seed * 2_654_435_761).query(5));
  }, 180_000);
});
