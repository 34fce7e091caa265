/**
 * What has just been published, for those who watch: open pages, not modules. Told after commit, at once where a call
 * delivered it and by the relay otherwise; perhaps twice, perhaps never when a process dies. Whoever must not miss an
 * event subscribes to it; whoever only wants to look again sooner listens here.
 */
import type { DomainEvent } from './event.ts';

export type Listener = (events: readonly DomainEvent[]) => void;

export class Hearsay {
  readonly #listeners = new Set<Listener>();

  tell(events: readonly DomainEvent[]): void {
    if (events.length === 0) return;
    for (const listener of this.#listeners) listener(events);
  }

  /** Answers how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
