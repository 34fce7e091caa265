/**
 * Calendar days in the group's zone. Instants are stored in UTC; a "day" (a daily cap, a fee's due date, an expiry at
 * the end of a month) is a day in this zone. Dates are `YYYY-MM-DD` strings.
 */
export const GROUP_ZONE = 'Asia/Shanghai';

const DAY_MS = 86_400_000;
/** Since 1973 every zone differs from UTC by whole quarters of an hour, so a day begins with one. */
const QUARTER_MS = 900_000;
const QUARTERS_SINCE = Date.UTC(1973, 0, 1);
const MOST_DAYS = 4_096;
const days = new Map<string, Map<number, string>>();
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(zone, made);
  return made;
}

/** The business day of an instant, `YYYY-MM-DD`. */
export function businessDay(at: Date, zone: string = GROUP_ZONE): string {
  const ms = at.getTime();
  if (!(ms >= QUARTERS_SINCE)) return dayOf(at, zone);
  const known = days.get(zone) ?? new Map<number, string>();
  days.set(zone, known);
  const quarter = Math.floor(ms / QUARTER_MS);
  const day = known.get(quarter) ?? dayOf(at, zone);
  if (known.size >= MOST_DAYS) known.clear();
  known.set(quarter, day);
  return day;
}

function dayOf(at: Date, zone: string): string {
  const parts = partsOf(at, zone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** The first instant of a business day, in UTC. */
export function startOfDay(day: string, zone: string = GROUP_ZONE): Date {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(asUtc)) throw new RangeError(`Not a date: ${day}`);
  // Two steps settle zones whose offset changes on that day.
  const first = asUtc - offsetMs(new Date(asUtc), zone);
  return new Date(asUtc - offsetMs(new Date(first), zone));
}

/** The last millisecond of a business day: points and coupons "valid to 31 December" end here. */
export function endOfDay(day: string, zone: string = GROUP_ZONE): Date {
  return new Date(startOfDay(addDays(day, 1), zone).getTime() - 1);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Adds calendar months; the 31st becomes the last day of a shorter month. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDate = new Date(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0),
  ).getUTCDate();
  first.setUTCDate(Math.min(date, lastDate));
  return first.toISOString().slice(0, 10);
}

/** True for a real calendar date written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

function partsOf(at: Date, zone: string): Record<string, string> {
  return Object.fromEntries(
    formatter(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
}

function offsetMs(at: Date, zone: string): number {
  const p = partsOf(at, zone);
  const local = Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`);
  return local - Math.floor(at.getTime() / 1000) * 1000;
}
