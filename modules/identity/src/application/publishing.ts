/**
 * A transaction that publishes, for the few operations that answer secrets (codes, tokens). Their answers must not lie
 * in the idempotency records, so they keep themselves from happening twice: a code and a refresh token work once.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';

const WAIT_MS = 5_000;

export async function publishing<T>(
  kit: Pick<ModuleKit, 'db' | 'events'>,
  now: Date,
  work: (command: CommandContext) => Promise<T>,
  /** 0 for bulk work, whose events the relay delivers. */
  waitMs = WAIT_MS,
): Promise<T> {
  let published: DomainEvent[] = [];
  const answer = await kit.db.transaction(async (tx) => {
    published = [];
    return work({
      tx,
      now,
      publish: async (...events) => {
        published.push(...(await kit.events.append(tx, now, events)));
      },
    });
  });
  if (published.length > 0 && waitMs > 0) await kit.events.deliverNow(published, waitMs);
  return answer;
}
