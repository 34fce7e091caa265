import {
  allocate,
  applyRate,
  applyRatio,
  formatAmount,
  parseAmount,
} from '@guildhall/shared/amounts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('amounts', () => {
  it.each([
    ['12.30', 2, 1230n],
    ['-0.05', 2, -5n],
    ['0', 0, 0n],
    ['1.2300', 2, 123n],
    ['9007199254740993.01', 2, 900719925474099301n],
  ])('reads %s at scale %i exactly', (text, scale, minor) => {
    expect(parseAmount(text, scale)).toBe(minor);
  });

  it.each(['', ' 1', '1e3', 'NaN', '1.', '.5', '01', '+1', '1,000', '0x10', '１２'])(
    'refuses %j',
    (text) => {
      expect(parseAmount(text, 2)).toBeUndefined();
    },
  );

  it('refuses more decimals than the scale instead of rounding', () => {
    expect(parseAmount('0.005', 2)).toBeUndefined();
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        fc.integer({ min: 0, max: 8 }),
        (minor, scale) => {
          expect(parseAmount(formatAmount(minor, scale), scale)).toBe(minor);
        },
      ),
    );
  });

  it('applies rates with the named rounding and without floats', () => {
    expect(applyRate(105n, '0.1', 'HALF_UP')).toBe(11n);
    expect(applyRate(105n, '0.1', 'HALF_EVEN')).toBe(10n);
    expect(applyRate(-105n, '0.1', 'DOWN')).toBe(-10n);
    expect(applyRate(10n ** 25n, '1.1', 'HALF_UP')).toBe(11n * 10n ** 24n);
    expect(applyRatio(10n, 1n, 3n, 'UP')).toBe(4n);
    expect(() => applyRatio(1n, 1n, 0n, 'UP')).toThrow(RangeError);
  });

  it('splits so that shares sum to the total, each within one unit of its exact share', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 15n), 10n ** 15n), weights, (total, shares) => {
        fc.pre(shares.some((share) => share > 0n));
        const parts = allocate(total, shares);
        const sum = shares.reduce((all, share) => all + share, 0n);
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(total);
        for (const [index, part] of parts.entries()) {
          const off = part * sum - total * (shares[index] ?? 0n);
          expect(off < 0n ? -off < sum : off < sum).toBe(true);
        }
      }),
    );
    expect(allocate(100n, [70n, 30n])).toEqual([70n, 30n]);
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError);
  });
});
