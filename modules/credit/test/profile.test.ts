/** The profile depends on what was said, never on the order in which it arrived. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fact, profileOf, type Survivorship } from '../src/domain/facts/profile.ts';

const DAY = 86_400_000;
const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * DAY);

const fact = (id: string, more: Partial<Fact> = {}): Fact => ({
  id,
  type: 'REGISTERED_CAPITAL',
  item: '',
  value: { amount: '100', currency: 'CNY' },
  observedAt: day(0),
  recordedAt: day(1),
  subsidiary: 'auto',
  source: 'register',
  confidence: 80,
  evidenceIds: [],
  ...more,
});

const standing = (
  facts: readonly Fact[],
  trueAt: number,
  knownAt: number,
  decisions: readonly Survivorship[] = [],
) =>
  profileOf(facts, { trueAt: day(trueAt), knownAt: day(knownAt) }, decisions)
    .facets.flatMap(({ facts: stand }) => stand)
    .map(({ fact: { id } }) => id);

describe('profile', () => {
  test('what was true when, and what we knew when', () => {
    const facts = [
      fact('old', { observedAt: day(0), recordedAt: day(1) }),
      fact('new', { observedAt: day(10), recordedAt: day(20) }),
    ];
    expect(standing(facts, 15, 15)).toEqual(['old']);
    expect(standing(facts, 15, 20)).toEqual(['new']);
    expect(standing(facts, 5, 30)).toEqual(['old']);
    expect(standing(facts, 30, 0)).toEqual([]);
  });

  test('a fact taken back stays known until then', () => {
    const facts = [
      fact('right'),
      fact('wrong', { observedAt: day(5), recordedAt: day(5), retractedAt: day(9) }),
    ];
    expect(standing(facts, 8, 8)).toEqual(['wrong']);
    expect(standing(facts, 8, 9)).toEqual(['right']);
  });

  test('conflicts are shown, not averaged; a person may decide, until revised', () => {
    const auto = fact('auto', { observedAt: day(3) });
    const retail = fact('retail', {
      subsidiary: 'retail',
      value: { amount: '900', currency: 'CNY' },
      observedAt: day(2),
    });
    const same = fact('logistics', { subsidiary: 'logistics', observedAt: day(1) });
    const profile = profileOf([auto, retail, same], { trueAt: day(9), knownAt: day(9) });
    const [stands] = profile.facets.flatMap(({ facts }) => facts);
    expect(stands).toMatchObject({
      fact: { id: 'auto' },
      conflicts: [{ id: 'retail' }],
      chosenBy: 'RULE',
    });
    const chosen: Survivorship = {
      type: 'REGISTERED_CAPITAL',
      item: '',
      factId: 'retail',
      decidedAt: day(5),
    };
    expect(standing([auto, retail], 9, 4, [chosen])).toEqual(['auto']);
    expect(standing([auto, retail], 9, 5, [chosen])).toEqual(['retail']);
    expect(
      standing([auto, retail], 9, 7, [chosen, { ...chosen, factId: 'auto', decidedAt: day(6) }]),
    ).toEqual(['auto']);
  });

  test('stale is visible, and does not count as complete', () => {
    const facts = [
      fact('a', { type: 'FIRM_STATUS', value: { text: 'IN_BUSINESS' }, observedAt: day(0) }),
    ];
    const at = (n: number) => profileOf(facts, { trueAt: day(n), knownAt: day(n) }).facets[0];
    expect(at(89)).toMatchObject({ completeness: 20, facts: [{ stale: false }] });
    expect(at(90)).toMatchObject({ completeness: 0, facts: [{ stale: true }] });
  });

  test('of two equal facts the one that is never taken back stands, whichever came first', () => {
    const kept = fact('kept');
    const lost = fact('lost', { retractedAt: day(9) });
    expect(standing([kept, lost], 5, 5)).toEqual(['kept']);
    expect(standing([lost, kept], 5, 5)).toEqual(['kept']);
  });

  test('any order of arrival gives the same profile at every pair of times', () => {
    const arbitraryFact = fc.record({
      type: fc.constantFrom('REGISTERED_CAPITAL' as const, 'BANK_LINE' as const),
      item: fc.constantFrom('', 'icbc'),
      amount: fc.constantFrom('1', '2', '3'),
      observed: fc.integer({ min: 0, max: 6 }),
      recorded: fc.integer({ min: 0, max: 6 }),
      retracted: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
      subsidiary: fc.constantFrom('auto', 'retail', 'logistics'),
      confidence: fc.constantFrom(50, 80),
    });
    const shown = (facts: readonly Fact[], trueAt: number, knownAt: number) =>
      JSON.stringify(
        profileOf(facts, { trueAt: day(trueAt), knownAt: day(knownAt) }),
        (key, value: unknown) =>
          // Ids are given on arrival; what is compared is what was said.
          key === 'id' ? undefined : value,
      );
    fc.assert(
      fc.property(
        fc.array(arbitraryFact, { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (said, order) => {
          const facts = said.map((each, i) =>
            fact(String(i), {
              type: each.type,
              item: each.type === 'BANK_LINE' ? each.item : '',
              value: { amount: each.amount, currency: 'CNY' },
              observedAt: day(each.observed),
              recordedAt: day(each.recorded),
              retractedAt: each.retracted === undefined ? undefined : day(each.retracted),
              subsidiary: each.subsidiary,
              confidence: each.confidence,
            }),
          );
          const shuffled = facts
            .map((each) => [order.next().value ?? 0, each] as const)
            .sort(([a], [b]) => a - b)
            .map(([, each], i) => ({ ...each, id: `other-${i}` }));
          for (let trueAt = 0; trueAt <= 6; trueAt += 1) {
            for (let knownAt = 0; knownAt <= 6; knownAt += 1) {
              expect(shown(shuffled, trueAt, knownAt)).toBe(shown(facts, trueAt, knownAt));
            }
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('whoever hears the facts in whatever order, each at another moment, believes the same in the end', () => {
    const said = fc.record({
      type: fc.constantFrom('REGISTERED_CAPITAL' as const, 'FIRM_STATUS' as const),
      amount: fc.constantFrom('1', '2', '3'),
      observed: fc.integer({ min: 0, max: 3 }),
      subsidiary: fc.constantFrom('auto', 'retail', 'logistics'),
      source: fc.constantFrom('register', 'visit'),
      confidence: fc.constantFrom(50, 80),
      files: fc.constantFrom(0, 1),
    });
    const heard = fc.uniqueArray(said, { maxLength: 8, selector: (each) => JSON.stringify(each) });
    const shown = (facts: readonly Fact[], trueAt: number) =>
      JSON.stringify(
        profileOf(facts, { trueAt: day(trueAt), knownAt: day(99) }),
        (key, value: unknown) => (key === 'id' || key === 'recordedAt' ? undefined : value),
      );
    fc.assert(
      fc.property(heard, fc.infiniteStream(fc.nat()), (each, order) => {
        const arrive = (list: typeof each) =>
          list.map((one, i) =>
            fact(`${i}`, {
              type: one.type,
              value: { amount: one.amount },
              observedAt: day(one.observed),
              recordedAt: day(4 + i),
              subsidiary: one.subsidiary,
              source: one.source,
              confidence: one.confidence,
              evidenceIds: Array.from({ length: one.files }, (_, n) => `file-${n}`),
            }),
          );
        const shuffled = each
          .map((one) => [order.next().value ?? 0, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        for (let trueAt = 0; trueAt <= 3; trueAt += 1)
          expect(shown(arrive(shuffled), trueAt)).toBe(shown(arrive(each), trueAt));
      }),
      { numRuns: 1_000 },
    );
  });
});
