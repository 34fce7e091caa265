/** Work that nobody ordered: one transaction, its events handed on after commit. */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';

export async function inBackground<T>(
  kit: ModuleKit,
  work: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const now = kit.clock.now();
  let published: DomainEvent[] = [];
  const answer = await kit.db.transaction((tx) => {
    published = [];
    return work({
      tx,
      now,
      publish: async (...events) => {
        published.push(...(await kit.events.append(tx, now, events)));
      },
    });
  });
  if (published.length > 0) await kit.events.deliverNow(published);
  return answer;
}
