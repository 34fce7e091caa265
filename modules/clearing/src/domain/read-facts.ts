/** What the ledger and the coupons publish, as happenings. Pure; facts without effect on money give none. */
import type { CouponRedeemed } from '@guildhall/coupon';
import type {
  DebtRepaid,
  LotFact,
  PointsActivated,
  PointsAdjusted,
  PointsBurned,
  PointsEarned,
  PointsExpired,
  PointsFact,
  PointsMoved,
  PointsReleased,
  PointsRepaid,
  PointsReversed,
  PointsTransferred,
} from '@guildhall/ledger';
import type { FundedPoints, Happening } from './happenings.ts';

/** One coupon in one redemption: a redemption may hold several, and each may be taken back in parts. */
const useOf = ({ redemptionId, couponId }: CouponRedeemed): string => `${redemptionId}/${couponId}`;

const lotsOf = (lots: readonly LotFact[]): FundedPoints[] =>
  lots.map(({ rootLotId, lotId, amountMinor, funding }) => ({
    // Events from before lots named their first one.
    lotId: rootLotId ?? lotId,
    amountMinor,
    funding,
  }));

const commonOf = (fact: PointsFact) => ({
  source: fact.postingId,
  occurredAt: fact.occurredAt,
  currency: fact.currency,
  scale: fact.scale,
  pointsMinor: fact.amountMinor,
});

/** Events from before it was told lack all of it, or which points it was. */
const repaidOf = ({ debtRepaidMinor = '0', repaid = [] }: Partial<DebtRepaid>) => ({
  debtRepaidMinor,
  ...(repaid.length === 0 ? {} : { repaid: lotsOf(repaid) }),
});

/** Points that had expired and were taken back from there: not expired after all. */
const unexpiredOf = ({ fromBreakage = [] }: { readonly fromBreakage?: readonly LotFact[] }) =>
  fromBreakage.length === 0 ? {} : { unexpired: lotsOf(fromBreakage) };

/** What a credit repaid of a debt, where the credit itself is no matter between companies. */
function repaidOnly(fact: PointsFact & Partial<DebtRepaid>): Happening[] {
  const repaid = repaidOf(fact);
  if (BigInt(repaid.debtRepaidMinor) === 0n) return [];
  const lots = repaid.repaid ?? lotsOf(fact.lots);
  return [{ ...commonOf(fact), kind: 'DEBT_REPAID', lots, ...repaid }];
}

/** Pending points that became available, or points of a hold that came back, may repay what the member owes. */
export const readActivated = ({ facts }: PointsActivated): Happening[] => facts.flatMap(repaidOnly);
export const readReleased = ({ facts }: PointsReleased): Happening[] => facts.flatMap(repaidOnly);

/** A merge keeps all payers; what one of the two owed and the other's points repay is a repayment like any other. */
export function readMoved({ facts }: PointsMoved): Happening[] {
  return facts.flatMap((fact): Happening[] => {
    const { original = [], originalOccurredAt = fact.occurredAt } = fact;
    if (original.length === 0) return repaidOnly(fact);
    return [
      { ...commonOf(fact), kind: 'DEBT_RESTORED', originalOccurredAt, lots: lotsOf(original) },
    ];
  });
}

export function readEarned({ facts }: PointsEarned): Happening[] {
  return facts.map((fact) => ({
    ...commonOf(fact),
    kind: 'EARNED',
    lots: lotsOf(fact.lots),
    ...repaidOf(fact),
    ...(fact.reason.type === 'offer-grant' ? { grantId: fact.reason.id } : {}),
  }));
}

/** Burnt, or captured of a hold: both mean redeemed at the subsidiary. */
export function readRedeemed({ facts }: PointsBurned): Happening[] {
  return facts.flatMap((fact): Happening[] =>
    fact.subsidiary === null
      ? []
      : [
          {
            ...commonOf(fact),
            kind: 'REDEEMED',
            company: fact.subsidiary,
            lots: lotsOf(fact.lots),
          },
        ],
  );
}

export function readExpired({ facts }: PointsExpired): Happening[] {
  return facts.map((fact) => ({ ...commonOf(fact), kind: 'EXPIRED', lots: lotsOf(fact.lots) }));
}

export function readReversed({ facts }: PointsReversed): Happening[] {
  return facts.flatMap((fact): Happening[] => {
    const common = commonOf(fact);
    const original = lotsOf(fact.original);
    if (fact.reverses === 'BURN') {
      if (fact.subsidiary === null) return [];
      const { originalOccurredAt } = fact;
      return [
        {
          ...common,
          kind: 'RESTORED',
          company: fact.subsidiary,
          originalOccurredAt,
          lots: original,
          ...repaidOf(fact),
        },
      ];
    }
    if (fact.reverses === 'ADJUST' && BigInt(fact.changeMinor ?? '-1') > 0n)
      return [{ ...common, kind: 'PUT_BACK', lots: original, ...repaidOf(fact) }];
    const lots = lotsOf(fact.lots);
    return [{ ...common, kind: 'TAKEN_BACK', original, lots, ...unexpiredOf(fact) }];
  });
}

/** Points that came back and were taken again: for a debt, or instead of lots that had stood in for them. */
export function readRepaid({ facts }: PointsRepaid): Happening[] {
  return facts.flatMap((fact): Happening[] => {
    const original = lotsOf(fact.original ?? []);
    if (original.length === 0) return repaidOnly(fact);
    return [{ ...commonOf(fact), kind: 'SHIFTED', original, lots: lotsOf(fact.lots) }];
  });
}

export function readAdjusted({ facts }: PointsAdjusted): Happening[] {
  return facts.flatMap((fact): Happening[] => {
    const common = commonOf(fact);
    const lots = lotsOf(fact.lots);
    const original = lotsOf(fact.original ?? []);
    const change = BigInt(fact.changeMinor);
    if (change < 0n && original.length > 0)
      return [{ ...common, kind: 'TAKEN_BACK', original, lots, ...unexpiredOf(fact) }];
    if (change === 0n || lots.length === 0) return [];
    if (change < 0n) return [{ ...common, kind: 'REMOVED', lots }];
    if (fact.kind.startsWith('REVERSE_')) {
      const given = original.length > 0 ? original : lots;
      return [{ ...common, kind: 'PUT_BACK', lots: given, ...repaidOf(fact) }];
    }
    return [{ ...common, kind: 'EARNED', lots, ...repaidOf(fact) }];
  });
}

/** Points passed on keep their payers; only a receiver's debt and an undone transfer touch money. */
export function readTransferred({ facts }: PointsTransferred): Happening[] {
  const repaid = facts.filter(({ kind }) => kind.endsWith('_IN')).flatMap(repaidOnly);
  const undone = Map.groupBy(
    facts.filter(({ kind }) => kind === 'REVERSE_TRANSFER'),
    ({ transferId }) => transferId,
  );
  const shifted = [...undone.values()].flatMap((both): Happening[] => {
    const given = both.find(({ changeMinor }) => BigInt(changeMinor) > 0n);
    const taken = both.find(({ changeMinor }) => BigInt(changeMinor) < 0n);
    if (given === undefined || taken === undefined) return [];
    return [
      {
        ...commonOf(taken),
        kind: 'SHIFTED',
        original: lotsOf(given.original ?? given.lots),
        lots: lotsOf(taken.lots),
        ...unexpiredOf(taken),
        ...repaidOf(given),
      },
    ];
  });
  return [...repaid, ...shifted];
}

export const readCouponRedeemed = (coupon: CouponRedeemed): Happening[] => [
  { kind: 'COUPON_REDEEMED', source: useOf(coupon), ...couponUse(coupon) },
];

export function readCouponRestored(coupon: CouponRedeemed): Happening[] {
  const { valueInAllMinor = coupon.valueMinor } = coupon;
  const source = `${useOf(coupon)}/${valueInAllMinor}`;
  return [{ kind: 'COUPON_RESTORED', source, ...couponUse(coupon), valueInAllMinor }];
}

/** Who the member is stays where it belongs. */
const couponUse = (coupon: CouponRedeemed) => ({
  occurredAt: coupon.occurredAt,
  redemptionId: coupon.redemptionId,
  couponId: coupon.couponId,
  offerId: coupon.offerId,
  redeemedAt: coupon.redeemedAt,
  valueMinor: coupon.valueMinor,
  funding: coupon.funding.map(({ subsidiary, shareBps }) => ({ subsidiary, shareBps })),
});
