/** Cases: what people must decide, and the orders on them. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const RiskCases = graphql(`
  query RiskCases($filter: CreditCaseFilter, $first: Int!, $after: String) {
    creditCases(filter: $filter, first: $first, after: $after) {
      totalCount
      edges {
        node {
          id
          kind
          title
          state
          priority
          subsidiary
          dueAt
          overdue
          mine
          assignee
          openedAt
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

export const RiskCase = graphql(`
  query RiskCase($id: ID!) {
    creditCase(id: $id) {
      id
      kind
      title
      state
      priority
      subsidiary
      dueAt
      overdue
      mine
      assignee
      openedAt
      decidedAt
      decision
      firm {
        id
        name
        code
        evidence {
          id
          name
          mayOpen
          path
        }
      }
      screening {
        id
        answer
        amount
      }
      entry {
        id
        list
        state
      }
      steps {
        no
        act
        text
        person
        evidenceId
        to
        at
      }
    }
  }
`);

export const CaseOfficers = graphql(`
  query RiskCaseOfficers($id: ID!) {
    creditCase(id: $id) {
      id
      officers {
        person
        name
        approver
        obstacle
      }
    }
  }
`);

export const AssignCase = graphql(
  `
    mutation RiskAssignCase($input: AssignCaseInput!) {
      assignCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ReleaseCase = graphql(
  `
    mutation RiskReleaseCase($input: ReleaseCaseInput!) {
      releaseCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const EscalateCase = graphql(
  `
    mutation RiskEscalateCase($input: EscalateCaseInput!) {
      escalateCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CommentCase = graphql(
  `
    mutation RiskCommentCase($input: CommentCaseInput!) {
      commentCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DecideCase = graphql(
  `
    mutation RiskDecideCase($input: DecideCaseInput!) {
      decideCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ReopenCase = graphql(
  `
    mutation RiskReopenCase($input: ReopenCaseInput!) {
      reopenCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const AttachToCase = graphql(
  `
    mutation RiskAttachToCase($input: AttachToCaseInput!) {
      attachToCase(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
