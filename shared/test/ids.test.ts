import { describe, expect, it } from 'vitest';
import { isId, newId, toUuid } from '../src/ids.ts';

describe('an id', () => {
  const id = newId('mem', new Date('2026-03-10T00:00:00Z'));

  it('is of its kind, and carries a UUID', () => {
    expect(isId('mem', id)).toBe(true);
    expect(isId('cpn', id)).toBe(false);
    expect(toUuid('mem', id)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['nothing', ''],
    ['no text', 7],
    ['another kind', 'cpn_01kkaqhx80er88s8j6a76xghpc'],
    ['a character too many', 'mem_01kkaqhx80er88s8j6a76xghpcc'],
    ['well-formed, but of no UUID', 'mem_01jn0000000000000000000000'],
  ])('%s is none', (_, text) => {
    expect(isId('mem', text)).toBe(false);
  });
});
