import type { Door, ModuleWorker } from '@guildhall/shared/module';
import { sql } from 'kysely';
import { failures } from './index.ts';

export function createWorker(_: Door): ModuleWorker {
  return {
    schedules: [],
    handlers: [
      {
        type: '*.note-sent',
        handleInTransaction: async (event, { tx }) => {
          const text = String(event.payload.text);
          const left = failures.get(text) ?? 0;
          await sql`INSERT INTO received (event_id, text) VALUES (${event.id}, ${text})`.execute(
            tx.getKysely<unknown>(),
          );
          if (left > 0) {
            failures.set(text, left - 1);
            throw new Error(`not yet: ${text}`);
          }
        },
      },
    ],
  };
}
