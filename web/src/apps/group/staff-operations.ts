/** Staff: who there is, with which accounts and roles, and what an operator changes about them. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const Staff = graphql(`
  query DeskStaff($filter: StaffFilter, $first: Int!, $after: String) {
    staff(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          name
          since
          accounts {
            id
            login
            roles
            subsidiary
            disabled
            lastUsedAt
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

export const RegisterPerson = graphql(
  `
    mutation DeskRegisterPerson($input: RegisterPersonInput!) {
      registerPerson(input: $input) {
        __typename
        ... on RegisteredPerson {
          personId
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RegisterAccount = graphql(
  `
    mutation DeskRegisterAccount($input: RegisterAccountInput!) {
      registerAccount(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const DisableAccount = graphql(
  `
    mutation DeskDisableAccount($input: DisableAccountInput!) {
      disableAccount(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const SetAccountRoles = graphql(
  `
    mutation DeskSetAccountRoles($input: SetAccountRolesInput!) {
      setAccountRoles(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ResetPassword = graphql(
  `
    mutation DeskResetPassword($input: ResetPasswordInput!) {
      resetPassword(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const EnableAccount = graphql(
  `
    mutation DeskEnableAccount($input: EnableAccountInput!) {
      enableAccount(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
