/** Amounts on the pages are the server's, digit by digit, and points never pay more or less than they are worth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  difference,
  formatDecimal,
  formatMoney,
  formatShortMoney,
  formatSigned,
  fromMinor,
  perMille,
  sumOf,
  toMinor,
} from '../../web/src/format/decimal.ts';
import { mostPoints } from '../../web/src/format/points-tender.ts';

describe('amounts on the pages', () => {
  it.each([
    [formatDecimal('1234567.5'), '1,234,567.5'],
    [formatDecimal('1234567.5', 2), '1,234,567.50'],
    // Never rounded: what does not fit is shown.
    [formatDecimal('0.005', 2), '0.005'],
    [formatDecimal('9007199254740993'), '9,007,199,254,740,993'],
    [formatMoney('-1234.5'), '−¥1,234.50'],
    [formatShortMoney('50.00'), '¥50'],
    [formatSigned('8400'), '+8,400'],
    [formatSigned('-12'), '−12'],
    [sumOf(['0.10', '0.20']), '0.30'],
    [difference('10.00', '0.01'), '9.99'],
    [String(perMille('257', '1000')), '257'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });

  it('turns text to minor units and back without loss', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        fc.integer({ min: 0, max: 8 }),
        (n, scale) => {
          expect(toMinor(fromMinor(n, scale), scale)).toBe(n);
        },
      ),
    );
  });

  it('offers as many points as may pay, and not one that pays nothing', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 9n),
        fc.bigInt(0n, 10n ** 8n),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (available, payable, maxShareBps, pointsPerCny) => {
          const currency = { code: 'POINT', scale: 0, spendable: true };
          const tender = { currency: 'POINT', pointsPerCny: String(pointsPerCny), maxShareBps };
          const due = fromMinor(payable);
          const offer = mostPoints([{ available: String(available), currency }], [tender], due);
          const most = (payable * BigInt(maxShareBps)) / 10_000n;
          const affordable = (available * 100n) / BigInt(pointsPerCny);
          const fen = most < affordable ? most : affordable;
          expect(offer === undefined ? 0n : toMinor(offer.value)).toBe(fen);
          if (offer === undefined) return;
          const points = BigInt(offer.amountMinor);
          expect(points <= available).toBe(true);
          expect((points * 100n) / BigInt(pointsPerCny) >= fen).toBe(true);
          expect(((points - 1n) * 100n) / BigInt(pointsPerCny) < fen).toBe(true);
        },
      ),
    );
  });
});
