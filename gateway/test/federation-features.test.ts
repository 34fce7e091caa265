/** What federation can express beyond plain keys, each in a world of its own, in process and over signed HTTP. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { systemClock } from '@guildhall/shared/clock';
import { createLogger } from '@guildhall/shared/log';
import type { Subgraph } from '@guildhall/shared/module';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { CALLERS, requestBy } from '../../shared/test/graphql/callers.ts';
import { composeSubgraphs } from '../src/composition/compose-subgraphs.ts';
import { openRouter } from '../src/open-router.ts';
import { SECRET, serveSubgraphs } from './support/serve-subgraphs.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@interfaceObject", "@inaccessible"])';

type Row = Readonly<Record<string, unknown>>;

function subgraph(name: string, sdl: string, resolvers: object): Subgraph {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(`${LINK} ${sdl}`), resolvers: resolvers as never },
  ]);
  return { name, schema, makeContext: (request) => ({ ...request }) };
}

async function answers(
  subgraphs: readonly Subgraph[],
  source: string,
  variables = {},
): Promise<unknown[]> {
  const { supergraphSdl } = await composeSubgraphs(subgraphs);
  const common = {
    supergraphSdl,
    secret: SECRET,
    clock: systemClock,
    log: createLogger('silent'),
    introspection: true,
  };
  const served = await serveSubgraphs(subgraphs);
  const routers = [
    openRouter({ ...common, subgraphs }),
    openRouter({ ...common, subgraphs: [], remote: served.urls }),
  ];
  const found: unknown[] = [];
  for (const router of routers) {
    found.push(await router.execute({ source, variables }, requestBy(CALLERS.operator)));
    await router.close();
  }
  await served.close();
  return found;
}

async function expectAnswer(
  subgraphs: readonly Subgraph[],
  source: string,
  data: unknown,
  variables = {},
): Promise<void> {
  for (const answer of await answers(subgraphs, source, variables))
    expect(answer).toEqual({ data });
}

describe('an interface that one subgraph knows as a single object', () => {
  const MEDIA: readonly Row[] = [
    { __typename: 'Book', id: 'm1', title: 'Walden', pages: 300 },
    { __typename: 'Film', id: 'm2', title: 'Stalker', minutes: 160 },
  ];
  const media = subgraph(
    'media',
    `interface Media @key(fields: "id") { id: ID! title: String! }
     type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int! }
     type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int! }
     type Query { media: [Media!]! }`,
    {
      Query: { media: () => MEDIA },
      Media: {
        __resolveType: (row: Row) =>
          row.__typename ?? MEDIA.find(({ id }) => id === row.id)?.__typename,
        __resolveReference: ({ id }: Row) => MEDIA.find((row) => row.id === id),
      },
      Book: { __resolveReference: ({ id }: Row) => MEDIA.find((row) => row.id === id) },
      Film: { __resolveReference: ({ id }: Row) => MEDIA.find((row) => row.id === id) },
    },
  );
  const scores = subgraph(
    'scores',
    `type Media @key(fields: "id") @interfaceObject { id: ID! score: Int! }
     type Query { best: Media }`,
    {
      Query: { best: () => ({ id: 'm2' }) },
      Media: {
        __resolveReference: (key: Row) => key,
        score: ({ id }: Row) => Number(String(id).slice(1)) * 10,
      },
    },
  );

  it('adds its fields to every implementation', () =>
    expectAnswer(
      [media, scores],
      '{ media { __typename id score ... on Book { pages } ... on Film { minutes } } }',
      {
        media: [
          { __typename: 'Book', id: 'm1', score: 10, pages: 300 },
          { __typename: 'Film', id: 'm2', score: 20, minutes: 160 },
        ],
      },
    ));

  it('finds out the real type of an object', () =>
    expectAnswer(
      [media, scores],
      '{ best { __typename score title ... on Film { minutes } ... on Book { pages } } }',
      {
        best: { __typename: 'Film', score: 20, title: 'Stalker', minutes: 160 },
      },
    ));
});

it('keys of one name and different types are kept apart', async () => {
  const shelf = subgraph(
    'shelf',
    `union Item = Disc | Scroll
     type Disc @key(fields: "id") { id: ID! } type Scroll @key(fields: "id") { id: Int! }
     type Query { items: [Item!]! }`,
    {
      Query: {
        items: () => [
          { __typename: 'Disc', id: 'd1' },
          { __typename: 'Scroll', id: 7 },
        ],
      },
    },
  );
  const facts = subgraph(
    'facts',
    'type Disc @key(fields: "id") { id: ID! rpm: String } type Scroll @key(fields: "id") { id: Int! length: String } type Query { ok: Boolean }',
    {
      Disc: {
        __resolveReference: (key: Row) => key,
        rpm: ({ id }: Row) => `rpm of ${typeof id} ${String(id)}`,
      },
      Scroll: {
        __resolveReference: (key: Row) => key,
        length: ({ id }: Row) => `length of ${typeof id} ${String(id)}`,
      },
    },
  );
  await expectAnswer([shelf, facts], '{ items { ... on Disc { rpm } ... on Scroll { length } } }', {
    items: [{ rpm: 'rpm of string d1' }, { length: 'length of number 7' }],
  });
});

it('keys with several parts, one of them inside an object, find their entity', async () => {
  const places = subgraph(
    'places',
    `type Unit @key(fields: "building { code } number") { building: Building! number: Int! }
     type Building @shareable { code: String! }
     type Query { units: [Unit!]! }`,
    { Query: { units: () => [1, 2].map((number) => ({ number, building: { code: 'B7' } })) } },
  );
  const fees = subgraph(
    'fees',
    `type Unit @key(fields: "building { code } number") { building: Building! number: Int! fee: String }
     type Building @shareable { code: String! }
     type Query { ok: Boolean }`,
    {
      Unit: {
        __resolveReference: (key: Row) => key,
        fee: ({ building, number }: Row) => `${(building as Row).code}-${String(number)}`,
      },
    },
  );
  await expectAnswer([places, fees], '{ units { fee number } }', {
    units: [
      { fee: 'B7-1', number: 1 },
      { fee: 'B7-2', number: 2 },
    ],
  });
});

it('an entity is reached over a chain of different keys', async () => {
  const byPlate = subgraph(
    'plates',
    'type Car @key(fields: "plate") { plate: String! } type Query { car: Car }',
    {
      Query: { car: () => ({ plate: '粤B12345' }) },
    },
  );
  const registry = subgraph(
    'registry',
    'type Car @key(fields: "plate") @key(fields: "vin") { plate: String! vin: String! } type Query { ok: Boolean }',
    { Car: { __resolveReference: ({ plate }: Row) => ({ plate, vin: `V-${String(plate)}` }) } },
  );
  const service = subgraph(
    'service',
    'type Car @key(fields: "vin") { vin: String! nextService: String } type Query { fine: Boolean }',
    {
      Car: {
        __resolveReference: (key: Row) => key,
        nextService: ({ vin }: Row) => `for ${String(vin)}`,
      },
    },
  );
  await expectAnswer([byPlate, registry, service], '{ car { nextService } }', {
    car: { nextService: 'for V-粤B12345' },
  });
});

it('a field may need fields of its owner, provide some on its path, and move between subgraphs', async () => {
  const asked: string[] = [];
  const parcels = subgraph(
    'parcels',
    'type Parcel @key(fields: "id") { id: ID! grams: Int! @shareable note: String } type Query { parcels: [Parcel!]! }',
    {
      Query: {
        parcels: () => [
          { id: 'p1', grams: 1500 },
          { id: 'p2', grams: 200 },
        ],
      },
      Parcel: {
        note: () => {
          asked.push('old note');
          return 'old';
        },
      },
    },
  );
  const prices = subgraph(
    'prices',
    `type Parcel @key(fields: "id") { id: ID! grams: Int! @external price: Int @requires(fields: "grams") note: String @override(from: "parcels") }
     type Query { heavy: Parcel @provides(fields: "grams") }`,
    {
      Query: { heavy: () => ({ id: 'p9', grams: 9000 }) },
      Parcel: {
        __resolveReference: (key: Row) => key,
        price: ({ grams }: Row) => Number(grams) / 100,
        note: () => 'new',
      },
    },
  );
  await expectAnswer([parcels, prices], '{ parcels { id price note } heavy { grams } }', {
    parcels: [
      { id: 'p1', price: 15, note: 'new' },
      { id: 'p2', price: 2, note: 'new' },
    ],
    heavy: { grams: 9000 },
  });
  expect(asked).toEqual([]);
});

it('what is inaccessible is neither seen nor answered', async () => {
  const house = subgraph(
    'house',
    'type Query { rooms: [Room!]! hidden: Int @inaccessible } type Room { name: String! keyCode: String @inaccessible }',
    { Query: { rooms: () => [{ name: 'Hall', keyCode: '1234' }] } },
  );
  const [answer] = await answers([house], '{ rooms { name keyCode } }');
  expect(answer).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  await expectAnswer([house], '{ rooms { name } }', { rooms: [{ name: 'Hall' }] });
});

it('arguments, aliases and variables go to the right subgraph', async () => {
  const users = subgraph(
    'users',
    'type User @key(fields: "id") { id: ID! } type Query { users(ids: [ID!]!): [User]! }',
    {
      Query: { users: (_: Row, { ids }: { ids: string[] }) => ids.map((id) => ({ id })) },
    },
  );
  const greetings = subgraph(
    'greetings',
    `enum Style { LOUD QUIET } input Words { text: String! times: Int = 2 }
     type User @key(fields: "id") { id: ID! greet(words: Words!, style: Style = QUIET): String } type Query { ok: Boolean }`,
    {
      User: {
        __resolveReference: (key: Row) => key,
        greet: (
          { id }: Row,
          { words, style }: { words: { text: string; times: number }; style: string },
        ) => {
          const text = `${words.text} ${String(id)} `.repeat(words.times).trim();
          return style === 'LOUD' ? text.toUpperCase() : text;
        },
      },
    },
  );
  await expectAnswer(
    [users, greetings],
    'query ($a: ID!, $w: Words!, $s: Style) { one: users(ids: [$a]) { x: greet(words: $w, style: $s) y: greet(words: { text: "bye" }) } two: users(ids: ["b", $a]) { greet(words: $w) } }',
    {
      one: [{ x: 'HI A HI A', y: 'bye a bye a' }],
      two: [{ greet: 'hi b hi b' }, { greet: 'hi a hi a' }],
    },
    { a: 'a', w: { text: 'hi' }, s: 'LOUD' },
  );
});
