/** Asking before a deal, and the log that remembers. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const ScreeningParts = graphql(`
  fragment ScreeningParts on Screening {
    id
    answer
    amount
    currency
    kind
    subsidiary
    decidedAt
    grade
    score
    limit
    availableLimit
    probabilityOfDefault
    firm {
      id
      name
      code
    }
    reasons {
      code
      answer
      decisive
      detail
      entries {
        id
        list
        reasonCode
      }
    }
    requiredTerms {
      code
      bps
      days
    }
    facts {
      id
      type
      item
      subsidiary
      observedAt
      stale
    }
  }
`);

export const ScreenFirm = graphql(
  `
    mutation RiskScreenFirm($input: ScreenFirmInput!) {
      screenFirm(input: $input) {
        __typename
        ... on ScreenedFirm {
          screening {
            id
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

export const RiskScreening = graphql(
  `
    query RiskScreening($id: ID!) {
      screening(id: $id) {
        ...ScreeningParts
      }
    }
  `,
  [ScreeningParts],
);

export const FirmToScreen = graphql(`
  query RiskFirmToScreen($id: ID!) {
    firm(id: $id) {
      id
      name
      code
    }
  }
`);

export const ReplayScreening = graphql(`
  query RiskReplayScreening($id: ID!) {
    replayScreening(id: $id) {
      identical
      given
      replayed
    }
  }
`);

export const ScreeningReceipt = graphql(`
  query RiskScreeningReceipt($id: ID!) {
    screeningReceipt(id: $id)
  }
`);

export const CreditLogState = graphql(`
  query RiskCreditLog {
    creditLog {
      origin
      size
      checkpoint
      verifierKey
    }
  }
`);

export const PastScreenings = graphql(`
  query RiskScreenings($filter: ScreeningFilter, $first: Int!, $after: String) {
    screenings(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          answer
          amount
          kind
          subsidiary
          decidedAt
          grade
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
