/** The service behind the door: what other modules may ask, and what the module's own graph and operators may. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { type ClaimCoupon, claimCoupon } from './application/claim-coupon.ts';
import { foreseeCoupons } from './application/foresee-coupons.ts';
import { type CodesImported, type ImportCodes, importCodes } from './application/import-codes.ts';
import { type IssueCoupon, issueCoupon } from './application/issue-coupons.ts';
import { type BatchChanged, type CreateBatch, createBatch } from './application/manage-batches.ts';
import {
  type CreateOffer,
  createOffer,
  type MoveOffer,
  moveOffer,
  type OfferChanged,
  type ReviseOffer,
  reviseOffer,
} from './application/manage-offers.ts';
import { registerPartner, type SavePartner } from './application/manage-partners.ts';
import {
  type DefineSegment,
  defineSegment,
  type SetPointsTender,
  setPointsTender,
} from './application/manage-settings.ts';
import {
  offerOutlay,
  outstandingCoupons,
  redemptionsBetween,
  redemptionsById,
} from './application/read-books.ts';
import { readReservations } from './application/read-reservations.ts';
import { redeemReservation } from './application/redeem-reservation.ts';
import { releaseReservation } from './application/release-reservation.ts';
import { reserveCoupons } from './application/reserve-coupons.ts';
import { reverseRedemptionByHand } from './application/reverse-redemption.ts';
import { validateBasket } from './application/validate-basket.ts';
import type { CouponDoor } from './door.ts';

type Command<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;

export type CouponService = CouponDoor & {
  readonly createOffer: Command<CreateOffer, OfferChanged>;
  readonly reviseOffer: Command<ReviseOffer, OfferChanged>;
  readonly publishOffer: Command<MoveOffer, OfferChanged>;
  readonly pauseOffer: Command<MoveOffer, OfferChanged>;
  readonly resumeOffer: Command<MoveOffer, OfferChanged>;
  readonly endOffer: Command<MoveOffer, OfferChanged>;
  readonly defineSegment: Command<DefineSegment, { readonly segmentId: string }>;
  readonly setPointsTender: Command<SetPointsTender, { readonly currency: string }>;
  readonly createBatch: Command<CreateBatch, BatchChanged>;
  readonly importCodes: Command<ImportCodes, CodesImported>;
  readonly issueCoupon: Command<IssueCoupon, { readonly couponId: string }>;
  readonly claimCoupon: Command<ClaimCoupon, { readonly couponId: string }>;
  readonly registerPartner: Command<SavePartner, { readonly code: string }>;
};

export function createService(kit: ModuleKit): CouponService {
  return {
    validate: (caller, input) => validateBasket(kit, caller, input),
    foresee: (caller, input) => foreseeCoupons(kit, caller, input),
    reservations: (caller, input) => readReservations(kit, caller, input),
    reserve: (caller, input) => reserveCoupons(kit, caller, input),
    redeem: (caller, input) => redeemReservation(kit, caller, input),
    release: (caller, input) => releaseReservation(kit, caller, input),
    reverse: (caller, input) => reverseRedemptionByHand(kit, caller, input),
    redemptionsBetween: (caller, input) => redemptionsBetween(kit, caller, input),
    redemptionsById: (caller, input) => redemptionsById(kit, caller, input),
    offerOutlay: (caller, input) => offerOutlay(kit, caller, input),
    outstandingCoupons: (caller, input) => outstandingCoupons(kit, caller, input),
    createOffer: (caller, input) => createOffer(kit, caller, input),
    reviseOffer: (caller, input) => reviseOffer(kit, caller, input),
    publishOffer: (caller, input) => moveOffer(kit, caller, 'PUBLISH', input),
    pauseOffer: (caller, input) => moveOffer(kit, caller, 'PAUSE', input),
    resumeOffer: (caller, input) => moveOffer(kit, caller, 'RESUME', input),
    endOffer: (caller, input) => moveOffer(kit, caller, 'END', input),
    defineSegment: (caller, input) => defineSegment(kit, caller, input),
    setPointsTender: (caller, input) => setPointsTender(kit, caller, input),
    createBatch: (caller, input) => createBatch(kit, caller, input),
    importCodes: (caller, input) => importCodes(kit, caller, input),
    issueCoupon: (caller, input) => issueCoupon(kit, caller, input),
    claimCoupon: (caller, input) => claimCoupon(kit, caller, input),
    registerPartner: (caller, input) => registerPartner(kit, caller, input),
  };
}
