/**
 * A database that holds the credit module alone: the module needs no other, and its tests fail for no other's sake.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import {
  createEmptyDatabase,
  type TestDatabase,
  testServer,
} from '@guildhall/shared/testing/test-database';

export async function createCreditDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  const root = mkdtempSync(join(tmpdir(), 'guildhall-credit-'));
  try {
    mkdirSync(join(root, 'modules', 'credit'), { recursive: true });
    mkdirSync(join(root, 'migrations'));
    copyFileSync(
      join(PROJECT_ROOT, 'modules/credit/package.json'),
      join(root, 'modules/credit/package.json'),
    );
    symlinkSync(join(PROJECT_ROOT, 'migrations/credit'), join(root, 'migrations/credit'));
    const { adminUrl } = testServer();
    await migrateAll({
      adminUrl,
      database: database.database,
      secret: database.secret,
      roots: [root],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return database;
}
