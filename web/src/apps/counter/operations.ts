/** What the counter asks and orders. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';

export const CustomerParts = graphql(`
  fragment CustomerParts on Member {
    id
    memberNo
    status
    profile {
      name {
        ... on MemberProfileFact {
          value
        }
      }
    }
    pointBalances {
      available
      currency {
        code
        name
        scale
        spendable
      }
    }
    tiers {
      tier {
        name
      }
    }
    coupons(usable: true) {
      id
      usableNow
      expiresAt
      usesLeft
      usesTotal
      valueLeft
      terms {
        kind
        name {
          zh
          en
        }
        kinds
        honouredBy
      }
    }
  }
`);

export type Customer = ResultOf<typeof CustomerParts>;

export const CustomerByNumber = graphql(
  `
    query CustomerByNumber($id: ID, $phone: Phone, $memberNo: String) {
      member(id: $id, phone: $phone, memberNo: $memberNo) {
        ...CustomerParts
      }
      pointsTenders {
        currency
        pointsPerCny
        maxShareBps
      }
    }
  `,
  [CustomerParts],
);

export const Presented = graphql(`
  query Presented($text: String!) {
    presentedCode(text: $text) {
      how
      refusalCode
      message
      coupon {
        id
      }
      member {
        id
      }
    }
  }
`);

export const Quote = graphql(`
  query Quote($input: ValidateBasketInput!) {
    validateBasket(input: $input) {
      discount
      pointsValue
      payable
      applicable {
        discount
        coupon {
          id
        }
      }
      refused {
        named
        code
        message
        coupon {
          id
        }
      }
    }
  }
`);

export const Reserve = graphql(
  `
    mutation Reserve($input: ReserveCouponsInput!) {
      reserveCoupons(input: $input) {
        __typename
        ... on CouponReservation {
          id
          discount
          pointsValue
          payable
          expiresAt
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const Release = graphql(
  `
    mutation Release($input: ReleaseReservationInput!) {
      releaseReservation(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const Redeem = graphql(
  `
    mutation Redeem($input: RedeemReservationInput!) {
      redeemReservation(input: $input) {
        __typename
        ... on CouponRedemption {
          id
          orderRef
          discount
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const Reverse = graphql(
  `
    mutation Reverse($input: ReverseRedemptionInput!) {
      reverseRedemption(input: $input) {
        __typename
        ... on CouponRedemptionReversed {
          redemptionId
          reversed
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RedemptionParts = graphql(`
  fragment RedemptionParts on CouponRedemption {
    id
    orderRef
    subsidiary
    storeCode
    occurredAt
    discount
    reversed
    reversedWholly
    member {
      memberNo
    }
    lines {
      lineId
      amount
      discount
      returned
      reversed
      coupon {
        id
        terms {
          name {
            zh
            en
          }
        }
      }
    }
  }
`);

export type Redemption = ResultOf<typeof RedemptionParts>;

export const Redemptions = graphql(
  `
    query Redemptions($filter: CouponRedemptionFilter, $after: String) {
      couponRedemptions(filter: $filter, first: 30, after: $after) {
        edges {
          node {
            ...RedemptionParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RedemptionParts],
);

export const OneRedemption = graphql(
  `
    query OneRedemption($id: ID!) {
      couponRedemption(id: $id) {
        ...RedemptionParts
      }
    }
  `,
  [RedemptionParts],
);
