/** Doubtful pairs: two members who may be one person. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const DeskReviews = graphql(`
  query DeskReviews($filter: ReviewCaseFilter, $first: Int!, $after: String) {
    reviewCases(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          state
          reason
          evidence
          openedAt
          decidedAt
          weight
          probability
          mergeId
          weights {
            field
            level
            weight
          }
          members {
            id
            memberNo
            status
            enrolledAt
            enrolledBy
            lastSeenAt
            profile {
              name {
                __typename
                ... on MemberProfileFact {
                  value
                }
              }
              birthday {
                __typename
                ... on MemberProfileFact {
                  value
                }
              }
              address {
                __typename
                ... on MemberProfileFact {
                  value
                }
              }
            }
            identities {
              __typename
              ... on MemberIdentity {
                id
                type
                value
                source
              }
            }
            points {
              available
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const OpenReviewCount = graphql(`
  query DeskOpenReviewCount {
    reviewCases(filter: { state: OPEN }, first: 1) {
      totalCount
    }
  }
`);

export const ConfirmSamePerson = graphql(
  `
    mutation ConfirmSamePerson($input: ConfirmSamePersonInput!) {
      confirmSamePerson(input: $input) {
        __typename
        ... on ReviewCase {
          id
          state
          mergeId
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const KeepDistinct = graphql(
  `
    mutation KeepDistinct($input: KeepDistinctInput!) {
      keepDistinct(input: $input) {
        __typename
        ... on ReviewCase {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ReopenReview = graphql(
  `
    mutation ReopenReview($input: ReopenReviewInput!) {
      reopenReview(input: $input) {
        __typename
        ... on ReviewCase {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const UnmergeMembers = graphql(
  `
    mutation UnmergeMembers($input: UnmergeMembersInput!) {
      unmergeMembers(input: $input) {
        __typename
        ... on MembersUnmerged {
          mergeId
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
