/** Files of the risk desk: tables that are screened row by row, tables of survey facts that are taken over. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';

export const BulkScreenings = graphql(`
  query RiskBulkScreenings($first: Int!, $after: String) {
    bulkScreenings(first: $first, after: $after) {
      edges {
        node {
          id
          fileName
          company
          requestedAt
          state
          rowsTotal
          rowsDone
          counts {
            outcome
            rows
            listed
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

export const BulkScreeningJob = graphql(`
  query RiskBulkScreening($id: ID!) {
    bulkScreening(id: $id) {
      id
      fileName
      company
      requestedAt
      finishedAt
      state
      failure
      rowsTotal
      rowsDone
      resultPath
      counts {
        outcome
        rows
        listed
      }
    }
  }
`);

export const BulkScreeningRows = graphql(`
  query RiskBulkScreeningRows(
    $id: ID!
    $outcomes: [BulkScreeningOutcome!]
    $listedOnly: Boolean
    $first: Int!
    $after: String
  ) {
    bulkScreening(id: $id) {
      id
      rows(outcomes: $outcomes, listedOnly: $listedOnly, first: $first, after: $after) {
        edges {
          node {
            line
            askedCode
            askedName
            outcome
            matched
            grade
            lists
            reasons
            firm {
              id
              name
              code
            }
            candidates {
              name
              band
              score
              cleared
              firm {
                id
                name
                code
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
  }
`);

export const StartBulkScreening = graphql(
  `
    mutation RiskStartBulkScreening($input: StartBulkScreeningInput!) {
      startBulkScreening(input: $input) {
        __typename
        ... on StartedBulkScreening {
          bulkScreening {
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

export const CancelBulkScreening = graphql(
  `
    mutation RiskCancelBulkScreening($input: CancelBulkScreeningInput!) {
      cancelBulkScreening(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ClearName = graphql(
  `
    mutation RiskClearName($input: ClearNameInput!) {
      clearName(input: $input) {
        __typename
        ... on DecidedClearance {
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

export const RevokeClearance = graphql(
  `
    mutation RiskRevokeClearance($input: RevokeNameClearanceInput!) {
      revokeNameClearance(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const Clearances = graphql(`
  query RiskClearances($first: Int!, $after: String) {
    nameClearances(binding: true, first: $first, after: $after) {
      edges {
        node {
          id
          name
          reason
          decidedBy
          decidedAt
          expiresOn
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

export const PreviewImport = graphql(
  `
    mutation RiskPreviewImport($input: PreviewSurveyImportInput!) {
      previewSurveyImport(input: $input) {
        __typename
        ... on ImportPreview {
          encoding
          rowsTotal
          columns
          suggestedMapping
          rows {
            line
            uscc
            name
            facts
            faults
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

const RunParts = graphql(`
  fragment RunParts on SurveyImport {
    id
    fileName
    company
    dryRun
    state
    rowsTotal
    rowsDone
    added
    known
    faulty
    failure
    startedAt
    finishedAt
  }
`);

export const SurveyImports = graphql(
  `
    query RiskSurveyImports($first: Int!, $after: String) {
      surveyImports(first: $first, after: $after) {
        edges {
          node {
            ...RunParts
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [RunParts],
);

export const SurveyImportRun = graphql(
  `
    query RiskSurveyImport($id: ID!, $after: String) {
      surveyImport(id: $id) {
        ...RunParts
        faultsPath
        faults(first: 20, after: $after) {
          edges {
            node {
              line
              code
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
  `,
  [RunParts],
);

export const StartImport = graphql(
  `
    mutation RiskStartImport($input: StartSurveyImportInput!) {
      startSurveyImport(input: $input) {
        __typename
        ... on StartedImport {
          created
          import {
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

export const CancelImport = graphql(
  `
    mutation RiskCancelImport($input: CancelSurveyImportInput!) {
      cancelSurveyImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ResumeImport = graphql(
  `
    mutation RiskResumeImport($input: ResumeSurveyImportInput!) {
      resumeSurveyImport(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
