/** Offers that several stories share. */
import type { CouponService } from '@guildhall/coupon';
import type { Doors } from '@guildhall/shared/module';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';

const FOUNDER: Principal = { kind: 'module', name: 'test' };

export interface Earning {
  readonly subsidiary: string;
  readonly kind: string;
  /** Whole points for one CNY, rounded down for the transaction. */
  readonly pointsPerCny: string;
  readonly condition?: string;
}

/** Publishes an offer that gives POINTs for a kind of transaction, paid by the company where it happens. */
export async function earningOffer(
  doors: Doors,
  { subsidiary, kind, pointsPerCny, condition = 'true' }: Earning,
): Promise<void> {
  const coupon = doors.get<CouponService>('coupon');
  const code = `${subsidiary}-${kind}`.toUpperCase().replaceAll('_', '-');
  const { offerId } = valueOrThrow(
    await coupon.createOffer(FOUNDER, {
      idempotencyKey: code,
      code,
      owner: subsidiary,
      definition: {
        name: { zh: '积分', en: 'Points' },
        description: null,
        triggers: [kind],
        subsidiaries: [subsidiary],
        audience: { tiers: [], segments: [], consents: [], household: false },
        condition,
        startsAt: '2020-01-01T00:00:00.000Z',
        endsAt: null,
        benefits: [
          {
            kind: 'POINTS_PER_CNY',
            currency: 'POINT',
            scale: 0,
            pointsPerCny,
            rounding: 'DOWN',
            roundPer: 'TRANSACTION',
            base: 'NET',
            categories: [],
            itemCodes: [],
            activeAfterDays: 0,
          },
        ],
        funding: [{ subsidiary, shareBps: 10_000 }],
        pointPrice: '0.01',
        limits: [],
        stacking: { group: null, exclusive: false, priority: 0 },
      },
    }),
  );
  valueOrThrow(await coupon.publishOffer(FOUNDER, { idempotencyKey: code, offerId }));
}
