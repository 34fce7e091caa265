/** When a lot ends by its currency's rule. Calendar days are the group's; a day's last millisecond still counts. */
import { addDays, addMonths, businessDay, endOfDay } from '@guildhall/shared/business-time';
import { NEVER } from './state.ts';
import type { ExpiryRule } from './values.ts';

/** Zones differ by whole quarters of an hour, so all moments of one quarter fall on the same business day. */
const QUARTER_MS = 900_000;
const known = new Map<string, number>();

export function expiryOf(rule: ExpiryRule, earnedAt: number): number {
  if (rule.kind === 'NEVER') return NEVER;
  const quarter = Math.floor(earnedAt / QUARTER_MS);
  const key = `${rule.kind}${'months' in rule ? rule.months : 'days' in rule ? rule.days : rule.years}/${quarter}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const at = endOfDay(lastDay(rule, businessDay(new Date(earnedAt)))).getTime();
  if (known.size > 2_000) known.clear();
  known.set(key, at);
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
