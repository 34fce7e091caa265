/** The family wallet: what it asks and orders. */
import { RefusalParts } from '../../../graphql/commands.ts';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';

export const MyFamily = graphql(`
  query MyFamily {
    me {
      id
      households {
        id
        name
        balance {
          available
        }
        members {
          memberId
          contributionBps
          joinedAt
          perMonth
          spending
          member {
            id
            memberNo
          }
        }
        invitations {
          id
          code
          expiresAt
          spending
          perMonth
        }
      }
      homeHousehold {
        id
        members {
          relation
          since
          member {
            id
            memberNo
          }
        }
      }
    }
  }
`);

export type Me = NonNullable<ResultOf<typeof MyFamily>['me']>;
export type Household = NonNullable<Me['households']>[number];
export type Placed = Household['members'][number];
export type Invitation = Household['invitations'][number];

export const OneInvitation = graphql(`
  query OneInvitation($code: String!) {
    householdInvitation(code: $code) {
      householdName
      spending
      perMonth
      expiresAt
      state
    }
  }
`);

export const CreatePointHousehold = graphql(
  `
    mutation CreatePointHousehold($input: CreatePointHouseholdInput!) {
      createPointHousehold(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const InviteToHousehold = graphql(
  `
    mutation InviteToHousehold($input: InviteToHouseholdInput!) {
      inviteToHousehold(input: $input) {
        __typename
        ... on HouseholdInvitation {
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

export const WithdrawInvitation = graphql(
  `
    mutation WithdrawInvitation($input: WithdrawHouseholdInvitationInput!) {
      withdrawHouseholdInvitation(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const AcceptInvitation = graphql(
  `
    mutation AcceptInvitation($input: AcceptHouseholdInvitationInput!) {
      acceptHouseholdInvitation(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const SetHouseholdMember = graphql(
  `
    mutation SetHouseholdMember($input: SetHouseholdMemberInput!) {
      setHouseholdMember(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DrawHouseholdPoints = graphql(
  `
    mutation DrawHouseholdPoints($input: DrawHouseholdPointsInput!) {
      drawHouseholdPoints(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const LeaveHousehold = graphql(
  `
    mutation LeaveHousehold($input: LeaveHouseholdInput!) {
      leaveHousehold(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
