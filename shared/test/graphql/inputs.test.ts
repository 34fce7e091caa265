import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  dateInput,
  dateTimeInput,
  decimalInput,
  defineEnum,
  idInput,
  isUscc,
  jsonInput,
  minorInput,
  parseInput,
  phoneInput,
  usccCheckCharacter,
  usccInput,
} from '../../src/graphql/index.ts';
import { inputMessages } from '../../src/graphql/input-messages.ts';
import { newId } from '../../src/ids.ts';
import {
  defineMessages,
  hasMessage,
  localeFrom,
  messageOf,
  registerMessages,
} from '../../src/messages.ts';

const code = (schema: z.ZodType, raw: unknown): string | undefined => {
  const outcome = parseInput(schema, raw);
  return outcome.ok ? undefined : outcome.refusal.code;
};
const value = (schema: z.ZodType, raw: unknown): unknown => {
  const outcome = parseInput(schema, raw);
  return outcome.ok ? outcome.value : outcome.refusal;
};

describe('decimals', () => {
  const price = decimalInput({ scale: 2, min: '0.01', max: '100' });

  it('are read exactly, with a fixed number of decimals', () => {
    expect(value(price, '12.5')).toBe('12.50');
    expect(value(price, '0.01')).toBe('0.01');
    expect(value(price, 7)).toBe('7.00');
    expect(value(minorInput({ scale: 2 }), '-12.50')).toBe(-1250n);
    expect(value(minorInput({ scale: 2 }), '-0.00')).toBe(0n);
    expect(value(decimalInput({ scale: 2 }), '1.5000')).toBe('1.50');
  });

  it.each([
    '1e3',
    'NaN',
    'Infinity',
    '',
    ' 1',
    '1.',
    '.5',
    '01',
    '+1',
    '1,000',
    '0x10',
    '１',
    0.1,
    Number.NaN,
    true,
    {},
    [],
  ])('are never guessed: %j', (raw) => expect(code(price, raw)).toBe('INPUT_DECIMAL_MALFORMED'));

  it('keep their bounds', () => {
    expect(code(price, '0.009')).toBe('INPUT_DECIMAL_TOO_PRECISE');
    expect(code(price, '0')).toBe('INPUT_TOO_SMALL');
    expect(code(price, '100.01')).toBe('INPUT_TOO_BIG');
  });

  it('survive a round trip of any amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (minor) => {
        const sign = minor < 0n ? '-' : '';
        const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
        const text = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(value(minorInput({ scale: 2 }), text)).toBe(minor);
      }),
    );
  });
});

describe('other scalars', () => {
  it('read dates and instants', () => {
    expect(value(dateInput(), '2024-02-29')).toBe('2024-02-29');
    expect(code(dateInput(), '2023-02-29')).toBe('INPUT_DATE_MALFORMED');
    expect(value(dateTimeInput(), '2026-01-01T08:00:00+08:00')).toEqual(
      new Date('2026-01-01T00:00:00Z'),
    );
    for (const raw of [
      '2026-01-01',
      '2026-01-01T08:00:00',
      '2026-02-30T00:00:00Z',
      '2026-01-01T25:00:00Z',
      1,
    ]) {
      expect([raw, code(dateTimeInput(), raw)]).toEqual([raw, 'INPUT_DATETIME_MALFORMED']);
    }
  });

  it('read telephone numbers to E.164', () => {
    expect(value(phoneInput(), '13800138000')).toBe('+8613800138000');
    expect(value(phoneInput(), '+1 415 555 2671')).toBe('+14155552671');
    expect(code(phoneInput(), '12345')).toBe('INPUT_PHONE_MALFORMED');
  });

  it('tell a malformed USCC from one whose check character is wrong', () => {
    expect(usccCheckCharacter('91350100M000100Y4')).toBe('3');
    expect(isUscc('91350100M000100Y43')).toBe(true);
    expect(value(usccInput(), ' 91350100m000100y43 ')).toBe('91350100M000100Y43');
    expect(code(usccInput(), '91350100M000100Y44')).toBe('INPUT_USCC_CHECK_CHARACTER');
    expect(code(usccInput(), '91350100M000100Y4')).toBe('INPUT_USCC_MALFORMED');
    expect(code(usccInput(), '91350100I000100Y43')).toBe('INPUT_USCC_MALFORMED');
  });

  it('read ids of their own kind only', () => {
    const id = newId('mem', new Date());
    expect(value(idInput('mem'), id)).toBe(id);
    expect(code(idInput('cpn'), id)).toBe('INPUT_ID_WRONG_KIND');
    expect(code(idInput('mem'), 'mem_')).toBe('INPUT_ID_WRONG_KIND');
  });
});

describe('parseInput', () => {
  const Colour = defineEnum('Colour', 'A colour.', { RED: 'Red.', BLUE: 'Blue.' });
  const schema = z.object({
    name: z.string(),
    colour: Colour.default('RED'),
    amount: decimalInput({ scale: 2 }).optional(),
    lines: z.array(z.object({ count: z.int().min(1), note: z.string().optional() })).optional(),
    extra: jsonInput().optional(),
  });

  it('reads null as absent at every depth, but keeps it inside JSON', () => {
    const raw = {
      name: 'n',
      colour: null,
      amount: null,
      lines: [{ count: 1, note: null }],
      extra: { a: null },
    };
    expect(value(schema, raw)).toEqual({
      name: 'n',
      colour: 'RED',
      lines: [{ count: 1 }],
      extra: { a: null },
    });
  });

  it('names the field and what would be right', () => {
    expect(parseInput(schema, { name: null })).toEqual({
      ok: false,
      refusal: { kind: 'VALIDATION', code: 'INPUT_REQUIRED', path: ['name'], params: {} },
    });
    expect(value(schema, { name: 'n', lines: [{ count: 0 }] })).toMatchObject({
      code: 'INPUT_TOO_SMALL',
      path: ['lines', '0', 'count'],
      params: { minimum: '1' },
    });
    expect(value(schema, { name: 'n', colour: 'GREEN' })).toMatchObject({
      code: 'INPUT_NOT_ONE_OF',
      params: { values: ['RED', 'BLUE'] },
    });
    expect(value(schema, { name: 3 })).toMatchObject({
      code: 'INPUT_WRONG_TYPE',
      params: { expected: 'string' },
    });
    expect(value(z.strictObject({ a: z.int() }), { a: 1, b: 2 })).toMatchObject({
      code: 'INPUT_UNKNOWN_FIELD',
    });
  });

  it('needs required values of every scalar', () => {
    for (const scalar of [
      decimalInput({ scale: 2 }),
      dateInput(),
      phoneInput(),
      idInput('mem'),
      usccInput(),
      dateTimeInput(),
    ]) {
      expect(value(z.object({ it: scalar.describe('It.') }), {})).toMatchObject({
        code: 'INPUT_REQUIRED',
        path: ['it'],
      });
    }
  });
});

describe('messages', () => {
  it('exist for everything that an input can be refused for', () => {
    registerMessages(inputMessages);
    const all = Object.keys(inputMessages);
    expect(all.filter((name) => !hasMessage(name))).toEqual([]);
    expect(messageOf({ code: 'INPUT_NOT_ONE_OF', params: { values: ['A', 'B'] } }, 'zh-CN')).toBe(
      '只能是以下之一：A、B',
    );
  });

  it('must have the same placeholders in every language, and one home', () => {
    expect(() => defineMessages({ LOPSIDED: { 'zh-CN': '{a}', en: '{b}' } })).toThrow(
      /same placeholders/,
    );
    expect(() => defineMessages({ lower: { 'zh-CN': '', en: '' } })).toThrow(/SCREAMING_SNAKE/);
    registerMessages({ TWICE_HOUSED: { 'zh-CN': '甲', en: 'a' } });
    expect(() => registerMessages({ TWICE_HOUSED: { 'zh-CN': '乙', en: 'b' } })).toThrow(
      /different messages/,
    );
    expect(() => messageOf({ code: 'INPUT_TOO_BIG', params: {} }, 'en')).toThrow(
      /without its parameter "maximum"/,
    );
  });

  it('stand a space beside a number and none between Chinese words, and leave what they are told as it is', () => {
    registerMessages({
      SPACED: { 'zh-CN': '门店 {store} 还有 {left} 张', en: '{left} at {store}' },
    });
    const said = (store: string, left: number): string =>
      messageOf({ code: 'SPACED', params: { store, left } }, 'zh-CN');
    expect(said('湖里店', 3)).toBe('门店湖里店还有 3 张');
    expect(said('A1', 3)).toBe('门店 A1 还有 3 张');
    expect(said('春节 特卖店', 12)).toBe('门店春节 特卖店还有 12 张');
  });

  it('are chosen by Accept-Language', () => {
    expect(localeFrom(undefined)).toBe('zh-CN');
    expect(localeFrom('en-GB,en;q=0.9')).toBe('en');
    expect(localeFrom('en;q=0.5, zh-CN;q=0.8')).toBe('zh-CN');
    expect(localeFrom('fr, de')).toBe('zh-CN');
    expect(localeFrom('fr, en;q=0.1')).toBe('en');
    expect(localeFrom('en;q=0')).toBe('zh-CN');
  });
});
