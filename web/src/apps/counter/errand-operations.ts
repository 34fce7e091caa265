/** What the couriers' list asks and orders. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';

export const ErrandRow = graphql(`
  fragment ErrandRow on Errand {
    id
    errandNo
    state
    stateAt
    destination
    pickupPlace
    fee
    discount
    paid
    window {
      id
      depotCode
      startsAt
      endsAt
    }
    basket {
      receiptNo
      lines {
        lineNo
        quantity
        product {
          name
        }
      }
    }
  }
`);

export type Errand = ResultOf<typeof ErrandRow>;

export const Errands = graphql(
  `
    query Errands($filter: ErrandFilter, $after: String) {
      errands(filter: $filter, first: 20, after: $after) {
        edges {
          node {
            ...ErrandRow
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ErrandRow],
);

export const CollectErrand = graphql(
  `
    mutation CollectErrand($input: CollectErrandInput!) {
      collectErrand(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CompleteErrand = graphql(
  `
    mutation CompleteErrand($input: CompleteErrandInput!) {
      completeErrand(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CallErrandOff = graphql(
  `
    mutation CallErrandOff($input: CancelErrandInput!) {
      cancelErrand(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RefundErrand = graphql(
  `
    mutation RefundErrand($input: RefundErrandInput!) {
      refundErrand(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ErrandWindows = graphql(`
  query ErrandWindows($from: DateTime!, $after: String) {
    errandWindows(first: 40, filter: { startsFrom: $from }, after: $after) {
      edges {
        node {
          id
          depotCode
          startsAt
          endsAt
          fee
          capacity
          free
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export type ErrandWindow = NonNullable<
  ResultOf<typeof ErrandWindows>['errandWindows']['edges'][number]['node']
>;

export const OpenErrandWindow = graphql(
  `
    mutation OpenErrandWindow($input: OpenErrandWindowInput!) {
      openErrandWindow(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ChangeErrandCapacity = graphql(
  `
    mutation ChangeErrandCapacity($input: ChangeErrandCapacityInput!) {
      changeErrandCapacity(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
