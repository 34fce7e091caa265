/**
 * What a reader may rely on about every file. Each rule has a sample that must be caught, so that a rule which catches
 * nothing is noticed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { describe, expect, it } from 'vitest';

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Rule {
  readonly name: string;
  readonly applies: (path: string) => boolean;
  /** What is wrong, or undefined. */
  readonly fault: (file: SourceFile) => string | undefined;
  readonly sample: SourceFile;
}

const isCode = (path: string) => /\.(ts|tsx|mjs|cjs)$/.test(path);
const isServerSource = (path: string) =>
  /^(shared|modules|gateway|seeds|scripts)\/.*\.ts$/.test(path) && !path.includes('/test/');
const isDomain = (path: string) => /^modules\/[^/]+\/src\/domain\/.*\.ts$/.test(path);
const isText = (path: string) =>
  /\.(ts|tsx|mjs|cjs|sql|md|json|yml|graphql|html|css)$/.test(path) || path === '.ci/run';
const itself = (path: string) => path === 'test/tidy.test.ts';

/** The first line that matches, with its number. */
function firstMatch(text: string, pattern: RegExp): string | undefined {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : `line ${index + 1}: ${lines[index]?.trim()}`;
}

const catching =
  (pattern: RegExp) =>
  ({ text }: SourceFile) =>
    firstMatch(text, pattern);

const RULES: readonly Rule[] = [
  {
    name: 'file names are kebab-case',
    applies: isCode,
    fault: ({ path }) => (/^[a-z0-9.-]+$/.test(basename(path)) ? undefined : 'not kebab-case'),
    sample: { path: 'shared/src/BadName.ts', text: '' },
  },
  {
    name: 'file names say what a file does',
    applies: isCode,
    fault: ({ path }) =>
      /(^|[-/])(utils?|helpers?|common|managers?|misc|stuff)(\.|-|\/)/.test(
        path.replace(/common-types/, ''),
      )
        ? 'a name that says nothing'
        : undefined,
    sample: { path: 'shared/src/string-utils.ts', text: '' },
  },
  {
    name: 'source files say what they own',
    applies: isServerSource,
    fault: ({ text }) =>
      /^(#![^\n]*\n)?(\/\*\*|\/\/)/.test(text) ? undefined : 'no header comment',
    sample: { path: 'shared/src/x.ts', text: 'export const a = 1;\n' },
  },
  {
    name: 'source files are short enough to read',
    applies: (path) => isCode(path) && !path.includes('/test/') && !path.startsWith('test/'),
    fault: ({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > 400 ? `${lines} lines` : undefined;
    },
    sample: { path: 'shared/src/x.ts', text: '\n'.repeat(401) },
  },
  {
    name: 'nothing is left for later',
    applies: (path) => isText(path) && !itself(path),
    fault: catching(/\b(TODO|FIXME|XXX|HACK)\b/),
    sample: { path: 'a.ts', text: '// TODO mend' },
  },
  {
    name: 'no test is switched off or alone',
    applies: (path) => path.endsWith('.test.ts') && !itself(path),
    fault: catching(/\b(it|test|describe)\.(skip|only|todo)\(/),
    sample: { path: 'a.test.ts', text: "it.only('x', () => {});" },
  },
  {
    name: 'types are not switched off',
    applies: (path) => isCode(path) && !itself(path),
    // Code only: in a comment, "any" is a word. A test may expect an error of the compiler.
    fault: catching(/@ts-ignore|@ts-nocheck|^(?!\s*(\*|\/\/|\/\*)).*(\bas any\b|: any\b|<any>)/),
    sample: { path: 'a.ts', text: 'const x = y as any;' },
  },
  {
    name: 'money never floats',
    applies: (path) => isServerSource(path),
    fault: catching(
      /\b(parseFloat|toFixed)\(\s*(?!\s*(0|WEIGHT_DECIMALS)\s*\))[^)]*(amount|minor|price|fee|points)/i,
    ),
    sample: { path: 'modules/x/src/a.ts', text: 'parseFloat(amount)' },
  },
  {
    name: 'a domain has no clock and no chance',
    applies: isDomain,
    fault: catching(/new Date\(\)|Date\.now\(\)|Math\.random\(|randomUUID\(|performance\.now/),
    sample: { path: 'modules/x/src/domain/a.ts', text: 'const at = new Date();' },
  },
  {
    name: 'a domain waits for nothing',
    applies: isDomain,
    fault: catching(/\bawait\b|\basync\b/),
    sample: { path: 'modules/x/src/domain/a.ts', text: 'export async function f() {}' },
  },
  {
    name: 'failures are not swallowed',
    applies: (path) => isServerSource(path),
    fault: catching(
      /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\(\)\s*=>\s*(\{\s*\}|undefined|null)\)/,
    ),
    sample: { path: 'shared/src/a.ts', text: 'try { f(); } catch {}' },
  },
  {
    name: 'migrations say why',
    applies: (path) => path.endsWith('.sql') && path.startsWith('migrations/'),
    fault: ({ text }) => (text.startsWith('-- ') ? undefined : 'no comment at its head'),
    sample: { path: 'migrations/x/0001.sql', text: 'CREATE TABLE t (id int);' },
  },
  {
    name: 'no path or host of one machine',
    applies: (path) => (isText(path) || path === 'package-lock.json') && !itself(path),
    fault: catching(/["'`( ](\/home|\/root|\/work|\/mnt)\/[a-z]|"resolved": "https?:/),
    sample: { path: 'a.ts', text: "const x = '/work/main';" },
  },
];

function trackedFiles(): SourceFile[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: PROJECT_ROOT, encoding: 'utf8' },
  );
  return listed
    .split('\0')
    .filter((path) => path !== '' && (isText(path) || path === 'package-lock.json'))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(PROJECT_ROOT, path), 'utf8') }];
      } catch (error) {
        // Listed by git, deleted from the tree.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
        throw error;
      }
    });
}

describe('the house is tidy', () => {
  const files = trackedFiles();

  it.each(RULES)('$name', ({ applies, fault, sample }) => {
    expect(applies(sample.path) && fault(sample), 'the rule catches its sample').toBeTruthy();
    const faults = files
      .filter(({ path }) => applies(path))
      .flatMap((file) => {
        const found = fault(file);
        return found === undefined ? [] : [`${file.path}: ${found}`];
      });
    expect(faults).toEqual([]);
  });

  it('pins every version exactly', () => {
    const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('gives every module a README with its invariants', () => {
    const paths = new Set(files.map(({ path }) => path));
    const modules = [
      ...new Set([...paths].flatMap((path) => /^modules\/([^/]+)\//.exec(path)?.[1] ?? [])),
    ];
    const without = modules.filter((name) => {
      const readme = files.find(({ path }) => path === `modules/${name}/README.md`);
      return readme === undefined || !/\|\s*invariant\s*\|/i.test(readme.text);
    });
    expect(without).toEqual([]);
  });
});
