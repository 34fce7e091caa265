import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { lintSubgraph } from '@guildhall/shared/graphql/lint';
import { discoverModules, PROJECT_ROOT } from '@guildhall/shared/modules';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeAll, SUPERGRAPH_FILE } from '../src/compose-supergraph.ts';
import {
  CompositionError,
  composeSubgraphs,
  type NamedSchema,
} from '../src/composition/compose-subgraphs.ts';
import { moduleSubgraphs } from '../src/composition/module-schemas.ts';
import { schemaChanges } from '../src/composition/schema-changes.ts';
import { exampleSubgraphs } from './support/example-gateway.ts';

const fed = (name: string, sdl: string): NamedSchema => ({
  name,
  schema: buildSubgraphSchema(
    parse(
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@shareable"]) ${sdl}`,
    ),
  ),
});

describe('composition', () => {
  it('does not depend on the order of the subgraphs', async () => {
    const { subgraphs } = exampleSubgraphs(0);
    expect(await composeSubgraphs([...subgraphs].reverse())).toEqual(
      await composeSubgraphs(subgraphs),
    );
  });

  it('says which subgraphs and fields do not fit', async () => {
    const clash = [
      fed('one', 'type Query { a: Box } type Box { size: Int }'),
      fed('two', 'type Query { b: Box } type Box { size: Int }'),
    ];
    await expect(composeSubgraphs(clash)).rejects.toThrow(CompositionError);
    await expect(composeSubgraphs(clash)).rejects.toThrow(/Box\.size.*"one" and "two"/s);
    const unreachable = [
      fed('one', 'type Query { a: Box } type Box @key(fields: "id") { id: ID! }'),
      fed('two', 'type Query { b: Int } type Box { secret: Int }'),
    ];
    await expect(composeSubgraphs(unreachable)).rejects.toThrow(/secret/);
  });
});

describe('changes of the API', () => {
  const before =
    'type Query { a: String! b(x: Int): Int c: Colour u: U } enum Colour { RED } type A { a: Int } type B { b: Int } union U = A | B';

  it.each([
    ['a removed field', before.replace('a: String!', ''), /Query\.a was removed/],
    [
      'a field that may now be null',
      before.replace('a: String!', 'a: String'),
      /Query\.a changed type from String! to String/,
    ],
    [
      'an argument that is now required',
      before.replace('x: Int', 'x: Int!'),
      /x on Query\.b has changed type|changed type from Int to Int!/,
    ],
    ['a removed enum value', before.replace('RED', 'BLUE'), /RED was removed/],
  ])('tell %s as breaking', (_what, after, told) => {
    expect(schemaChanges(before, after).breaking.join()).toMatch(told);
  });

  it('tell additions as harmless or surprising, never as breaking', () => {
    const after = before.replace('a: String!', 'a: String! n: Int').replace('RED', 'RED BLUE');
    expect(schemaChanges(before, after)).toEqual({
      breaking: [],
      dangerous: ['VALUE_ADDED_TO_ENUM: BLUE was added to enum type Colour.'],
    });
  });

  it('notice what composition merges without a word', async () => {
    const shared = (nullability: string) => [
      fed('one', 'type Query { a: Box } type Box @shareable { size: Int! }'),
      fed('two', `type Query { b: Box } type Box @shareable { size: Int${nullability} }`),
    ];
    const [was, is] = [await composeSubgraphs(shared('!')), await composeSubgraphs(shared(''))];
    expect(schemaChanges(was.apiSdl, is.apiSdl).breaking).toEqual([
      'FIELD_CHANGED_KIND: Box.size changed type from Int! to Int.',
    ]);
  });
});

const isWhole =
  existsSync(SUPERGRAPH_FILE) &&
  discoverModules().every(({ entry }) => {
    const file = entry('./subgraph');
    return file === undefined || existsSync(file);
  });
if (!isWhole)
  console.warn('The committed supergraph is not checked: the modules are not all there yet');

describe.skipIf(!isWhole)('the modules', () => {
  it('compose to the committed supergraph', async () => {
    const { upToDate, breaking } = await composeAll({ check: true });
    expect({ upToDate, breaking }, 'run npm run compose and commit what it writes').toEqual({
      upToDate: true,
      breaking: [],
    });
  });

  it('keep the rules of the house', async () => {
    const faults = (await moduleSubgraphs()).map(
      ({ name, schema }) => [name, lintSubgraph(schema)] as const,
    );
    expect(Object.fromEntries(faults.filter(([, found]) => found.length > 0))).toEqual({});
  });

  it('describe everything that clients see', () => {
    const sdl = readFileSync(join(PROJECT_ROOT, 'gateway', 'schema.graphql'), 'utf8');
    expect(undescribedIn(sdl)).toEqual([]);
  });
});

describe('npm run compose', () => {
  const run = (...args: string[]): string =>
    execFileSync(
      process.execPath,
      [join(PROJECT_ROOT, 'gateway/src/compose-supergraph.ts'), ...args],
      { encoding: 'utf8' },
    );

  it('explains itself', () => expect(run('--help')).toContain('Usage: npm run compose'));

  it('refuses options that it does not have', () => {
    expect(() => run('--wat')).toThrow(expect.objectContaining({ status: 64 }));
  });
});

function undescribedIn(sdl: string): string[] {
  const named = parse(sdl).definitions.filter(
    (definition) => 'name' in definition && definition.name !== undefined,
  );
  return named.flatMap((definition) => {
    const name = 'name' in definition ? (definition.name?.value ?? '') : '';
    const own = 'description' in definition && definition.description !== undefined ? [] : [name];
    const members =
      'fields' in definition
        ? (definition.fields ?? [])
        : 'values' in definition
          ? (definition.values ?? [])
          : [];
    return [
      ...own,
      ...members.flatMap((member) => [
        ...(member.description === undefined ? [`${name}.${member.name.value}`] : []),
        ...('arguments' in member ? (member.arguments ?? []) : [])
          .filter((arg) => arg.description === undefined)
          .map((arg) => `${name}.${member.name.value}(${arg.name.value}:)`),
      ]),
    ];
  });
}
