/** From a coupon to what its offer's version says of it. Versions are loaded before a transaction opens. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { CouponTemplate } from '../domain/offers/coupon-template.ts';
import type { CouponRow } from '../storage/coupons.ts';
import { type Catalogue, catalogueOf, versionKey } from './catalogue.ts';

export type Versions = Awaited<ReturnType<Catalogue['versions']>>;

/** Why a coupon was revoked when what it came of was undone. */
export const GRANT_UNDONE = 'grant-undone';

export function versionsOfCoupons(
  kit: Pick<ModuleKit, 'db'>,
  coupons: readonly Pick<CouponRow, 'offerId' | 'offerVersion'>[],
): Promise<Versions> {
  return catalogueOf(kit).versions(
    coupons.map(({ offerId, offerVersion }) => ({ offerId, version: offerVersion })),
  );
}

export function templateOf(
  { offerId, offerVersion, benefitNo }: Pick<CouponRow, 'offerId' | 'offerVersion' | 'benefitNo'>,
  versions: Versions,
): CouponTemplate {
  const offer = versions.get(versionKey({ offerId, version: offerVersion }));
  const benefit = offer?.definition.benefits[benefitNo];
  if (benefit?.kind !== 'COUPON')
    throw new Error(`No coupon ${benefitNo} in version ${offerVersion} of ${offerId}`);
  return benefit.coupon;
}
