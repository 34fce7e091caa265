/** What an input should have been is said in the reader's language, with everything its words need. */
import { LOCALES, messageOf, registerMessages } from '@guildhall/shared/messages';
import { describe, expect, it } from 'vitest';
import { INPUT_PROBLEMS } from '../src/domain/input-problems.ts';
import { ledgerMessages } from '../src/domain/messages.ts';
import { holdClosed, invalid, tooFine } from '../src/domain/refusals.ts';

registerMessages(ledgerMessages);
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('what an input should have been', () => {
  it.each(Object.entries(INPUT_PROBLEMS))('%s needs the same in every language', (_, said) => {
    const [first, ...others] = LOCALES.map((locale) => placeholders(said[locale]));
    for (const other of others) expect(other).toEqual(first);
  });

  it('is said in one language at a time', () => {
    expect(messageOf(tooFine(['amount'], 0), 'zh-CN')).toBe('输入不正确，应为：整数，不带小数');
    expect(messageOf(tooFine(['amount'], 2), 'en')).toBe(
      'The input is not right; it should be: at most 2 decimals',
    );
    expect(messageOf(invalid(['limit'], 'BETWEEN', { least: 1, most: 500 }), 'zh-CN')).toBe(
      '输入不正确，应为：1 至 500',
    );
  });

  it('names the state of a closed hold in words', () => {
    expect(messageOf(holdClosed('CAPTURED'), 'zh-CN')).toBe('冻结已结束：已扣取');
    expect(messageOf(holdClosed('TIMED_OUT'), 'en')).toBe('The hold is closed: timed out');
  });
});
