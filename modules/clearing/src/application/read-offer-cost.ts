/** What an offer costs, live and by payer: given, used, taken back, still out. Coupons at face value until they are used. */
import type { CouponDoor } from '@guildhall/coupon';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Decimal } from 'decimal.js';
import { add, Exact, roundHalfUp, type Shares } from '../domain/shares.ts';
import { couponsOfOffer, type PointsOfOffer, pointsOfOffer } from '../storage/offer-cost.ts';
import { ownCompany } from './access.ts';

const SELF: Principal = { kind: 'module', name: 'clearing' };

/** CNY fen, each rounded half up. */
export interface OfferCostOfCompany {
  readonly company: string;
  /** Points at their price, coupons at face value. */
  readonly grantedMinor: bigint;
  /** Really used, net of what was given back. */
  readonly redeemedMinor: bigint;
  /** Taken back: earns reversed, coupons revoked or given up. */
  readonly reversedMinor: bigint;
  readonly expiredMinor: bigint;
  /** Can still be used. */
  readonly outstandingMinor: bigint;
}

export interface OfferCost {
  readonly offerId: string;
  readonly companies: readonly OfferCostOfCompany[];
  readonly points: readonly PointsOfOffer[];
  readonly couponsIssued: number;
  readonly couponsOutstanding: number;
}

export async function readOfferCost(
  kit: ModuleKit,
  caller: Principal,
  { offerId }: { readonly offerId: string },
): Promise<Outcome<OfferCost>> {
  const own = ownCompany(caller);
  const db = kit.db.sql();
  const points = await pointsOfOffer(db, offerId);
  const used = await couponsOfOffer(db, offerId);
  const outlay = valueOrThrow(
    await kit.doors.get<CouponDoor>('coupon').offerOutlay(SELF, { offerId }),
  );
  const sums = {
    granted: new Map() as Shares,
    redeemed: new Map() as Shares,
    reversed: new Map() as Shares,
    expired: new Map() as Shares,
    outstanding: new Map() as Shares,
  };
  for (const row of points) {
    add(sums.granted, row.company, new Exact(row.grantedMinor));
    add(sums.redeemed, row.company, new Exact(row.redeemedMinor));
    add(sums.reversed, row.company, new Exact(row.reversedMinor));
    add(sums.expired, row.company, new Exact(row.expiredMinor));
    add(sums.outstanding, row.company, openOf(row));
  }
  for (const { company, redeemedMinor, reversedMinor } of used)
    add(sums.redeemed, company, new Exact(redeemedMinor).minus(reversedMinor));
  for (const { funding, coupons } of outlay) {
    const whole = funding.reduce((sum, { shareBps }) => sum + shareBps, 0);
    for (const { subsidiary, shareBps } of funding) {
      const part = (minor: bigint): Decimal =>
        new Exact(minor.toString()).times(shareBps).div(whole);
      add(sums.granted, subsidiary, part(coupons.issuedMinor));
      add(sums.reversed, subsidiary, part(coupons.withdrawnMinor));
      add(sums.expired, subsidiary, part(coupons.expiredMinor));
      add(sums.outstanding, subsidiary, part(coupons.outstandingMinor));
    }
  }
  const companies = new Set(Object.values(sums).flatMap((shares) => [...shares.keys()]));
  const of = (shares: Shares, company: string): bigint =>
    roundHalfUp(shares.get(company) ?? new Exact(0));
  return accept({
    offerId,
    companies: [...companies]
      .filter((company) => own === undefined || company === own)
      .sort()
      .map((company) => ({
        company,
        grantedMinor: of(sums.granted, company),
        redeemedMinor: of(sums.redeemed, company),
        reversedMinor: of(sums.reversed, company),
        expiredMinor: of(sums.expired, company),
        outstandingMinor: of(sums.outstanding, company),
      })),
    points: points.filter(({ company }) => own === undefined || company === own),
    couponsIssued: outlay.reduce((sum, { coupons }) => sum + coupons.issued, 0),
    couponsOutstanding: outlay.reduce((sum, { coupons }) => sum + coupons.outstanding, 0),
  });
}

const openOf = (row: PointsOfOffer): Decimal =>
  new Exact(row.grantedMinor)
    .minus(row.redeemedMinor)
    .minus(row.reversedMinor)
    .minus(row.expiredMinor);
