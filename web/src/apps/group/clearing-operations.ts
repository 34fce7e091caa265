/** Clearing: months, statements down to their lines, disputes, payments. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const Periods = graphql(`
  query DeskClearingPeriods {
    clearingPeriods {
      month
      state
      cutOffAt
      dueOn
      lines
      linesIssued
    }
    clearingPositions {
      company
      owes
      isOwed
      net
    }
  }
`);

export const Period = graphql(`
  query DeskClearingPeriod($month: String!) {
    clearingPeriod(month: $month) {
      month
      state
      cutOffAt
      dueOn
      lines
      linesIssued
      steps {
        state
        at
        byPerson
        note
      }
      totals {
        debtor
        creditor
        kind
        lines
        amount
      }
      statements {
        id
        company
        owes
        isOwed
        net
        lineCount
        dueOn
        issuedAt
      }
      payments {
        id
        no
        payer
        payee
        amount
        dueOn
        paidOn
        bankReference
      }
      reconciliations {
        id
        against
        company
        matched
        missingHere
        missingThere
        different
        madeAt
      }
      disputes {
        id
        company
        lineNo
        claimed
        granted
        state
        raisedAt
        notes {
          kind
          text
          at
          byPerson
          byClient
          fileName
          fileUrl
        }
      }
    }
    clearingPositions(period: $month) {
      company
      owes
      isOwed
      net
    }
  }
`);

export const Statements = graphql(`
  query DeskClearingStatement(
    $month: String!
    $company: String!
    $first: Int!
    $after: String
    $filter: ClearingStatementLineFilter
  ) {
    clearingStatements(month: $month, company: $company) {
      id
      month
      company
      owes
      isOwed
      net
      dueOn
      issuedAt
      hash
      previousHash
      lineCount
      final
      lines(first: $first, after: $after, filter: $filter) {
        edges {
          node {
            lineNo
            counterparty
            kind
            amount
            exact
            source
            obligationId
            occurredAt
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
    clearingPeriod(month: $month) {
      month
      state
    }
  }
`);

/** What a line of a statement came of: every obligation of the same happening, and the points or the coupon behind it. */
export const LineOrigin = graphql(`
  query DeskLineOrigin($source: String!) {
    obligations(first: 20, filter: { source: $source }) {
      edges {
        node {
          id
          debtor
          creditor
          kind
          amount
          period
          occurredAt
        }
      }
    }
  }
`);

export const PostingBehind = graphql(`
  query DeskPostingBehind($id: ID!) {
    pointPosting(id: $id) {
      line {
        id
        kind
        postedAt
      }
      entries {
        account
        amount
      }
      lots {
        lotId
        issuer
        freeChange
      }
    }
  }
`);

export const RedemptionBehind = graphql(`
  query DeskRedemptionBehind($id: ID!) {
    couponRedemption(id: $id) {
      id
      subsidiary
      orderRef
      storeCode
      occurredAt
      discount
      reversed
      member {
        id
        memberNo
      }
    }
  }
`);

export const Colleagues = graphql(`
  query DeskColleagues($ids: [String!]!) {
    colleagues(ids: $ids) {
      id
      name
    }
  }
`);

export const Journal = graphql(`
  query DeskClearingJournal($month: String!, $company: String!) {
    clearingJournal(month: $month, company: $company) {
      no
      text
      counterparty
      amount
      debit {
        code
        name
      }
      credit {
        code
        name
      }
    }
  }
`);

export const WithdrawDispute = graphql(
  `
    mutation DeskWithdrawDispute($input: WithdrawClearingDisputeInput!) {
      withdrawClearingDispute(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CutOffPeriod = graphql(
  `
    mutation DeskCutOffPeriod($input: CutOffClearingPeriodInput!) {
      cutOffClearingPeriod(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ReconcilePeriod = graphql(
  `
    mutation DeskReconcilePeriod($input: ReconcileClearingPeriodInput!) {
      reconcileClearingPeriod(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const IssueStatements = graphql(
  `
    mutation DeskIssueStatements($input: IssueClearingStatementsInput!) {
      issueClearingStatements(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ApprovePeriod = graphql(
  `
    mutation DeskApprovePeriod($input: ApproveClearingPeriodInput!) {
      approveClearingPeriod(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RecordPayment = graphql(
  `
    mutation DeskRecordPayment($input: RecordClearingPaymentInput!) {
      recordClearingPayment(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const WithdrawPayment = graphql(
  `
    mutation DeskWithdrawPayment($input: WithdrawClearingPaymentInput!) {
      withdrawClearingPayment(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RaiseDispute = graphql(
  `
    mutation DeskRaiseDispute($input: RaiseClearingDisputeInput!) {
      raiseClearingDispute(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DecideDispute = graphql(
  `
    mutation DeskDecideDispute($input: DecideClearingDisputeInput!) {
      decideClearingDispute(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
