/**
 * What a decision still holds of its offers' limits, given what is left of its grants: a use as long as anything of
 * the offer is left, money in the amount that is left. The rest goes back.
 */
import type { ClaimHeld } from '../storage/counters.ts';

interface GrantLeft {
  readonly offerId: string;
  readonly leftMinor: bigint;
  readonly costLeftMinor: bigint;
}

export function claimsLeft(
  held: readonly ClaimHeld[],
  grants: readonly GrantLeft[],
): { readonly left: readonly ClaimHeld[]; readonly back: readonly ClaimHeld[] } {
  const byOffer = Map.groupBy(grants, ({ offerId }) => offerId);
  const resized = held.map((claim) => {
    const theirs = byOffer.get(claim.offerId) ?? [];
    const target =
      claim.measure === 'MONEY'
        ? theirs.reduce((all, { costLeftMinor }) => all + costLeftMinor, 0n)
        : theirs.some(({ leftMinor }) => leftMinor > 0n)
          ? claim.amount
          : 0n;
    const amount = target < claim.amount ? target : claim.amount;
    return { claim, amount };
  });
  return {
    left: resized.flatMap(({ claim, amount }) => (amount === 0n ? [] : [{ ...claim, amount }])),
    back: resized.flatMap(({ claim, amount }) =>
      amount === claim.amount ? [] : [{ ...claim, amount: claim.amount - amount }],
    ),
  };
}
