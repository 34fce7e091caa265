/**
 * Contagion: what trouble at one firm (blacklisted, dishonest debtor, in default) means for those around it, decaying with
 * every step through the graph. Kept as rows, so that a screening reads it at once, and told to those exposed.
 */
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import type { AlertDraft } from '../domain/alerts/alert.ts';
import { FIRM } from '../ids.ts';
import {
  CAUSE_BPS,
  type NewContagion,
  replaceContagion,
  sourcesThrough,
  troublesOf,
} from '../storage/contagion.ts';
import { firmsOfParties, partiesAround, partiesOfFirms, spread } from '../storage/relations.ts';
import { type Db, within } from '../storage/tables.ts';
import { raiseAlerts } from './raise-alerts.ts';

/** Steps through the graph; from firm to person to firm is two. */
const STEPS = 4;
/** Less than this is nothing. */
const LEAST_BPS = 500;
/** From here on those exposed are told. */
const TELL_FROM_BPS = 1_000;

/** Works out anew what spreads from these firms, and from those whose trouble passes by the parties named. */
export async function spreadTrouble(
  context: CommandContext,
  from: { readonly firmIds: readonly string[]; readonly parties: readonly string[] },
): Promise<void> {
  const { tx, now } = context;
  const db = within(tx);
  const sources = new Set([...from.firmIds, ...(await sourcesNear(db, from.parties))]);
  if (sources.size === 0) return;
  const troubles = await troublesOf(db, [...sources], businessDay(now));
  const parties = await partiesOfFirms(db, [...troubles.keys()]);
  const wanted: NewContagion[] = [];
  for (const [sourceFirmId, cause] of troubles) {
    const party = parties.get(sourceFirmId);
    if (party === undefined) continue;
    const own = CAUSE_BPS[cause];
    const reached = await spread(db, party, STEPS, Math.ceil((LEAST_BPS * 10_000) / own));
    const firms = await firmsOfParties(
      db,
      reached.map(({ key }) => key),
    );
    for (const { key, weightBps, path } of reached) {
      const firmId = firms.get(key);
      if (firmId === undefined) continue;
      const weight = Math.floor((weightBps * own) / 10_000);
      wanted.push({ firmId, sourceFirmId, cause, weightBps: weight, path });
    }
  }
  const worse = await replaceContagion(db, [...sources], wanted, now);
  await raiseAlerts(
    context,
    worse.flatMap((row) => alertOf(row, now)),
  );
}

async function sourcesNear(db: Db, parties: readonly string[]): Promise<string[]> {
  if (parties.length === 0) return [];
  const near = await partiesAround(db, parties, STEPS - 1);
  const firms = await firmsOfParties(db, [...near]);
  return [...firms.values(), ...(await sourcesThrough(db, parties))];
}

function alertOf(
  { firmId, sourceFirmId, cause, weightBps, path }: NewContagion,
  now: Date,
): AlertDraft[] {
  if (weightBps < TELL_FROM_BPS) return [];
  return [
    {
      firmId,
      kind: 'RELATED_PARTY',
      severity: weightBps >= 5_000 ? 'CRITICAL' : 'WARNING',
      code: `RELATED_${cause}`,
      detail: { sourceFirmId: fromUuid(FIRM, sourceFirmId), weightBps, steps: path.length - 1 },
      cause: `contagion ${sourceFirmId} ${firmId} ${cause} ${weightBps} ${now.toISOString()}`,
    },
  ];
}
