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
      amountMinor: z.string().exactOptional(),
      currency: z.string().exactOptional(),
      scale: z.int().exactOptional(),
    }),
  ),
});

export async function recordEffects(event: DomainEvent, context: CommandContext): Promise<void> {
  const completed = effectsCompletedSchema.parse(event.payload);
  const stored = await storeEffects(context.tx.getKysely<unknown>(), completed, context.now);
  if (!stored) throw new Error(`Effects of ${completed.transactionId}, which is not on record yet`);
}
