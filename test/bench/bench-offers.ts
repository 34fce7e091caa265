/** Offers that several benches share. */
import type { OfferDefinition } from '../../modules/coupon/src/index.ts';

/** Twenty off from fifty on, with limits of use and money that nobody reaches; given as codes. */
export function codesOffer(uses: number): OfferDefinition {
  return {
    name: { zh: '满减', en: 'Money off' },
    description: null,
    triggers: ['CODE'],
    subsidiaries: [],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition: 'true',
    startsAt: '2020-01-01T00:00:00.000Z',
    endsAt: null,
    benefits: [
      {
        kind: 'COUPON',
        count: 1,
        coupon: {
          name: { zh: '满 50 减 20', en: '20 off 50' },
          value: { kind: 'AMOUNT_OFF', amountMinor: '2000' },
          worthMinor: null,
          uses,
          instalments: null,
          validity: { kind: 'DAYS', startsAfterDays: 0, days: 30 },
          honouredBy: ['retail'],
          stores: [],
          kinds: [],
          categories: [],
          itemCodes: [],
          minimumMinor: '5000',
          condition: null,
          bind: null,
          transferable: false,
          combination: { group: null, exclusive: false },
          whenUsedUp: 'DEBT',
        },
      },
    ],
    funding: [
      { subsidiary: 'retail', shareBps: 5_000 },
      { subsidiary: 'group', shareBps: 5_000 },
    ],
    pointPrice: '0.01',
    limits: [
      { phase: 'REDEEM', scope: 'TOTAL', measure: 'USES', ceiling: '1000000000' },
      { phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '1000000000000' },
    ],
    stacking: { group: null, exclusive: false, priority: 0 },
  };
}
