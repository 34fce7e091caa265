/**
 * The best legal combination of the offers that hold: at most one of each stacking group, an exclusive one alone. Best
 * is what is worth most to the customer; equal worth goes to the higher priority, then to the code that sorts first.
 */
import type { Facts } from '../facts.ts';
import { benefitsOf } from './benefits.ts';
import type { LiveOffer } from './live-offer.ts';

/** Above this many combinations, each group chooses for itself. */
const MAX_COMBINATIONS = 4_096;

export function chooseOffers(
  offers: readonly LiveOffer[],
  facts: Facts,
  now: Date,
): readonly LiveOffer[] {
  const ordered = [...offers].sort(byPriority);
  const worth = (chosen: readonly LiveOffer[]): bigint =>
    benefitsOf(chosen, facts, now).reduce((all, { costMinor }) => all + costMinor, 0n);
  const joint = ordered.filter(({ definition }) => !definition.stacking.exclusive);
  const alone = ordered.filter(({ definition }) => definition.stacking.exclusive);
  // Nothing competes: the usual case, decided without weighing anything.
  if (alone.length === 0 && groupsOf(joint).every((group) => group.length === 1)) return joint;
  const candidates = [...combinations(joint, worth), ...alone.map((offer) => [offer])];
  return candidates.reduce<{ chosen: readonly LiveOffer[]; worth: bigint }>(
    (best, chosen) => {
      const value = worth(chosen);
      return value > best.worth || (value === best.worth && outranks(chosen, best.chosen))
        ? { chosen, worth: value }
        : best;
    },
    { chosen: [], worth: -1n },
  ).chosen;
}

function byPriority(a: LiveOffer, b: LiveOffer): number {
  const byRank = b.definition.stacking.priority - a.definition.stacking.priority;
  return byRank === 0 ? (a.code < b.code ? -1 : 1) : byRank;
}

function outranks(a: readonly LiveOffer[], b: readonly LiveOffer[]): boolean {
  const highest = (offers: readonly LiveOffer[]): number =>
    Math.max(-1, ...offers.map(({ definition }) => definition.stacking.priority));
  return highest(a) > highest(b);
}

function groupsOf(offers: readonly LiveOffer[]): readonly (readonly LiveOffer[])[] {
  const named = Map.groupBy(offers, ({ definition, code }) =>
    definition.stacking.group === null ? `offer ${code}` : `group ${definition.stacking.group}`,
  );
  return [...named.values()];
}

function combinations(
  offers: readonly LiveOffer[],
  worth: (chosen: readonly LiveOffer[]) => bigint,
): readonly (readonly LiveOffer[])[] {
  const groups = groupsOf(offers);
  const count = groups.reduce((all, group) => all * group.length, 1);
  if (count > MAX_COMBINATIONS) return [groups.flatMap((group) => bestOf(group, worth))];
  return groups.reduce<readonly (readonly LiveOffer[])[]>(
    (partial, group) => group.flatMap((offer) => partial.map((chosen) => [...chosen, offer])),
    [[]],
  );
}

function bestOf(
  group: readonly LiveOffer[],
  worth: (chosen: readonly LiveOffer[]) => bigint,
): readonly LiveOffer[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  return [others.reduce((best, offer) => (worth([offer]) > worth([best]) ? offer : best), first)];
}
