/** What the desk asks about members. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const DeskMembers = graphql(`
  query DeskMembers($filter: MemberFilter, $first: Int!, $after: String) {
    members(filter: $filter, first: $first, after: $after) {
      edges {
        node {
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
          }
          points {
            available
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

const ProfileFactParts = graphql(`
  fragment ProfileFactParts on MemberProfileFactOrWithheld {
    __typename
    ... on MemberProfileFact {
      value
      source
      observedAt
      agreeing
      conflicts {
        value
        source
        observedAt
      }
    }
  }
`);

export const DeskMember = graphql(
  `
    query DeskMember($id: ID!) {
      member(id: $id) {
        id
        memberNo
        status
        enrolledAt
        enrolledBy
        lastSeenAt
        survivor {
          id
          memberNo
        }
        profile {
          name {
            ...ProfileFactParts
          }
          gender {
            ...ProfileFactParts
          }
          birthday {
            ...ProfileFactParts
          }
          address {
            ...ProfileFactParts
          }
        }
        identities {
          __typename
          ... on MemberIdentity {
            id
            type
            value
            issuer
            source
            verified
            firstSeenAt
            lastSeenAt
          }
        }
        sourceRecords {
          __typename
          ... on MemberSourceRecord {
            id
            source
            name
            gender
            birthday
            address
            observedAt
            receivedAt
          }
        }
        consents {
          purpose
          channel
          subsidiary
          state
          since
          wordingVersion
        }
        merges {
          id
          state
          reason
          mergedAt
          unmergedAt
          from {
            id
            memberNo
          }
          into {
            id
            memberNo
          }
        }
        points {
          available
          pending
          held
          debt
          nextExpiry
          nextExpiryAt
        }
        tiers {
          programme
          tier {
            name
          }
          nextTier {
            name
          }
          qualifying
          missing
        }
        coupons(usable: false) {
          id
          state
          expiresAt
          terms {
            name {
              zh
              en
            }
          }
        }
      }
    }
  `,
  [ProfileFactParts],
);

export const DeskMemberTimeline = graphql(`
  query DeskMemberTimeline($id: ID!, $first: Int!, $after: String, $filter: MemberTimelineFilter) {
    member(id: $id) {
      id
      timeline(first: $first, after: $after, filter: $filter) {
        edges {
          node {
            id
            at
            by
            kind
            detail
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const DeskMemberActivity = graphql(`
  query DeskMemberActivity($id: ID!) {
    member(id: $id) {
      id
      pointStatement(first: 20) {
        edges {
          node {
            id
            kind
            availableChange
            balance {
              available
            }
            postedAt
          }
        }
      }
      transactions(first: 20) {
        __typename
        ... on TransactionConnection {
          edges {
            node {
              id
              kind
              amount
              subsidiary
              occurredAt
              storeCode
              effects {
                status
                items {
                  kind
                  amount
                  currency
                }
              }
            }
          }
        }
      }
      accessLog(first: 20) {
        edges {
          node {
            id
            at
            viewer
            viewerKind
            viewerSubsidiary
            factsOf
            answer
          }
        }
      }
    }
  }
`);

export const SuspendMember = graphql(
  `
    mutation SuspendMember($input: SuspendMemberInput!) {
      suspendMember(input: $input) {
        __typename
        ... on MemberStatusChanged {
          member {
            id
            status
          }
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ReinstateMember = graphql(
  `
    mutation ReinstateMember($input: ReinstateMemberInput!) {
      reinstateMember(input: $input) {
        __typename
        ... on MemberStatusChanged {
          member {
            id
            status
          }
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
