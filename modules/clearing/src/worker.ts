/** Clearing hears what was redeemed, restored and repaid, and writes down who owes whom; each event counts once. */
import type { CouponRedeemed } from '@guildhall/coupon';
import type { PointsBurned, PointsEarned, PointsReversed } from '@guildhall/ledger';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { EventHandler, ModuleWorker } from '@guildhall/shared/module';
import {
  type Obligation,
  ofRedeemedCoupon,
  ofRedeemedPoints,
  ofRepaidDebt,
  ofRestoredCoupon,
  ofRestoredPoints,
  ofShiftedFunding,
} from './domain/obligations.ts';
import { appendObligations } from './storage/obligations.ts';

/** Payloads are JSON of the shape their publisher declares; `read` turns one into obligations. */
function hearing<P>(type: string, read: (payload: P) => Obligation[]): EventHandler {
  return {
    type,
    handleInTransaction: async (event: DomainEvent, { tx, now }: CommandContext) => {
      await appendObligations(tx.getKysely<unknown>(), event.id, read(event.payload as P), now);
    },
  };
}

function redeemed({ facts }: PointsBurned): Obligation[] {
  return facts.flatMap((fact) =>
    fact.subsidiary === null
      ? []
      : ofRedeemedPoints(
          { source: fact.postingId, occurredAt: fact.occurredAt },
          fact.subsidiary,
          fact.scale,
          fact.lots,
        ),
  );
}

function reversed({ facts }: PointsReversed): Obligation[] {
  return facts.flatMap((fact) => {
    const happening = { source: fact.postingId, occurredAt: fact.occurredAt };
    if (fact.reverses === 'EARN')
      return ofShiftedFunding(happening, fact.scale, fact.original, fact.lots);
    if (fact.reverses === 'BURN' && fact.subsidiary !== null) {
      return ofRestoredPoints(happening, fact.subsidiary, fact.scale, fact.lots);
    }
    return [];
  });
}

function earned({ facts }: PointsEarned): Obligation[] {
  return facts.flatMap((fact) =>
    ofRepaidDebt(
      { source: fact.postingId, occurredAt: fact.occurredAt },
      fact.scale,
      fact.debtRepaidMinor,
      fact.lots,
    ),
  );
}

/** One coupon in one redemption: a redemption may hold several, and each may be taken back in parts. */
const useOf = ({ redemptionId, couponId }: CouponRedeemed): string => `${redemptionId}/${couponId}`;

export function createWorker(): ModuleWorker {
  return {
    handlers: [
      hearing('ledger.points-earned', earned),
      hearing('ledger.points-burned', redeemed),
      hearing('ledger.points-captured', redeemed),
      hearing('ledger.points-reversed', reversed),
      hearing<CouponRedeemed>('coupon.redeemed', (coupon) =>
        ofRedeemedCoupon({ source: useOf(coupon), occurredAt: coupon.occurredAt }, coupon),
      ),
      hearing<CouponRedeemed>('coupon.redemption-reversed', (coupon) => {
        const { valueInAllMinor = coupon.valueMinor, occurredAt } = coupon;
        return ofRestoredCoupon(
          { source: `${useOf(coupon)}/${valueInAllMinor}`, occurredAt },
          { ...coupon, valueInAllMinor },
        );
      }),
    ],
    schedules: [],
  };
}
