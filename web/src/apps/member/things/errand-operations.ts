/** What the pages of errands ask and order. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';

export const ErrandBasket = graphql(`
  fragment ErrandBasket on Basket {
    id
    boughtAt
    amount
    state
    store {
      name
    }
    lines {
      lineNo
      quantity
      product {
        name
      }
    }
  }
`);

export type Goods = ResultOf<typeof ErrandBasket>;

export const ErrandChoices = graphql(
  `
    query ErrandChoices($from: DateTime!) {
      me {
        id
        profile {
          address {
            ... on MemberProfileFact {
              value
            }
          }
        }
        baskets(last: 10) {
          ... on MemberBaskets {
            items {
              ...ErrandBasket
            }
          }
          ... on Withheld {
            reason
          }
        }
        errands(last: 30) {
          ... on MemberErrands {
            items {
              id
              state
              basket {
                id
              }
            }
          }
        }
        coupons(usable: true) {
          id
          usableNow
          terms {
            name {
              zh
              en
            }
            honouredBy
            kinds
          }
        }
        pointBalances {
          available
          currency {
            code
            name
            scale
            spendable
          }
        }
      }
      pointsTenders {
        currency
        pointsPerCny
        maxShareBps
      }
      errandWindows(first: 60, filter: { free: true, startsFrom: $from }) {
        edges {
          node {
            id
            depotCode
            startsAt
            endsAt
            fee
            free
          }
        }
      }
    }
  `,
  [ErrandBasket],
);

export const BookErrand = graphql(
  `
    mutation BookErrand($input: BookErrandInput!) {
      bookErrand(input: $input) {
        __typename
        ... on Errand {
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

export const MyErrand = graphql(
  `
    query MyErrand($id: ID!) {
      errand(id: $id) {
        id
        errandNo
        state
        stateAt
        bookedAt
        destination
        fee
        discount
        paid
        window {
          startsAt
          endsAt
        }
        basket {
          ...ErrandBasket
        }
        transaction {
          effects {
            status
            items {
              kind
              coupon {
                id
                terms {
                  name {
                    zh
                    en
                  }
                }
              }
            }
          }
        }
      }
    }
  `,
  [ErrandBasket],
);

export const CancelErrand = graphql(
  `
    mutation CancelErrand($input: CancelErrandInput!) {
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

type Answer = ResultOf<typeof ErrandChoices>;
type Window = NonNullable<Answer['errandWindows']['edges'][number]['node']>;

/**
 * The windows as a member sees them: a time and its fee, whichever depot runs it. Of several depots the one with most
 * places left is asked.
 */
export function timesOf(windows: readonly Window[]): readonly Window[] {
  const times = Map.groupBy(windows, ({ startsAt, endsAt, fee }) => `${startsAt} ${endsAt} ${fee}`);
  return [...times.values()].flatMap((same) => {
    const [best] = same.toSorted((one, other) => other.free - one.free);
    return best === undefined
      ? []
      : [{ ...best, free: same.reduce((sum, { free }) => sum + free, 0) }];
  });
}

const IS_OPEN = ['BOOKED', 'COLLECTED', 'DONE'];

/** What can still be brought: not all returned, and no errand of its own. */
export function goodsToBring(me: NonNullable<Answer['me']>): readonly Goods[] {
  const { baskets, errands } = me;
  const taken = new Set(
    errands !== null && errands !== undefined && 'items' in errands
      ? errands.items
          ?.filter(({ state }) => IS_OPEN.includes(state))
          .map(({ basket }) => basket?.id)
      : [],
  );
  const items =
    baskets !== null && baskets !== undefined && 'items' in baskets ? baskets.items : [];
  return (items ?? []).filter(({ id, state }) => state !== 'RETURNED' && !taken.has(id));
}
