/** What the risk desk asks about firms, and what it orders. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const SearchFirms = graphql(`
  query RiskSearchFirms($text: String!, $limit: Int!) {
    searchFirms(text: $text, limit: $limit) {
      score
      band
      matchedName
      firm {
        id
        name
        code
        assessment {
          grade
          score
        }
        exposure {
          limit
          available
          blocked
        }
        listEntries(binding: true) {
          id
          list
        }
      }
    }
  }
`);

export const LatestKnown = graphql(`
  query RiskLatestFirms($first: Int!, $after: String) {
    firms(first: $first, after: $after) {
      edges {
        node {
          id
          name
          code
          assessment {
            grade
            score
          }
          exposure {
            limit
            available
            blocked
          }
          listEntries(binding: true) {
            id
            list
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

export const RiskFirm = graphql(`
  query RiskFirm($id: ID!) {
    firm(id: $id) {
      id
      name
      code
      codeKind
      divisionCode
      registeredAt
      names {
        kind
        name
      }
      assessment {
        id
        score
        grade
        limit
        currency
        probabilityOfDefault
        policy
        cause
        assessedAt
        reasons
        missing
        contributions {
          characteristic
          value
          points
        }
      }
      exposure {
        limit
        used
        reserved
        available
        currency
        shared {
          firms
          limit
          available
          binding
        }
        blocked
        blocks {
          code
          detail
          companies
          liftedFor
          entry {
            id
          }
        }
      }
      watch {
        kinds
      }
      alertReaders {
        company
        why
        kinds
      }
      listEntries {
        id
        list
        state
        reasonCode
        note
        scope
        proposedAt
        effectiveOn
        reviewOn
        overridable
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
      profile {
        facets {
          facet
          completeness
          facts {
            stale
            decidedByPerson
            fact {
              id
              type
              item
              value
              source
              subsidiary
              observedAt
              validUntil
              confidence
              disputes {
                open
                answerBy
                overdue
                grounds
              }
            }
            conflicts {
              id
              value
              source
              subsidiary
              observedAt
              confidence
              disputes {
                open
              }
            }
          }
        }
      }
    }
  }
`);

export const FirmTimeline = graphql(`
  query RiskFirmTimeline($id: ID!, $after: String) {
    firm(id: $id) {
      id
      history(first: 40, after: $after) {
        edges {
          node {
            at
            kind
            company
            note
            who
            fact {
              id
              type
              item
              value
            }
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

export const RegisterFirm = graphql(
  `
    mutation RiskRegisterFirm($input: RegisterFirmInput!) {
      registerFirm(input: $input) {
        __typename
        ... on RegisteredFirm {
          firm {
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

export const ChooseFact = graphql(
  `
    mutation RiskChooseFact($input: ChooseFactInput!) {
      chooseFact(input: $input) {
        __typename
        ... on ChangedFirm {
          firm {
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

export const AssessFirm = graphql(
  `
    mutation RiskAssessFirm($input: AssessFirmInput!) {
      assessFirm(input: $input) {
        __typename
        ... on ChangedFirm {
          firm {
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

export const RecordSurvey = graphql(
  `
    mutation RiskRecordSurvey($input: RecordSurveyInput!) {
      recordSurvey(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const StoreEvidence = graphql(
  `
    mutation RiskStoreEvidence($input: StoreEvidenceInput!) {
      storeEvidence(input: $input) {
        __typename
        ... on StoredEvidence {
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

export const ProposeListing = graphql(
  `
    mutation RiskProposeListing($input: ProposeListingInput!) {
      proposeListing(input: $input) {
        __typename
        ... on SteppedListing {
          entry {
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
