/** A database that holds this module's schema and no other: what identity does needs no neighbour. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { createEmptyDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';

export async function ownDatabase(): Promise<TestDatabase> {
  const root = mkdtempSync(join(tmpdir(), 'identity-alone-'));
  try {
    mkdirSync(join(root, 'modules/identity'), { recursive: true });
    mkdirSync(join(root, 'migrations'));
    copyFileSync(
      join(PROJECT_ROOT, 'modules/identity/package.json'),
      join(root, 'modules/identity/package.json'),
    );
    symlinkSync(join(PROJECT_ROOT, 'migrations/identity'), join(root, 'migrations/identity'));
    const database = await createEmptyDatabase();
    const { url: adminUrl, database: name, secret } = database;
    await migrateAll({ adminUrl, database: name, secret, roots: [root] });
    return database;
  } finally {
    rmSync(root, { recursive: true });
  }
}
