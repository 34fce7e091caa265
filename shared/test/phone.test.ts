import { describe, expect, it } from 'vitest';
import { readPhone } from '../src/phone.ts';

describe('a telephone number', () => {
  it.each([
    ['13800138000', '+8613800138000', 'mainland'],
    ['138 0013 8000', '+8613800138000', 'mainland, spaced'],
    ['+86 138-0013-8000', '+8613800138000', 'mainland with country code'],
    ['86 13800138000', '+8613800138000', 'mainland, country code without its plus'],
    ['0086 13800138000', '+8613800138000', 'mainland, dialled from abroad'],
    ['１３８００１３８０００', '+8613800138000', 'full-width digits'],
    ['010-65529988', '+861065529988', 'Beijing, fixed line'],
    ['0571 8888 8888', '+8657188888888', 'Hangzhou, fixed line'],
    ['91234567', '+85291234567', 'Hong Kong mobile, bare'],
    ['+852 9123 4567', '+85291234567', 'Hong Kong'],
    ['852-91234567', '+85291234567', 'Hong Kong, country code without its plus'],
    [
      '66123456',
      '+85266123456',
      'eight digits that both Hong Kong and Macau give out: Hong Kong is tried first',
    ],
    ['+853 6612 3456', '+85366123456', 'Macau'],
    ['853 6612 3456', '+85366123456', 'Macau, country code without its plus'],
    ['0912345678', '+886912345678', 'Taiwan mobile, bare'],
    ['0912-345-678', '+886912345678', 'Taiwan mobile, with hyphens'],
    ['+886 912 345 678', '+886912345678', 'Taiwan'],
    ['+44 20 7946 0958', '+442079460958', 'abroad'],
  ])('%s is %s: %s', (raw, e164) => {
    expect(readPhone(raw)).toBe(e164);
    expect(readPhone(e164)).toBe(e164);
  });

  it.each([
    [''],
    ['12345'],
    ['1380013800'],
    ['138001380001'],
    ['+86 12345678901'],
    ['call me'],
    ['10086'],
    [null],
    [13_800_138_000],
  ])('%s is none', (raw) => expect(readPhone(raw)).toBeUndefined());
});
