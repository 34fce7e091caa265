/** What waits for a person: overrides of lists, grades and limits; firms alike; facts contested; and who looked at what. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql } from '../../../graphql/graphql.ts';

export const Overrides = graphql(`
  query RiskOverrides($state: OverrideState) {
    listOverrides(state: $state) {
      id
      subsidiary
      reason
      until
      state
      askedBy
      askedAt
      entry {
        id
        list
        reasonCode
        firm {
          id
          name
          code
        }
      }
    }
    gradeOverrides(state: $state) {
      id
      grade
      reason
      expiresAt
      state
      askedBy
      askedAt
      firm {
        id
        name
        code
        assessment {
          grade
        }
      }
    }
    limitSettings(state: $state) {
      id
      limit
      reason
      state
      askedBy
      askedAt
      firm {
        id
        name
        code
        exposure {
          limit
        }
      }
    }
  }
`);

export const AskListOverride = graphql(
  `
    mutation RiskAskListOverride($input: AskListOverrideInput!) {
      askListOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const DecideListOverride = graphql(
  `
    mutation RiskDecideListOverride($input: DecideListOverrideInput!) {
      decideListOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const EndListOverride = graphql(
  `
    mutation RiskEndListOverride($input: EndListOverrideInput!) {
      endListOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const AskGradeOverride = graphql(
  `
    mutation RiskAskGradeOverride($input: AskGradeOverrideInput!) {
      askGradeOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const DecideGradeOverride = graphql(
  `
    mutation RiskDecideGradeOverride($input: DecideGradeOverrideInput!) {
      decideGradeOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const EndGradeOverride = graphql(
  `
    mutation RiskEndGradeOverride($input: EndGradeOverrideInput!) {
      endGradeOverride(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const AskLimit = graphql(
  `
    mutation RiskAskLimit($input: AskLimitInput!) {
      askLimit(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
export const DecideLimit = graphql(
  `
    mutation RiskDecideLimit($input: DecideLimitInput!) {
      decideLimit(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const LookAlikes = graphql(`
  query RiskLookAlikes($open: Boolean, $first: Int!, $after: String) {
    lookAlikes(open: $open, first: $first, after: $after) {
      edges {
        node {
          id
          aName
          bName
          band
          score
          foundAt
          decision
          decidedAt
          decidedBy
          reason
          a {
            id
            name
            code
          }
          b {
            id
            name
            code
          }
          parts {
            part
            asked
            found
            relation
            contribution
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

export const DecideLookAlike = graphql(
  `
    mutation RiskDecideLookAlike($input: DecideLookAlikeInput!) {
      decideLookAlike(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const FactDisputes = graphql(`
  query RiskFactDisputes($open: Boolean, $first: Int!, $after: String) {
    factDisputes(open: $open, first: $first, after: $after) {
      edges {
        node {
          id
          grounds
          open
          overdue
          openedAt
          answerBy
          closedAt
          answer
          resolution
          firm {
            id
            name
            code
          }
          fact {
            id
            type
            item
            value
            source
            subsidiary
            observedAt
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

export const AnswerDispute = graphql(
  `
    mutation RiskAnswerDispute($input: AnswerDisputeInput!) {
      answerDispute(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const PersonalLooks = graphql(`
  query RiskPersonalLooks($first: Int!, $after: String) {
    personalLooks(first: $first, after: $after) {
      edges {
        node {
          factId
          factType
          account
          person
          company
          roles
          lookedAt
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

export const EvidenceOpenings = graphql(`
  query RiskEvidenceOpenings($first: Int!, $after: String) {
    evidenceOpenings(first: $first, after: $after) {
      edges {
        node {
          evidenceId
          evidenceName
          account
          person
          company
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
