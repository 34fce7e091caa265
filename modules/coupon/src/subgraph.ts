/** The coupon module's part of the graph. */
import { createBuilder, finishSubgraph } from '@guildhall/shared/graphql/index';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import { addActs } from './graphql/acts.ts';
import { addBatches } from './graphql/batches.ts';
import { type CouponContext, couponContext } from './graphql/context.ts';
import { addMemberFields, couponType, memberStub } from './graphql/coupon-type.ts';
import { addExplain, clauseType, outcomeType } from './graphql/explain.ts';
import { addGifts } from './graphql/gifts.ts';
import { couponMessages } from './graphql/messages.ts';
import { couponTermsType, localTextType, offerType } from './graphql/offer-type.ts';
import { addOffers, addSettings } from './graphql/offers.ts';
import { addPartners } from './graphql/partners.ts';
import { addQr } from './graphql/qr.ts';
import { addReadings } from './graphql/readings.ts';
import { redemptionType } from './graphql/redemption-type.ts';
import { addRedemptions } from './graphql/redemptions.ts';
import { addSegments } from './graphql/segments.ts';
import { addSession } from './graphql/session.ts';
import { addSessionDecisions } from './graphql/session-decisions.ts';
import { addTenders } from './graphql/tenders.ts';
import type { CouponService } from './service.ts';

export function createSubgraph(service: CouponService, kit: ModuleKit): Subgraph {
  const builder = createBuilder<CouponContext>({ messages: couponMessages });
  const Member = memberStub(builder);
  const Text = localTextType(builder);
  const Terms = couponTermsType(builder, Text);
  const Offer = offerType(builder, Text, Terms);
  const Coupon = couponType(builder, Member, Offer, Terms);
  const Outcome = outcomeType(builder, Offer);
  addMemberFields(builder, Member, Coupon, Outcome);
  const Clause = clauseType(builder);
  addExplain(builder, kit, Outcome, Clause);
  addSessionDecisions(builder, kit, Coupon, Member, Clause);
  addActs(builder, kit, Coupon);
  addOffers(builder, kit, service, Offer);
  addSettings(builder, service);
  addSegments(builder, kit, service, { Text, Member });
  addTenders(builder, kit);
  const Redemption = redemptionType(builder, Coupon, Member);
  addSession(builder, kit, service, Coupon, Redemption);
  addRedemptions(builder, kit, Redemption);
  addReadings(builder, kit, Offer);
  addBatches(builder, kit, Offer, Terms, Coupon);
  addGifts(builder, kit, Coupon, Member);
  addQr(builder, kit, Coupon, Member);
  addPartners(builder, kit, Text);
  return finishSubgraph(builder, {
    name: 'coupon',
    context: (request) => couponContext(kit, request),
  });
}
