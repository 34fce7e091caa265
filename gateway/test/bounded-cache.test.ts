import { expect, it } from 'vitest';
import { BoundedCache } from '../src/execution/bounded-cache.ts';

const keys = (cache: BoundedCache<number>, all: readonly string[]): string[] =>
  all.filter((key) => cache.get(key) !== undefined);

it('drops what was used longest ago when there are too many', () => {
  const cache = new BoundedCache<number>({ maxEntries: 2, maxWeight: 100 });
  cache.set('a', 1, 1);
  cache.set('b', 2, 1);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3, 1);
  expect(keys(cache, ['a', 'b', 'c'])).toEqual(['a', 'c']);
  expect(cache.size).toBe(2);
});

it('drops until the weight fits, counts a replaced entry once, and never keeps what is too heavy', () => {
  const cache = new BoundedCache<number>({ maxEntries: 10, maxWeight: 10 });
  cache.set('a', 1, 4);
  cache.set('b', 2, 4);
  cache.set('b', 3, 6);
  expect(keys(cache, ['a', 'b'])).toEqual(['a', 'b']);
  cache.set('c', 4, 7);
  expect(keys(cache, ['a', 'b', 'c'])).toEqual(['c']);
  cache.set('d', 5, 11);
  expect(keys(cache, ['c', 'd'])).toEqual(['c']);
  cache.delete('c');
  cache.set('e', 6, 10);
  expect(cache.get('e')).toBe(6);
});
