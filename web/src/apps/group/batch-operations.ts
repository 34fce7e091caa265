/** Batches of coupon codes: what there is, how far one has come, and what is ordered about them. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

const BatchParts = graphql(`
  fragment BatchParts on CouponBatch @_unmask {
    id
    code
    origin
    state
    size
    made
    progressBps
    secondsLeft
    claimed
    used
    createdAt
    readyAt
    validFrom
    expiresAt
    exportPath
    offer {
      id
      code
      name {
        zh
        en
      }
    }
    terms {
      kind
      name {
        zh
        en
      }
      amount
      shareBps
      minimum
      honouredBy
    }
  }
`);

export const Batches = graphql(
  `
    query DeskBatches($filter: CouponBatchFilter, $first: Int!, $after: String) {
      couponBatches(filter: $filter, first: $first, after: $after) {
        edges {
          node {
            ...BatchParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [BatchParts],
);

export const Batch = graphql(
  `
    query DeskBatch($id: ID!) {
      couponBatch(id: $id) {
        ...BatchParts
      }
    }
  `,
  [BatchParts],
);

export const BatchCodes = graphql(`
  query DeskBatchCodes($id: ID!, $first: Int!, $after: String) {
    couponBatchCodes(id: $id, first: $first, after: $after) {
      edges {
        node {
          couponId
          code
          claimed
          used
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** Offers whose coupons can be handed out as codes. */
export const OffersForCodes = graphql(`
  query DeskOffersForCodes {
    offers(first: 100, filter: { states: [LIVE, SCHEDULED, PAUSED] }) {
      edges {
        node {
          id
          code
          name {
            zh
            en
          }
          benefits {
            coupon {
              name {
                zh
                en
              }
            }
          }
        }
      }
    }
  }
`);

export const CreateBatch = graphql(
  `
    mutation DeskCreateBatch($input: CreateCouponBatchInput!) {
      createCouponBatch(input: $input) {
        __typename
        ... on CouponBatch {
          id
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const PauseBatch = graphql(
  `
    mutation DeskPauseBatch($input: PauseCouponBatchInput!) {
      pauseCouponBatch(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ResumeBatch = graphql(
  `
    mutation DeskResumeBatch($input: ResumeCouponBatchInput!) {
      resumeCouponBatch(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CloseBatch = graphql(
  `
    mutation DeskCloseBatch($input: CloseCouponBatchInput!) {
      closeCouponBatch(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ImportCodes = graphql(
  `
    mutation DeskImportCodes($input: ImportCouponCodesInput!) {
      importCouponCodes(input: $input) {
        __typename
        ... on CouponCodesImported {
          imported
          known
          malformed
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
