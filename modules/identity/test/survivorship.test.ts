import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveProfile, type SourceRecord } from '../src/domain/survivorship.ts';

const NO_TRUST = (): number => 0;
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const record = (
  id: string,
  source: string,
  observed: number,
  told: SourceRecord['told'],
): SourceRecord => ({
  id,
  source,
  observedAt: day(observed),
  told,
});

describe('the profile', () => {
  it('takes the name most sources say, and shows who says otherwise', () => {
    const profile = deriveProfile(
      [
        record('1', 'auto', 1, { name: '王伟' }),
        record('2', 'retail', 2, { name: '王玮' }),
        record('3', 'property', 3, { name: '王 偉' }),
      ],
      [],
      NO_TRUST,
    );
    expect(profile.name).toMatchObject({ value: '王 偉', source: 'property', agreeing: 2 });
    expect(profile.name?.conflicts).toEqual([
      { value: '王玮', source: 'retail', observedAt: day(2) },
    ]);
  });

  it('prefers a name to a form of address, however new', () => {
    const records = [
      record('1', 'auto', 1, { name: '王伟' }),
      record('2', 'retail', 9, { name: '王先生' }),
    ];
    expect(deriveProfile(records, [], NO_TRUST).name?.value).toBe('王伟');
  });

  it('believes an identity card before anybody, a verified one before another', () => {
    const records = [
      record('1', 'auto', 1, { birthday: '1990-01-01' }),
      record('2', 'retail', 2, { birthday: '1990-01-01' }),
    ];
    const cards = [
      { number: '11010519491231002X', source: 'property', verified: true, observedAt: day(0) },
    ];
    const profile = deriveProfile(records, cards, NO_TRUST);
    expect(profile.birthday).toMatchObject({ value: '1949-12-31', source: 'property' });
    expect(profile.gender).toMatchObject({ value: 'FEMALE' });
  });

  it('takes the newest address, unless somebody is trusted more', () => {
    const records = [
      record('1', 'property', 1, { address: '旧' }),
      record('2', 'retail', 2, { address: '新' }),
    ];
    expect(deriveProfile(records, [], NO_TRUST).address?.value).toBe('新');
    const trust = (source: string): number => (source === 'property' ? 10 : 0);
    expect(deriveProfile(records, [], trust).address?.value).toBe('旧');
  });

  it('lets a source change its mind', () => {
    const records = [
      record('1', 'retail', 1, { name: '王伟' }),
      record('2', 'retail', 2, { name: '王玮' }),
    ];
    expect(deriveProfile(records, [], NO_TRUST).name).toMatchObject({
      value: '王玮',
      agreeing: 1,
      conflicts: [],
    });
  });

  it('does not depend on the order in which things were told', () => {
    const told = fc.record(
      { name: fc.constantFrom('王伟', '王玮', '王先生'), address: fc.constantFrom('甲', '乙') },
      { requiredKeys: [] },
    );
    const records = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        source: fc.constantFrom('auto', 'retail', 'property'),
        observedAt: fc.integer({ min: 1, max: 3 }).map(day),
        told,
      }),
      { selector: ({ id }) => id, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        records,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (list, dice) => {
          const shuffled = list
            .map((item) => ({ item, weight: dice.next().value }))
            .sort((a, b) => a.weight - b.weight)
            .map(({ item }) => item as SourceRecord);
          expect(deriveProfile(shuffled, [], NO_TRUST)).toEqual(
            deriveProfile(list as SourceRecord[], [], NO_TRUST),
          );
        },
      ),
    );
  });
});
