import fc from 'fast-check';
import { fromString, fromUUID, toUUID } from 'typeid-js';
import { describe, expect, it } from 'vitest';
import { fromUuid, isId, newId, toUuid } from '../src/ids.ts';

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

  it('is written and read as the library of TypeIDs does', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(fromUuid('mem', uuid)).toBe(fromUUID(uuid, 'mem'));
        expect(toUuid('mem', fromUuid('mem', uuid))).toBe(uuid);
      }),
    );
  });

  it('is refused where the library refuses', () => {
    const suffix = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz', 'i', 'l', 'A', 'é', '_'),
      minLength: 25,
      maxLength: 27,
    });
    const spoilt = fc
      .tuple(fc.uuid(), fc.nat(29), fc.constantFrom(...'08zilAé_'))
      .map(([uuid, place, letter]) => {
        const sound = fromUuid('mem', uuid);
        return sound.slice(0, place) + letter + sound.slice(place + 1);
      });
    const constants = fc.constantFrom('0'.repeat(26), `7${'z'.repeat(25)}`, `8${'0'.repeat(25)}`);
    const written = fc.oneof(
      fc.oneof(suffix, constants).map((text) => `mem_${text}`),
      spoilt,
    );
    fc.assert(
      fc.property(written, (text) => {
        const theirs = orUndefined(() => toUUID(fromString(text, 'mem')));
        expect(isId('mem', text)).toBe(theirs !== undefined);
        expect(orUndefined(() => toUuid('mem', text))).toBe(theirs);
      }),
      { numRuns: 1_000 },
    );
  });
});

function orUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
