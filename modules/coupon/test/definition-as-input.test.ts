/** An offer that is revised and not changed says the same: nothing is lost on the way to whoever edits it and back. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { CouponTemplate } from '../src/domain/offers/coupon-template.ts';
import { type Benefit, offerDefinitionSchema } from '../src/domain/offers/offer-definition.ts';
import { definitionAsInput } from '../src/graphql/definition-as-input.ts';
import { offerFields, toDefinition } from '../src/graphql/offer-input.ts';
import {
  couponBenefit,
  couponTemplate,
  offerDefinition,
  pointsBenefit,
} from './support/make-offer.ts';

const SCALES = new Map([['POINT', 2]]);
const points = { currency: 'POINT', scale: 2, activeAfterDays: 14 } as const;

const values: readonly CouponTemplate['value'][] = [
  { kind: 'AMOUNT_OFF', amountMinor: '1999' },
  { kind: 'PERCENT_OFF', shareBps: 1_500, ceilingMinor: null },
  { kind: 'FEE_WAIVER', shareBps: 5_000, ceilingMinor: '20000' },
  { kind: 'FREE_SERVICE', ceilingMinor: '48000' },
  { kind: 'GIFT', ceilingMinor: null },
  { kind: 'ERRAND', ceilingMinor: '1200' },
  { kind: 'STORED_VALUE', amountMinor: '10000' },
];

const coupons: readonly Benefit[] = values.map((value, index) => ({
  ...couponBenefit({
    value,
    worthMinor: index % 2 === 0 ? null : '500',
    uses: index + 1,
    instalments: index === 2 ? { count: 12, everyMonths: 1, firstAfterMonths: 2 } : null,
    validity:
      index === 3
        ? { kind: 'UNTIL', day: '2026-12-31' }
        : { kind: 'DAYS', startsAfterDays: index, days: 45 },
    stores: ['LD-001'],
    kinds: ['FEE_PAID'],
    categories: ['PROPERTY_FEE'],
    itemCodes: ['A', 'B'],
    minimumMinor: '5000',
    condition: index === 0 ? 'basket.amountMinor > 100' : null,
    bind:
      index === 2
        ? { asset: 'dwelling', from: 'MEMBER', attribute: null }
        : index === 3
          ? { asset: 'vehicle', from: 'TRANSACTION', attribute: 'vin' }
          : null,
    transferable: index === 0,
    combination: { group: index === 1 ? 'FEES' : null, exclusive: index === 2 },
    whenUsedUp: index === 4 ? 'FORGIVE' : 'DEBT',
  }),
  count: index + 1,
}));

const benefits: readonly Benefit[] = [
  pointsBenefit(),
  { kind: 'POINTS_FIXED', ...points, amountMinor: '12345' },
  { kind: 'POINTS_MULTIPLIER', ...points, multiplierBps: 20_000, rounding: 'HALF_EVEN' },
  ...coupons,
];

it.each(benefits.map((benefit) => [JSON.stringify(benefit).slice(0, 120), benefit] as const))(
  'is itself again: %s',
  (_name, benefit) => {
    const definition = offerDefinitionSchema.parse(
      offerDefinition({
        description: { zh: '说明', en: 'More' },
        dates: [
          { of: 'BIRTHDAY', fact: null, attribute: null, daysBefore: 7, yearly: true },
          { of: 'FACT', fact: 'fee-bill', attribute: 'dueOn', daysBefore: -3, yearly: false },
        ],
        audience: {
          tiers: ['GOLD'],
          segments: ['families'],
          consents: ['MARKETING'],
          household: true,
        },
        condition: 'member.has("vehicle")',
        endsAt: '2027-01-01T00:00:00.000Z',
        benefits: [benefit],
        pointPrice: '0.0125',
        limits: [
          { phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '3' },
          { phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '123456' },
        ],
        stacking: { group: 'SPRING', exclusive: true, priority: 9 },
      }),
    );
    const scales = 'scale' in benefit ? new Map([[benefit.currency, benefit.scale]]) : SCALES;
    const sent = JSON.parse(JSON.stringify(definitionAsInput(definition)));
    expect(toDefinition(z.object(offerFields).parse(sent), scales)).toEqual(definition);
  },
);

it('leaves out what an offer does not say', () => {
  const definition = offerDefinitionSchema.parse(
    offerDefinition({ benefits: [{ kind: 'COUPON', count: 1, coupon: couponTemplate({}) }] }),
  );
  const sent = definitionAsInput(definition);
  expect(JSON.stringify(sent)).not.toContain('null');
});
