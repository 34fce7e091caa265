/**
 * Bills for a month: one for each dwelling handed over by its first day, one for each parking space leased on it.
 * Made in sets; making them again makes only what is missing.
 */
import { addMonths, businessDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import {
  dueOn,
  firstDayOf,
  monthOf,
  parkingFeeMinor,
  propertyFeeMinor,
} from '../domain/fee-amount.ts';
import type { FeeKind } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { FeeBillId } from '../ids.ts';
import { type Billable, billableFor, insertBills, type NewBill } from '../storage/billable.ts';
import { CommunityTable, FeeBillTable } from '../storage/tables.ts';
import { feeBillFactEvent } from './envelope.ts';
import { nextNumbers, type Property, refuseOutsider } from './property.ts';

export interface IssueFeeBills {
  readonly idempotencyKey: string;
  readonly communityCode: string;
  readonly kind: FeeKind;
  /** `YYYY-MM`, at most twelve months ahead. */
  readonly month: string;
}

export interface FeeBillsIssued {
  readonly communityCode: string;
  readonly kind: FeeKind;
  readonly month: string;
  /** How many bills this call made, and their sum. */
  readonly issued: number;
  readonly amountMinor: bigint;
}

/** Rows of one insert: keeps a statement's JSON to a few megabytes. */
const CHUNK = 2_000;

/** Refuses, in order: FEE_MONTH_TOO_FAR, FEE_SCHEDULE_MISSING (then nothing is billed at all). */
export async function issueFeeBills(
  property: Property,
  caller: Principal,
  input: IssueFeeBills,
): Promise<Outcome<FeeBillsIssued>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, communityCode, kind, month } = input;
  const key = { caller, operation: 'issue-fee-bills', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now, publish }) => {
    const community = await tx.findOne(CommunityTable, { code: communityCode });
    if (community === null)
      return notFound('COMMUNITY_NOT_FOUND', { communityCode }, ['communityCode']);
    const latest = monthOf(addMonths(firstDayOf(monthOf(businessDay(now))), 12));
    if (month > latest) return refuseRule('FEE_MONTH_TOO_FAR', { latest }, ['month']);
    const billable = await billableFor(tx, community.id, kind, firstDayOf(month));
    const uncovered = billable.filter(({ scheduleId }) => scheduleId === null);
    if (uncovered.length > 0) {
      const usages = [...new Set(uncovered.map(({ usage }) => usage))].sort();
      return refuseRule('FEE_SCHEDULE_MISSING', { month, usages }, ['month']);
    }
    const numbers = await nextNumbers(tx, 'fee_bill_no', 'PB', billable.length);
    const facts = { communityId: community.id, kind, month, now };
    const bills = billable.map((thing, index) => billOf(thing, numbers[index] ?? '', facts));
    let issued = 0;
    let amountMinor = 0n;
    for (let from = 0; from < bills.length; from += CHUNK) {
      const made = await insertBills(tx, bills.slice(from, from + CHUNK));
      const ids = new Set(made.map(({ id }) => id));
      await publish(
        ...bills
          .slice(from, from + CHUNK)
          .flatMap(({ payerMemberId, ...bill }) =>
            payerMemberId !== null && ids.has(bill.id) && bill.amountMinor > 0n
              ? [feeBillFactEvent({ ...bill, payerMemberId }, true, now)]
              : [],
          ),
      );
      issued += made.length;
      amountMinor += made.reduce((sum, bill) => sum + bill.amountMinor, 0n);
    }
    return accept({ communityCode, kind, month, issued, amountMinor });
  });
}

function billOf(
  thing: Billable,
  billNo: string,
  facts: { communityId: string; kind: FeeKind; month: string; now: Date },
): NewBill {
  const { communityId, kind, month, now } = facts;
  const { dwellingId, parkingSpaceId, areaCenti, payerMemberId, rateE4 } = thing;
  return {
    ...{ id: newUuid(now), billNo, communityId, dwellingId, parkingSpaceId, kind },
    month: firstDayOf(month),
    scheduleId: thing.scheduleId ?? '',
    ...{ areaCenti, rateE4, payerMemberId },
    amountMinor:
      kind === 'PROPERTY_FEE' ? propertyFeeMinor(areaCenti ?? 0, rateE4) : parkingFeeMinor(rateE4),
    dueOn: dueOn(month, thing.dueDay),
    issuedAt: now,
  };
}

export interface CancelFeeBill {
  readonly idempotencyKey: string;
  readonly billId: FeeBillId;
  readonly reason: string;
}

/** A bill that should not have been made. Refuses, in order: FEE_BILL_STATE, FEE_BILL_HAS_PAYMENTS. */
export async function cancelFeeBill(
  property: Property,
  caller: Principal,
  input: CancelFeeBill,
): Promise<Outcome<{ readonly billId: FeeBillId }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, billId, reason } = input;
  const key = { caller, operation: 'cancel-fee-bill', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now, publish }) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const bill = await tx.findOne(FeeBillTable, { id: toUuid('bil', billId) }, lock);
    if (bill === null) return notFound('FEE_BILL_NOT_FOUND', {}, ['billId']);
    const { billNo, state } = bill;
    if (state === 'CANCELLED') return refuseRule('FEE_BILL_STATE', { billNo, state }, ['billId']);
    if (bill.settledMinor > 0n) return refuseRule('FEE_BILL_HAS_PAYMENTS', { billNo }, ['billId']);
    bill.state = 'CANCELLED';
    bill.cancelledAt = now;
    bill.cancelReason = reason;
    await tx.flush();
    const { payerMemberId } = bill;
    if (payerMemberId !== null && payerMemberId !== undefined)
      await publish(feeBillFactEvent({ ...bill, payerMemberId }, false, now));
    return accept({ billId });
  });
}
