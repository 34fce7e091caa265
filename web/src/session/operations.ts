/** Signing in. */
import { RefusalParts } from '../graphql/commands.ts';
import { graphql } from '../graphql/graphql.ts';

export const RequestLoginCode = graphql(
  `
    mutation RequestLoginCode($input: RequestLoginCodeInput!) {
      requestLoginCode(input: $input) {
        __typename
        ... on LoginChallenge {
          challengeId
          expiresAt
          resendAfter
          code
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const LoginWithCode = graphql(
  `
    mutation LoginWithCode($input: LoginWithCodeInput!) {
      loginWithCode(input: $input) {
        __typename
        ... on MemberLogin {
          memberId
          created
          deviceToken
          tokens {
            accessToken
            accessExpiresAt
            refreshToken
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

export const LoginStaff = graphql(
  `
    mutation LoginStaff($input: LoginStaffInput!) {
      loginStaff(input: $input) {
        __typename
        ... on StaffLogin {
          personId
          accountId
          roles
          subsidiary
          tokens {
            accessToken
            accessExpiresAt
            refreshToken
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
