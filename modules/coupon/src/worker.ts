/** What the coupon module hears, and what it does by the clock. */
import { MEMBER_ENROLLED } from '@guildhall/identity';
import { TRANSACTION_ACCEPTED } from '@guildhall/journal';
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { countSegments } from './application/count-segments.ts';
import { sweepDates } from './application/date-occasions.ts';
import { sweepReservations } from './application/expire-reservations.ts';
import { mergeHandlers } from './application/follow-merges.ts';
import { generateCodes } from './application/generate-codes.ts';
import { handleTransactions } from './application/handle-transactions.ts';
import { onEnrolled, onTierChanged, TIER_CHANGED } from './application/member-occasions.ts';
import { keepFacts } from './application/remember-fact.ts';
import { repair } from './application/repair.ts';
import type { CouponService } from './service.ts';

export function createWorker(_service: CouponService, kit: ModuleKit): ModuleWorker {
  return {
    handlers: [
      { type: TRANSACTION_ACCEPTED, handleMany: (events) => handleTransactions(kit, events) },
      { type: '*.member-fact-changed', handleManyInTransaction: keepFacts },
      { type: MEMBER_ENROLLED, handleMany: (events) => onEnrolled(kit, events) },
      { type: TIER_CHANGED, handleMany: (events) => onTierChanged(kit, events) },
      ...mergeHandlers,
    ],
    schedules: [
      { name: 'expire-reservations', everyMs: 5_000, run: () => sweepReservations(kit) },
      { name: 'count-segments', everyMs: 5_000, run: () => countSegments(kit) },
      { name: 'days-of-members', everyMs: 60_000, run: () => sweepDates(kit) },
      { name: 'generate-codes', everyMs: 1_000, run: () => generateCodes(kit) },
      { name: 'repair', everyMs: 5_000, run: () => repair(kit) },
    ],
  };
}
