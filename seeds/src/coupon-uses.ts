/**
 * Coupons that have been used, at another company than pays for them: what the funnel, the flows between the industries
 * and clearing have to show. Issued by hand under the programme's own offers, used by the way that counters go.
 */
import type { CouponService } from '@guildhall/coupon';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { FOUNDER, forEach, type Seeding, type Subsidiary, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';

type Basket = Parameters<CouponService['reserve']>[1]['basket'];

interface Use {
  readonly offer: string;
  readonly benefitNo: number;
  readonly at: Subsidiary;
  readonly kind: string;
  readonly line: {
    readonly itemCode: string;
    readonly category: string;
    readonly yuan: readonly [number, number];
  };
}

const USES: readonly Use[] = [
  {
    ...{ offer: 'PARCEL-TO-SHOP', benefitNo: 0, at: 'retail', kind: 'BASKET_BOUGHT' },
    line: { itemCode: 'RICE-5KG', category: '粮油', yuan: [70, 210] },
  },
  {
    ...{ offer: 'CAR-TO-HOME', benefitNo: 1, at: 'property', kind: 'PARKING_FEE_PAID' },
    line: { itemCode: 'PARKING-FEE', category: 'PARKING_FEE', yuan: [300, 300] },
  },
  {
    ...{ offer: 'FEE-TO-SERVICE', benefitNo: 0, at: 'auto', kind: 'SERVICE_DONE' },
    line: { itemCode: 'M-BASIC', category: 'MAINTENANCE', yuan: [380, 480] },
  },
];

/** Of so many coupons one stays in the wallet, one is held at a counter and the rest are used. */
const IN_TURN = 8;
/** As long as a counter may hold one, so that whoever looks still sees it held. */
const HELD_SECONDS = 3_600;

export async function seedCouponUses(
  { coupon }: Seeding,
  chance: Chance,
  members: readonly SeededMember[],
  offers: ReadonlyMap<string, string>,
): Promise<void> {
  const wishes = members.map(({ memberId }) => {
    const use = chance.pick(USES);
    return { memberId, use, yuan: chance.between(...use.line.yuan) };
  });
  await forEach(wishes, async ({ memberId, use, yuan }, index) => {
    const { offer, benefitNo, at, kind, line } = use;
    const idempotencyKey = `used-${index}`;
    const issued = await coupon.issueCoupon(FOUNDER, {
      ...{ idempotencyKey, memberId, benefitNo },
      offerId: offers.get(offer) ?? '',
    });
    // Whoever has had as many as the offer gives has enough.
    if (!issued.ok || index % IN_TURN === 0) return;
    const basket: Basket = {
      subsidiary: at,
      kind,
      lines: [
        {
          ...{ lineId: '1', itemCode: line.itemCode, category: line.category, quantity: '1' },
          amountMinor: BigInt(yuan) * 100n,
        },
      ],
    };
    const reserved = await coupon.reserve(systemOf(at), {
      ...{ idempotencyKey, memberId, basket, ttlSeconds: HELD_SECONDS },
      coupons: [issued.value.couponId],
    });
    if (!reserved.ok || index % IN_TURN === 1) return;
    const { reservationId } = reserved.value;
    valueOrThrow(
      await coupon.redeem(systemOf(at), {
        ...{ idempotencyKey, reservationId },
        orderRef: `${at}-${20_000 + index}`,
      }),
    );
  });
}
