/** A module of the tests: counts the notes it hears, and fails as long as it is told to. */
import type { Door, ModuleKit } from '@guildhall/shared/module';
import { sql } from 'kysely';

/** Texts that fail this many more times. */
export const failures = new Map<string, number>();

export function createService(kit: ModuleKit): Door {
  return {
    received: async () => {
      const { rows } = await sql<{ text: string }>`SELECT text FROM received ORDER BY text`.execute(
        kit.db.sql(),
      );
      return rows.map(({ text }) => text);
    },
    trespass: async () => sql`SELECT * FROM sender.note`.execute(kit.db.sql()),
  };
}
