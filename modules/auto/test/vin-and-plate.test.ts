/** Numbers that are on the car: VINs with their check digit, licence plates old and new. */

import { vinCheckCharacter } from '@guildhall/shared/vin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLicencePlate, normalisePlate } from '../src/domain/licence-plate.ts';
import { isVin, normaliseVin } from '../src/domain/vin.ts';

const CHARACTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
const draft = fc
  .array(fc.constantFrom(...CHARACTERS), { minLength: 17, maxLength: 17 })
  .map((characters) => characters.join(''));
const withDigit = (vin: string) => vin.slice(0, 8) + vinCheckCharacter(vin) + vin.slice(9);

describe('a VIN', () => {
  it.each([
    // The examples of 49 CFR 565 and of the standard's literature.
    '1M8GDM9AXKP042788',
    '5GZCZ43D13S812715',
    '11111111111111111',
    'LSVAA49J132047371',
  ])('%s is right', (vin) => {
    expect(isVin(vin)).toBe(true);
  });

  it.each([
    ['1M8GDM9A1KP042788', 'check digit'],
    ['1M8GDM9AXKP04278', 'too short'],
    ['1M8GDM9AXKP0427888', 'too long'],
    ['IM8GDM9AXKP042788', 'letter I'],
    ['1M8GDM9AXKP04278O', 'letter O'],
  ])('%s is wrong: %s', (vin) => {
    expect(isVin(vin)).toBe(false);
  });

  it('is the same however people write it', () => {
    expect(normaliseVin(' 1m8gdm9a-xkp04 2788 ')).toBe('1M8GDM9AXKP042788');
  });

  it('accepts what its check digit was computed for, and no other digit', () => {
    fc.assert(
      fc.property(draft, fc.constantFrom(...'0123456789X'), (vin, other) => {
        const right = withDigit(vin);
        expect(isVin(right)).toBe(true);
        const wrong = right.slice(0, 8) + other + right.slice(9);
        expect(isVin(wrong)).toBe(other === vinCheckCharacter(vin));
      }),
    );
  });

  it('notices one digit written as another', () => {
    fc.assert(
      fc.property(draft, fc.nat(16), fc.nat(9), (vin, position, digit) => {
        const right = withDigit(vin);
        fc.pre(
          position !== 8 && /\d/.test(right[position] ?? '') && right[position] !== String(digit),
        );
        const misread = right.slice(0, position) + digit + right.slice(position + 1);
        expect(isVin(misread)).toBe(false);
      }),
    );
  });
});

describe('a licence plate', () => {
  it.each([
    '粤B12345',
    '京A8F88K',
    '沪AD12345',
    '粤BF01234',
    '苏E12345D',
    '粤Z1234港',
    '川A1234学',
  ])('%s is right', (plate) => {
    expect(isLicencePlate(plate)).toBe(true);
  });

  it.each(['B12345', '粤I12345', '粤B1234', '粤B123456', '粤BX12345', '粤BO1234', 'TA12345'])(
    '%s is wrong',
    (plate) => {
      expect(isLicencePlate(plate)).toBe(false);
    },
  );

  it('is the same however people write it', () => {
    expect(normalisePlate('粤b·d 12-345')).toBe('粤BD12345');
  });
});
