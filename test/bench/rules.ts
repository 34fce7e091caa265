/**
 * Deciding real transactions (baskets of the Complete Journey) by 1,000 live offers against by 10, of which about five
 * match each transaction either way: `txPerSec` with 1,000, `ratio` to the rate with 10. What is measured is what a
 * decision takes once its facts are there: the candidates out of the index, their conditions, the best legal
 * combination, the grants. Needs GUILDHALL_DATA; rounds are interleaved. `--rounds`, `--seconds`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { compileCondition } from '../../modules/coupon/src/domain/conditions/condition.ts';
import type { Facts } from '../../modules/coupon/src/domain/facts.ts';
import { decideGrants } from '../../modules/coupon/src/domain/granting/decide-grants.ts';
import type { LiveOffer } from '../../modules/coupon/src/domain/granting/live-offer.ts';
import { OfferIndex } from '../../modules/coupon/src/domain/granting/offer-index.ts';
import type { OfferDefinition } from '../../modules/coupon/src/domain/offers/offer-definition.ts';
import { readConfig } from '../../shared/src/config.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';

const MATCHING = 5;

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
    },
  });
  const folder = join(
    resolve(PROJECT_ROOT, readConfig(process.env).GUILDHALL_DATA),
    'completejourney',
  );
  if (!existsSync(folder)) {
    process.stderr.write(`No Complete Journey in ${folder}: set GUILDHALL_DATA\n`);
    return { skipped: true };
  }
  const { facts, stores } = readBaskets(folder);
  const books = { few: book(10, stores), many: book(1_000, stores) };
  const [few, many]: number[][] = [[], []];
  run(books.few, facts, 1_000);
  run(books.many, facts, 1_000);
  const ms = Number(values.seconds) * 1_000;
  let granted = { few: 0, many: 0 };
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const a = run(books.few, facts, ms);
    const b = run(books.many, facts, ms);
    few?.push(a.perSec);
    many?.push(b.perSec);
    granted = { few: a.matches, many: b.matches };
    process.stderr.write(
      `round ${round}: 10 offers ${Math.round(a.perSec)}/s (${a.matches.toFixed(1)} match), 1,000 offers ${Math.round(b.perSec)}/s (${b.matches.toFixed(1)} match)\n`,
    );
  }
  const ratios = (many ?? []).map((rate, round) => rate / (few?.[round] ?? 1));
  return {
    txPerSec: Math.round(median(many ?? [])),
    ratio: Math.round(median(ratios) * 100) / 100,
    txPerSecWith10: Math.round(median(few ?? [])),
    matchesWith10: Math.round(granted.few * 10) / 10,
    matchesWith1000: Math.round(granted.many * 10) / 10,
    transactions: facts.length,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function run(index: OfferIndex, facts: readonly Facts[], ms: number) {
  const begin = performance.now();
  let [done, matches] = [0, 0];
  while (performance.now() - begin < ms) {
    for (let step = 0; step < 200; step += 1) {
      const one = facts[done % facts.length] as Facts;
      const offers = index.candidates(one.occasion);
      const { grants } = decideGrants(one, { offers }, one.occasion.occurredAt);
      matches += new Set(grants.map(({ offer }) => offer)).size;
      done += 1;
    }
  }
  return { perSec: (done * 1_000) / (performance.now() - begin), matches: matches / done };
}

/** Two for everybody; the others belong to a store each, so that a basket meets about three of its own store's. */
function book(size: number, stores: readonly string[]): OfferIndex {
  const general = size === 10 ? MATCHING : 2;
  return new OfferIndex(
    Array.from({ length: size }, (_, place) => {
      const store = stores[place % stores.length] ?? '';
      const special = 'transaction.amountMinor > 0 && history.visits("retail", 30) < 100';
      return offer(
        `OFFER-${place}`,
        place < general
          ? special
          : `transaction.storeCode == "${size === 10 ? 'none' : store}" && ${special}`,
      );
    }),
  );
}

function offer(code: string, condition: string): LiveOffer {
  const compiled = compileCondition(condition, 'OFFER');
  if (!compiled.ok) throw new Error(compiled.mistake.message);
  const definition: OfferDefinition = {
    name: { zh: code, en: code },
    description: null,
    triggers: ['BASKET_BOUGHT'],
    subsidiaries: ['retail'],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition,
    startsAt: '2010-01-01T00:00:00.000Z',
    endsAt: null,
    benefits: [
      {
        kind: 'POINTS_PER_CNY',
        ...{ currency: 'POINT', scale: 0, pointsPerCny: '1', rounding: 'DOWN' },
        ...{ roundPer: 'TRANSACTION', base: 'NET', activeAfterDays: 0 },
        ...{ categories: [], itemCodes: [] },
      },
    ],
    funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
    pointPrice: '0.01',
    limits: [],
    stacking: { group: null, exclusive: false, priority: 0 },
  };
  return {
    ...{ offerId: code, version: 1, code, state: 'LIVE', definition },
    startsAt: new Date(definition.startsAt),
    endsAt: null,
    condition: compiled.condition,
    needs: compiled.condition.needs,
  };
}

/** Baskets of the 333 stores that sold most often, so that a thousand offers are about three for each. */
function readBaskets(folder: string): { facts: readonly Facts[]; stores: readonly string[] } {
  const text = gunzipSync(readFileSync(join(folder, 'transactions_sample.csv.gz'))).toString(
    'utf8',
  );
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  const baskets = [...Map.groupBy(rows, ({ basket_id: id }) => id).values()];
  const sold = Map.groupBy(baskets, ([line]) => line?.store_id ?? '');
  const stores = [...sold]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 333)
    .map(([store]) => store);
  const among = new Set(stores);
  const facts = baskets.filter(([line]) => among.has(line?.store_id ?? '')).map(factsOf);
  return { facts, stores };
}

function factsOf(rows: readonly Record<string, string>[]): Facts {
  const [head = {}] = rows;
  const lines = rows.map((row, place) => {
    const amountMinor = BigInt(Math.round(Number(row.sales_value) * 100));
    return {
      ...{ lineId: String(place + 1), itemCode: row.product_id ?? '', category: '' },
      ...{ quantity: row.quantity ?? '1', amountMinor, netMinor: amountMinor },
    };
  });
  return {
    occasion: {
      ...{ kind: 'BASKET_BOUGHT', subsidiary: 'retail', channel: 'STORE', attributes: {} },
      storeCode: head.store_id ?? null,
      occurredAt: new Date(head.transaction_timestamp ?? 0),
      amountMinor: lines.reduce((all, { amountMinor }) => all + amountMinor, 0n),
      lines,
    },
    member: {
      ...{ memberId: `mem_${head.household_id}`, tier: null, consents: [], birthday: null },
      ...{ enrolledAt: new Date(0), householdId: null, things: [] },
    },
    history: { 'VISITS|retail||30': 4n },
    segments: {},
    withheld: [],
  };
}
