/**
 * What became of the lots that points came in with, happening by happening: what an offer's lots cost is counted from it.
 * Invariant: given and given back, less used, ended and taken back, is what the ledger has left of a lot.
 */
import type { FundedPoints, Happening } from './happenings.ts';

export type LotUseKind =
  | 'EARNED'
  | 'PUT_BACK'
  | 'REDEEMED'
  | 'RESTORED'
  | 'EXPIRED'
  | 'TAKEN_BACK'
  | 'REMOVED';

export interface LotUse {
  /** TypeID. */
  readonly lotId: string;
  readonly kind: LotUseKind;
  readonly pointsMinor: bigint;
}

/** One use of a kind for each lot. */
export function lotUsesOf(happening: Happening): readonly LotUse[] {
  switch (happening.kind) {
    case 'EARNED':
    case 'PUT_BACK':
    case 'RESTORED':
      return [...used(happening.kind, happening.lots), ...used('REDEEMED', happening.repaid ?? [])];
    case 'REDEEMED':
    case 'EXPIRED':
    case 'REMOVED':
      return used(happening.kind, happening.lots);
    // What repaid a debt is used.
    case 'DEBT_REPAID':
      return used('REDEEMED', happening.repaid ?? happening.lots);
    case 'DEBT_RESTORED':
      return used('RESTORED', happening.lots);
    case 'TAKEN_BACK':
      return [
        ...used('TAKEN_BACK', happening.original),
        ...usedInstead(happening.original, happening.lots),
        ...unexpired(happening.unexpired ?? []),
      ];
    case 'SHIFTED':
      return [
        ...usedInstead(happening.original, happening.lots),
        ...used('REDEEMED', happening.repaid ?? []),
        ...unexpired(happening.unexpired ?? []),
      ].reduce(merged, []);
    default:
      return [];
  }
}

/** Points that had been spent turn out to be others: those of `original` were not used after all, the others were. */
function usedInstead(
  original: readonly FundedPoints[],
  taken: readonly FundedPoints[],
): readonly LotUse[] {
  const change = sums(taken);
  for (const [lotId, points] of sums(original))
    change.set(lotId, (change.get(lotId) ?? 0n) - points);
  return [...change].flatMap(([lotId, points]): LotUse[] => {
    if (points === 0n) return [];
    return points > 0n
      ? [{ lotId, kind: 'REDEEMED', pointsMinor: points }]
      : [{ lotId, kind: 'RESTORED', pointsMinor: -points }];
  });
}

const used = (kind: LotUseKind, lots: readonly FundedPoints[]): readonly LotUse[] =>
  [...sums(lots)].map(([lotId, pointsMinor]) => ({ lotId, kind, pointsMinor }));

/** They count as ended no more. */
const unexpired = (lots: readonly FundedPoints[]): readonly LotUse[] =>
  [...sums(lots)].map(([lotId, points]) => ({ lotId, kind: 'EXPIRED', pointsMinor: -points }));

function sums(lots: readonly FundedPoints[]): Map<string, bigint> {
  const points = new Map<string, bigint>();
  for (const { lotId, amountMinor } of lots)
    points.set(lotId, (points.get(lotId) ?? 0n) + BigInt(amountMinor));
  return points;
}

function merged(uses: LotUse[], one: LotUse): LotUse[] {
  const known = uses.findIndex(({ lotId, kind }) => lotId === one.lotId && kind === one.kind);
  const same = uses[known];
  if (same === undefined) return [...uses, one];
  return uses.with(known, { ...one, pointsMinor: same.pointsMinor + one.pointsMinor });
}
