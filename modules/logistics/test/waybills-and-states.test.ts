/** Numbers, states and the tariff: the pure part. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERRAND_STATES, errandMayBecome } from '../src/domain/errand-states.ts';
import { PARCEL_STATES, parcelMayBecome } from '../src/domain/parcel-states.ts';
import { parcelFee } from '../src/domain/tariff.ts';
import { isWaybillNo, s10CheckDigit, waybillNo } from '../src/domain/waybills.ts';

describe('waybill numbers', () => {
  it('carry the check digit of UPU S10', () => {
    // The example of the standard itself: RR 47312482 9 GB.
    expect(s10CheckDigit('47312482')).toBe('9');
    expect(waybillNo(10_000_001)).toBe('GH100000017CN');
    expect(isWaybillNo('RR473124829GB')).toBe(true);
  });

  it('do not pass with one wrong digit or two neighbours swapped, unless both are written 5', () => {
    fc.assert(
      fc.property(
        fc.nat(99_999_999),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        (serial, place, shift) => {
          const right = waybillNo(serial);
          const at = place + 2;
          const digit = (Number(right[at]) + shift) % 10;
          const wrong = right.slice(0, at) + digit + right.slice(at + 1);
          const swapped = `${right.slice(0, at)}${right[at + 1]}${right[at]}${right.slice(at + 2)}`;
          expect(isWaybillNo(right)).toBe(true);
          expect(isWaybillNo(wrong)).toBe(s10CheckDigit(wrong.slice(2, 10)) === right[10]);
          if (isWaybillNo(wrong)) expect(right[10]).toBe('5');
          if (place < 7 && swapped !== right && isWaybillNo(swapped)) expect(right[10]).toBe('5');
        },
      ),
    );
  });
});

describe('states', () => {
  it('of parcels end where the parcel is delivered, returned, lost or cancelled', () => {
    const ends = PARCEL_STATES.filter(
      (from) => !PARCEL_STATES.some((to) => parcelMayBecome(from, to)),
    );
    expect(ends).toEqual(['DELIVERED', 'RETURNED', 'LOST', 'CANCELLED']);
    expect(PARCEL_STATES.filter((from) => parcelMayBecome(from, 'CANCELLED'))).toEqual(['CREATED']);
    expect(PARCEL_STATES.filter((from) => parcelMayBecome(from, 'DELIVERED'))).toEqual([
      'OUT_FOR_DELIVERY',
    ]);
  });
  it('of errands: what was called off stays so, what was done can be refunded', () => {
    const next = (from: (typeof ERRAND_STATES)[number]) =>
      ERRAND_STATES.filter((to) => errandMayBecome(from, to));
    expect(ERRAND_STATES.map(next)).toEqual([
      ['COLLECTED', 'CANCELLED'],
      ['DONE', 'REFUNDED'],
      ['REFUNDED'],
      [],
      [],
    ]);
  });
});

describe('the tariff', () => {
  it.each([
    ['STANDARD', 1, true, 1_000n],
    ['STANDARD', 1_000, false, 1_200n],
    ['STANDARD', 1_001, false, 1_500n],
    ['EXPRESS', 2_500, false, 3_200n],
    ['FRESH', 5_000, true, 4_500n],
  ] as const)('%s of %i g, same district %s: %s fen', (service, grams, same, fee) => {
    expect(parcelFee(service, grams, same)).toBe(fee);
  });
});
