/** Keeps what came of a transaction, so that it can be shown with it. */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { z } from 'zod';
import { storeEffects } from '../storage/effects.ts';
import { EFFECT_KINDS } from '../transaction.ts';

const effectsCompletedSchema = z.object({
  transactionId: z.string(),
  effects: z.array(
    z.object({
      kind: z.enum(EFFECT_KINDS),
      memberId: z.string(),
      offerId: z.string().exactOptional(),
      couponId: z.string().exactOptional(),
      transferId: z.string().exactOptional(),
      honouredBy: z.array(z.string()).exactOptional(),
      amountMinor: z.string().exactOptional(),
      currency: z.string().exactOptional(),
      scale: z.int().exactOptional(),
    }),
  ),
});

export async function recordEffects(
  events: readonly DomainEvent[],
  { tx, now }: CommandContext,
): Promise<void> {
  const completed = events.map(({ payload }) => effectsCompletedSchema.parse(payload));
  const stored = await storeEffects(tx.getKysely<unknown>(), completed, now);
  const missing = completed.find(({ transactionId }) => !stored.has(transactionId));
  if (missing !== undefined)
    throw new Error(`Effects of ${missing.transactionId}, which is not on record yet`);
}
