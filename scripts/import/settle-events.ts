/**
 * Waits until everything that the import set off has come about: what the import itself handed on is there already;
 * what failed or was interrupted is repeated by the relays, which are started for it when nobody else runs them.
 */
import type { House } from '@guildhall/gateway';
import type { Progress } from '@guildhall/shared/import/progress';
import { sql } from 'kysely';

const LOOK_EVERY_MS = 250;
/** More than an interrupted run can leave. */
const LEFTOVERS = 5_000;
/** Longer than all retries of the queue take. */
const PATIENCE_MS = 180_000;

interface LeftEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly payload: Record<string, unknown>;
}

/** The number of events that are still open; 0 when all is done. */
export async function settleEvents(house: House, progress: Progress): Promise<number> {
  await deliverLeftovers(house);
  let open = await openEvents(house);
  if (open === 0) return 0;
  progress.phase('effects', open, 'events');
  house.start();
  const first = open;
  for (let waited = 0; open > 0 && waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    open = await openEvents(house);
    progress.update(Math.max(0, first - open));
  }
  progress.end();
  return open;
}

/**
 * What an interrupted run left behind is handed on here and now; handling is idempotent, so whoever else repeats it
 * does no harm. What fails again is for the relays.
 */
async function deliverLeftovers(house: House): Promise<void> {
  for (const { kit } of house.local.values()) {
    const { rows } = await sql<LeftEvent>`
      SELECT id, type, version, occurred_at, recorded_at, payload FROM outbox
      WHERE settled_at IS NULL ORDER BY id LIMIT ${LEFTOVERS}`.execute(kit.db.sql());
    await kit.events.deliverNow(
      rows.map(({ occurred_at, recorded_at, ...event }) => ({
        ...event,
        occurredAt: new Date(occurred_at).toISOString(),
        recordedAt: new Date(recorded_at).toISOString(),
      })),
    );
  }
}

async function openEvents(house: House): Promise<number> {
  const counts = await Promise.all(
    [...house.local.values()].map(async ({ kit }) => {
      const { rows } = await sql<{ count: string }>`
        SELECT count(*) AS count FROM outbox WHERE settled_at IS NULL`.execute(kit.db.sql());
      return Number(rows[0]?.count ?? 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
