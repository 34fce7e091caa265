import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Blocks } from '../src/domain/linkage/blocking.ts';
import { cluster } from '../src/domain/linkage/cluster.ts';
import { MISSING, packLevels, unpackLevels } from '../src/domain/linkage/comparison.ts';
import { estimateModel, type Pattern } from '../src/domain/linkage/estimate-model.ts';
import {
  type LinkageModel,
  patternWeight,
  probabilityOf,
  termsWeight,
  waterfall,
} from '../src/domain/linkage/model.ts';
import {
  comparableAddress,
  isCertainlyAnother,
  type KnownPerson,
  mayMergeUnseen,
  PEOPLE_COMPARISONS,
  peopleKeys,
  readyToCompare,
} from '../src/domain/linkage/people.ts';
import { bigramDice, jaroWinkler, oneSlip } from '../src/domain/linkage/similarity.ts';
import { automaticThreshold } from '../src/domain/linkage/thresholds.ts';

const nobody: KnownPerson = {
  names: [],
  birthdays: [],
  genders: [],
  addresses: [],
  phones: [],
  emails: [],
  things: [],
  idCards: [],
};
const known = (facts: Partial<KnownPerson>) => readyToCompare({ ...nobody, ...facts });
function found(a: Partial<KnownPerson>, b: Partial<KnownPerson>): Record<string, string> {
  return Object.fromEntries(
    PEOPLE_COMPARISONS.map((comparison) => {
      const level = comparison.compare(known(a), known(b));
      return [comparison.field, comparison.levels[level] ?? 'MISSING'];
    }),
  );
}

describe('likeness of texts', () => {
  it.each([
    ['martha', 'marhta', 0.9611],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.8133],
    ['', 'a', 0],
  ])('%s and %s by Jaro and Winkler: %f', (a, b, expected) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(expected, 4);
  });

  it('is symmetric, 1 for the same, between 0 and 1', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '王', '伟'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        for (const measure of [jaroWinkler, bigramDice]) {
          expect(measure(a, b)).toBeCloseTo(measure(b, a), 10);
          expect(measure(a, a)).toBe(1);
          expect(measure(a, b)).toBeGreaterThanOrEqual(0);
          expect(measure(a, b)).toBeLessThanOrEqual(1);
        }
        expect(oneSlip(a, b)).toBe(oneSlip(b, a));
      }),
    );
  });

  it.each([
    ['13800138000', '13800138001', true],
    ['13800138000', '1380013800', true],
    ['13800138000', '13080138000', true],
    ['13800138000', '13800138000', false],
    ['13800138000', '13800138911', false],
  ])('%s and %s are one slip apart: %s', (a, b, expected) => {
    expect(oneSlip(a, b)).toBe(expected);
  });
});

describe('what is found of two persons', () => {
  it.each([
    ['the same in traditional characters', { names: ['陳偉'] }, { names: ['陈伟'] }, 'SAME'],
    ['the same in pinyin', { names: ['Wang Wei'] }, { names: ['王伟'] }, 'SAME_SOUND'],
    [
      'the same in pinyin the other way round',
      { names: ['wei wang'] },
      { names: ['王伟'] },
      'SAME_SOUND',
    ],
    ['another character of the same sound', { names: ['王伟'] }, { names: ['王炜'] }, 'SAME_SOUND'],
    ['one character of three', { names: ['王建国'] }, { names: ['王建军'] }, 'ONE_CHARACTER'],
    ['n for ng', { names: ['陈静'] }, { names: ['陈瑾'] }, 'NEAR_SOUND'],
    ['the family name', { names: ['王伟'] }, { names: ['王芳'] }, 'SAME_FAMILY_NAME'],
    ['a double family name', { names: ['欧阳震华'] }, { names: ['欧阳娜娜'] }, 'SAME_FAMILY_NAME'],
    ['nothing', { names: ['王伟'] }, { names: ['李芳'] }, 'DIFFERENT'],
    [
      'nothing that counts: 王先生 is no name',
      { names: ['王先生'] },
      { names: ['王伟'] },
      'MISSING',
    ],
  ])('names: %s', (_what, a, b, expected) => {
    expect(found(a, b).name).toBe(expected);
    expect(found(b, a).name).toBe(expected);
  });

  it.each([
    ['2001-03-04', '2001-03-04', 'SAME'],
    ['2001-03-04', '2001-04-03', 'ONE_SLIP'],
    ['2001-03-04', '2011-03-04', 'ONE_SLIP'],
    ['2001-03-04', '2001-12-31', 'SAME_YEAR'],
    ['2001-03-04', '1968-03-04', 'SAME_DAY'],
    ['2001-03-04', '1968-11-30', 'DIFFERENT'],
  ])('birthdays %s and %s: %s', (a, b, expected) => {
    expect(found({ birthdays: [a] }, { birthdays: [b] }).birthday).toBe(expected);
  });

  it('addresses, however they are written', () => {
    const spellings = [
      '浙江省杭州市西湖区文三路90号翠苑小区3号楼2单元501室',
      '杭州市西湖区文三路90号翠苑小区3幢2单元501',
      '西湖区文三路90号 翠苑小区 3-2-501',
      '杭州西湖区翠苑小区3栋2单元501室',
      '杭州西湖區翠苑小區3棟2單元501室',
    ];
    expect(comparableAddress(spellings[1] ?? '')).toBe('杭州西湖区文三路90-翠苑小区3-2-501');
    for (const a of spellings)
      for (const b of spellings)
        expect(found({ addresses: [a] }, { addresses: [b] }).contact).toBe('PLACE_ONLY_KNOWN');
    const neighbour = '西湖区文三路90号翠苑小区3-2-502';
    expect(found({ addresses: [spellings[2] ?? ''] }, { addresses: [neighbour] }).contact).toBe(
      'SAME_AREA',
    );
  });

  it('says nothing about what one side lacks', () => {
    expect(Object.values(found({ names: ['王伟'] }, { phones: ['+8613812340000'] }))).toEqual(
      PEOPLE_COMPARISONS.map(() => 'MISSING'),
    );
  });

  it('different identity cards are two persons, whatever else agrees', () => {
    const [a, b] = [{ idCards: ['1'] }, { idCards: ['2'] }];
    expect(isCertainlyAnother(known(a), known(b))).toBe(true);
    expect(isCertainlyAnother(known(a), known({ idCards: ['2', '1'] }))).toBe(false);
    expect(isCertainlyAnother(known(a), known({}))).toBe(false);
  });

  it.each([
    [
      'the same name, birthday slipped',
      { names: ['王伟'], birthdays: ['2001-03-04'] },
      { names: ['王伟'], birthdays: ['2001-03-05'] },
      false,
    ],
    [
      'name and birthday, in traditional characters too',
      { names: ['陈伟'], birthdays: ['2001-03-04'], genders: ['MALE'] },
      { names: ['陳偉'], birthdays: ['2001-03-04'] },
      true,
    ],
    [
      'everything but a birthday on one side',
      { names: ['王伟'], birthdays: ['2001-03-04'], phones: ['+8613812340000'] },
      { names: ['王伟'], phones: ['+8613812340000'] },
      false,
    ],
    [
      'a twin whose name sounds alike',
      { names: ['王子杰'], birthdays: ['2001-03-04'], phones: ['+8613812340000'] },
      { names: ['王子洁'], birthdays: ['2001-03-04'], phones: ['+8613812340000'] },
      false,
    ],
    [
      'a twin',
      { names: ['王子晨'], birthdays: ['2001-03-04'] },
      { names: ['王子阳'], birthdays: ['2001-03-04'] },
      false,
    ],
    [
      'father and son',
      { names: ['王伟'], birthdays: ['1970-01-02'] },
      { names: ['王伟'], birthdays: ['2001-03-04'] },
      false,
    ],
    [
      'a telephone without names',
      { phones: ['+8613812340000'] },
      { phones: ['+8613812340000'] },
      false,
    ],
    [
      'another gender',
      { names: ['王伟'], birthdays: ['2001-03-04'], genders: ['MALE'] },
      { names: ['王伟'], birthdays: ['2001-03-04'], genders: ['FEMALE'] },
      false,
    ],
  ])('may be merged unseen: %s', (_what, a, b, expected) => {
    const levels = PEOPLE_COMPARISONS.map((comparison) => comparison.compare(known(a), known(b)));
    expect(mayMergeUnseen(levels)).toBe(expected);
  });

  it('finds a pair through any one of its keys', () => {
    const keys = (facts: Partial<KnownPerson>) =>
      new Set(peopleKeys(known(facts)).map(({ rule, value }) => `${rule} ${value}`));
    const a = keys({ names: ['陳偉'], birthdays: ['1980-05-06'], phones: ['+8613812345678'] });
    const b = keys({ names: ['Chen Wei'], birthdays: ['1980-06-05'], phones: ['+8613999995678'] });
    expect([...a].some((key) => b.has(key))).toBe(true);
  });
});

const FIELDS = ['a', 'b', 'c'].map((field) => ({ field, levels: ['SAME', 'DIFFERENT'] }));

describe('training without labels', () => {
  /** Expected numbers of patterns of 100,000 pairs made with known parameters. */
  function made(prior: number, m: readonly number[], u: readonly number[]): Pattern[] {
    return Array.from({ length: 8 }, (_, bits) => {
      const levels = [0, 1, 2].map((field) => (bits >> field) & 1);
      const chance = (rates: readonly number[]) =>
        levels.reduce(
          (product, level, field) =>
            product * (level === 0 ? (rates[field] ?? 0) : 1 - (rates[field] ?? 0)),
          1,
        );
      return { levels, count: 100_000 * (prior * chance(m) + (1 - prior) * chance(u)) };
    });
  }

  it('recovers the parameters that the pairs were made with', () => {
    const candidates = made(0.3, [0.9, 0.8, 0.95], [0.1, 0.05, 0.2]);
    const { model, converged } = estimateModel({ fields: FIELDS, candidates, totalPairs: 100_000 });
    expect(converged).toBe(true);
    expect(model.prior).toBeCloseTo(0.3, 2);
    expect(model.fields.map(({ m }) => m[0]?.toFixed(2))).toEqual(['0.90', '0.80', '0.95']);
    expect(model.fields.map(({ u }) => u[0]?.toFixed(2))).toEqual(['0.10', '0.05', '0.20']);
  });

  it('learns nothing from a field that is missing', () => {
    const candidates = made(0.3, [0.9, 0.8, 0.95], [0.1, 0.05, 0.2]).map(({ levels, count }) => ({
      levels: [...levels.slice(0, 2), MISSING],
      count,
    }));
    const random = made(0, [0, 0, 0], [0.1, 0.05, 0.2]);
    const { model } = estimateModel({ fields: FIELDS, candidates, random, totalPairs: 100_000 });
    expect(model.fields[2]?.m).toEqual([0.5, 0.5]);
    expect(patternWeight(model, [MISSING, MISSING, MISSING])).toBeCloseTo(
      Math.log2(model.prior / (1 - model.prior)),
    );
  });

  it('keeps a family from being taken for one person', () => {
    // Half of what shares a telephone has another name: the bound says that a person keeps his.
    const fields = [
      { field: 'name', levels: ['SAME', 'DIFFERENT'], atMost: { 1: 0.02 } },
      { field: 'phone', levels: ['SAME', 'DIFFERENT'] },
    ];
    const candidates = [
      { levels: [0, 0], count: 1_000 },
      { levels: [1, 0], count: 1_000 },
    ];
    const random = [
      { levels: [1, 1], count: 1_000_000 },
      { levels: [0, 1], count: 100 },
      { levels: [1, 0], count: 10 },
    ];
    const { model } = estimateModel({ fields, candidates, random, totalPairs: 100_000_000 });
    expect(probabilityOf(patternWeight(model, [0, 0]))).toBeGreaterThan(0.9);
    expect(probabilityOf(patternWeight(model, [1, 0]))).toBeLessThan(0.1);
  });
});

describe('weights', () => {
  const model: LinkageModel = {
    prior: 0.001,
    fields: PEOPLE_COMPARISONS.map(({ field, levels }) => ({
      field,
      levels,
      m: levels.map((_, at) => (at === 0 ? 0.9 : 0.1 / (levels.length - 1))),
      u: levels.map((_, at) => (at === levels.length - 1 ? 0.99 : 0.01 / (levels.length - 1))),
    })),
  };
  const share = ({ table, value }: { table: string; value: string }) =>
    table === 'name' ? (value === '王伟' ? 0.01 : 0.000_01) : undefined;

  it('of a common name are less than of a rare one', () => {
    const weightOf = (name: string): number => {
      const pair = [known({ names: [name] }), known({ names: [name] })] as const;
      const levels = PEOPLE_COMPARISONS.map((comparison) => comparison.compare(...pair));
      return (
        patternWeight(model, levels) + termsWeight(PEOPLE_COMPARISONS, model, share, levels, pair)
      );
    };
    expect(weightOf('王伟')).toBeLessThan(weightOf('司徒翰飞') - 5);
  });

  it('are shown one by one, and their sum is the weight of the pair', () => {
    const pair = [
      known({ names: ['王伟'], birthdays: ['1980-01-02'], phones: ['+8613812345678'] }),
      known({ names: ['王炜'], birthdays: ['1980-01-02'], genders: ['MALE'] }),
    ] as const;
    const packed = packLevels(PEOPLE_COMPARISONS, ...pair);
    const levels = unpackLevels(PEOPLE_COMPARISONS, packed);
    const bars = waterfall(PEOPLE_COMPARISONS, model, share, packed, pair);
    const whole =
      patternWeight(model, levels) + termsWeight(PEOPLE_COMPARISONS, model, share, levels, pair);
    expect(bars.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(whole, 9);
    expect(bars.map(({ field }) => field)).toEqual([
      'PRIOR',
      'name',
      'birthday',
      'gender',
      'contact',
      'email',
    ]);
    expect(bars.find(({ field }) => field === 'gender')).toEqual({
      field: 'gender',
      level: 'MISSING',
      weight: 0,
    });
  });

  it('pack and unpack what was found', () => {
    const levels = PEOPLE_COMPARISONS.map(({ levels: all }) =>
      fc.integer({ min: MISSING, max: all.length - 1 }),
    );
    fc.assert(
      fc.property(fc.tuple(...levels), (some) => {
        const packed = some.reduce(
          (sum, level, at) => sum * ((PEOPLE_COMPARISONS[at]?.levels.length ?? 0) + 1) + level + 1,
          0,
        );
        expect(unpackLevels(PEOPLE_COMPARISONS, packed)).toEqual(some);
      }),
    );
  });

  it('above the automatic threshold hold no more false merges than wished, as the model itself counts', () => {
    const weight = fc.double({ min: -20, max: 40, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(weight, { maxLength: 200 }),
        fc.constantFrom(0.01, 0.001, 0.0001),
        (weights, target) => {
          const threshold = automaticThreshold(weights, target);
          const merged = weights.filter((value) => value >= threshold);
          const expectedFalse = merged.reduce((sum, value) => sum + 1 - probabilityOf(value), 0);
          expect(expectedFalse).toBeLessThanOrEqual(merged.length * target + 1e-9);
          expect(merged.every((value) => probabilityOf(value) >= 0.99)).toBe(true);
        },
      ),
    );
  });
});

describe('clusters', () => {
  const chain = [
    { a: 0, b: 1, weight: 9 },
    { a: 1, b: 2, weight: 8 },
  ];
  it('join along pairs', () => {
    expect([...cluster({ records: 4, pairs: chain, threshold: 5 })]).toEqual([0, 0, 0, 3]);
  });
  it('never join what cannot be one, not even through a third', () => {
    const apart = (a: number, b: number) => a + b === 2 && a !== b;
    expect([...cluster({ records: 3, pairs: chain, threshold: 5, cannotLink: apart })]).toEqual([
      0, 0, 2,
    ]);
  });
  it('do not join through a third when the pair itself speaks against it', () => {
    const pairs = [...chain, { a: 0, b: 2, weight: -20 }];
    expect([...cluster({ records: 3, pairs, threshold: 5 })]).toEqual([0, 0, 2]);
  });
  it('are the same in whatever order the pairs come', () => {
    const pair = fc.record({
      a: fc.integer({ min: 0, max: 9 }),
      step: fc.integer({ min: 1, max: 5 }),
      weight: fc.integer({ min: -10, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 25 }), fc.infiniteStream(fc.nat()), (raw, order) => {
        const unique = new Map(
          raw.map(({ a, step, weight }, at) => [
            `${a} ${a + step}`,
            { a, b: a + step, weight: weight + at / 100 },
          ]),
        );
        const pairs = [...unique.values()];
        const shuffled = pairs
          .map((one) => ({ one, key: order.next().value }))
          .sort((x, y) => x.key - y.key)
          .map(({ one }) => one);
        expect([...cluster({ records: 15, pairs: shuffled, threshold: 3 })]).toEqual([
          ...cluster({ records: 15, pairs, threshold: 3 }),
        ]);
      }),
    );
  });
});

describe('candidate pairs', () => {
  it('are each found once, and not through a key that everybody shares', () => {
    const records = [
      ['x', 'all'],
      ['x', 'all'],
      ['y', 'all'],
      [undefined, 'all'],
      ['y', 'z'],
    ];
    const pairs: string[] = [];
    new Blocks(records, 3).forEachPair((a, b) => pairs.push(`${a}-${b}`));
    expect(pairs.sort()).toEqual(['0-1', '2-4']);
    const wide: string[] = [];
    new Blocks(records, 10).forEachPair((a, b) => wide.push(`${a}-${b}`));
    expect(new Set(wide).size).toBe(wide.length);
    expect(wide).toHaveLength(7);
  });
});
