/**
 * The redemptions of the Complete Journey at our counter: what is accepted, and whether each refusal says the true reason.
 * The truth is found here from the files alone, without a rule of ours: no sale that day, or a sale without any of the
 * coupon's products. By default one redemption in forty is played; JOURNEY_EVERY=1 plays all 2,102 of them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { afterAll, expect, it } from 'vitest';
import { type OpenHouse, openHouse } from '../../modules/coupon/test/support/open-house.ts';
import { type Journey, playJourney, type Row, readJourney } from '../import/complete-journey.ts';

const FOLDER = join(
  process.env.GUILDHALL_DATA ?? join(PROJECT_ROOT, '../shared/data'),
  'completejourney',
);
const EVERY = Number(process.env.JOURNEY_EVERY ?? '40');
const here = existsSync(FOLDER);

let house: OpenHouse | undefined;
afterAll(() => house?.close());

/** The cells of a file without quotes or escapes, as these are. */
function cellsOf(name: string): string[][] {
  const bytes = readFileSync(join(FOLDER, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
}

/** By `household day`: products sold; by `campaign coupon`: products it is good for. */
function truth(): (row: Row) => string {
  const sold = new Map<string, Set<string>>();
  for (const [household, , , product = '', , , , , , , moment = ''] of cellsOf(
    'transactions_sample.csv.gz',
  )) {
    const day = `${household} ${moment.slice(0, 10)}`;
    sold.set(day, (sold.get(day) ?? new Set()).add(product));
  }
  const goodFor = new Map<string, string[]>();
  for (const [upc, product = '', campaign] of cellsOf('coupons.csv.gz')) {
    const coupon = `${campaign} ${upc}`;
    const products = goodFor.get(coupon);
    if (products === undefined) goodFor.set(coupon, [product]);
    else products.push(product);
  }
  return (row) => {
    const bought = sold.get(`${row.household_id} ${row.redemption_date}`);
    if (bought === undefined) return 'BASKET_EMPTY';
    const products = goodFor.get(`${row.campaign_id} ${row.coupon_upc}`) ?? [];
    return products.some((product) => bought.has(product)) ? 'ACCEPTED' : 'COUPON_NO_ELIGIBLE_LINE';
  };
}

/** One redemption in so many, with the offers it takes. */
function sampled(journey: Journey): Journey {
  const redemptions = journey.redemptions.filter((_, place) => place % EVERY === 0);
  const coupons = new Set(redemptions.map((row) => `${row.campaign_id}/${row.coupon_upc}`));
  return {
    ...journey,
    redemptions,
    products: new Map([...journey.products].filter(([coupon]) => coupons.has(coupon))),
  };
}

const counted = (reasons: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(reasons, (reason) => reason)].map(([k, all]) => [k, all.length]),
  );

it.skipIf(!here)(
  `each redemption is accepted, or refused for its true reason${here ? '' : ` (skipped: no ${FOLDER}; set GUILDHALL_DATA)`}`,
  async () => {
    house = await openHouse();
    const journey = sampled(readJourney(FOLDER));
    const truly = truth();
    const answers: { readonly said: string; readonly true: string }[] = [];
    const result = await playJourney(house.house.doors, house.clock, journey, (row, refusedFor) => {
      answers.push({ said: refusedFor ?? 'ACCEPTED', true: truly(row) });
    });
    expect(answers).toHaveLength(journey.redemptions.length);
    expect(answers.filter((answer) => answer.said !== answer.true)).toEqual([]);
    expect({ ACCEPTED: result.accepted, ...result.refused }).toEqual(
      counted(answers.map((answer) => answer.true)),
    );
    expect(result.accepted).toBeGreaterThan(0);
    if (EVERY === 1)
      expect({ accepted: result.accepted, ...result.refused }).toEqual({
        ...{ accepted: 149, BASKET_EMPTY: 715, COUPON_NO_ELIGIBLE_LINE: 1_238 },
      });
    // What was refused took nothing: as many uses are spent as were accepted, of as many redemptions.
    const [kept] = await house.rows<{ redemptions: string; spent: string; held: string }>(
      `SELECT (SELECT count(*) FROM redemption)::text AS redemptions, sum(uses_spent)::text AS spent,
              sum(uses_held)::text AS held FROM coupon`,
    );
    const accepted = String(result.accepted);
    expect(kept).toEqual({ redemptions: accepted, spent: accepted, held: '0' });
  },
  EVERY === 1 ? 1_800_000 : 300_000,
);
