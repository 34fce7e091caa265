import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monotoneBins, woeOf } from '../src/domain/assessment/binning.ts';
import { discrimination } from '../src/domain/assessment/discrimination.ts';
import { fitLogistic, predict, solve } from '../src/domain/assessment/logistic-regression.ts';
import { fitScorecard, pointsOf } from '../src/domain/assessment/scorecard.ts';

/** 1,000 firms: risk falls with `liquidity`, not at all with `noise`; some values are unknown. */
function firms() {
  let state = 7;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const liquidity = Float64Array.from({ length: 1_000 }, (_, i) =>
    i % 50 === 0 ? Number.NaN : next() * 4,
  );
  const noise = Float64Array.from({ length: 1_000 }, next);
  const bad = Uint8Array.from(liquidity, (x) =>
    next() < (Number.isNaN(x) ? 0.5 : 1 / (1 + Math.exp(2 * x - 1))) ? 1 : 0,
  );
  return {
    columns: new Map([
      ['liquidity', liquidity],
      ['noise', noise],
    ]),
    bad,
  };
}

describe('binning', () => {
  test('risk only rises or only falls over the bins, whatever the data', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.boolean()), {
          minLength: 60,
          maxLength: 300,
        }),
        (rows) => {
          const values = Float64Array.from(rows, ([value]) => value);
          const bad = Uint8Array.from(rows, ([, each]) => (each ? 1 : 0));
          if (!bad.includes(0) || !bad.includes(1)) return;
          const { bins } = monotoneBins(values, bad);
          const woes = bins.map(({ woe }) => woe);
          const rising = woes.every((woe, i) => i === 0 || woe >= (woes[i - 1] ?? 0) - 1e-12);
          const falling = woes.every((woe, i) => i === 0 || woe <= (woes[i - 1] ?? 0) + 1e-12);
          expect(rising || falling).toBe(true);
          expect(bins.reduce((sum, { good, bad: bads }) => sum + good + bads, 0)).toBe(rows.length);
        },
      ),
    );
  });

  test('unknown values have a bin of their own', () => {
    const { columns, bad } = firms();
    const binning = monotoneBins(columns.get('liquidity') ?? new Float64Array(), bad);
    expect(binning.missing.good + binning.missing.bad).toBe(20);
    expect(woeOf(Number.NaN, binning)).toBe(binning.missing.woe);
    expect(woeOf(0, binning)).toBeGreaterThan(woeOf(4, binning));
  });
});

describe('logistic regression', () => {
  test('solves what it must', () => {
    const solution = solve([Float64Array.of(0, 2), Float64Array.of(3, 1)], Float64Array.of(4, 5));
    expect([...solution].map((each) => Math.round(each * 1e9) / 1e9)).toEqual([1, 2]);
  });
  test('on one column with two values it gives the odds of each', () => {
    const column = Float64Array.from({ length: 100 }, (_, i) => (i < 40 ? 1 : 0));
    const bad = Uint8Array.from({ length: 100 }, (_, i) => (i < 20 || i >= 85 ? 1 : 0));
    const model = fitLogistic([column], bad, 0);
    const risk = predict([column], 100, model);
    expect(risk[0]).toBeCloseTo(20 / 40, 6);
    expect(risk[99]).toBeCloseTo(15 / 60, 6);
  });
});

describe('scorecard', () => {
  test('takes first what tells most apart; its points are whole and order the risk', () => {
    const { columns, bad } = firms();
    const card = fitScorecard(columns, bad);
    expect(card.parts[0]?.characteristic).toBe('liquidity');
    const points = pointsOf(columns, bad.length, card);
    expect(points.every(Number.isInteger)).toBe(true);
    const { auc } = discrimination(
      Array.from(points, (point, i) => ({ risk: -point, bad: bad[i] === 1 })),
    );
    expect(auc).toBeGreaterThan(0.8);
  });
});
