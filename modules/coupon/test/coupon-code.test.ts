/** Codes: fair, readable, and every usual slip of the tongue is found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newCouponCode,
  readCouponCode,
  showCouponCode,
} from '../src/domain/coupons/coupon-code.ts';

const random = fc.infiniteStream(fc.integer({ min: 0, max: 255 }));
const code = random.map((bytes) =>
  newCouponCode((count) => Uint8Array.from({ length: count }, () => bytes.next().value ?? 0)),
);
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTWXYZ';

describe('coupon codes', () => {
  it('are read back as they were made, however they are written', () => {
    fc.assert(
      fc.property(code, (made) => {
        expect(made).toMatch(/^[0-9A-HJKMNP-TW-Z]{12}$/);
        expect(readCouponCode(made)).toBe(made);
        expect(readCouponCode(showCouponCode(made).toLowerCase())).toBe(made);
        expect(readCouponCode(made.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(made);
      }),
    );
  });

  it('are refused with one wrong character', () => {
    fc.assert(
      fc.property(code, fc.nat(11), fc.nat(30), (made, place, other) => {
        const wrong = made.slice(0, place) + ALPHABET.charAt(other) + made.slice(place + 1);
        expect(readCouponCode(wrong)).toBe(wrong === made ? made : undefined);
      }),
    );
  });

  it('are refused with two neighbours swapped', () => {
    fc.assert(
      fc.property(code, fc.nat(10), (made, place) => {
        const swapped =
          made.slice(0, place) +
          made.charAt(place + 1) +
          made.charAt(place) +
          made.slice(place + 2);
        expect(readCouponCode(swapped)).toBe(swapped === made ? made : undefined);
      }),
    );
  });

  it.each([
    '',
    'ABC',
    '7KQ2-M9XA-4TP',
    '7KQ2-M9XA-4TPCC',
    '7KQ2_M9XA_4TPC',
    '优惠券优惠券优惠券优惠券',
  ])('refuses %j', (text) => {
    expect(readCouponCode(text)).toBeUndefined();
  });
});
