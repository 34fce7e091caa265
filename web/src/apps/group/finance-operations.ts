/** What finance asks of the programme: what is outstanding, what became revenue, who leaves, which brands take part. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const Currencies = graphql(`
  query DeskCurrencies {
    pointCurrencies {
      code
      name
    }
  }
`);

export const Liability = graphql(`
  query DeskLiability($currency: String!, $asOf: DateTime) {
    pointsLiability(currency: $currency, asOf: $asOf) {
      asOf
      points
      value
      expected
      expectedLow
      expectedHigh
      breakage {
        rate
        low
        high
        cohorts
        enoughHistory
      }
      rows {
        company
        expiryMonth
        ageMonths
        points
        value
      }
    }
  }
`);

export const Recognitions = graphql(`
  query DeskRecognitions {
    revenueRecognitions {
      month
      company
      currency
      allocated
      redeemedPoints
      expectedPoints
      breakageRate
      recognised
      revenue
      catchUp
    }
  }
`);

export const RecogniseRevenue = graphql(
  `
    mutation DeskRecogniseRevenue($input: RecogniseRevenueInput!) {
      recogniseRevenue(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const RunOffs = graphql(`
  query DeskRunOffs {
    runOffs {
      id
      company
      plan
      successor
      rate
      announcedAt
      effectiveFrom
      lastMonth
      boughtOut
      note
      couponCount
      couponValue
      points {
        currency
        points
        unpaid
        value
      }
    }
    pointCurrencies {
      code
      name
    }
  }
`);

export const AnnounceRunOff = graphql(
  `
    mutation DeskAnnounceRunOff($input: AnnounceRunOffInput!) {
      announceRunOff(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const CallOffRunOff = graphql(
  `
    mutation DeskCallOffRunOff($input: CallOffRunOffInput!) {
      callOffRunOff(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const PostBuyout = graphql(
  `
    mutation DeskPostBuyout($input: PostRunOffBuyoutInput!) {
      postRunOffBuyout(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const Partners = graphql(`
  query DeskPartners {
    partners {
      code
      name {
        zh
        en
      }
      funds
      honours
      state
    }
  }
`);

export const RegisterPartner = graphql(
  `
    mutation DeskRegisterPartner($input: RegisterPartnerInput!) {
      registerPartner(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const EndPartner = graphql(
  `
    mutation DeskEndPartner($input: EndPartnerInput!) {
      endPartner(input: $input) {
        __typename
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
