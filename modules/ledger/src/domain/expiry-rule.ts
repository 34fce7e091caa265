/** When a lot ends by its currency's rule. Calendar days are the group's; a day's last millisecond still counts. */
import { addDays, addMonths, businessDay, endOfDay } from '@guildhall/shared/business-time';
import { NEVER } from './state.ts';
import type { ExpiryRule } from './values.ts';

/** Zones differ by whole quarters of an hour, so all moments of one quarter fall on the same business day. */
const QUARTER_MS = 900_000;
/** The latest quarter of each rule: most earns are of now. */
const known = new WeakMap<ExpiryRule, { readonly quarter: number; readonly at: number }>();

export function expiryOf(rule: ExpiryRule, earnedAt: number): number {
  if (rule.kind === 'NEVER') return NEVER;
  const quarter = Math.floor(earnedAt / QUARTER_MS);
  const before = known.get(rule);
  if (before?.quarter === quarter) return before.at;
  const at = endOfDay(lastDay(rule, businessDay(new Date(earnedAt)))).getTime();
  known.set(rule, { quarter, at });
  return at;
}

function lastDay(rule: Exclude<ExpiryRule, { kind: 'NEVER' }>, day: string): string {
  switch (rule.kind) {
    case 'AFTER_DAYS':
      return addDays(day, rule.days);
    case 'AFTER_MONTHS':
      return addMonths(day, rule.months);
    case 'END_OF_YEAR':
      return `${Number(day.slice(0, 4)) + rule.years}-12-31`;
  }
}
