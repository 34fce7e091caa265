import { canonicalJson, decode } from '@guildhall/shared/wire-codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Standing } from '../src/domain/assessment/standing.ts';
import { CURRENT_VERSIONS, decideScreening } from '../src/domain/screening/decide-screening.ts';
import type {
  ListEntryFact,
  ScreeningFacts,
  ScreeningRequest,
} from '../src/domain/screening/facts.ts';

const NOW = new Date('2026-03-02T02:00:00Z');
const STANDING: Standing = {
  openDefaults: 0,
  settledDefaults: 0,
  goodOutcomes: 0,
  badOutcomes: 0,
  litigationKnown: true,
  litigationSeverity: 0,
  dishonestDebtor: false,
  restricted: false,
  licenceRevoked: false,
  completeness: 90,
  staleFacts: 0,
};
const FACTS: ScreeningFacts = {
  firm: { id: 'f', code: 'c', soleTrader: false },
  standing: STANDING,
  facts: [],
  entries: [],
  disputes: [],
  assessment: {
    id: 'a',
    policy: 'house/1',
    grade: 'A',
    score: 665,
    pdPpm: 20_000,
    limitMinor: 10_000_00n,
    currency: 'CNY',
    reasons: [],
    assessedAt: NOW,
  },
  exposure: { currency: 'CNY', usedMinor: 0n, reservedMinor: 0n },
};
const REQUEST: ScreeningRequest = {
  subsidiary: 'logistics',
  kind: 'CONTRACT',
  amountMinor: 5_000_00n,
  currency: 'CNY',
  paymentDays: 30,
  prepaymentBps: 0,
};
const entry = (list: ListEntryFact['list'], more: Partial<ListEntryFact> = {}): ListEntryFact => ({
  id: list,
  list,
  reasonCode: 'DEFAULT',
  overridable: true,
  effectiveOn: '2026-01-01',
  underAppeal: false,
  ...more,
});
const graded = (grade: 'C' | 'CC') =>
  ({ ...FACTS.assessment, grade }) as ScreeningFacts['assessment'];
const decide = (facts: Partial<ScreeningFacts>, request: Partial<ScreeningRequest> = {}) =>
  decideScreening({ ...REQUEST, ...request }, { ...FACTS, ...facts }, CURRENT_VERSIONS, NOW);
const decisive = (facts: Partial<ScreeningFacts>, request?: Partial<ScreeningRequest>) => {
  const { answer, reasons } = decide(facts, request);
  return [answer, reasons.find((reason) => reason.decisive)?.code];
};

/** Everything that can speak against a deal, strongest first: each hides all that follow it. */
const AGAINST: readonly (readonly [
  string,
  'REJECT' | 'REVIEW',
  (facts: ScreeningFacts) => ScreeningFacts,
])[] = [
  [
    'BLACKLISTED_FINAL',
    'REJECT',
    (f) => ({
      ...f,
      entries: [...f.entries, entry('BLACKLIST', { id: 'final', overridable: false })],
    }),
  ],
  ['KNOCKED_OUT', 'REJECT', (f) => ({ ...f, standing: { ...f.standing, dishonestDebtor: true } })],
  ['BLACKLISTED', 'REJECT', (f) => ({ ...f, entries: [...f.entries, entry('BLACKLIST')] })],
  [
    'DISPUTED',
    'REVIEW',
    (f) => ({ ...f, disputes: [{ id: 'd', factId: 'x', factType: 'DEFAULT', deadline: NOW }] }),
  ],
  ['WATCHLISTED', 'REVIEW', (f) => ({ ...f, entries: [...f.entries, entry('WATCHLIST')] })],
  ['GRADE', 'REJECT', (f) => ({ ...f, assessment: graded('C') })],
];

describe('screening', () => {
  test('nothing against it: PROCEED on the terms of the grade', () => {
    expect(decide({})).toMatchObject({
      answer: 'PROCEED',
      grade: 'A',
      requiredTerms: [],
      availableMinor: 10_000_00n,
    });
  });

  test.each(AGAINST.map(([code, answer], i) => [code, answer, i] as const))(
    '%s wins over all that follow it (%s)',
    (code, answer, i) => {
      const facts = AGAINST.slice(i).reduce<ScreeningFacts>((all, [, , add]) => add(all), FACTS);
      expect(decisive(facts)).toEqual([answer, code]);
      const alone = AGAINST[i]?.[2](FACTS) ?? FACTS;
      expect(decisive(alone)).toEqual([answer, code]);
    },
  );

  test('an entry under appeal stays binding', () => {
    expect(decisive({ entries: [entry('BLACKLIST', { underAppeal: true })] })).toEqual([
      'REJECT',
      'BLACKLISTED',
    ]);
  });

  test('an override in force takes a blacklist to a person, one that has ended does not', () => {
    const until = (ms: number) => ({
      entries: [entry('BLACKLIST', { overriddenUntil: new Date(NOW.getTime() + ms) })],
    });
    expect(decisive(until(1))).toEqual(['REVIEW', 'BLACKLIST_OVERRIDDEN']);
    expect(decisive(until(0))).toEqual(['REJECT', 'BLACKLISTED']);
  });

  test('score band: unknown, old, weak, too much', () => {
    expect(decisive({ assessment: undefined })).toEqual(['REVIEW', 'NOT_ASSESSED']);
    const old = {
      ...FACTS.assessment,
      assessedAt: new Date('2025-01-01'),
    } as ScreeningFacts['assessment'];
    expect(decisive({ assessment: old })).toEqual(['REVIEW', 'ASSESSMENT_OLD']);
    expect(decisive({ assessment: graded('CC') })).toEqual(['REVIEW', 'GRADE']);
    expect(decisive({}, { amountMinor: 10_000_01n })).toEqual(['REVIEW', 'LIMIT_EXCEEDED']);
    const exposure = { currency: 'CNY', usedMinor: 4_000_00n, reservedMinor: 1_000_01n };
    expect(decisive({ exposure })).toEqual(['REVIEW', 'LIMIT_EXCEEDED']);
    expect(decisive({}, { currency: 'USD' })).toEqual(['REVIEW', 'CURRENCY_WITHOUT_LIMIT']);
  });

  test('a whitelist raises the limit and skips a review by score, never a knock-out, a grade C or a watchlist', () => {
    const white = [entry('WHITELIST')];
    expect(decide({ entries: white })).toMatchObject({ limitMinor: 15_000_00n });
    expect(decisive({ entries: white, assessment: graded('CC') })).toEqual(['PROCEED', undefined]);
    expect(decisive({ entries: white, assessment: graded('C') })).toEqual(['REJECT', 'GRADE']);
    expect(decisive({ entries: white, standing: { ...STANDING, status: 'REVOKED' } })).toEqual([
      'REJECT',
      'KNOCKED_OUT',
    ]);
    expect(decisive({ entries: [...white, entry('WATCHLIST')] })).toEqual([
      'REVIEW',
      'WATCHLISTED',
    ]);
    expect(decisive({ entries: white }, { amountMinor: 15_000_01n })).toEqual([
      'REVIEW',
      'LIMIT_EXCEEDED',
    ]);
  });

  test('the same facts, stored and read back, decide to the same bytes', () => {
    fc.assert(
      fc.property(
        fc.subarray(AGAINST.map((_, i) => i)),
        fc.bigInt(1n, 20_000_00n),
        (picked, amountMinor) => {
          const facts = picked.reduce<ScreeningFacts>(
            (all, i) => AGAINST[i]?.[2](all) ?? all,
            FACTS,
          );
          const request = { ...REQUEST, amountMinor };
          const given = canonicalJson(decideScreening(request, facts, CURRENT_VERSIONS, NOW));
          const kept = <T>(value: T) => decode(JSON.parse(canonicalJson(value))) as T;
          expect(
            canonicalJson(decideScreening(kept(request), kept(facts), CURRENT_VERSIONS, NOW)),
          ).toBe(given);
        },
      ),
    );
  });
});
