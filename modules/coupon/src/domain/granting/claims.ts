/** What a decision takes of its offers' limits. A limit is counted per scope: everybody, a day, a member, a store … */
import { businessDay } from '@guildhall/shared/business-time';
import type { Limit, LimitScope } from '../offers/offer-definition.ts';

export interface Claim {
  readonly offerId: string;
  /** Place of the limit in its offer's list. */
  readonly limitNo: number;
  readonly scope: string;
  readonly measure: Limit['measure'];
  readonly amount: bigint;
  readonly ceiling: bigint;
}

export interface ClaimSubject {
  readonly memberId: string;
  readonly householdId: string | null;
  readonly subsidiary: string;
  readonly storeCode: string | null;
  /** Whose business day a daily limit counts. */
  readonly at: Date;
}

interface Claimed {
  readonly offerId: string;
  readonly limits: readonly Limit[];
  readonly phase: Limit['phase'];
  readonly uses: bigint;
  readonly moneyMinor: bigint;
}

export function claimsOf(
  { offerId, limits, phase, uses, moneyMinor }: Claimed,
  subject: ClaimSubject,
): readonly Claim[] {
  return limits.flatMap((limit, limitNo) => {
    const amount = limit.measure === 'USES' ? uses : moneyMinor;
    if (limit.phase !== phase || amount === 0n) return [];
    const { measure } = limit;
    const ceiling = BigInt(limit.ceiling);
    return [{ offerId, limitNo, scope: scopeOf(limit.scope, subject), measure, amount, ceiling }];
  });
}

function scopeOf(scope: LimitScope, subject: ClaimSubject): string {
  const day = businessDay(subject.at);
  const store = `${subject.subsidiary}/${subject.storeCode ?? ''}`;
  switch (scope) {
    case 'TOTAL':
      return '';
    case 'DAY':
      return day;
    case 'MEMBER':
      return subject.memberId;
    case 'MEMBER_DAY':
      return `${subject.memberId}/${day}`;
    case 'HOUSEHOLD':
      return subject.householdId ?? subject.memberId;
    case 'STORE':
      return store;
    case 'STORE_DAY':
      return `${store}/${day}`;
  }
}
