/**
 * A transaction of a handler that also calls other modules: its events are written with its rows and delivered after
 * commit. `undo` takes everything back without an error.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';

export { Undone } from '@guildhall/shared/turns';

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events'>;

export interface Committed<T> {
  readonly value: T;
  /** Hands the events to their consumers; call it once the caller's own work after commit is done. */
  readonly deliver: () => Promise<void>;
}

export async function transact<T>(
  kit: Kit,
  work: (context: CommandContext) => Promise<T>,
): Promise<Committed<T>> {
  const now = kit.clock.now();
  let published: DomainEvent[] = [];
  const value = await kit.db.transaction(async (tx) => {
    published = [];
    return work({
      tx,
      now,
      publish: async (...events) => {
        published.push(...(await kit.events.append(tx, now, events)));
      },
    });
  });
  return {
    value,
    deliver: async () => {
      if (published.length > 0) await kit.events.deliverNow(published);
    },
  };
}
