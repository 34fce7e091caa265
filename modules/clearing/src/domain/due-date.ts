/**
 * Due dates on the Chinese working calendar: public holidays are no working days, the weekends worked in exchange for
 * them are (`chinese-days`, from the State Council's yearly notices; years without a notice yet know weekends only).
 */
import chineseDays from 'chinese-days';

/** Working days from the issue of a statement to its payment. */
export const PAYMENT_WORKING_DAYS = 10;

export const isWorkingDay = (day: string): boolean => chineseDays.isWorkday(day);

/** The n-th working day after `day`, both `YYYY-MM-DD`; `day` itself does not count. */
export function workingDaysAfter(day: string, n: number): string {
  let at = day;
  for (let left = n; left > 0; ) {
    at = new Date(Date.parse(`${at}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    if (isWorkingDay(at)) left -= 1;
  }
  return at;
}
