/** Records what was heard, and warns of prepaid packs that run out because of it. */
import type { CommandContext } from '@guildhall/shared/commands';
import { noteLevels } from '../storage/packs.ts';
import { type HeardHappening, recordHappenings } from '../storage/record-happenings.ts';

/** Published when a company's prepaid packs get low, come to the reserve, or are empty. */
export const PACK_RUNS_OUT = 'clearing.pack-runs-out';

export async function recordHeard(
  context: CommandContext,
  heard: readonly HeardHappening[],
): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const { draws } = await recordHappenings(db, heard, context.now);
  if (draws.length > 0) await warnOfPacks(context);
}

export async function warnOfPacks({ tx, now, publish }: CommandContext): Promise<void> {
  const alerts = await noteLevels(tx.getKysely<unknown>(), now);
  await publish(
    ...alerts.map(({ company, currency, level, left }) => ({
      type: PACK_RUNS_OUT,
      occurredAt: now,
      payload: { company, currency, level, left },
    })),
  );
}
