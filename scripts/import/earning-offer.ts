/**
 * The offer under which taken-over sales earn. One rule, stated once: one point for each full yuan paid for a basket,
 * rounded down on the basket's sum; after a return a basket keeps the points that what is left of it earns.
 *
 * The points are of a currency of their own that never expires, so that sales of years ago do not arrive expired, and
 * a group can decide later what they are worth in its main currency.
 */
import type { CouponService } from '@guildhall/coupon';
import type { LedgerDoor } from '@guildhall/ledger';
import type { Doors } from '@guildhall/shared/module';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';

export const EARNING_OFFER = 'retail-history';
export const EARNING_CURRENCY = 'RETAIL_HISTORY';
/** Whole points for one yuan. */
export const POINTS_PER_YUAN = '1';

const SELF: Principal = { kind: 'module', name: 'import' };

/** Makes currency and offer when they are not there; the same call again changes nothing. */
export async function ensureEarningOffer(doors: Doors): Promise<void> {
  valueOrThrow(
    await doors.get<LedgerDoor>('ledger').defineCurrency(SELF, {
      idempotencyKey: EARNING_CURRENCY,
      code: EARNING_CURRENCY,
      name: { zh: '超市历史积分', en: 'Points of past shopping' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    }),
  );
  const coupon = doors.get<CouponService>('coupon');
  const { offerId } = valueOrThrow(
    await coupon.createOffer(SELF, {
      idempotencyKey: EARNING_OFFER,
      code: EARNING_OFFER,
      owner: 'retail',
      definition: {
        name: { zh: '历史消费积分', en: 'Points for past shopping' },
        description: null,
        triggers: ['BASKET_BOUGHT'],
        subsidiaries: ['retail'],
        audience: { tiers: [], segments: [], consents: [], household: false },
        condition: 'transaction.channel == "IMPORT"',
        startsAt: '2000-01-01T00:00:00.000Z',
        endsAt: null,
        benefits: [
          {
            kind: 'POINTS_PER_CNY',
            currency: EARNING_CURRENCY,
            scale: 0,
            pointsPerCny: POINTS_PER_YUAN,
            rounding: 'DOWN',
            roundPer: 'TRANSACTION',
            base: 'NET',
            categories: [],
            itemCodes: [],
            activeAfterDays: 0,
          },
        ],
        funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
        pointPrice: '0.01',
        limits: [],
        stacking: { group: null, exclusive: false, priority: 0 },
      },
    }),
  );
  valueOrThrow(await coupon.publishOffer(SELF, { idempotencyKey: EARNING_OFFER, offerId }));
}
