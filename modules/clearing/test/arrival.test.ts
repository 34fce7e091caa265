/**
 * Any stream of happenings, in any order, in deliveries of any size, with months cut off anywhere in between, ends in
 * the same cumulative obligations. On a real database, since that is where months and rounding are.
 */
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import type { TestDatabase } from '@guildhall/shared/testing/test-database';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeHouse, type House } from '../../../gateway/src/compose.ts';
import type { Happening } from '../src/domain/happenings.ts';
import type { ClearingDoor } from '../src/index.ts';
import { residues } from '../src/storage/periods.ts';
import { recordHappenings } from '../src/storage/record-happenings.ts';
import {
  anyLots,
  at,
  COMPANIES,
  earned,
  expired,
  redeemed,
  restored,
  takenBack,
} from './support.ts';
import { expectOk, MODULE } from './support-books.ts';

const RUNS = Number(process.env.CLEARING_ARRIVAL_RUNS ?? 10);
let database: TestDatabase;
let house: House;
let admin: pg.Client;
const clock = new SteppedClock(at(0));

beforeAll(async () => {
  database = await createModuleDatabase(['clearing']);
  house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local: ['clearing'],
  });
  admin = new pg.Client({ connectionString: database.url, options: '-c search_path=clearing' });
  await admin.connect();
}, 300_000);
afterAll(async () => {
  await admin.end();
  await house.stop();
  await database.drop();
});

const kit = () => {
  const clearing = house.local.get('clearing');
  if (clearing === undefined) throw new Error('Clearing is not here');
  return clearing.kit;
};

const TABLES =
  'pair_total, period_step, period, obligation, lot_use, pack_draw, pack_balance, prepaid_pack, happening, idempotency, outbox, funding_terms';

async function startAnew(): Promise<void> {
  clock.set(at(0));
  await admin.query(`TRUNCATE ${TABLES} CASCADE`);
  await admin.query('UPDATE calendar SET closed_through = NULL');
  for (const [company, mode, fee] of [
    ['auto', 'PAY_ON_ISSUE', 130],
    ['retail', 'PREPAID', 0],
    ['property', 'PAY_ON_REDEEM', 77],
  ])
    await admin.query(
      `INSERT INTO funding_terms (id, company, counterparty, currency, effective_from, mode, price_per_point, service_fee_bps,
          tax_rate_bps, breakage_to_funder_bps, set_by, set_at)
        VALUES (gen_random_uuid(), $1, '*', 'POINT', $4, $2, 0.0107, $3, 600, 4321, 'test', now())`,
      [company, mode, fee, at(20)],
    );
}

/** Deliveries, with months cut off before some of them; all months are cut off at the end. */
async function play(deliveries: readonly (readonly Happening[])[], cuts: ReadonlySet<number>) {
  await startAnew();
  const clearing = house.doors.get<ClearingDoor>('clearing');
  let month = 3;
  const cutOff = async (): Promise<void> => {
    clock.set(new Date(Date.UTC(2026, month, 2)));
    const name = `2026-${String(month).padStart(2, '0')}`;
    const answer = await clearing.cutOffPeriod(MODULE, { idempotencyKey: name, month: name });
    // Where nothing happened in a month there is nothing to cut off.
    if (!answer.ok && answer.refusal.code !== 'PERIOD_NOT_NEXT') expectOk(answer);
    month += 1;
  };
  for (const [index, delivery] of deliveries.entries()) {
    if (cuts.has(index) && month < 9) await cutOff();
    await kit().db.transaction(async (tx) => {
      const heard = delivery.map((happening) => ({ happening, eventId: null }));
      await recordHappenings(tx.getKysely<unknown>(), heard, clock.now());
    });
  }
  while (month <= 10) await cutOff();
  const { rows: open } = await admin.query(
    `SELECT count(*)::int AS open FROM obligation WHERE period > (SELECT closed_through FROM calendar)`,
  );
  expect(open[0].open).toBe(0);
  const { rows } = await admin.query<{ pair: string; amount: string; exact: string }>(
    `SELECT least(debtor, creditor) || '/' || greatest(debtor, creditor) AS pair,
        sum(CASE WHEN debtor < creditor THEN amount_minor ELSE -amount_minor END)::text AS amount,
        sum(CASE WHEN debtor < creditor THEN exact_minor ELSE -exact_minor END)::text AS exact
      FROM obligation WHERE kind <> 'PACK_OVERDRAWN' GROUP BY 1 ORDER BY 1`,
  );
  const draws = await admin.query<{ company: string; points: string }>(
    'SELECT company, sum(points)::text AS points FROM pack_draw GROUP BY 1 ORDER BY 1',
  );
  expect((await residues(kit().db.sql())).every(({ wholeMinor }) => wholeMinor === 0n)).toBe(true);
  return {
    exact: rows.map(({ pair, exact }) => `${pair} ${Number(exact)}`),
    draws: draws.rows,
    rows,
  };
}

const some: fc.Arbitrary<(source: string) => Happening> = fc
  .tuple(
    anyLots,
    anyLots,
    fc.constantFrom(...COMPANIES),
    fc.integer({ min: 0, max: 150 }),
    fc.nat(5),
  )
  .map(([lots, others, to, day, which]) => (source: string): Happening => {
    const when = at(day);
    switch (which) {
      case 0:
        return earned(source, lots, when);
      case 1:
        return expired(source, lots, when);
      case 2:
        return restored(source, to, lots, when);
      case 3:
        return takenBack(source, lots, others, when);
      default:
        return redeemed(source, to, lots, when);
    }
  });

describe('the order of arrival', () => {
  it(
    'changes neither what is owed exactly nor what is owed in whole fen, nor do cut-offs',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(some, { minLength: 5, maxLength: 30 }),
          fc.infiniteStream(fc.nat()),
          fc.uniqueArray(fc.nat(8), { maxLength: 5 }),
          async (makers, chance, cuts) => {
            const happenings = makers.map((make, index) =>
              make(`test/${String(index).padStart(3, '0')}`),
            );
            const once = await play([happenings], new Set());
            const next = () => chance.next().value ?? 0;
            const shuffled = happenings
              .map((happening) => ({ happening, order: next() }))
              .sort((a, b) => a.order - b.order)
              .map(({ happening }) => happening);
            const deliveries: Happening[][] = [];
            while (shuffled.length > 0) deliveries.push(shuffled.splice(0, 1 + (next() % 6)));
            // Some of them arrive twice.
            const again = deliveries.flatMap((delivery) =>
              next() % 3 === 0 ? [delivery, delivery] : [delivery],
            );
            const apart = await play(again, new Set(cuts));
            expect(apart.exact).toEqual(once.exact);
            expect(apart.draws).toEqual(once.draws);
            // Retail prepays: what is billed for its overdrawn packs depends on when months are cut off.
            const billed = ({ pair }: { readonly pair: string }): boolean =>
              pair !== 'programme/retail';
            expect(apart.rows.filter(billed)).toEqual(once.rows.filter(billed));
          },
        ),
        { numRuns: RUNS },
      );
    },
    120_000 + RUNS * 5_000,
  );
});
