/** Enums of the coupon module's part of the graph. */
import { defineEnum } from '@guildhall/shared/graphql/index';

export const OfferStateEnum = defineEnum('OfferState', 'Where an offer is in its life.', {
  DRAFT: 'Being written; grants nothing.',
  SCHEDULED: 'Published; its time has not come.',
  LIVE: 'Grants.',
  PAUSED: 'Stopped for now: neither new grants nor new reservations of its coupons.',
  ENDED: 'Over; coupons it gave stay good until they expire.',
});

export const CouponStateEnum = defineEnum('CouponState', 'Where a coupon is in its life.', {
  ISSUED: 'Good to use, from its first day.',
  LOCKED: 'An instalment that has not vested yet.',
  RESERVED: 'Held by an open reservation.',
  PARTIALLY_REDEEMED: 'Some uses, or some of the stored value, are spent.',
  REDEEMED: 'Used up.',
  EXPIRED: 'Its last day has passed.',
  REVOKED: 'Taken back by the issuer.',
  RELINQUISHED: 'Given up by the member.',
});

export const CouponKindEnum = defineEnum('CouponKind', 'What a coupon gives.', {
  AMOUNT_OFF: 'An amount off the eligible lines.',
  PERCENT_OFF: 'A share off the eligible lines, with a ceiling where one is set.',
  FEE_WAIVER: 'A share of a fee that need not be paid.',
  FREE_SERVICE: 'One unit of one eligible service for free.',
  GIFT: 'One unit of one eligible product for free.',
  ERRAND: 'One delivery or errand for free.',
  STORED_VALUE: 'Money that is used up bit by bit.',
});

export const RoundingEnum = defineEnum('PointsRounding', 'How fractions of a point are rounded.', {
  DOWN: 'Towards zero.',
  HALF_UP: 'To the nearest; a half goes up.',
  HALF_EVEN: 'To the nearest; a half goes to the even neighbour.',
  UP: 'Away from zero.',
});

export const RoundPerEnum = defineEnum('PointsRoundedPer', 'What is rounded.', {
  TRANSACTION: 'The sum of the lines, once.',
  LINE: 'Each line by itself.',
});

export const PointsBaseEnum = defineEnum('PointsBase', 'What points are counted on.', {
  NET: 'The price less coupons and points.',
  GROSS: 'The price of the lines.',
});

export const LimitPhaseEnum = defineEnum('LimitPhase', 'When a limit counts.', {
  GRANT: 'When the offer gives something.',
  REDEEM: 'When a coupon of the offer is used.',
});

export const LimitScopeEnum = defineEnum('LimitScope', 'Whose use a limit counts.', {
  TOTAL: "Everybody's, for ever.",
  DAY: "Everybody's, per business day.",
  MEMBER: "One member's, for ever.",
  MEMBER_DAY: "One member's, per business day.",
  HOUSEHOLD: "One household's; a member without one counts alone.",
  STORE: "One store's, for ever.",
  STORE_DAY: "One store's, per business day.",
});

export const LimitMeasureEnum = defineEnum('LimitMeasure', 'What a limit counts.', {
  USES: 'Occasions.',
  MONEY: 'CNY of what it costs.',
});

export const BindFromEnum = defineEnum(
  'CouponBoundTo',
  'Where the thing a coupon is bound to comes from.',
  {
    MEMBER: 'Every such thing the member has: one coupon each.',
    TRANSACTION: 'The thing the transaction names.',
  },
);

export const WhenUsedUpEnum = defineEnum(
  'CouponUsedUpPolicy',
  'What becomes of a coupon that is used up when what it came of is undone.',
  { DEBT: 'The member owes what it gave.', FORGIVE: 'Nothing is owed.' },
);

export const ReservationStatusEnum = defineEnum(
  'CouponReservationStatus',
  'Where a reservation is in its life.',
  {
    OPEN: 'Holds its coupons and points.',
    REDEEMED: 'Made final.',
    RELEASED: 'Given back.',
    EXPIRED: 'Its time is over.',
  },
);

export const OutcomeEnum = defineEnum(
  'OfferOutcomeCode',
  'What an offer came to for an occasion: the first reason that applies.',
  {
    GRANTED: 'It gave something.',
    MEMBER_MISSING: 'The customer is not a member, or not one who may earn.',
    OFFER_NOT_LIVE: 'It was not live when it happened.',
    TRIGGER_DIFFERS: 'It is set off by other things.',
    TIER_NOT_REACHED: 'It is for other tiers.',
    HOUSEHOLD_MISSING: 'It is for members of a household.',
    CONSENT_NOT_GRANTED: 'It needs a consent the member has not given.',
    SEGMENT_DIFFERS: 'It is for a segment the member is not in.',
    FACTS_WITHHELD:
      "Facts it asks for exist, but may not be used here without the member's consent to share them.",
    CONDITION_NOT_MET: 'Its condition did not hold.',
    NOTHING_TO_GIVE:
      'It came to nothing: no points after rounding, or nothing to bind the coupon to.',
    OUTRANKED: 'Another offer that it cannot stand with was better for the customer.',
    LIMIT_REACHED: 'Its limit was used up.',
    KEPT: 'Part of the occasion came back; what is left still qualifies for all that it gave.',
    REDUCED: 'Part of the occasion came back; counted again on what is left it gave less.',
    TAKEN_BACK: 'The occasion came back, or so much that what is left no longer qualifies.',
  },
);

export const ClauseOperatorEnum = defineEnum('ClauseOperator', 'How a clause is put together.', {
  AND: 'All of its parts must hold.',
  OR: 'One of its parts must hold.',
  NOT: 'Its part must not hold.',
  CLAUSE: 'A single condition.',
});

export const DateOfEnum = defineEnum('OfferDateOf', "Which day in a member's life.", {
  BIRTHDAY: 'The birthday, each year.',
  ENROLMENT: 'The day of joining, each year.',
  FACT: 'A date that a company tells of a thing the member has: a bill due, a car bought.',
});
