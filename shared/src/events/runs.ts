/** Splits events into runs of one type: what is delivered and handled together without changing the order. */
import type { DomainEvent } from './event.ts';

export interface Run {
  readonly type: string;
  readonly events: readonly DomainEvent[];
}

export function runsOfOneType(events: readonly DomainEvent[], longest = 500): readonly Run[] {
  const runs: { type: string; events: DomainEvent[] }[] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (last !== undefined && last.type === event.type && last.events.length < longest)
      last.events.push(event);
    else runs.push({ type: event.type, events: [event] });
  }
  return runs;
}
