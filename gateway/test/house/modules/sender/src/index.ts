/** A module of the tests: sends notes, refuses some. */
import { runCommand } from '@guildhall/shared/commands';
import { newUuid } from '@guildhall/shared/ids';
import type { Door, ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';

export interface SendNote {
  readonly idempotencyKey: string;
  readonly text: string;
}

export interface SenderDoor {
  sendNote(
    caller: Principal,
    input: SendNote,
  ): Promise<Outcome<{ noteId: string; sentAt: Date; size: bigint }>>;
  notes(caller: Principal, input: object): Promise<readonly string[]>;
}

export function createService(kit: ModuleKit): Door & SenderDoor {
  return {
    sendNote: (caller: Principal, input: SendNote) =>
      runCommand(
        kit,
        { caller, operation: 'send-note', idempotencyKey: input.idempotencyKey, input },
        async ({ tx, now, publish }) => {
          const noteId = newUuid(now);
          await sql`INSERT INTO note (id, text) VALUES (${noteId}, ${input.text})`.execute(
            tx.getKysely<unknown>(),
          );
          await publish({
            type: 'sender.note-sent',
            occurredAt: now,
            payload: { noteId, text: input.text },
          });
          if (input.text === 'invalid') return refuse('VALIDATION', 'NOTE_INVALID', {}, ['text']);
          if (input.text === 'rude')
            return refuse('RULE', 'NOTE_RUDE', { length: input.text.length });
          if (input.text === 'fault') throw new Error('the sender broke');
          return accept({ noteId, sentAt: now, size: BigInt(input.text.length) });
        },
      ),
    notes: async () => {
      const { rows } = await sql<{ text: string }>`SELECT text FROM note ORDER BY id`.execute(
        kit.db.sql(),
      );
      return rows.map(({ text }) => text);
    },
  };
}
