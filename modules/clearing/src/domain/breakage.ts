/**
 * How many of the points outstanding will never be used, estimated from how earlier points of each age were used.
 *
 * For each age (months since issue) the share of what was still open that got redeemed in that month is pooled over all
 * months of issue (a discrete-time life table; months not over yet are left out). Points outstanding go through the ages
 * up to their expiry; what is left then is breakage. The interval is the 5th to 95th percentile of a bootstrap over
 * months of issue, drawn from a fixed seed, so the same history gives the same answer. Too little history says so and
 * expects everything to be redeemed, which overstates the liability and never revenue.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** One month of issue in one later month; whole points of any scale as numbers: these are estimates, not books. */
export interface Flow {
  readonly earnedMonth: string;
  readonly month: string;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly withdrawn: number;
}

export interface Open {
  readonly earnedMonth: string;
  /** null: never ends. */
  readonly expiryMonth: string | null;
  readonly points: number;
}

export interface BreakageEstimate {
  readonly outstanding: number;
  readonly expectedRedeemed: number;
  /** Of what is outstanding, 0 to 1. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Months of issue it rests on. */
  readonly cohorts: number;
  readonly enoughHistory: boolean;
}

const LEAST_COHORTS = 3;
const RESAMPLES = 400;
/** Points that never end are followed for ten years. */
const HORIZON_MONTHS = 120;

export const monthNumber = (month: string): number =>
  Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

/** By age: redeemed, and open at the beginning of that month. */
type LifeTable = readonly { readonly redeemed: number; readonly atRisk: number }[];

function lifeTable(flows: readonly Flow[], now: number): LifeTable {
  const rows: { redeemed: number; atRisk: number }[] = [];
  const byAge = new Map(flows.map((flow) => [monthNumber(flow.month), flow]));
  const [first] = flows;
  if (first === undefined) return rows;
  const born = monthNumber(first.earnedMonth);
  let open = flows.reduce((sum, { issued }) => sum + issued, 0);
  for (let month = born; month < now && open > 0; month += 1) {
    const flow = byAge.get(month);
    const redeemed = Math.max(0, flow?.redeemed ?? 0);
    rows.push({ redeemed, atRisk: open });
    open -= (flow?.redeemed ?? 0) + (flow?.expired ?? 0) + (flow?.withdrawn ?? 0);
  }
  return rows;
}

function hazards(tables: readonly LifeTable[]): readonly number[] {
  const ages = Math.max(0, ...tables.map(({ length }) => length));
  return Array.from({ length: ages }, (_, age) => {
    let redeemed = 0;
    let atRisk = 0;
    for (const table of tables) {
      redeemed += table[age]?.redeemed ?? 0;
      atRisk += table[age]?.atRisk ?? 0;
    }
    return atRisk <= 0 ? 0 : Math.min(1, redeemed / atRisk);
  });
}

/** Ages nobody has reached yet are used as the last three that somebody has. */
function hazardAt(rates: readonly number[], age: number): number {
  const known = rates[age];
  if (known !== undefined) return known;
  const tail = rates.slice(-3);
  return tail.length === 0 ? 0 : tail.reduce((sum, rate) => sum + rate, 0) / tail.length;
}

function expectedOf(open: readonly Open[], rates: readonly number[], now: number): number {
  // Lots of one age and end share a fate: a few hundred combinations, however many lots.
  return open.reduce((sum, { earnedMonth, expiryMonth, points }) => {
    const age = Math.max(0, now - monthNumber(earnedMonth));
    const months =
      expiryMonth === null ? HORIZON_MONTHS : Math.max(0, monthNumber(expiryMonth) - now + 1);
    let left = 1;
    for (let step = 0; step < Math.min(months, HORIZON_MONTHS); step += 1)
      left *= 1 - hazardAt(rates, age + step);
    return sum + points * (1 - left);
  }, 0);
}

/** `asOfMonth`: its own flows are not over yet and are left out. */
export function estimateBreakage(
  flows: readonly Flow[],
  open: readonly Open[],
  asOfMonth: string,
): BreakageEstimate {
  const now = monthNumber(asOfMonth);
  const cohorts = [...Map.groupBy(flows, ({ earnedMonth }) => earnedMonth).values()]
    .map((theirs) => lifeTable(theirs, now))
    .filter(({ length }) => length > 0);
  const outstanding = open.reduce((sum, { points }) => sum + points, 0);
  if (cohorts.length < LEAST_COHORTS || outstanding <= 0) {
    const unknown = { rate: 0, low: 0, high: outstanding > 0 ? 1 : 0, enoughHistory: false };
    return { outstanding, expectedRedeemed: outstanding, ...unknown, cohorts: cohorts.length };
  }
  const rateOf = (tables: readonly LifeTable[]): number =>
    1 - expectedOf(open, hazards(tables), now) / outstanding;
  const random = xoroshiro128plus(20_261_122);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    rateOf(cohorts.map(() => cohorts[uniformInt(random, 0, cohorts.length - 1)] as LifeTable)),
  ).sort((a, b) => a - b);
  const rate = rateOf(cohorts);
  return {
    outstanding,
    expectedRedeemed: outstanding * (1 - rate),
    rate,
    low: Math.min(rate, drawn[Math.floor(RESAMPLES * 0.05)] ?? rate),
    high: Math.max(rate, drawn[Math.floor(RESAMPLES * 0.95)] ?? rate),
    cohorts: cohorts.length,
    enoughHistory: true,
  };
}
