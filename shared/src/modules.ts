/**
 * Finds the modules of the house. A folder of `modules/` (or of another root, such as a test's) whose package.json
 * has a `guildhall` entry is a module; nothing else lists them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

const manifestSchema = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.string()),
  guildhall: z.object({
    name: z.string().regex(/^[a-z][a-z0-9_]*$/),
    /** `subsidiary` modules are companies of the group; `core` ones belong to the platform. */
    kind: z.enum(['core', 'subsidiary']),
    /** Modules whose doors this one calls. */
    requires: z.array(z.string()).default([]),
    /** Event patterns it is given: `ledger.points-earned`, or `*.transaction-recorded` from any module. */
    consumes: z.array(z.string()).default([]),
    /** Path prefixes of its REST doors, so that a gateway without the module knows where to pass them on. */
    rest: z.array(z.string().startsWith('/')).default([]),
  }),
});

export interface ModuleManifest {
  readonly name: string;
  readonly kind: 'core' | 'subsidiary';
  readonly requires: readonly string[];
  readonly consumes: readonly string[];
  readonly rest: readonly string[];
  readonly dir: string;
  /** Folder with this module's migrations. */
  readonly migrationsDir: string;
  /** Absolute path behind an export such as "." or "./http"; undefined when the module has no such door. */
  entry(door: '.' | './subgraph' | './worker' | './http'): string | undefined;
}

/** A root holds `modules/` and `migrations/`. Order is alphabetical, so every process sees the same one. */
export function discoverModules(
  roots: readonly string[] = [PROJECT_ROOT],
): readonly ModuleManifest[] {
  const found = roots.flatMap((root) => {
    const modulesDir = join(root, 'modules');
    if (!existsSync(modulesDir)) return [];
    return readdirSync(modulesDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => readManifest(root, join(modulesDir, entry.name)));
  });
  const names = new Set<string>();
  for (const { name, dir } of found) {
    if (names.has(name)) throw new Error(`Two modules are called "${name}"; the second is ${dir}`);
    names.add(name);
  }
  for (const { name, requires } of found) {
    const missing = requires.filter((other) => !names.has(other));
    if (missing.length > 0)
      throw new Error(`Module "${name}" requires ${missing.join(', ')}, which is not there`);
  }
  return found.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function readManifest(root: string, dir: string): ModuleManifest[] {
  const file = join(dir, 'package.json');
  if (!existsSync(file)) return [];
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof json !== 'object' || json === null || !('guildhall' in json)) return [];
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success)
    throw new Error(`${file} is not a module's manifest: ${z.prettifyError(parsed.error)}`);
  const { guildhall, exports } = parsed.data;
  return [
    {
      ...guildhall,
      dir,
      migrationsDir: join(root, 'migrations', guildhall.name),
      entry: (door) => {
        const path = exports[door];
        return path === undefined ? undefined : join(dir, path);
      },
    },
  ];
}
