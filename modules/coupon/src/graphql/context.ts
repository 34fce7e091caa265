/** Loaders of one operation: each asks once for everything on the page. */
import { listLoaderOf, loaderOf } from '@guildhall/shared/graphql/index';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import DataLoader from 'dataloader';
import { catalogueOf, versionKey } from '../application/catalogue.ts';
import { memberStates } from '../application/gather-facts.ts';
import { houseNames } from '../application/house-names.ts';
import { partnerOf } from '../application/manage-partners.ts';
import { offersForMember } from '../application/offers-for-member.ts';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import type { LiveOffer } from '../domain/granting/live-offer.ts';
import type { CouponTemplate } from '../domain/offers/coupon-template.ts';
import type { Names } from '../domain/plain-words/terms.ts';
import { type BatchNumbers, batchNumbers } from '../storage/batches.ts';
import { totalsUsed } from '../storage/counters.ts';
import { type CouponRow, couponsById, couponsOfMembers } from '../storage/coupons.ts';
import { type DebtRow, debtsOfMembers } from '../storage/debts.ts';
import { companiesOfGrants } from '../storage/decisions.ts';
import { type GiftRow, giftsOfMembers } from '../storage/gifts.ts';
import { type OfferRow, offersById, type VersionRef } from '../storage/offers.ts';
import { listPartners, type PartnerRow } from '../storage/partners.ts';
import { type RedemptionRow, redemptionsById } from '../storage/redemptions.ts';
import { type ReservationRow, reservationsById } from '../storage/reservations.ts';

type Used = Awaited<ReturnType<typeof totalsUsed>>[number];

export interface CouponContext extends RequestContext {
  readonly offers: DataLoader<string, OfferRow | null>;
  readonly versions: DataLoader<VersionRef, LiveOffer | null, string>;
  readonly coupons: DataLoader<string, CouponRow | null>;
  readonly couponsOfMember: DataLoader<string, CouponRow[]>;
  readonly usableCouponsOfMember: DataLoader<string, CouponRow[]>;
  readonly giftsOfMember: DataLoader<string, GiftRow[]>;
  readonly batchNumbers: DataLoader<string, BatchNumbers | null>;
  readonly termsOf: (row: CouponRow) => Promise<CouponTemplate>;
  /** The outside brand the caller belongs to, if any. */
  readonly partner: () => Promise<PartnerRow | undefined>;
  /** Outside brands by their codes. */
  readonly brands: () => Promise<ReadonlyMap<string, PartnerRow>>;
  /** What settings call what readings name. */
  readonly names: () => Promise<Names>;
  /** Purposes with a consent in force. */
  readonly consents: DataLoader<string, readonly string[]>;
  /** Companies at whose occasions coupons were granted, by coupon id. */
  readonly grantedAt: DataLoader<string, string | null>;
  readonly debtsOfMember: DataLoader<string, DebtRow[]>;
  readonly reservations: DataLoader<string, ReservationRow | null>;
  readonly redemptions: DataLoader<string, RedemptionRow | null>;
  /** The live offers as each member sees them. */
  readonly offersForMember: DataLoader<string, readonly OfferOutcome[]>;
  /** By the offer's UUID. */
  readonly usedOfOffer: DataLoader<string, Used[]>;
}

export function couponContext(
  kit: ModuleKit,
  request: RequestContext,
): Omit<CouponContext, keyof RequestContext> {
  const db = () => kit.db.sql();
  const couponsBy = (usableAt: Date | undefined) =>
    listLoaderOf(
      (ids: readonly string[]) => couponsOfMembers(db(), ids, usableAt),
      ({ memberId }) => memberId ?? '',
    );
  const versions = new DataLoader<VersionRef, LiveOffer | null, string>(
    async (refs) => {
      const found = await catalogueOf(kit).versions(refs);
      return refs.map((ref) => found.get(versionKey(ref)) ?? null);
    },
    { cacheKeyFn: versionKey },
  );
  let partner: Promise<PartnerRow | undefined> | undefined;
  let names: Promise<Names> | undefined;
  let brands: Promise<ReadonlyMap<string, PartnerRow>> | undefined;
  return {
    versions,
    giftsOfMember: listLoaderOf(
      (ids: readonly string[]) => giftsOfMembers(db(), ids),
      ({ fromMember }) => fromMember,
    ),
    batchNumbers: loaderOf(
      (ids: readonly string[]) => batchNumbers(db(), ids),
      ({ batchId }) => batchId,
    ),
    termsOf: async ({ offerId, offerVersion: version, benefitNo }) => {
      const benefit = (await versions.load({ offerId, version }))?.definition.benefits[benefitNo];
      if (benefit?.kind !== 'COUPON')
        throw new Error(`No coupon ${benefitNo} in ${offerId}/${version}`);
      return benefit.coupon;
    },
    partner: () => {
      partner ??= partnerOf(kit, request.caller);
      return partner;
    },
    brands: () => {
      brands ??= listPartners(db()).then(
        (rows) => new Map(rows.map((row) => [row.code, row] as const)),
      );
      return brands;
    },
    names: () => {
      names ??= houseNames(kit);
      return names;
    },
    consents: new DataLoader(async (ids) => {
      const states = await memberStates(kit, ids);
      return ids.map((id) => states.get(id)?.consents ?? []);
    }),
    grantedAt: new DataLoader(async (ids) => {
      const found = await companiesOfGrants(db(), ids);
      return ids.map((id) => found.get(id) ?? null);
    }),
    offers: loaderOf(
      (ids: readonly string[]) => offersById(db(), ids),
      ({ id }) => id,
    ),
    coupons: loaderOf(
      (ids: readonly string[]) => couponsById(db(), ids),
      ({ couponId }) => couponId,
    ),
    couponsOfMember: couponsBy(undefined),
    usableCouponsOfMember: couponsBy(request.now),
    debtsOfMember: listLoaderOf(
      (ids: readonly string[]) => debtsOfMembers(db(), ids),
      ({ memberId }) => memberId,
    ),
    reservations: loaderOf(
      (ids: readonly string[]) => reservationsById(db(), ids),
      ({ id }) => id,
    ),
    redemptions: loaderOf(
      (ids: readonly string[]) => redemptionsById(db(), ids),
      ({ id }) => id,
    ),
    offersForMember: new DataLoader((ids) =>
      Promise.all(ids.map((id) => offersForMember(kit, id, request.now))),
    ),
    usedOfOffer: listLoaderOf(
      (ids: readonly string[]) => totalsUsed(db(), ids),
      ({ offer }) => offer,
    ),
  };
}

export const uuidOfOffer = (id: string): string => toUuid('off', id);
