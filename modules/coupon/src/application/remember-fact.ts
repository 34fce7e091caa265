/** Keeps what a subsidiary says a member has: the first form of the member's portrait. */

import { memberFactChanged } from '@guildhall/journal';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { z } from 'zod';
import { rememberFacts } from '../storage/portrait.ts';

const factSchema = z.object({
  memberId: z.string(),
  subsidiary: z.string(),
  fact: z.string().min(1).max(64),
  key: z.string().min(1).max(128),
  active: z.boolean(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export async function keepFacts(
  events: readonly DomainEvent[],
  { tx }: CommandContext,
): Promise<void> {
  const told = events.map((event) => {
    const fact = factSchema.parse(event.payload);
    if (event.type !== memberFactChanged(fact.subsidiary))
      throw new Error(`${event.type} carries a fact of "${fact.subsidiary}"`);
    return { ...fact, observedAt: new Date(event.occurredAt) };
  });
  await rememberFacts(tx.getKysely<unknown>(), told);
}
