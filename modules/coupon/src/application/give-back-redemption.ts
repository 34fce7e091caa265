/**
 * Undoes a redemption in the caller's transaction, as far as its lines have come back: coupons get back their use or
 * value, limits theirs, the points are given back by a call to the ledger, and clearing is told. A coupon that was
 * revoked meanwhile stays revoked; what its owner owed for it shrinks by what came back.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import { type CouponGivenBack, reverseRedemption } from '../domain/coupons/reverse-redemption.ts';
import { COUPON_REDEMPTION_REVERSED, type CouponRedeemed } from '../door.ts';
import type { ClaimHeld } from '../storage/counters.ts';
import { type CouponRow, lockCoupons, moveCoupons } from '../storage/coupons.ts';
import { debtsOfCoupons, setDebt } from '../storage/debts.ts';
import type { NewLedgerCall } from '../storage/decisions.ts';
import { netGivenBy, type RedemptionRow, saveReversal } from '../storage/redemptions.ts';
import { reservationsById } from '../storage/reservations.ts';
import type { Versions } from './coupon-templates.ts';
import { redeemedPayload } from './finalise-reservation.ts';

export interface GivenBack {
  readonly coupons: readonly (CouponGivenBack & { readonly offerId: string })[];
  readonly valueMinor: bigint;
  readonly pointsMinor: bigint;
  readonly points: { readonly currency: string; readonly scale: number } | null;
  readonly call: NewLedgerCall | undefined;
  /** To be given back to the limits, last in the transaction. */
  readonly claims: readonly ClaimHeld[];
}

/** The caller holds the redemption's lock. `returnedInAll`: see `reverseRedemption`. */
export async function giveBackRedemption(
  context: CommandContext,
  redemption: RedemptionRow,
  returnedInAll: ReadonlyMap<string, bigint> | 'WHOLE',
  versions: Versions,
  occurredAt: Date,
): Promise<GivenBack> {
  const db = context.tx.getKysely<unknown>();
  const back = reverseRedemption(redemption, returnedInAll);
  const coupons = await lockCoupons(
    db,
    back.coupons.map(({ couponId }) => couponId),
  );
  const byId = new Map(coupons.map((coupon) => [coupon.couponId, coupon]));
  await saveReversal(db, { ...redemption, ...back });
  await moveCoupons(
    db,
    back.coupons.flatMap((given) => {
      const coupon = byId.get(given.couponId);
      return coupon === undefined ? [] : [moveBack(coupon, given)];
    }),
  );
  await shrinkDebts(context, coupons);
  const [reservation] = await reservationsById(db, [redemption.reservationId]);
  await context.publish(
    ...back.coupons.flatMap((given) => {
      const coupon = byId.get(given.couponId);
      if (coupon === undefined) return [];
      const { memberId, subsidiary, id: redemptionId } = redemption;
      const about = {
        redemptionId,
        memberId,
        subsidiary,
        valueMinor: given.valueMinor,
        occurredAt,
      };
      const payload: CouponRedeemed = {
        ...redeemedPayload(coupon, versions, about),
        valueInAllMinor: given.valueInAllMinor.toString(),
      };
      return [{ type: COUPON_REDEMPTION_REVERSED, occurredAt, payload }];
    }),
  );
  return {
    coupons: back.coupons.map((given) => ({
      ...given,
      offerId: byId.get(given.couponId)?.offerId ?? '',
    })),
    valueMinor: back.coupons.reduce((all, { valueMinor }) => all + valueMinor, 0n),
    pointsMinor: back.pointsBackMinor,
    points: reservation?.points ?? null,
    claims: (reservation?.claims ?? []).flatMap((claim) => claimBack(claim, back.coupons)),
    call: pointsCall(context.now, redemption, back.pointsBackMinor, occurredAt),
  };
}

function moveBack(coupon: CouponRow, { valueMinor, whole }: CouponGivenBack) {
  const stored = coupon.valueTotal > 0n;
  return {
    couponId: coupon.couponId,
    usesHeld: 0,
    usesSpent: stored || !whole ? 0 : -1,
    valueHeld: 0n,
    valueSpent: stored ? -valueMinor : 0n,
  };
}

function claimBack(
  claim: ClaimHeld & { readonly couponId: string },
  coupons: readonly CouponGivenBack[],
): readonly ClaimHeld[] {
  const given = coupons.find(({ couponId }) => couponId === claim.couponId);
  if (given === undefined) return [];
  if (claim.measure === 'MONEY') return [{ ...claim, amount: given.valueMinor }];
  return given.whole ? [claim] : [];
}

async function shrinkDebts(
  { tx, now }: CommandContext,
  coupons: readonly CouponRow[],
): Promise<void> {
  const db = tx.getKysely<unknown>();
  const revoked = coupons
    .filter(({ endedAs }) => endedAs === 'REVOKED')
    .map(({ couponId }) => couponId);
  const debts = await debtsOfCoupons(db, revoked);
  if (debts.length === 0) return;
  const net = await netGivenBy(
    db,
    debts.map(({ couponId }) => couponId),
  );
  for (const debt of debts) {
    await setDebt(
      db,
      { ...debt, decisionId: debt.decisionId, amountMinor: net.get(debt.couponId) ?? 0n },
      now,
    );
  }
}

function pointsCall(
  now: Date,
  redemption: RedemptionRow,
  pointsMinor: bigint,
  occurredAt: Date,
): NewLedgerCall | undefined {
  if (pointsMinor === 0n) return undefined;
  if (redemption.capturePostingId === null)
    throw new Error(`The points of ${redemption.id} have not been captured yet: try again`);
  return {
    id: newUuid(now),
    kind: 'REVERSE',
    subjectId: toUuid('rdm', redemption.id),
    input: {
      postingId: redemption.capturePostingId,
      amountMinor: pointsMinor,
      occurredAt,
      reason: { type: 'redemption-reversal', id: redemption.id },
    },
  };
}
