/** What is ordered about single facts, about being told, and statements by hand. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';

export const FactEffect = graphql(`
  query RiskFactEffect($factId: ID!, $act: FactAct!) {
    factEffect(factId: $factId, act: $act) {
      before {
        answer
        because
        grade
        score
        limit
        available
      }
      after {
        answer
        because
        grade
        score
        limit
        available
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

export const WatchFirm = graphql(
  `
    mutation RiskWatchFirm($input: WatchFirmInput!) {
      watchFirm(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const UnwatchFirm = graphql(
  `
    mutation RiskUnwatchFirm($input: UnwatchFirmInput!) {
      unwatchFirm(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const StatementChart = graphql(`
  query RiskStatementChart {
    statementChart {
      caption
      sheet
    }
  }
`);

export const CheckStatement = graphql(`
  query RiskCheckStatement(
    $firmId: ID!
    $period: String!
    $unit: AmountUnit
    $lines: [StatementLineInput!]!
  ) {
    checkStatement(firmId: $firmId, period: $period, unit: $unit, lines: $lines) {
      findings {
        code
        severity
        captions
        expected
        found
      }
    }
  }
`);

export const RecordStatement = graphql(
  `
    mutation RiskRecordStatement($input: RecordStatementInput!) {
      recordStatement(input: $input) {
        __typename
        ... on RecordedStatement {
          findingCount
          fact {
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
