/**
 * Who orders what in a household. Its keeper, the member who has been in it longest, asks others in, says what each may
 * spend and takes members out. What a member gives of its earns is the member's own to say.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import { householdUnknown, keeperOnly, shareNotYours } from '../refusals.ts';

export interface Place {
  readonly memberId: string;
  readonly contributionBps: number;
  readonly spending: string;
  readonly perMonth: bigint | null;
}

/** `members` the earliest first. */
export const isKeeper = (members: readonly Place[], memberId: string): boolean =>
  members[0]?.memberId === memberId;

export function placingRefusal(
  members: readonly Place[],
  actor: string,
  wished: Place,
): Refusal | undefined {
  const before = members.find(({ memberId }) => memberId === wished.memberId);
  if (before === undefined || !members.some(({ memberId }) => memberId === actor))
    return householdUnknown();
  const changesRight = before.spending !== wished.spending || before.perMonth !== wished.perMonth;
  if (changesRight && !isKeeper(members, actor)) return keeperOnly();
  const changesShare = before.contributionBps !== wished.contributionBps;
  return changesShare && actor !== wished.memberId ? shareNotYours() : undefined;
}
