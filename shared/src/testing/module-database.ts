/**
 * A database that holds the schemas of the named modules and of no other, for tests of one module or a few: what they
 * do must not depend on a neighbour that is not asked.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAll } from '../database/migrate.ts';
import { PROJECT_ROOT } from '../modules.ts';
import { createEmptyDatabase, type TestDatabase } from './test-database.ts';

/** Modules of the project by name; the doors they require need not be among them. */
export async function createModuleDatabase(names: readonly string[]): Promise<TestDatabase> {
  const root = mkdtempSync(join(tmpdir(), 'guildhall-modules-'));
  try {
    for (const name of names) placeModule(root, name);
    const database = await createEmptyDatabase();
    await migrateAll({
      adminUrl: database.url,
      database: database.database,
      secret: database.secret,
      roots: [root],
    });
    return database;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function placeModule(root: string, name: string): void {
  const dir = join(root, 'modules', name);
  mkdirSync(dir, { recursive: true });
  mkdirSync(join(root, 'migrations'), { recursive: true });
  const file = join(PROJECT_ROOT, 'modules', name, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { guildhall: object };
  const alone = { ...manifest, guildhall: { ...manifest.guildhall, requires: [] } };
  writeFileSync(join(dir, 'package.json'), JSON.stringify(alone));
  symlinkSync(join(PROJECT_ROOT, 'migrations', name), join(root, 'migrations', name));
}
