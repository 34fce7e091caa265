import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { altmanFromRatios, altmanScore, altmanZone } from '../src/domain/assessment/altman.ts';
import {
  discrimination,
  driftOf,
  populationStability,
} from '../src/domain/assessment/discrimination.ts';
import { paymentIndex, weightedPaymentIndex } from '../src/domain/assessment/paydex.ts';
import {
  DEFAULT_SCALING,
  probabilityOfDefault,
  scaleOf,
  scoreOfOdds,
} from '../src/domain/assessment/scaling.ts';
import { evidenceOf, informationValue } from '../src/domain/assessment/weight-of-evidence.ts';
import { describeData, readData } from './support/data.ts';

describe('scaling', () => {
  test('the default gives A = 387.6036 and B = 72.1348', () => {
    const { a, b } = scaleOf(DEFAULT_SCALING);
    expect(a).toBeCloseTo(387.6036, 4);
    expect(b).toBeCloseTo(72.1348, 4);
    expect(scoreOfOdds(1 / 19, { a, b })).toBeCloseTo(600, 9);
    expect(scoreOfOdds(2 / 19, { a, b })).toBeCloseTo(550, 9);
    expect(probabilityOfDefault(600, { a, b })).toBeCloseTo(0.05, 9);
  });
});

describe('payment index', () => {
  test.each([
    [-40, 100],
    [0, 80],
    [15, 70],
    [22, 60],
    [30, 50],
    [60, 40],
    [90, 30],
    [120, 20],
    [181, 1],
  ])('%d days beyond terms is %d', (days, index) => expect(paymentIndex(days)).toBe(index));

  test('money weighs', () => {
    expect(weightedPaymentIndex([])).toBeUndefined();
    expect(
      weightedPaymentIndex([
        { amountMinor: 900n, daysBeyondTerms: 0 },
        { amountMinor: 100n, daysBeyondTerms: 30 },
      ]),
    ).toBe(77);
  });
});

describe("Altman's Z''", () => {
  test('zones', () => {
    expect(altmanZone(1.09)).toBe('DISTRESS');
    expect(altmanZone(1.1)).toBe('GREY');
    expect(altmanZone(2.6)).toBe('GREY');
    expect(altmanZone(2.61)).toBe('SAFE');
  });
  test('from captions and from ratios the same', () => {
    const score = altmanScore({
      workingCapital: 20,
      retainedEarnings: 10,
      ebit: 8,
      bookEquity: 40,
      totalAssets: 100,
      totalLiabilities: 60,
    });
    const z = 6.56 * 0.2 + 3.26 * 0.1 + 6.72 * 0.08 + (1.05 * 40) / 60;
    expect(score?.z).toBeCloseTo(z, 12);
    expect(score?.emergingMarketScore).toBeCloseTo(z + 3.25, 12);
    expect(
      altmanFromRatios({
        workingCapital: 0.2,
        retainedEarnings: 0.1,
        ebit: 0.08,
        equityToLiabilities: 40 / 60,
      }),
    ).toBeCloseTo(z, 12);
    expect(altmanScore({ ...zeroes, totalAssets: 0, totalLiabilities: 1 })).toBeUndefined();
  });
});
const zeroes = { workingCapital: 0, retainedEarnings: 0, ebit: 0, bookEquity: 0 };

describe('discrimination', () => {
  test('perfect, useless, tied', () => {
    const of = (...rows: [number, boolean][]) =>
      discrimination(rows.map(([risk, bad]) => ({ risk, bad })));
    expect(of([0, false], [1, false], [2, true])).toEqual({ auc: 1, gini: 1, ks: 1 });
    expect(of([0, true], [1, false])).toEqual({ auc: 0, gini: -1, ks: 1 });
    expect(of([1, true], [1, false])).toEqual({ auc: 0.5, gini: 0, ks: 0 });
  });
  test('population stability and its bands', () => {
    expect(populationStability([0.5, 0.5], [0.5, 0.5])).toBe(0);
    expect(populationStability([0.5, 0.5], [0.6, 0.4])).toBeCloseTo(
      0.1 * Math.log(1.2) - 0.1 * Math.log(0.8),
      12,
    );
    expect([0.09, 0.1, 0.24, 0.25].map(driftOf)).toEqual([
      'STABLE',
      'SHIFTING',
      'SHIFTING',
      'SHIFTED',
    ]);
  });
});

describeData('weights of evidence of the German credit data', 'scorecard/germancredit.csv', () => {
  const rows = parse<Record<string, string>>(readData('scorecard/germancredit.csv'), {
    columns: true,
  });
  const expected = JSON.parse(readData('scorecard/germancredit_woe_iv_expected.json')) as Record<
    string,
    { iv: number; woe: Record<string, number> }
  >;
  test.each(Object.keys(expected))('%s', (column) => {
    const counts = new Map<string, { good: number; bad: number }>();
    for (const row of rows) {
      const count = counts.get(row[column] ?? '') ?? { good: 0, bad: 0 };
      counts.set(row[column] ?? '', count);
      count[row.creditability === 'bad' ? 'bad' : 'good'] += 1;
    }
    const names = [...counts.keys()];
    const bins = evidenceOf([...counts.values()]);
    expect(informationValue(bins)).toBeCloseTo(expected[column]?.iv ?? Number.NaN, 5);
    for (const [i, bin] of bins.entries()) {
      expect(bin.woe, names[i]).toBeCloseTo(expected[column]?.woe[names[i] ?? ''] ?? Number.NaN, 5);
    }
  });
});
