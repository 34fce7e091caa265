/**
 * What the group learns: transactions for the journal, and facts about members for the portrait. Facts carry ids,
 * communities and amounts, never a name, a plate or a room number.
 */
import {
  type MemberFactChanged,
  memberFactChanged,
  type Transaction,
  transactionRecorded,
} from '@guildhall/journal';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import { memberIdOf } from '../ids.ts';
import type {
  CommunityRow,
  DwellingRow,
  ParkingLeaseRow,
  ParkingSpaceRow,
  ResidencyRow,
} from '../storage/tables.ts';
import { SUBSIDIARY } from './property.ts';

export interface NewTransaction {
  /** UUID. */
  readonly transactionId: string;
  readonly externalId: string;
  readonly kind: Transaction['kind'];
  /** UUID. */
  readonly memberId: string | null;
  readonly occurredAt: Date;
  readonly channel: Transaction['channel'];
  readonly storeCode: string;
  readonly lines: Transaction['lines'];
  readonly attributes: Transaction['attributes'];
  readonly reverses?: { readonly transactionId: string; readonly lines: ReversedLines };
  readonly reservationIds?: readonly string[];
}

export type ReversedLines = NonNullable<NonNullable<Transaction['reverses']>['lines']>;

export function transactionEvent(facts: NewTransaction): NewEvent<Transaction> {
  const { reverses, reservationIds, memberId, transactionId, ...plain } = facts;
  const amountMinor = facts.lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);
  return {
    type: transactionRecorded(SUBSIDIARY),
    occurredAt: facts.occurredAt,
    payload: {
      ...plain,
      transactionId: fromUuid('txn', transactionId),
      subsidiary: SUBSIDIARY,
      ...(memberId === null ? {} : { memberId: memberIdOf(memberId) }),
      occurredAt: facts.occurredAt.toISOString(),
      currency: 'CNY',
      amountMinor: amountMinor.toString(),
      ...(reverses && {
        reverses: { ...reverses, transactionId: fromUuid('txn', reverses.transactionId) },
      }),
      ...(reservationIds && { reservationIds: [...reservationIds] }),
    },
  };
}

/** Somebody lives in this dwelling, or does no longer. */
export function dwellingFactEvent(
  memberId: string,
  { dwelling, community }: { readonly dwelling: DwellingRow; readonly community: CommunityRow },
  residency: Pick<ResidencyRow, 'role' | 'paysFees' | 'untilOn'>,
  at: Date,
): NewEvent<MemberFactChanged> {
  return {
    type: memberFactChanged(SUBSIDIARY),
    occurredAt: at,
    payload: {
      memberId: memberIdOf(memberId),
      subsidiary: SUBSIDIARY,
      fact: 'dwelling',
      key: fromUuid('dwl', dwelling.id),
      active: !residency.untilOn,
      attributes: {
        community: community.code,
        city: community.city,
        role: residency.role,
        usage: dwelling.usage,
        paysFees: residency.paysFees,
      },
    },
  };
}

/** Somebody leases this parking space, or does no longer. */
export function parkingFactEvent(
  memberId: string,
  { space, community }: { readonly space: ParkingSpaceRow; readonly community: CommunityRow },
  lease: Pick<ParkingLeaseRow, 'untilOn'>,
  at: Date,
): NewEvent<MemberFactChanged> {
  return {
    type: memberFactChanged(SUBSIDIARY),
    occurredAt: at,
    payload: {
      memberId: memberIdOf(memberId),
      subsidiary: SUBSIDIARY,
      fact: 'parking-space',
      key: fromUuid('pks', space.id),
      active: !lease.untilOn,
      attributes: { community: community.code, kind: space.kind, hasCharger: space.hasCharger },
    },
  };
}

/** A bill waits to be paid, or does no longer: offers may be set off by the day it is due. */
export function feeBillFactEvent(
  bill: {
    readonly id: string;
    readonly kind: string;
    readonly dueOn: string;
    readonly payerMemberId: string;
    readonly amountMinor: bigint;
  },
  active: boolean,
  at: Date,
): NewEvent<MemberFactChanged> {
  return {
    type: memberFactChanged(SUBSIDIARY),
    occurredAt: at,
    payload: {
      memberId: memberIdOf(bill.payerMemberId),
      subsidiary: SUBSIDIARY,
      fact: 'fee-bill',
      key: fromUuid('bil', bill.id),
      active,
      attributes: { dueOn: bill.dueOn, kind: bill.kind, amountMinor: Number(bill.amountMinor) },
    },
  };
}
