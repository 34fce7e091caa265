/**
 * Which rises in tier should never have been: those that the present tier rests upon, above what is left of it, and
 * that were not reached at their moment by what is known now. Told with the downgrade, so that whoever gave something
 * for them can take it back. A rise that ended by itself, when its window ran on, is none of them.
 */
import { spanAt } from '../domain/tiers/window.ts';
import type { TierChanged } from '../door/events.ts';
import type { Connection } from '../storage/connection.ts';
import * as rows from '../storage/tier-rows.ts';

export interface TierOfMember {
  readonly programme: rows.Programme;
  readonly memberId: string;
  readonly owners: readonly string[];
  readonly at: number;
}

interface Rise {
  readonly from: string | null;
  readonly to: string;
  readonly at: number;
}

/** The newest first; `left` is the tier that remains. */
export async function upgradesUndone(
  db: Connection,
  { programme, memberId, owners, at }: TierOfMember,
  left: string | null,
): Promise<NonNullable<TierChanged['facts'][number]['undone']>> {
  const { window, currencyId, tiers } = programme;
  const rankOf = (code: string | null): number => tiers.findIndex((tier) => tier.code === code);
  const changes = await rows.tierChanges(db, programme.code, [memberId], at);
  const above = standingRises(changes, rankOf).filter(({ to }) => rankOf(to) > rankOf(left));
  const firstAt =
    window.kind === 'ANNIVERSARY' ? await rows.firstQualifying(db, owners, currencyId, at) : null;
  const undone: Rise[] = [];
  for (const rise of above.toReversed()) {
    const span = { ...spanAt(window, rise.at, firstAt), to: rise.at };
    const { sum } = await rows.countQualifying(db, { owners, currencyId, ...span, knownAt: at });
    const then = await rows.tiersInForce(db, programme, rise.at);
    const threshold = then.find(({ code }) => code === rise.to)?.thresholdMinor;
    if (threshold !== undefined && sum < threshold) undone.push(rise);
  }
  return undone.map((rise) => ({ ...rise, at: new Date(rise.at).toISOString() }));
}

/** A downgrade ends every rise above it. */
function standingRises(
  changes: readonly rows.TierChangeRow[],
  rankOf: (code: string | null) => number,
): readonly Rise[] {
  let standing: Rise[] = [];
  for (const { cause, from_tier: from, to_tier: to, at } of changes) {
    if (cause === 'UPGRADE' && to !== null) standing.push({ from, to, at });
    if (cause === 'DOWNGRADE') standing = standing.filter((rise) => rankOf(rise.to) <= rankOf(to));
  }
  return standing;
}
