/**
 * When a natural person's negative facts must be deleted: five years after the bad conduct or event ended (征信业管理条例,
 * article 16). Firms are not persons; of our counterparties only sole traders are. What has not ended is kept.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { legalEndOf } from '../litigation/legal-ends.ts';
import type { FactTypeCode, FactValue } from './fact-types.ts';

export const DELETION_POLICY = '征信业管理条例 16: five years';
export const KEPT_YEARS = 5;

interface EndedFact {
  readonly type: FactTypeCode;
  readonly value: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
}

/** The day the conduct or event ended; undefined while it lasts, or where nothing negative is said. */
export function negativeEndedOn({ type, value, observedAt }: EndedFact): string | undefined {
  const observed = businessDay(observedAt);
  switch (type) {
    case 'PENALTY':
    case 'LICENCE_REVOKED':
      return observed;
    case 'DEFAULT':
      return (value as FactValue<'DEFAULT'>).status === 'SETTLED' ? observed : undefined;
    case 'LEGAL_CASE':
      return (value as FactValue<'LEGAL_CASE'>).stage === 'CLOSED' ? observed : undefined;
    case 'ENFORCEMENT':
      return (value as FactValue<'ENFORCEMENT'>).closedOn;
    case 'DISHONEST_DEBTOR':
    case 'RESTRICTION_ORDER':
      return legalEndOf(type, value as FactValue<'DISHONEST_DEBTOR'>).endsOn;
    default:
      return undefined;
  }
}

/** Whether it must be gone by the day. */
export function mustBeDeleted(endedOn: string | undefined, today: string): boolean {
  if (endedOn === undefined) return false;
  const [year = '0', ...rest] = today.split('-');
  return endedOn <= [String(Number(year) - KEPT_YEARS), ...rest].join('-');
}
