/**
 * The group's limit for a firm and what of it is free; a whitelisted firm's limit is half as high again. Connected clients
 * share one limit besides: what is free is what both leave.
 */
import { groupFreeOf, groupLimitOf } from '../relations/group-limit.ts';
import type { ScreeningFacts } from './facts.ts';

const WHITELIST_LIMIT_PERCENT = 150n;

export interface Limit {
  readonly limitMinor: bigint;
  readonly availableMinor: bigint;
  readonly currency: string;
  readonly group?: {
    readonly id: string;
    readonly firms: number;
    readonly limitMinor: bigint;
    readonly availableMinor: bigint;
  };
}

export function limitOf({
  assessment,
  exposure,
  entries,
  group,
}: Pick<ScreeningFacts, 'assessment' | 'exposure' | 'entries' | 'group'>): Limit {
  const base = exposure.setLimitMinor ?? assessment?.limitMinor ?? 0n;
  const whitelisted = entries.some(({ list }) => list === 'WHITELIST');
  const limitMinor = whitelisted ? (base * WHITELIST_LIMIT_PERCENT) / 100n : base;
  const own = atLeastZero(limitMinor - exposure.usedMinor - exposure.reservedMinor);
  const { currency } = exposure;
  if (group === undefined) return { limitMinor, availableMinor: own, currency };
  const shared = groupFreeOf(group);
  return {
    limitMinor,
    availableMinor: own < shared ? own : shared,
    currency,
    group: {
      id: group.groupId,
      firms: group.members.length,
      limitMinor: groupLimitOf(group),
      availableMinor: shared,
    },
  };
}

/** Whether what is free is what connected clients leave of their one limit: the same word on a screening and on a firm. */
export const isSharedLimitBinding = ({ group, availableMinor }: Limit): boolean =>
  group !== undefined && group.availableMinor === availableMinor;

const atLeastZero = (minor: bigint): bigint => (minor > 0n ? minor : 0n);
