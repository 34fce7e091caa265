/** What the overview, data quality, imports and the audit trail ask. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const Overview = graphql(`
  query DeskOverview {
    pointsOutstanding {
      asOf
      available
      pending
      held
      debt
      accounts {
        kind
        subsidiary
        balance
      }
    }
    clearingPositions {
      company
      owes
      isOwed
      net
    }
    clearingBalances {
      debtor
      creditor
      amount
      lines
    }
    dataQuality {
      subsidiary
      members
      score
    }
    offers(first: 20, filter: { states: [LIVE] }) {
      edges {
        node {
          id
          code
          triggers
          name {
            zh
            en
          }
        }
      }
    }
  }
`);

export const OfferFunnel = graphql(`
  query DeskOfferFunnel($id: ID!) {
    offerNumbers(offerId: $id) {
      granted
      members
      issued
      reserved
      redeemed
      expired
      ended
      cost
      discount
    }
  }
`);

export const DataQuality = graphql(`
  query DeskDataQuality {
    dataQuality {
      subsidiary
      asOf
      members
      score
      completeness
      validity
      uniqueness
      timeliness
      fields {
        field
        present
        share
      }
      problems {
        problem
        members
      }
    }
  }
`);

export const QualityMembers = graphql(`
  query DeskQualityMembers($subsidiary: String!, $problem: String!, $after: String) {
    dataQualityMembers(subsidiary: $subsidiary, problem: $problem, after: $after, first: 20) {
      edges {
        node {
          id
          memberNo
          profile {
            name {
              __typename
              ... on MemberProfileFact {
                value
              }
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

export const CustomerImports = graphql(`
  query DeskCustomerImports($filter: CustomerImportFilter, $first: Int!, $after: String) {
    customerImports(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          fileName
          subsidiary
          state
          rowsDone
          rowsTotal
          created
          found
          faulty
          madeAt
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const DeskCustomerImport = graphql(`
  query DeskCustomerImport($id: ID!) {
    customerImport(id: $id) {
      id
      fileName
      subsidiary
      state
      format
      encoding
      bytes
      error
      rowsDone
      rowsTotal
      created
      found
      faulty
      madeAt
      columns
      lenient
      mapping {
        column
        field
      }
      faultCounts {
        code
        field
        count
      }
      preview(rows: 8) {
        lineNo
        values
        faults {
          code
          field
          message
        }
      }
    }
  }
`);

export const StartCustomerImport = graphql(
  `
    mutation DeskStartCustomerImport($input: StartCustomerImportInput!) {
      startCustomerImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CheckCustomerImport = graphql(
  `
    mutation DeskCheckCustomerImport($input: CheckCustomerImportInput!) {
      checkCustomerImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const MapCustomerImport = graphql(
  `
    mutation DeskMapCustomerImport($input: MapCustomerImportInput!) {
      mapCustomerImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const PauseCustomerImport = graphql(
  `
    mutation DeskPauseCustomerImport($input: PauseCustomerImportInput!) {
      pauseCustomerImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CancelCustomerImport = graphql(
  `
    mutation DeskCancelCustomerImport($input: CancelCustomerImportInput!) {
      cancelCustomerImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const AuditTrail = graphql(`
  query DeskAuditTrail($first: Int!, $after: String, $filter: TransactionFilter) {
    transactions(first: $first, after: $after, filter: $filter) {
      edges {
        node {
          id
          kind
          subsidiary
          externalId
          amount
          occurredAt
          recordedAt
          member {
            id
            memberNo
          }
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
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const HouseState = graphql(`
  query DeskHouseState {
    deadLetters {
      eventId
      module
      handler
      type
      attempts
      lastError
      failedAt
    }
  }
`);

export const ReplayDeadLetter = graphql(
  `
    mutation DeskReplayDeadLetter($input: ReplayDeadLetterInput!) {
      replayDeadLetter(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
