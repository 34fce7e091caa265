/** The inbox of the risk desk: list entries, alerts, and what lies around a firm. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const RiskListEntries = graphql(`
  query RiskListEntries($filter: ListEntryFilter, $first: Int!, $after: String) {
    listEntries(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          list
          state
          reasonCode
          note
          scope
          proposedAt
          reviewOn
          awaiting
          mayApprove
          firm {
            id
            name
            code
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

export const InboxCounts = graphql(`
  query RiskInboxCounts {
    proposed: listEntries(filter: { states: [PROPOSED, UNDER_REVIEW, APPEALED] }, first: 1) {
      totalCount
    }
    creditCases(first: 1) {
      totalCount
    }
    openCreditAlerts
    listOverrides(state: ASKED) {
      id
    }
    gradeOverrides(state: ASKED) {
      id
    }
    limitSettings(state: ASKED) {
      id
    }
  }
`);

export const RiskListEntry = graphql(`
  query RiskListEntry($id: ID!) {
    listEntry(id: $id) {
      id
      list
      state
      reasonCode
      note
      scope
      proposedAt
      effectiveOn
      reviewOn
      expiresOn
      overridable
      awaiting
      mayApprove
      proposedBy
      firm {
        id
        name
        code
        evidence {
          id
          name
          mediaType
          size
          company
          storedAt
          mayOpen
          path
        }
      }
      evidenceIds
      overrides {
        id
        subsidiary
        reason
        until
        state
        askedBy
      }
      appeals {
        id
        grounds
        filedAt
        deadline
        overdue
        decision
        decidedAt
      }
      affected {
        id
        kind
        subsidiary
        answerThen
        answerNow
        amount
        foundAt
      }
      steps {
        no
        act
        from
        to
        person
        note
        at
      }
    }
  }
`);

export const StartListingReview = graphql(
  `
    mutation RiskStartListingReview($input: StartListingReviewInput!) {
      startListingReview(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ApproveListing = graphql(
  `
    mutation RiskApproveListing($input: ApproveListingInput!) {
      approveListing(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RejectListing = graphql(
  `
    mutation RiskRejectListing($input: RejectListingInput!) {
      rejectListing(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const AppealListing = graphql(
  `
    mutation RiskAppealListing($input: AppealListingInput!) {
      appealListing(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DecideListing = graphql(
  `
    mutation RiskDecideListing($input: DecideListingInput!) {
      decideListing(input: $input) {
        __typename
        ... on DecidedListing {
          awaiting
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RiskAlerts = graphql(`
  query RiskAlerts($filter: CreditAlertFilter, $first: Int!, $after: String) {
    creditAlerts(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          kind
          severity
          code
          company
          why
          raisedAt
          acknowledgedAt
          firm {
            id
            name
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

export const AcknowledgeAlerts = graphql(
  `
    mutation RiskAcknowledgeAlerts($input: AcknowledgeAlertsInput!) {
      acknowledgeAlerts(input: $input) {
        __typename
        ... on AcknowledgedAlerts {
          acknowledged
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const FirmRelations = graphql(`
  query RiskFirmRelations($id: ID!, $depth: Int) {
    firm(id: $id) {
      id
      relations(depth: $depth) {
        cut
        parties {
          key
          kind
          label
          distance
          firm {
            id
            name
          }
        }
        relations {
          from
          to
          kind
          share
          amount
        }
      }
      ultimateOwners {
        share
        controls
        party {
          key
          kind
          label
          firm {
            id
            name
          }
        }
        chains {
          path {
            key
            kind
            label
            firm {
              id
              name
            }
          }
        }
      }
      guaranteeRings {
        parties {
          key
          kind
          label
          firm {
            id
            name
          }
        }
      }
      phoenixSuspects {
        reasons
        firm {
          id
          name
        }
      }
      relatedRisks {
        cause
        weight
        steps
        since
        source {
          id
          name
        }
      }
    }
  }
`);
