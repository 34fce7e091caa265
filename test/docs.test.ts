/** What the documents say holds: their GraphQL fits the schema, their links lead somewhere, their commands exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(PROJECT_ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
  ...readdirSync(join(PROJECT_ROOT, 'modules'))
    .map((name) => join('modules', name, 'README.md'))
    .filter((file) => existsSync(join(PROJECT_ROOT, file))),
];

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('shows operations that the schema answers', () => {
    const schema = buildSchema(read('gateway/schema.graphql'));
    const blocks = [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(
      ([, source]) => source ?? '',
    );
    const faults = blocks.flatMap((source) =>
      // Several operations in one block stand for several requests.
      parse(source).definitions.flatMap((definition) =>
        validate(schema, { kind: 'Document' as never, definitions: [definition] }).map(
          ({ message }) => message,
        ),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, target]) => target ?? '',
    );
    const broken = links.filter((target) => !existsSync(join(PROJECT_ROOT, dirname(path), target)));
    expect(broken).toEqual([]);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/`npm run ([a-z:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
