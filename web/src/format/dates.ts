/** Dates for people, in the group's time zone whatever the device says. */
import { currentLocale } from '../i18n/locale.ts';

const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${currentLocale()} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(currentLocale(), { timeZone: ZONE, ...options });
  formatters.set(key, made);
  return made;
}

/** A DateTime, or a Date, which is a day in Shanghai. */
function instant(value: string): Date {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? startOfDay(value) : new Date(value);
}

/** When a day, YYYY-MM-DD, begins in Shanghai. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** 2026年3月10日 / Mar 10, 2026 */
export function formatDate(value: string): string {
  return formatter({ dateStyle: 'medium' }).format(instant(value));
}

/** 2026/03/10 / 03/10/2026, where two of them stand in one line. */
export function formatShortDate(value: string): string {
  return formatter({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant(value));
}

/** 3月10日 / Mar 10, with the year when it is another one. */
export function formatDay(value: string, now: Date = new Date()): string {
  if (shanghaiDay(instant(value)).slice(0, 4) !== shanghaiDay(now).slice(0, 4))
    return formatDate(value);
  return formatter({ month: 'short', day: 'numeric' }).format(instant(value));
}

/** 3月10日周二 / Tue, Mar 10 */
export function formatWeekday(value: string): string {
  return formatter({ month: 'short', day: 'numeric', weekday: 'short' }).format(instant(value));
}

/** 14:05 */
export function formatTime(value: string): string {
  return formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant(value));
}

/** 2026/03/10 14:05 */
export function formatDateTime(value: string): string {
  return formatter({
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant(value));
}

/** 2026年3月 / March 2026, for "2026-03". */
export function formatMonth(value: string): string {
  return formatter({ year: 'numeric', month: 'long' }).format(instant(`${value.slice(0, 7)}-01`));
}

/** The day in Shanghai, YYYY-MM-DD. */
export function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Whole days in Shanghai from now until then: 0 today, 1 tomorrow, -1 yesterday. */
export function daysUntil(value: string, now: Date = new Date()): number {
  const day = (at: Date) => Date.parse(shanghaiDay(at));
  return Math.round((day(instant(value)) - day(now)) / DAY_MS);
}

/** 3 分钟前 / 3 minutes ago */
export function formatAgo(value: string, now: Date = new Date()): string {
  const seconds = (instant(value).getTime() - now.getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'auto' });
  const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of units)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return relative.format(Math.trunc(seconds), 'second');
}
