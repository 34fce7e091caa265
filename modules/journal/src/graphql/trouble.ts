/** What went wrong and waits for a person: messages that contradict the record, and events that no handler took. */
import {
  type Builder,
  commandField,
  connectionType,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { defineMessages } from '@guildhall/shared/messages';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, refuse } from '@guildhall/shared/outcome';
import { subsidiaryOf } from '@guildhall/shared/principal';
import { z } from 'zod';
import { seesEverything } from '../application/visibility.ts';
import { type ConflictRow, listConflicts } from '../storage/conflicts.ts';
import type { JournalContext } from './context.ts';
import type { TransactionRef } from './queries.ts';

type B = Builder<JournalContext>;

export const troubleMessages = defineMessages({
  DEAD_LETTER_NOT_FOUND: {
    'zh-CN': '没有这个死信，或已重放成功',
    en: 'There is no such dead letter, or it was replayed already',
  },
  DEAD_LETTER_FAILED_AGAIN: {
    'zh-CN': '重放仍然失败：{reason}',
    en: 'Handling failed again: {reason}',
  },
});

export function addConflicts(builder: B, kit: ModuleKit, Transaction: TransactionRef): void {
  const Conflict = builder.objectRef<ConflictRow>('TransactionConflict').implement({
    description:
      'A message of a subsidiary that contradicts the record. It changed nothing and waits for a person.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `cfl_…`.' }),
      code: t.exposeString('code', {
        description:
          'EXTERNAL_ID_REUSED: other content under a number on record. RETURN_…: the return does not fit its original.',
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'The company that sent it.' }),
      externalId: t.exposeString('externalId', { description: "The company's number of it." }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'What is on record and is contradicted.',
        resolve: ({ transactionId }, _args, { transactions }) =>
          transactionId === null ? null : transactions.load(transactionId),
      }),
      received: t.field({
        type: 'JSON',
        description: 'The message as it came.',
        resolve: (row) => ({ ...row.received }),
      }),
      detail: t.field({
        type: 'JSON',
        description: 'The line at fault, where there is one.',
        resolve: (row) => row.detail,
      }),
      recordedAt: t.field({
        type: 'DateTime',
        description: 'When it came.',
        resolve: (row) => row.recordedAt,
      }),
    }),
  });
  builder.queryField('transactionConflicts', (t) =>
    t.field({
      type: connectionType(builder, 'TransactionConflict', Conflict, {
        description: 'Messages that contradict the record, newest first.',
      }),
      description: "A subsidiary's own; operators and auditors see all.",
      access: ['system', 'clerk', 'operator', 'auditor'],
      args: pageArgs(builder),
      resolve: (_root, args, { caller }) =>
        paginate(args, {
          load: async ({ limit, after }) => {
            const own = subsidiaryOf(caller);
            if (!seesEverything(caller) && own === undefined) return [];
            const place =
              after === undefined
                ? {}
                : { after: { recordedAt: new Date(String(after[0])), id: String(after[1]) } };
            return listConflicts(kit.db.sql(), seesEverything(caller) ? undefined : own, {
              limit,
              ...place,
            });
          },
          keyOf: ({ recordedAt, id }) => [recordedAt.toISOString(), id],
        }),
    }),
  );
}

interface Letter {
  readonly module: string;
  readonly eventId: string;
  readonly handler: string;
  readonly type: string;
  readonly attempts: number;
  readonly lastError: string;
  readonly failedAt: Date;
}

const listArgs = z.object({
  limit: z.int().min(1).max(500).default(100).describe('How many at most, 1 to 500.'),
});

export function addDeadLetters(builder: B, kit: ModuleKit): void {
  const DeadLetter = builder.objectRef<Letter>('DeadLetter').implement({
    description:
      'An event that a module failed to handle for good. Nothing is lost: mend the cause and replay it.',
    fields: (t) => ({
      module: t.exposeString('module', { description: 'The module that failed to handle it.' }),
      eventId: t.exposeID('eventId', { description: 'UUID of the event.' }),
      handler: t.exposeString('handler', {
        description: 'The event pattern whose handler failed.',
      }),
      type: t.exposeString('type', { description: 'Type of the event.' }),
      attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
      lastError: t.exposeString('lastError', { description: 'The last failure, for an engineer.' }),
      failedAt: t.field({
        type: 'DateTime',
        description: 'When it was given up.',
        resolve: (row) => row.failedAt,
      }),
    }),
  });
  builder.queryField('deadLetters', (t) =>
    t.field({
      type: [DeadLetter],
      description: 'Events that some module failed to handle for good, oldest first.',
      access: ['operator', 'auditor'],
      args: {
        filter: t.arg({
          type: inputType(builder, 'DeadLetterFilter', listArgs),
          description: 'How many.',
        }),
      },
      resolve: async (_root, { filter }) => [...(await kit.deadLetters.list(filter?.limit ?? 100))],
    }),
  );
  const Replayed = builder.objectRef<{ readonly eventId: string }>('DeadLetterReplayed').implement({
    description: 'The event was handled.',
    fields: (t) => ({ eventId: t.exposeID('eventId', { description: 'UUID of the event.' }) }),
  });
  commandField(builder, 'replayDeadLetter', {
    description: 'Handles a dead letter again, now.',
    access: ['operator'],
    input: z.object({
      module: z.string().min(1).max(64).describe('The module that failed to handle it.'),
      eventId: z.uuid().describe('UUID of the event.'),
    }),
    success: Replayed,
    execute: async (_caller, { module, eventId }) => {
      try {
        const replayed = await kit.deadLetters.replay(module, eventId);
        return replayed ? accept({ eventId }) : refuse('NOT_FOUND', 'DEAD_LETTER_NOT_FOUND');
      } catch (error) {
        kit.log.warn({ event: eventId, module, err: String(error) }, 'replay failed again');
        return refuse('RULE', 'DEAD_LETTER_FAILED_AGAIN', { reason: String(error) });
      }
    },
  });
}
