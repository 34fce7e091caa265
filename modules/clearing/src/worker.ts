/** Clearing hears what was issued, used, restored and ended, and writes down who owes whom; each happening counts once. */
import type { CouponRedeemed } from '@guildhall/coupon';
import type { EffectsCompleted } from '@guildhall/journal';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toUuid } from '@guildhall/shared/ids';
import type { EventHandler, ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { issueWhatIsOrdered } from './application/issue-statements.ts';
import { recordHeard } from './application/record-heard.ts';
import type { Happening } from './domain/happenings.ts';
import {
  readActivated,
  readAdjusted,
  readCouponRedeemed,
  readCouponRestored,
  readEarned,
  readExpired,
  readMoved,
  readRedeemed,
  readReleased,
  readRepaid,
  readReversed,
  readTransferred,
} from './domain/read-facts.ts';
import type { ClearingDoor } from './index.ts';
import { nameOffers } from './storage/offer-cost.ts';

/** Payloads are JSON of the shape their publisher declares; `read` turns one into happenings. */
function hearing<P>(type: string, read: (payload: P) => Happening[]): EventHandler {
  return {
    type,
    handleManyInTransaction: (events: readonly DomainEvent[], context: CommandContext) =>
      recordHeard(
        context,
        events.flatMap(({ id, payload }) =>
          read(payload as P).map((happening) => ({ happening, eventId: id })),
        ),
      ),
  };
}

export function createWorker(_service: ClearingDoor, kit: ModuleKit): ModuleWorker {
  return {
    handlers: [
      hearing('ledger.points-earned', readEarned),
      hearing('ledger.points-burned', readRedeemed),
      hearing('ledger.points-captured', readRedeemed),
      hearing('ledger.points-expired', readExpired),
      hearing('ledger.points-reversed', readReversed),
      hearing('ledger.points-repaid', readRepaid),
      hearing('ledger.points-adjusted', readAdjusted),
      hearing('ledger.points-transferred', readTransferred),
      hearing('ledger.points-activated', readActivated),
      hearing('ledger.points-released', readReleased),
      hearing('ledger.points-moved', readMoved),
      hearing<CouponRedeemed>('coupon.redeemed', readCouponRedeemed),
      hearing<CouponRedeemed>('coupon.redemption-reversed', readCouponRestored),
      { type: 'coupon.effects-completed', handleManyInTransaction: rememberOffers },
    ],
    schedules: [{ name: 'issue-statements', everyMs: 30_000, run: () => issueWhatIsOrdered(kit) }],
  };
}

/** Which offer gave which lot: a transfer of one posting carries the lot's own UUID. */
async function rememberOffers(
  events: readonly DomainEvent[],
  { tx }: CommandContext,
): Promise<void> {
  const lots = events.flatMap(({ payload }) =>
    (payload as unknown as EffectsCompleted).effects.flatMap(({ kind, offerId, transferId }) =>
      kind === 'POINTS_EARNED' && offerId !== undefined && transferId !== undefined
        ? [{ lot: toUuid('trf', transferId), offer: offerId }]
        : [],
    ),
  );
  await nameOffers(tx.getKysely<unknown>(), lots);
}
