/** The span of time whose qualifying points count for a tier, in business days of the group. */
import {
  addDays,
  addMonths,
  businessDay,
  endOfDay,
  startOfDay,
} from '@guildhall/shared/business-time';

export type TierWindow =
  | { readonly kind: 'ROLLING'; readonly months: number }
  | { readonly kind: 'CALENDAR_YEAR' }
  /** Years counted from the member's first qualifying earn. */
  | { readonly kind: 'ANNIVERSARY' };

export interface Span {
  /** First moment that counts. */
  readonly from: number;
  /** Last moment that counts: for a rolling window, now. */
  readonly to: number;
}

/** `firstAt`: the member's first qualifying earn, null when there is none. */
export function spanAt(window: TierWindow, at: number, firstAt: number | null): Span {
  const today = businessDay(new Date(at));
  switch (window.kind) {
    case 'ROLLING':
      return { from: startOfDay(addDays(addMonths(today, -window.months), 1)).getTime(), to: at };
    case 'CALENDAR_YEAR': {
      const year = today.slice(0, 4);
      return {
        from: startOfDay(`${year}-01-01`).getTime(),
        to: endOfDay(`${year}-12-31`).getTime(),
      };
    }
    case 'ANNIVERSARY':
      return anniversaryYear(today, businessDay(new Date(Math.min(firstAt ?? at, at))));
  }
}

function anniversaryYear(today: string, first: string): Span {
  const years = Number(today.slice(0, 4)) - Number(first.slice(0, 4));
  const passed = addMonths(first, years * 12) <= today ? years : years - 1;
  return {
    from: startOfDay(addMonths(first, passed * 12)).getTime(),
    to: startOfDay(addMonths(first, (passed + 1) * 12)).getTime() - 1,
  };
}

/** The next moment at which the window loses something it counts: when a schedule must look again. */
export function nextLossAt(window: TierWindow, span: Span, oldestAt: number | null): number | null {
  if (oldestAt === null) return null;
  if (window.kind !== 'ROLLING') return span.to + 1;
  return startOfDay(addMonths(businessDay(new Date(oldestAt)), window.months)).getTime();
}

/** The last moment until which what is missing can be earned with all that counts today still counting. */
export function deadlineOf(
  window: TierWindow,
  span: Span,
  oldestAt: number | null,
  at: number,
): number {
  if (window.kind !== 'ROLLING') return span.to;
  const day = businessDay(new Date(oldestAt ?? at));
  return startOfDay(addMonths(day, window.months)).getTime() - 1;
}
