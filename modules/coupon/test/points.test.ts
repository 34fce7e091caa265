/** Points: each rounding at its edge, per line and per transaction, net and gross, in every scale. */
import { describe, expect, it } from 'vitest';
import { costOfPoints, multiplierExtra, pointsPerCny } from '../src/domain/granting/points.ts';
import { line } from './support/domain-builders.ts';
import { pointsBenefit } from './support/make-offer.ts';

type PerCny = Parameters<typeof pointsPerCny>[0];
const benefit = (over: Partial<PerCny>): PerCny => pointsBenefit(over) as PerCny;

describe('points per CNY', () => {
  it.each([
    ['1', 0, 'DOWN', [199], 1n],
    ['1', 0, 'UP', [101], 2n],
    ['1', 0, 'HALF_UP', [150], 2n],
    ['1', 0, 'HALF_UP', [149], 1n],
    ['1', 0, 'HALF_EVEN', [150], 2n],
    ['1', 0, 'HALF_EVEN', [250], 2n],
    ['0.5', 0, 'DOWN', [399], 1n],
    ['1', 2, 'DOWN', [199], 199n],
    ['1.5', 1, 'HALF_UP', [333], 50n],
    ['0.00000001', 6, 'UP', [100], 1n],
    ['1', 0, 'DOWN', [99, 99, 99], 2n],
  ] as const)(
    '%s points of scale %i, %s, on %j fen are %s',
    (pointsPer, scale, rounding, amounts, expected) => {
      const lines = amounts.map((fen, index) => line(`l${index}`, fen));
      expect(pointsPerCny(benefit({ pointsPerCny: pointsPer, scale, rounding }), lines)).toBe(
        expected,
      );
    },
  );

  it('rounds line by line where it says so', () => {
    const lines = [line('a', 199), line('b', 199), line('c', 199)];
    expect(pointsPerCny(benefit({ roundPer: 'LINE' }), lines)).toBe(3n);
    expect(pointsPerCny(benefit({ roundPer: 'TRANSACTION' }), lines)).toBe(5n);
  });

  it('counts what is paid, or the price, and only the lines that count', () => {
    const lines = [line('a', 1_000, { netMinor: 400n }), line('b', 500, { category: 'fresh' })];
    expect(pointsPerCny(benefit({ base: 'NET' }), lines)).toBe(9n);
    expect(pointsPerCny(benefit({ base: 'GROSS' }), lines)).toBe(15n);
    expect(pointsPerCny(benefit({ categories: ['fresh'] }), lines)).toBe(5n);
    expect(pointsPerCny(benefit({ itemCodes: ['item-a'], base: 'GROSS' }), lines)).toBe(10n);
    expect(pointsPerCny(benefit({ itemCodes: ['item-a'], categories: ['fresh'] }), lines)).toBe(9n);
  });
});

it('a multiplier adds what is above one', () => {
  const double = {
    kind: 'POINTS_MULTIPLIER',
    currency: 'POINT',
    scale: 0,
    multiplierBps: 20_000,
    rounding: 'DOWN',
    activeAfterDays: 0,
  } as const;
  expect(multiplierExtra(double, 15n)).toBe(15n);
  expect(multiplierExtra({ ...double, multiplierBps: 15_000 }, 15n)).toBe(7n);
  expect(multiplierExtra({ ...double, multiplierBps: 15_000, rounding: 'HALF_UP' }, 15n)).toBe(8n);
});

it.each([
  [150n, 0, '0.01', 150n],
  [150n, 2, '0.01', 2n],
  [149n, 2, '0.01', 1n],
  [1n, 0, '0.005', 1n],
])('%s points of scale %i at %s cost %s fen', (points, scale, price, fen) => {
  expect(costOfPoints(points, scale, price)).toBe(fen);
});
