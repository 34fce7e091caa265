/** New fees, in versions: what was announced is never changed, a new version counts from its first month. */
import { addMonths, businessDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { firstDayOf, monthOf } from '../domain/fee-amount.ts';
import type { FeeKind, ScheduleUsage } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { FeeScheduleId } from '../ids.ts';
import { CommunityTable, FeeScheduleTable } from '../storage/tables.ts';
import { type Property, refuseOutsider } from './property.ts';

export interface AnnounceFeeSchedule {
  readonly idempotencyKey: string;
  readonly communityCode: string;
  readonly kind: FeeKind;
  /** Of the dwellings; ANY for parking. */
  readonly usage: ScheduleUsage;
  /** Ten-thousandths of a yuan per square metre (or per space) and month. */
  readonly rateE4: bigint;
  /** 1 to 28. */
  readonly dueDay: number;
  /** `YYYY-MM`. */
  readonly fromMonth: string;
}

/**
 * The first version may count from any month; a later one from the coming month on, so that no bill that is out
 * changes. Refuses, in order: FEE_SCHEDULE_MONTH_PAST, FEE_SCHEDULE_MONTH_TAKEN.
 */
export async function announceFeeSchedule(
  property: Property,
  caller: Principal,
  input: AnnounceFeeSchedule,
): Promise<Outcome<{ readonly scheduleId: FeeScheduleId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, communityCode, kind, rateE4, dueDay } = input;
  const usage = kind === 'PARKING_FEE' ? 'ANY' : input.usage;
  const key = { caller, operation: 'announce-fee-schedule', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now }) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const community = await tx.findOne(CommunityTable, { code: communityCode }, lock);
    if (community === null)
      return notFound('COMMUNITY_NOT_FOUND', { communityCode }, ['communityCode']);
    const where = { communityId: community.id, kind, usage };
    const version = (await tx.count(FeeScheduleTable, where)) + 1;
    const month = firstDayOf(input.fromMonth);
    const earliest = addMonths(firstDayOf(monthOf(businessDay(now))), 1);
    if (version > 1 && month < earliest) {
      const params = { earliest: monthOf(earliest) };
      return refuseRule('FEE_SCHEDULE_MONTH_PAST', params, ['fromMonth']);
    }
    const id = newUuid(now);
    const taken = refuseRule('FEE_SCHEDULE_MONTH_TAKEN', { month: input.fromMonth }, ['fromMonth']);
    await refusingTaken({ fee_schedule_month: taken }, () =>
      tx.insert(FeeScheduleTable, {
        ...{ ...where, id, version, rateE4, dueDay, fromMonth: month, announcedAt: now },
      }),
    );
    return accept({ scheduleId: fromUuid('fsc', id) });
  });
}
