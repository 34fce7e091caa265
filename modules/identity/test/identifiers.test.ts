import { vinCheckCharacter } from '@guildhall/shared/vin';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dammDigit, idCardCheckCharacter } from '../src/domain/identifiers/check-characters.ts';
import {
  IDENTITY_RULES,
  isBlocked,
  normalIdentity,
} from '../src/domain/identifiers/identity-types.ts';
import {
  idCardBirthday,
  idCardGender,
  normalEmail,
  normalIdCard,
  normalPhone,
} from '../src/domain/identifiers/personal.ts';
import { normalPlate, normalVin } from '../src/domain/identifiers/things.ts';
import { memberNumber, readMemberNumber } from '../src/domain/member-number.ts';
import { comparableName, maskedName } from '../src/domain/names.ts';
import { IDENTITY_TYPES } from '../src/index.ts';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));

describe('phones', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['(0755) 8888 6666', '+8675588886666'],
    ['0086 13800138000', '+8613800138000'],
    ['+852 5123 4567', '+85251234567'],
    ['51234567', '+85251234567'],
    ['+853 6612 3456', '+85366123456'],
    ['85366123456', '+85366123456'],
    ['0912 345 678', '+886912345678'],
    ['+886-912-345-678', '+886912345678'],
    ['１３８００１３８０００', '+8613800138000'],
    ['+1 212 555 2368', '+12125552368'],
  ])('%s is %s', (raw, normal) => {
    expect(normalPhone(raw)).toBe(normal);
  });

  it.each([
    '',
    '123',
    '1380013800',
    '138001380001',
    'abc',
    '+86 13',
    'tel:13800138000',
    '23800138000',
  ])('%j is none', (raw) => {
    expect(normalPhone(raw)).toBeUndefined();
  });

  it('has one normal form, whatever is put between the digits', () => {
    const mobile = digits(9).map((rest) => `13${rest}`);
    const gaps = fc.array(fc.constantFrom('', ' ', '-', '.', ' - '), {
      minLength: 11,
      maxLength: 11,
    });
    fc.assert(
      fc.property(
        mobile,
        gaps,
        fc.constantFrom('', '+86', '0086', '+86 '),
        (number, between, prefix) => {
          const spelled =
            prefix +
            [...number]
              .map((digit, index) => digit + between[index])
              .join('')
              .trim();
          const normal = normalPhone(number);
          fc.pre(normal !== undefined);
          expect(normalPhone(spelled)).toBe(normal);
          expect(normalPhone(normal ?? '')).toBe(normal);
        },
      ),
    );
  });
});

describe('e-mail', () => {
  it.each([
    [' Wang.Wei@Example.COM ', 'wang.wei@example.com'],
    ['wang+shop@mail.example.cn', 'wang+shop@mail.example.cn'],
    ['ｗａｎｇ@example.com', 'wang@example.com'],
  ])('%j is %s', (raw, normal) => {
    expect(normalEmail(raw)).toBe(normal);
  });
  it.each([
    'wang',
    'wang@',
    '@example.com',
    'a@b',
    'a..b@example.com',
    '.a@example.com',
    'a b@example.com',
    'a@-example.com',
    'a@1.2',
  ])('%j is none', (raw) => {
    expect(normalEmail(raw)).toBeUndefined();
  });
});

describe('WeChat', () => {
  const APP = 'wx0a1b2c3d4e5f6789';
  const ID = 'oABCd3fGhIjKlMnOpQrStUvWxYz1';
  const openid = (value: string) => normalIdentity({ type: 'WECHAT_OPENID', value }, undefined);
  it('knows an openid by its app, whose case does not matter as that of the openid does', () => {
    const normal = { type: 'WECHAT_OPENID', value: `${APP}:${ID}`, scope: '' };
    for (const spelled of [
      `${APP}:${ID}`,
      ` ${APP.toUpperCase()} : ${ID} `,
      `${APP}/${ID}`,
      `${APP}：${ID}`,
    ])
      expect(openid(spelled)).toEqual(normal);
    expect(openid(`${APP}:${ID.toLowerCase()}`)).not.toEqual(normal);
    expect(openid(`wx0a1b2c3d4e5f6780:${ID}`)).not.toEqual(normal);
  });
  it.each([
    [ID, 'IDENTITY_WITHOUT_APP'],
    [`wx12:${ID}`, 'IDENTITY_MALFORMED'],
    [`${APP}:short`, 'IDENTITY_MALFORMED'],
    [`${APP}:${ID}:x`, 'IDENTITY_MALFORMED'],
    [`${APP}:${'0'.repeat(28)}`, 'IDENTITY_BLOCKED'],
    ['unknown', 'IDENTITY_BLOCKED'],
  ])('%s is refused as %s', (value, code) => expect(openid(value)).toBe(code));
  it('takes a bare unionid, which needs no app', () => {
    expect(normalIdentity({ type: 'WECHAT_UNIONID', value: ID }, undefined)).toMatchObject({
      value: ID,
    });
  });
});

describe('identity cards', () => {
  it('reads the example of GB 11643, and the first generation', () => {
    expect(normalIdCard('11010519491231002x')).toBe('11010519491231002X');
    expect(normalIdCard('110105491231002')).toBe('11010519491231002X');
    expect(idCardBirthday('11010519491231002X')).toBe('1949-12-31');
    expect(idCardGender('11010519491231002X')).toBe('FEMALE');
    expect(normalIdCard('440524188001010014')).toBe('440524188001010014');
  });
  it.each([
    '110105194912310021',
    '11010519490231002X',
    '99010519491231002X',
    '1101051949123100',
    '',
  ])('%j is none', (raw) => {
    expect(normalIdCard(raw)).toBeUndefined();
  });
  it('notices every wrong digit and every swap of neighbours', () => {
    fc.assert(
      fc.property(digits(17), fc.nat(16), fc.integer({ min: 1, max: 9 }), (first, at, shift) => {
        const check = idCardCheckCharacter(first);
        const wrong =
          first.slice(0, at) + String((Number(first[at]) + shift) % 10) + first.slice(at + 1);
        expect(idCardCheckCharacter(wrong)).not.toBe(check);
        const swapped =
          first.slice(0, at) + (first[at + 1] ?? '') + (first[at] ?? '') + first.slice(at + 2);
        if (at < 16 && first[at] !== first[at + 1])
          expect(idCardCheckCharacter(swapped)).not.toBe(check);
      }),
    );
  });
});

describe('cars', () => {
  it.each([
    ['粤B12345', '粤B12345'],
    ['粤b·12345', '粤B12345'],
    ['沪 AD12345', '沪AD12345'],
    ['粤BF12345', '粤BF12345'],
    ['京A12345D', '京A12345D'],
    ['京AD1234警', undefined],
    ['京A1234警', '京A1234警'],
    ['粤Z1234港', '粤Z1234港'],
    ['使014578', '使014578'],
    ['粤BO1234', undefined],
    ['粤B123456', undefined],
    ['粤BABCDE', undefined],
    ['港A12345', undefined],
    ['B12345', undefined],
  ])('plate %s', (raw, normal) => {
    expect(normalPlate(raw)).toBe(normal);
  });

  it('reads VINs whose check character fits', () => {
    expect(normalVin('1HGCM82633A004352')).toBe('1HGCM82633A004352');
    expect(normalVin('1m8gdm9axkp042788')).toBe('1M8GDM9AXKP042788');
    expect(normalVin('11111111111111111')).toBe('11111111111111111');
    expect(normalVin('1HGCM82633A004353')).toBeUndefined();
    expect(normalVin('IHGCM82633A004352')).toBeUndefined();
  });

  it('notices a wrong character of a VIN, unless it has the same value', () => {
    const letters = fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789');
    const body = fc.array(letters, { minLength: 17, maxLength: 17 }).map((list) => list.join(''));
    fc.assert(
      fc.property(body, fc.nat(16), (raw, at) => {
        const good = raw.slice(0, 8) + vinCheckCharacter(raw) + raw.slice(9);
        expect(normalVin(good)).toBe(good);
        const digit = /\d/.test(good[at] ?? '') ? String((Number(good[at]) + 1) % 10) : undefined;
        fc.pre(digit !== undefined && at !== 8);
        expect(normalVin(good.slice(0, at) + digit + good.slice(at + 1))).toBeUndefined();
      }),
    );
  });
});

describe('fillers', () => {
  it.each(['null', ' NULL ', '匿名', '', 'n/a', 'undefined'])(
    '%j is nobody, whatever it is called',
    (raw) => {
      for (const type of IDENTITY_TYPES) expect(isBlocked(type, raw), type).toBe(true);
    },
  );
  it.each([
    ['PHONE', '00000000000', true],
    ['PHONE', '+86 138 0000 0000', true],
    ['PHONE', '12345678901', true],
    ['PHONE', '13888888888', false],
    ['PHONE', '13800138000', false],
    ['CUSTOMER_NUMBER', '000000', true],
    ['CUSTOMER_NUMBER', '11111', false],
    ['EMAIL', 'noreply@example.com', true],
    ['VIN', '11111111111111111', true],
  ] as const)('%s %s: %s', (type, raw, blocked) => {
    expect(isBlocked(type, raw)).toBe(blocked);
  });
});

describe('every type of identity', () => {
  it('has a normal form that is its own normal form', () => {
    fc.assert(
      fc.property(fc.constantFrom(...IDENTITY_TYPES), fc.string({ maxLength: 40 }), (type, raw) => {
        const normal = normalIdentity({ type, value: raw }, 'retail');
        if (typeof normal === 'string') return;
        expect(normalIdentity({ type, value: normal.value }, 'retail')).toEqual(normal);
      }),
    );
  });
  it('shows at most a few characters when masked', () => {
    expect(IDENTITY_RULES.ID_CARD.mask('11010519491231002X')).toBe('**************002X');
    expect(IDENTITY_RULES.EMAIL.mask('wang@example.com')).toBe('w***@example.com');
    expect(IDENTITY_RULES.PHONE.mask('+8613800138000')).toBe('+86138****8000');
    expect(IDENTITY_RULES.DWELLING.mask('A-1-101')).toBe('*******');
  });
});

describe('member numbers', () => {
  it('are different for different counts, ten digits, and read back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 900_000_000n }),
        fc.bigInt({ min: 1n, max: 900_000_000n }),
        (a, b) => {
          expect(memberNumber(a)).toMatch(/^[1-9]\d{9}$/);
          expect(readMemberNumber(memberNumber(a))).toBe(memberNumber(a));
          expect(memberNumber(a) === memberNumber(b)).toBe(a === b);
        },
      ),
    );
    expect(
      new Set(Array.from({ length: 100_000 }, (_, n) => memberNumber(BigInt(n + 1)))).size,
    ).toBe(100_000);
  });
  it('betray every misheard digit and every swap of neighbours', () => {
    fc.assert(
      fc.property(digits(9), fc.nat(9), fc.integer({ min: 1, max: 9 }), (nine, at, shift) => {
        const number = nine + dammDigit(nine);
        expect(dammDigit(number)).toBe('0');
        const wrong =
          number.slice(0, at) + String((Number(number[at]) + shift) % 10) + number.slice(at + 1);
        expect(dammDigit(wrong)).not.toBe('0');
        fc.pre(at < 9 && number[at] !== number[at + 1]);
        const swapped =
          number.slice(0, at) + (number[at + 1] ?? '') + (number[at] ?? '') + number.slice(at + 2);
        expect(dammDigit(swapped)).not.toBe('0');
      }),
    );
  });
  it('follow the published example of Damm', () => {
    expect(dammDigit('572')).toBe('4');
  });
});

describe('names', () => {
  it('compare in simplified characters, without spaces, dots and case', () => {
    expect(comparableName('陳 靜')).toBe('陈静');
    expect(comparableName('阿凡提·买买提')).toBe('阿凡提买买提');
    expect(comparableName('WANG Wei')).toBe('wangwei');
    expect(comparableName('王伟')).not.toBe(comparableName('王玮'));
  });
  it('are masked but for the family name', () => {
    expect(maskedName('王伟')).toBe('王*');
    expect(maskedName('欧阳修文')).toBe('欧阳**');
  });
});
