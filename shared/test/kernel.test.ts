import {
  addDays,
  addMonths,
  businessDay,
  endOfDay,
  isDate,
  startOfDay,
} from '@guildhall/shared/business-time';
import { ConfigError, readConfig } from '@guildhall/shared/config';
import { fromUuid, isId, newId, newUuid, toUuid } from '@guildhall/shared/ids';
import { signInternalCall, verifyInternalCall } from '@guildhall/shared/internal-auth';
import { canonicalJson, decode, encode } from '@guildhall/shared/wire-codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const now = new Date('2026-11-22T16:30:00Z');

describe('business time', () => {
  it('counts days in the zone of the group', () => {
    expect(businessDay(now)).toBe('2026-11-23');
    expect(startOfDay('2026-11-23').toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(endOfDay('2026-12-31').toISOString()).toBe('2026-12-31T15:59:59.999Z');
  });

  it('knows zones whose offset changes', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe(
      '2026-03-28T23:00:00.000Z',
    );
    expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe(
      '2026-03-29T22:00:00.000Z',
    );
  });

  it('adds calendar months to the last day of a shorter month', () => {
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
    expect(addMonths('2026-11-30', -9)).toBe('2026-02-28');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('refuses dates that do not exist', () => {
    expect(isDate('2026-02-29')).toBe(false);
    expect(isDate('2024-02-29')).toBe(true);
    expect(isDate('2024-2-9')).toBe(false);
  });

  it('finds the day of each instant between its start and its end', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (at) => {
          const day = businessDay(at);
          expect(at >= startOfDay(day) && at <= endOfDay(day)).toBe(true);
        },
      ),
    );
  });
});

describe('ids', () => {
  it('carry their kind, and refuse another', () => {
    const id = newId('mem', now);
    expect(isId('mem', id)).toBe(true);
    expect(isId('cpn', id)).toBe(false);
    expect(() => toUuid('cpn', id)).toThrow();
    expect(fromUuid('mem', toUuid('mem', id))).toBe(id);
  });

  it.each(['', 'mem_', 'mem_0', '01a', 7, null, 'mem_zzzzzzzzzzzzzzzzzzzzzzzzzz'])(
    'are not %j',
    (value) => {
      expect(isId('mem', value)).toBe(false);
    },
  );

  it('sort by time', () => {
    expect(newUuid(new Date(1_000)) < newUuid(new Date(2_000))).toBe(true);
  });
});

describe('the wire codec', () => {
  it('gives back what it was given', () => {
    const value = {
      a: 1n,
      at: now,
      list: [undefined, null, { b: new Uint8Array([1, 2]) }],
      map: new Map([['k', 2n]]),
    };
    expect(decode(JSON.parse(JSON.stringify(encode(value))))).toEqual({
      ...value,
      list: [null, null, { b: new Uint8Array([1, 2]) }],
    });
  });

  it('is blind to the order of keys and sees every other difference', () => {
    expect(canonicalJson({ a: 1, b: [1n] })).toBe(canonicalJson({ b: [1n], a: 1 }));
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: 1n }));
  });

  it('writes the bytes it always wrote: keys as JavaScript orders them once sorted', () => {
    const sorted = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(sorted);
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
    };
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('10', '9', '1.5', '$date', '__proto__', 'é', '乙'),
    );
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.bigInt(),
        fc.boolean(),
        fc.constantFrom(null, undefined),
        fc.date({ noInvalidDate: true }),
        fc.uint8Array({ maxLength: 8 }),
      ),
      any: fc.oneof(
        { maxDepth: 4 },
        tie('leaf'),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(key, tie('any'), { maxKeys: 5 }),
        fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
      ),
    })).any;
    fc.assert(
      fc.property(value, (given) => {
        expect(canonicalJson(given)).toBe(JSON.stringify(sorted(encode(given))));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what JSON would lose', () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(TypeError);
    expect(() => encode({ a: Number.NaN })).toThrow(TypeError);
    expect(() => encode(() => 1)).toThrow(TypeError);
  });
});

describe('configuration', () => {
  it('names each wrong variable with an example', () => {
    const wrong = { PORT: 'http', DATABASE_URL: 'mysql://x', NODE_ENV: 'development' };
    expect(() => readConfig(wrong)).toThrow(ConfigError);
    expect(() => readConfig(wrong)).toThrow(/PORT: .*PORT=4000/);
    expect(() => readConfig(wrong)).toThrow(/DATABASE_URL: .*postgres:\/\//);
  });

  it('wants in production what development makes up', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(/GUILDHALL_SECRET.*required/);
  });

  it('reads an empty variable as one that is not set', () => {
    expect(readConfig({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined();
  });
});

describe('calls between processes', () => {
  const secret = 'a secret of at least thirty-two characters';
  const call = {
    caller: { kind: 'system', clientId: 'c', subsidiary: 'auto' },
    requestId: 'r',
    locale: 'en',
  } as const;

  it('prove their caller to the module they are meant for, for half a minute', () => {
    const token = signInternalCall(secret, 'ledger', call, now);
    expect(verifyInternalCall(secret, 'ledger', token, now)).toEqual(call);
    expect(verifyInternalCall(secret, 'coupon', token, now)).toBeUndefined();
    expect(verifyInternalCall(`${secret}!`, 'ledger', token, now)).toBeUndefined();
    expect(
      verifyInternalCall(secret, 'ledger', token, new Date(now.getTime() + 60_000)),
    ).toBeUndefined();
    expect(verifyInternalCall(secret, 'ledger', `${token}x`, now)).toBeUndefined();
  });
});
