/** Every code that a refusal may carry is said in words, in both languages, and never as it stands. */
import { LOCALES, messageOf, registerMessages } from '@guildhall/shared/messages';
import { describe, expect, test } from 'vitest';
import { CASE_KINDS, CASE_STATES } from '../src/domain/cases/case-rules.ts';
import { LISTING_ACTS, LISTING_STATES, LISTS } from '../src/domain/lists/listing-states.ts';
import { LISTING_REASONS } from '../src/domain/lists/reason-codes.ts';
import { CURRENT_KNOCK_OUT } from '../src/domain/screening/knock-out.ts';
import { DisputeResolution, ReservationStateEnum } from '../src/graphql/enums.ts';
import { creditMessages } from '../src/messages.ts';
import { creditWords } from '../src/refusal-words.ts';

const REASONS = Object.values(LISTING_REASONS).flat();

const SAID: Readonly<Record<string, readonly string[]>> = {
  state: [...LISTING_STATES, ...CASE_STATES, ...ReservationStateEnum.options],
  act: [...LISTING_ACTS, 'OVERRIDE', 'LIMIT', 'PROMOTE', 'RETIRE'],
  list: LISTS,
  reason: REASONS,
  detail: [...REASONS, ...CURRENT_KNOCK_OUT.rules.map(({ code }) => code)],
  code: ['BLACKLISTED', 'BLACKLISTED_FINAL', 'KNOCKED_OUT'],
  way: ['OVERRIDE', 'BLACKLISTED_FINAL', 'KNOCKED_OUT'],
  kind: CASE_KINDS,
  resolution: DisputeResolution.options,
  fault: ['LENGTH', 'CHARACTER', 'AUTHORITY', 'DIVISION', 'ORGANISATION_CHECK', 'CHECK'],
};

describe.each(Object.entries(SAID))('%s', (name, codes) => {
  test.each(codes)('%s', (code) => {
    for (const locale of LOCALES) {
      const words = creditWords(name, { [name]: code }, locale);
      expect(words, `${code} in ${locale}`).toBeDefined();
      expect(words).not.toMatch(/[A-Z]{2}/);
    }
  });
});

test('a message says the words, and its parameters stay the codes', () => {
  registerMessages(creditMessages);
  const refusal = {
    code: 'CREDIT_LISTING_DOUBLE',
    params: { list: 'BLACKLIST', reason: 'FRAUD' },
  };
  expect(messageOf(refusal, 'zh-CN')).toBe('该企业已因“欺诈”在黑名单中。');
  expect(messageOf(refusal, 'en')).toBe('The firm is on the blacklist for fraud already.');
});
