import { describe, expect, it } from 'vitest';
import { isEan13 } from '../src/domain/barcodes.ts';
import { formatQuantity, parseQuantity, priceOf } from '../src/domain/quantities.ts';

describe('barcodes', () => {
  it.each(['6901234567892', '4006381333931', '9780201379624'])('%s is a barcode', (text) => {
    expect(isEan13(text)).toBe(true);
  });
  it.each(['6901234567893', '690123456789', '69012345678922', '69012345678a2', ''])(
    '%s is none',
    (text) => {
      expect(isEan13(text)).toBe(false);
    },
  );
});

describe('quantities', () => {
  it('are thousandths, written without trailing zeros', () => {
    expect(parseQuantity('0.25')).toBe(250n);
    expect(parseQuantity('0.2505')).toBeUndefined();
    expect([6_000n, 250n, 10_500n, 100_000n].map(formatQuantity)).toEqual([
      '6',
      '0.25',
      '10.5',
      '100',
    ]);
  });
  it('cost their price, half a fen rounded up', () => {
    expect(priceOf(250n, 1_998n)).toBe(500n);
    expect(priceOf(1_000n, 1_998n)).toBe(1_998n);
  });
});
