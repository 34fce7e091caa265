/**
 * The order in which refusals win. Each row breaks one rule and every rule after it; the answer must be the first. So
 * a customer is told the thing that matters most, and always the same one.
 */
import { describe, expect, it } from 'vitest';
import { firstRefusal, REFUSAL_PRECEDENCE, RULES } from '../src/domain/rules/index.ts';
import type { RedemptionSubject } from '../src/domain/rules/subject.ts';
import { coupon, NOON } from './support/domain-builders.ts';
import { couponTemplate } from './support/make-offer.ts';

const DAY = 86_400_000;
const later = (days: number): Date => new Date(NOON.getTime() + days * DAY);

function sound(): RedemptionSubject {
  return {
    coupon: coupon({ asset: { type: 'vehicle', key: 'veh_1' } }),
    template: couponTemplate({
      stores: ['S01'],
      kinds: ['BASKET_BOUGHT'],
      categories: ['fresh'],
      minimumMinor: '5000',
      condition: 'true',
    }),
    offerState: 'LIVE',
    memberId: 'mem_1',
    memberActive: true,
    counter: {
      subsidiary: 'retail',
      storeCode: 'S01',
      kind: 'BASKET_BOUGHT',
      asset: { type: 'vehicle', key: 'veh_1' },
      lines: [
        { lineId: 'a', itemCode: 'i', category: 'fresh', quantity: '1', amountMinor: 6_000n },
      ],
    },
    now: NOON,
    condition: { holds: true },
  };
}

type Break = readonly [
  code: string,
  breakIt: (subject: RedemptionSubject) => RedemptionSubject,
  params?: object,
];

/** In precedence order: what breaks the rule, and what it answers. */
const BREAKS: readonly Break[] = [
  ['COUPON_NOT_YOURS', (s) => ({ ...s, memberId: 'mem_2' })],
  ['MEMBER_NOT_ACTIVE', (s) => ({ ...s, memberActive: false })],
  ['COUPON_REVOKED', (s) => ({ ...s, coupon: { ...s.coupon, endedAs: 'REVOKED' } })],
  ['COUPON_USED_UP', (s) => ({ ...s, coupon: { ...s.coupon, usesSpent: 1 } })],
  [
    'COUPON_EXPIRED',
    (s) => ({ ...s, coupon: { ...s.coupon, expiresAt: later(-1) } }),
    { expiredAt: later(-1).toISOString() },
  ],
  [
    'COUPON_LOCKED',
    (s) => ({ ...s, coupon: { ...s.coupon, vestsAt: later(1) } }),
    { from: later(1).toISOString() },
  ],
  [
    'COUPON_NOT_STARTED',
    (s) => ({ ...s, coupon: { ...s.coupon, validFrom: later(2) } }),
    { from: later(2).toISOString() },
  ],
  ['OFFER_PAUSED', (s) => ({ ...s, offerState: 'PAUSED' })],
  [
    'COUPON_BATCH_NOT_OPEN',
    (s) => ({ ...s, coupon: { ...s.coupon, batchState: 'PAUSED' } }),
    { state: 'PAUSED' },
  ],
  [
    'COUPON_OFFERED_AS_GIFT',
    (s) => ({ ...s, coupon: { ...s.coupon, giftUntil: later(3) } }),
    { until: later(3).toISOString() },
  ],
  [
    'COUPON_WRONG_SUBSIDIARY',
    (s) => ({ ...s, template: { ...s.template, honouredBy: ['auto'] } }),
    { honouredBy: ['auto'] },
  ],
  [
    'COUPON_WRONG_STORE',
    (s) => ({ ...s, counter: { ...s.counter, storeCode: 'S02' } }),
    { stores: ['S01'] },
  ],
  [
    'COUPON_WRONG_KIND',
    (s) => ({ ...s, counter: { ...s.counter, kind: 'FEE_PAID' } }),
    { kinds: ['BASKET_BOUGHT'] },
  ],
  [
    'COUPON_WRONG_ASSET',
    (s) => ({ ...s, counter: { ...s.counter, asset: null } }),
    { asset: 'vehicle', key: 'veh_1' },
  ],
  [
    'COUPON_NO_ELIGIBLE_LINE',
    (s) => ({ ...s, template: { ...s.template, categories: ['toys'] } }),
    { wanted: ['toys'] },
  ],
  [
    'COUPON_MINIMUM_NOT_REACHED',
    (s) => ({ ...s, template: { ...s.template, minimumMinor: '7240' } }),
    { minimum: '72.40', missing: '12.40' },
  ],
  [
    'COUPON_FACTS_WITHHELD',
    (s) => ({
      ...s,
      condition: { holds: false, withheld: { what: 'history:retail', subsidiary: 'retail' } },
    }),
    { what: 'history:retail', subsidiary: 'retail' },
  ],
  [
    'COUPON_CONDITION_NOT_MET',
    (s) => ({ ...s, condition: { holds: false } }),
    { condition: 'true' },
  ],
  ['COUPON_RESERVED', (s) => ({ ...s, coupon: { ...s.coupon, usesHeld: 1 } })],
];

describe('refusals of one coupon', () => {
  it('has nothing against a sound one', () => {
    expect(firstRefusal(sound())).toBeUndefined();
  });

  const each = BREAKS.map(([code, breakIt, params = {}]) => ({ code, breakIt, params }));
  it.each(each)('$code alone, with what would unlock it', ({ code, breakIt, params }) => {
    expect(firstRefusal(breakIt(sound()))).toMatchObject({ kind: 'RULE', code, params });
  });

  it.each(BREAKS.map(([code], place) => [code, place] as const))(
    '%s wins over everything after it',
    (code, place) => {
      const broken = BREAKS.slice(place).reduceRight<RedemptionSubject>(
        (subject, [, breakIt]) => breakIt(subject),
        sound(),
      );
      expect(firstRefusal(broken)?.code).toBe(code);
    },
  );

  it('documents every code in the order the rules have', () => {
    const places = BREAKS.map(([code]) => (REFUSAL_PRECEDENCE as readonly string[]).indexOf(code));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(RULES).toHaveLength(BREAKS.length);
  });

  it('a relinquished coupon is not a revoked one, and an empty basket is not a wrong one', () => {
    const given = { ...sound(), coupon: { ...sound().coupon, endedAs: 'RELINQUISHED' as const } };
    expect(firstRefusal(given)?.code).toBe('COUPON_RELINQUISHED');
    const free = sound().counter.lines.map((line) => ({ ...line, amountMinor: 0n }));
    const empty = {
      ...sound(),
      template: couponTemplate(),
      counter: { ...sound().counter, lines: free },
    };
    expect(firstRefusal(empty)?.code).toBe('NOTHING_TO_PAY');
  });
});
