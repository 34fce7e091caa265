/** Grants: why an offer gives nothing, which offers stand together, and what is left when part is returned. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benefitsOf } from '../src/domain/granting/benefits.ts';
import { chooseOffers } from '../src/domain/granting/choose-offers.ts';
import { decideGrants } from '../src/domain/granting/decide-grants.ts';
import type { LiveOffer } from '../src/domain/granting/live-offer.ts';
import { OfferIndex } from '../src/domain/granting/offer-index.ts';
import { type ReturnedSoFar, regrant } from '../src/domain/granting/regrant.ts';
import { addReturn } from '../src/domain/granting/returned.ts';
import { facts, line, liveOffer, memberFacts, NOON, occasion } from './support/domain-builders.ts';
import { couponBenefit, pointsBenefit } from './support/make-offer.ts';
import { subsetsOf } from './support/subsets.ts';

const basket = facts([line('a', 10_000), line('b', 5_050)]);
const codeOf = (
  offer: LiveOffer,
  over: Partial<typeof basket> = {},
  exhausted: readonly string[] = [],
) =>
  decideGrants({ ...basket, ...over }, { offers: [offer], exhausted: new Set(exhausted) }, NOON)
    .outcomes[0];

const AUDIENCE = { tiers: [], segments: [], consents: [], household: false };

describe('why an offer gives nothing', () => {
  const member = memberFacts();
  it.each([
    ['GRANTED', liveOffer('A'), {}],
    ['MEMBER_MISSING', liveOffer('A'), { member: null }],
    ['OFFER_NOT_LIVE', liveOffer('A', { startsAt: '2027-01-01T00:00:00.000Z' }), {}],
    ['OFFER_NOT_LIVE', { ...liveOffer('A'), state: 'PAUSED' as const }, {}],
    ['TRIGGER_DIFFERS', liveOffer('A', { triggers: ['FEE_PAID'] }), {}],
    ['TRIGGER_DIFFERS', liveOffer('A', { subsidiaries: ['auto'] }), {}],
    ['TIER_NOT_REACHED', liveOffer('A', { audience: { ...AUDIENCE, tiers: ['GOLD'] } }), {}],
    ['HOUSEHOLD_MISSING', liveOffer('A', { audience: { ...AUDIENCE, household: true } }), {}],
    [
      'CONSENT_NOT_GRANTED',
      liveOffer('A', { audience: { ...AUDIENCE, consents: ['MARKETING'] } }),
      {},
    ],
    [
      'SEGMENT_DIFFERS',
      liveOffer('A', { audience: { ...AUDIENCE, segments: ['families'] } }),
      { segments: { families: false } },
    ],
    [
      'CONDITION_NOT_MET',
      liveOffer('A', { condition: 'transaction.amountMinor > cny("500.00")' }),
      {},
    ],
    [
      'NOTHING_TO_GIVE',
      liveOffer('A', { benefits: [pointsBenefit({ categories: ['toys'] })] }),
      {},
    ],
    [
      'NOTHING_TO_GIVE',
      liveOffer('A', {
        benefits: [couponBenefit({ bind: { asset: 'vehicle', from: 'MEMBER', attribute: null } })],
      }),
      {},
    ],
  ] as const)('%s', (code, offer, over) => {
    expect(codeOf(offer, { member, ...over })).toMatchObject({ code });
  });

  it('a condition over withheld facts says that consent is missing', () => {
    const offer = liveOffer('A', { condition: 'member.has("dwelling")' });
    const withheld = [
      { what: 'thing:dwelling', subsidiary: 'property', reason: 'CONSENT_MISSING' as const },
    ];
    expect(codeOf(offer, { withheld })).toMatchObject({
      code: 'FACTS_WITHHELD',
      params: { what: 'thing:dwelling', subsidiary: 'property', reason: 'CONSENT_MISSING' },
    });
  });

  it('a full limit, once known', () => {
    expect(codeOf(liveOffer('A'), {}, ['off_A'])).toMatchObject({ code: 'LIMIT_REACHED' });
  });
});

describe('which offers stand together', () => {
  it('a multiplier multiplies what the others give, and nothing alone', () => {
    const base = liveOffer('BASE');
    const double = liveOffer('DOUBLE', {
      benefits: [
        {
          kind: 'POINTS_MULTIPLIER',
          currency: 'POINT',
          scale: 0,
          multiplierBps: 20_000,
          rounding: 'DOWN',
          activeAfterDays: 0,
        },
      ],
    });
    const amounts = (offers: LiveOffer[]) =>
      decideGrants(basket, { offers }, NOON).grants.map((grant) =>
        grant.kind === 'POINTS' ? grant.amountMinor : 0n,
      );
    expect(amounts([base, double])).toEqual([150n, 150n]);
    expect(amounts([double])).toEqual([]);
  });

  const offers = fc
    .array(
      fc.record({
        points: fc.integer({ min: 1, max: 40 }),
        group: fc.constantFrom(null, 'g', 'h'),
        exclusive: fc.constantFrom(false, false, true),
        priority: fc.nat(3),
      }),
      { maxLength: 5 },
    )
    .map((all) =>
      all.map(({ points, ...stacking }, index) =>
        liveOffer(`O${index}`, {
          benefits: [
            {
              kind: 'POINTS_FIXED',
              currency: 'POINT',
              scale: 0,
              amountMinor: String(points),
              activeAfterDays: 0,
            },
          ],
          stacking,
        }),
      ),
    );

  it('the best legal combination is what brute force finds', () => {
    fc.assert(
      fc.property(offers, (all) => {
        const worth = (set: readonly LiveOffer[]) =>
          benefitsOf(set, basket, NOON).reduce((sum, { costMinor }) => sum + costMinor, 0n);
        const legal = (set: readonly LiveOffer[]) => {
          const groups = set.flatMap(({ definition }) => definition.stacking.group ?? []);
          const alone = set.some(({ definition }) => definition.stacking.exclusive);
          return new Set(groups).size === groups.length && (!alone || set.length === 1);
        };
        const most = subsetsOf(all)
          .filter(legal)
          .reduce((best, set) => (worth(set) > best ? worth(set) : best), 0n);
        const chosen = chooseOffers(all, basket, NOON);
        expect(legal(chosen)).toBe(true);
        expect(worth(chosen)).toBe(most);
      }),
    );
  });
});

describe('returns', () => {
  const granting = [
    liveOffer('POINTS', { condition: 'transaction.amountMinor >= cny("20.00")' }),
    liveOffer('LINES', { benefits: [pointsBenefit({ roundPer: 'LINE', pointsPerCny: '0.7' })] }),
    liveOffer('DOUBLE', {
      benefits: [
        {
          kind: 'POINTS_MULTIPLIER',
          currency: 'POINT',
          scale: 0,
          multiplierBps: 15_000,
          rounding: 'HALF_UP',
          activeAfterDays: 0,
        },
      ],
    }),
    liveOffer('COUPON', {
      condition: 'transaction.amountMinor >= cny("50.00")',
      benefits: [couponBenefit()],
    }),
  ];
  const lines = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.nat(100)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) =>
      all.map(([fen, off], index) =>
        line(`l${index}`, fen, { netMinor: BigInt(fen) - (BigInt(fen) * BigInt(off)) / 100n }),
      ),
    );
  const steps = fc.array(fc.record({ line: fc.nat(3), share: fc.integer({ min: 1, max: 100 }) }), {
    maxLength: 6,
  });
  const NOTHING: ReturnedSoFar = { whole: false, lines: {} };

  function play(
    of: ReturnType<typeof facts>,
    all: readonly { line: number; share: number }[],
  ): ReturnedSoFar {
    return all.reduce((state, { line: index, share }) => {
      const of1 = of.occasion.lines[index];
      if (of1 === undefined) return state;
      const amountMinor = ((of1.amountMinor * BigInt(share)) / 100n).toString();
      return addReturn(state, [{ lineId: of1.lineId, quantity: '0', amountMinor }], of.occasion);
    }, NOTHING);
  }
  const left = (of: ReturnType<typeof facts>, returned: ReturnedSoFar) =>
    regrant(of, returned, granting, NOON).map((grant) => [
      grant.offer.code,
      grant.kind === 'POINTS' ? grant.amountMinor : grant.coupons.length,
    ]);

  it('leave what would have been granted for what is kept, in any order', () => {
    fc.assert(
      fc.property(
        lines,
        steps.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        (bought, [all, shuffled]) => {
          const of = facts(bought);
          expect(left(of, play(of, shuffled))).toEqual(left(of, play(of, all)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leave everything when nothing came back, and nothing when everything did', () => {
    fc.assert(
      fc.property(lines, (bought) => {
        const of = facts(bought);
        const before = decideGrants(of, { offers: granting }, NOON).grants;
        const granted = [...new Set(before.map(({ offer }) => offer))];
        expect(regrant(of, NOTHING, granted, NOON)).toEqual(before);
        const all = bought.map(({ lineId, amountMinor }) => ({
          lineId,
          quantity: '1',
          amountMinor: amountMinor.toString(),
        }));
        expect(regrant(of, addReturn(NOTHING, all, of.occasion), granted, NOON)).toEqual([]);
        expect(regrant(of, addReturn(NOTHING, undefined, of.occasion), granted, NOON)).toEqual([]);
      }),
    );
  });

  it('a threshold no longer reached takes the whole coupon', () => {
    const of = facts([line('a', 3_000), line('b', 2_500)]);
    const returned = addReturn(
      NOTHING,
      [{ lineId: 'b', quantity: '1', amountMinor: '2500' }],
      of.occasion,
    );
    expect(left(of, NOTHING).map(([code]) => code)).toContain('COUPON');
    expect(left(of, returned).map(([code]) => code)).not.toContain('COUPON');
  });
});

describe('the index', () => {
  const conditions = [
    'true',
    'transaction.storeCode == "S01"',
    'transaction.attributes.model == "M3" && transaction.amountMinor > 0',
    '"S02" == transaction.storeCode && transaction.channel == "APP"',
    'transaction.storeCode == "S01" || transaction.storeCode == "S02"',
    '!(transaction.storeCode == "S01")',
    'transaction.attributes.model != "M3"',
    'transaction.subsidiary == "retail" && (transaction.attributes.model == "M5" || true)',
  ];
  it('finds every offer that holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, 'S01', 'S02'),
        fc.constantFrom('STORE', 'APP'),
        fc.constantFrom('M3', 'M5', undefined),
        (storeCode, channel, model) => {
          const all = conditions.map((condition, index) => liveOffer(`I${index}`, { condition }));
          const at = occasion([line('a', 100)], {
            storeCode,
            channel,
            attributes: model === undefined ? {} : { model },
          });
          const holding = decideGrants(
            { ...basket, occasion: at },
            { offers: all },
            NOON,
          ).outcomes.filter(({ code }) => code === 'GRANTED');
          const found = new Set(new OfferIndex(all).candidates(at).map(({ offerId }) => offerId));
          for (const { offerId } of holding) expect(found).toContain(offerId);
        },
      ),
    );
  });

  it('leaves out what a constant rules out', () => {
    const all = Array.from({ length: 1_000 }, (_, index) =>
      liveOffer(`I${index}`, { condition: `transaction.attributes.campaign == "c${index}"` }),
    );
    const at = occasion([line('a', 100)], { attributes: { campaign: 'c7' } });
    expect(new OfferIndex(all).candidates(at).map(({ code }) => code)).toEqual(['I7']);
  });
});
