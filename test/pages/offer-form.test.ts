/** Revising an offer in the editor and changing nothing sends what the version says: no term is lost on the way. */
import { expect, it } from 'vitest';
import {
  formOf,
  type OfferForm,
  type OfferTerms,
  termsOf,
} from '../../web/src/apps/group/offer-form.ts';

const TERMS: OfferTerms = {
  name: { zh: '购车享减免', en: 'Buy a car' },
  description: { zh: '说明', en: 'More' },
  triggers: ['VEHICLE_SOLD'],
  dates: [
    { of: 'BIRTHDAY', daysBefore: 7, yearly: true },
    { of: 'FACT', fact: 'fee-bill', attribute: 'dueOn', daysBefore: 3, yearly: false },
  ],
  consents: ['MARKETING'],
  household: true,
  subsidiaries: ['auto'],
  tiers: ['GOLD'],
  segments: ['families'],
  condition: 'member.has("dwelling")',
  startsAt: '2026-01-01T00:00:00.000Z',
  endsAt: '2027-01-01T00:00:00.000Z',
  pointPrice: '0.0125',
  funding: [
    { subsidiary: 'auto', shareBps: 6_667 },
    { subsidiary: 'egret', shareBps: 3_333 },
  ],
  limits: [{ phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '1234.56' }],
  group: 'SPRING',
  exclusive: true,
  priority: 9,
  benefits: [
    { fixedPoints: { currency: 'MILES', amount: '12.5', activeAfterDays: 14 } },
    {
      pointsPerCny: {
        ...{ currency: 'POINT', rate: '0.5', base: 'GROSS', rounding: 'HALF_UP' },
        ...{ roundPer: 'LINE', categories: ['fresh'], itemCodes: ['A'], activeAfterDays: 0 },
      },
    },
    {
      multiplier: {
        ...{ currency: 'POINT', multiplierBps: 15_000, rounding: 'DOWN', activeAfterDays: 3 },
      },
    },
    {
      coupon: {
        ...{ kind: 'FEE_WAIVER', name: { zh: '减免', en: 'Waiver' }, count: 2, shareBps: 5_000 },
        ...{ ceiling: '200.00', minimum: '0.00', worth: '150.00', uses: 3, validDays: 45 },
        ...{ startsAfterDays: 2, honouredBy: ['property'], stores: ['LHY'], kinds: ['FEE_PAID'] },
        ...{ categories: ['PROPERTY_FEE'], itemCodes: ['B'], transferable: true, group: 'FEES' },
        ...{ exclusive: true, whenUsedUp: 'FORGIVE', condition: 'basket.amountMinor > 1' },
        instalments: { count: 12, everyMonths: 2, firstAfterMonths: 1 },
        bind: { asset: 'dwelling', from: 'MEMBER' },
      },
    },
    {
      coupon: {
        ...{ kind: 'AMOUNT_OFF', name: { zh: '立减', en: 'Off' }, count: 1, amount: '10.00' },
        ...{ minimum: '50.00', uses: 1, validUntil: '2026-12-31', startsAfterDays: 0 },
        ...{ honouredBy: ['retail'], stores: [], kinds: [], categories: [], itemCodes: [] },
        ...{ transferable: false, exclusive: false, whenUsedUp: 'DEBT' },
      },
    },
  ],
};

it('sends back what it was given', () => {
  const form = formOf('CAR', TERMS) as OfferForm;
  expect(termsOf(form, TERMS)).toEqual(TERMS);
});

it('takes a change of one thing, and an answer of the other kind ends the first', () => {
  const form = formOf('CAR', TERMS) as OfferForm;
  const [, , , waiver, off] = form.benefits;
  const changed = termsOf(
    {
      ...form,
      period: [form.period[0], null],
      benefits: [
        { ...waiver, kind: 'coupon', couponKind: 'GIFT', instalments: null },
        { ...off, kind: 'coupon', validUntil: null, validDays: 30 },
      ],
    },
    TERMS,
  );
  expect(changed.endsAt).toBeUndefined();
  const [gift, days] = changed.benefits;
  expect(gift?.coupon).toMatchObject({ kind: 'GIFT', ceiling: '200.00', stores: ['LHY'] });
  expect(gift?.coupon).not.toHaveProperty('shareBps');
  expect(gift?.coupon).not.toHaveProperty('instalments');
  expect(days?.coupon).toMatchObject({ validDays: 30 });
  expect(days?.coupon).not.toHaveProperty('validUntil');
});
