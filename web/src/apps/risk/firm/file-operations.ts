/** The deeper parts of a firm's file: statements, litigation, what is open, what changed between two days, evidence. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';

export const FirmStatements = graphql(`
  query RiskFirmStatements($id: ID!) {
    firm(id: $id) {
      id
      statements {
        period
        currency
        audited
        lines {
          caption
          chinese
          sheet
          amount
        }
        ratios {
          code
          group
          unit
          value
          definition
        }
        findings {
          code
          severity
          captions
          expected
          found
        }
        standing {
          stale
          fact {
            id
            subsidiary
            observedAt
          }
        }
      }
    }
  }
`);

export const FirmLitigation = graphql(`
  query RiskFirmLitigation($id: ID!) {
    firm(id: $id) {
      id
      litigation {
        severity
        cases {
          caseNo
          cause
          court
          role
          stage
          outcome
          amount
          filedOn
          severity
        }
        enforcements {
          caseNo
          court
          amount
          openedOn
          closedOn
          open
          severity
        }
        courtListings {
          kind
          item
          court
          ground
          publishedOn
          endsOn
          endBasis
          inForce
        }
      }
    }
  }
`);

export const FirmDeals = graphql(`
  query RiskFirmDeals($id: ID!) {
    firm(id: $id) {
      id
      exposure {
        limit
        used
        reserved
        available
      }
      utilisation {
        subsidiary
        used
        reserved
      }
      connectedGroup {
        id
        limit
        used
        reserved
        available
        setByHand
        members {
          limit
          used
          reserved
          firm {
            id
            name
          }
        }
      }
      reservations {
        id
        reference
        subsidiary
        state
        reserved
        used
        createdAt
        expiresAt
        useStoppedBy {
          code
          detail
          entry {
            id
          }
        }
      }
      defaultImpact {
        lost
        steps {
          step
          open
          call
          falls
          firm {
            id
            name
          }
          guarantees {
            id
            name
          }
        }
      }
      outcomes(first: 20) {
        edges {
          node {
            id
            externalId
            subsidiary
            result
            amount
            daysLate
            occurredOn
            voidedAt
          }
        }
      }
      evidence {
        id
        name
        company
        size
        storedAt
        mayOpen
        path
      }
    }
  }
`);

export const FirmChanges = graphql(`
  query RiskFirmChanges($id: ID!, $from: ProfileViewInput!, $to: ProfileViewInput) {
    firm(id: $id) {
      id
      profileChanges(from: $from, to: $to) {
        completeness {
          facet
          before
          after
        }
        changes {
          facet
          type
          item
          kind
          before {
            fact {
              id
              value
              subsidiary
              source
            }
          }
          after {
            fact {
              id
              value
              subsidiary
              source
            }
          }
        }
      }
    }
  }
`);

export const DisputeFact = graphql(
  `
    mutation RiskDisputeFact($input: DisputeFactInput!) {
      disputeFact(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RetractFact = graphql(
  `
    mutation RiskRetractFact($input: RetractFactInput!) {
      retractFact(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
