/**
 * Which tier a member has: up at once when enough points count; down only after the grace, unless what made the tier
 * was reversed, for then it was never reached.
 */
import { addDays, businessDay, endOfDay } from '@guildhall/shared/business-time';

export interface Threshold {
  readonly code: string;
  readonly thresholdMinor: bigint;
}

export interface TierState {
  /** null: below the lowest. */
  readonly tier: string | null;
  readonly since: number | null;
  readonly graceUntil: number | null;
}

export type TierCause = 'UPGRADE' | 'DOWNGRADE' | 'GRACE_STARTED' | 'GRACE_ENDED';

export interface TierChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly cause: TierCause;
  readonly graceUntil: number | null;
}

export interface TierFacts {
  /** Rising thresholds. */
  readonly tiers: readonly Threshold[];
  readonly state: TierState;
  readonly qualifying: bigint;
  /** What counted at the moment the present tier began, as known now; undefined when there is no tier. */
  readonly qualifyingThen: bigint | undefined;
  /** What the present tier took when it began: its threshold may have been raised since. Undefined as `qualifyingThen`. */
  readonly thresholdThen: bigint | undefined;
  readonly graceDays: number;
  readonly now: number;
}

export interface TierDecision {
  readonly state: TierState;
  readonly change: TierChange | undefined;
}

export function reachedTier<T extends Threshold>(
  tiers: readonly T[],
  qualifying: bigint,
): T | null {
  let reached: T | null = null;
  for (const tier of tiers) if (qualifying >= tier.thresholdMinor) reached = tier;
  return reached;
}

const rankOf = (tiers: readonly Threshold[], code: string | null): number =>
  tiers.findIndex((tier) => tier.code === code);

export function decideTier(facts: TierFacts): TierDecision {
  const { tiers, state, qualifying, now } = facts;
  const reached = reachedTier(tiers, qualifying)?.code ?? null;
  const [have, get] = [rankOf(tiers, state.tier), rankOf(tiers, reached)];
  if (get > have) return become(facts, reached, 'UPGRADE');
  if (get === have) return keep(facts);
  if (!wasReached(facts)) return become(facts, reached, 'DOWNGRADE');
  if (state.graceUntil !== null) {
    return state.graceUntil > now
      ? { state, change: undefined }
      : become(facts, reached, 'DOWNGRADE');
  }
  if (facts.graceDays === 0) return become(facts, reached, 'DOWNGRADE');
  const graceUntil = endOfDay(addDays(businessDay(new Date(now)), facts.graceDays)).getTime();
  return {
    state: { ...state, graceUntil },
    change: { from: state.tier, to: state.tier, cause: 'GRACE_STARTED', graceUntil },
  };
}

/** Reached again: the grace is over before it ran out. */
function keep({ state }: TierFacts): TierDecision {
  if (state.graceUntil === null) return { state, change: undefined };
  return {
    state: { ...state, graceUntil: null },
    change: { from: state.tier, to: state.tier, cause: 'GRACE_ENDED', graceUntil: null },
  };
}

function become({ state, now }: TierFacts, tier: string | null, cause: TierCause): TierDecision {
  return {
    state: { tier, since: tier === null ? null : now, graceUntil: null },
    change: { from: state.tier, to: tier, cause, graceUntil: null },
  };
}

/** False when reversals since show that the present tier should never have begun. */
function wasReached({ thresholdThen, qualifyingThen }: TierFacts): boolean {
  return (
    thresholdThen === undefined || qualifyingThen === undefined || qualifyingThen >= thresholdThen
  );
}
