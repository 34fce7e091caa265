/** Bills, what coupons and points would pay of them, and paying. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';

export const BillParts = graphql(`
  fragment BillParts on FeeBill {
    id
    billNo
    kind
    month
    dueOn
    overdue
    outstanding
    dwelling {
      id
      building
      unit
      room
      community {
        code
        name
      }
    }
    parkingSpace {
      code
    }
  }
`);

export type Bill = ResultOf<typeof BillParts>;

export const MyBills = graphql(
  `
    query MyBills {
      me {
        id
        openFeeBills {
          ... on MemberFeeBills {
            items {
              ...BillParts
            }
          }
          ... on Withheld {
            reason
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
    }
  `,
  [BillParts],
);

export const QuoteFees = graphql(`
  query QuoteFees($input: ValidateBasketInput!) {
    validateBasket(input: $input) {
      discount
      pointsValue
      payable
      applicable {
        discount
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
      refused {
        named
        code
        message
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
`);

export const PayFees = graphql(
  `
    mutation PayFees($input: PayFeesInput!) {
      payFees(input: $input) {
        __typename
        ... on FeePayment {
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

export interface BillGroup {
  readonly key: string;
  readonly kind: Bill['kind'];
  readonly dwelling: Bill['dwelling'];
  readonly bills: readonly Bill[];
}

/** One payment is for one dwelling and one kind of fee; the oldest months first. */
export function groupsOf(bills: readonly Bill[]): readonly BillGroup[] {
  const groups = Map.groupBy(bills, ({ dwelling, kind }) => `${dwelling?.id ?? ''}.${kind}`);
  return [...groups].map(([key, members]) => ({
    key,
    kind: members[0]?.kind ?? 'PROPERTY_FEE',
    dwelling: members[0]?.dwelling ?? null,
    bills: members.toSorted((one, other) => one.month.localeCompare(other.month)),
  }));
}

export function dwellingName(dwelling: Bill['dwelling']): string {
  if (dwelling === null) return '';
  const { community, building, unit, room } = dwelling;
  return `${community?.name ?? ''} ${[building, unit, room].filter(Boolean).join('-')}`;
}
