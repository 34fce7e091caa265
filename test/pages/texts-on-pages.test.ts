/** Words of the pages meet what is put between them as the reader's language wants it. */
import { expect, it } from 'vitest';
import { filled } from '../../web/src/i18n/fill.ts';

it('Chinese sets numbers apart from words, and no word from another', () => {
  expect(filled('已逾期，应于 {date} 前缴', { date: '11月20日' })).toBe(
    '已逾期，应于 11月20日前缴',
  );
  expect(filled('{from} 至 {to} 的积分', { from: '2025年11月24日', to: '2026年11月23日' })).toBe(
    '2025年11月24日至 2026年11月23日的积分',
  );
  expect(filled('{days} 天后到期', { days: 3 })).toBe('3 天后到期');
  expect(filled('你好 {name}', { name: '廖振宇' })).toBe('你好廖振宇');
  expect(filled('你好 {name}', { name: 'Liu' })).toBe('你好 Liu');
});

it('English has words for one and for several', () => {
  const text = '{days} {days:day|days} left';
  expect(filled(text, { days: 1 })).toBe('1 day left');
  expect(filled(text, { days: '1,001' })).toBe('1,001 days left');
  expect(filled('Hello, {name}', { name: '廖振宇' })).toBe('Hello, 廖振宇');
});
