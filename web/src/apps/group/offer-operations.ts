/** What the desk asks about offers, and what it orders. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const DeskOffers = graphql(`
  query DeskOffers($filter: OfferFilter, $first: Int!, $after: String) {
    offers(filter: $filter, first: $first, after: $after) {
      edges {
        node {
          id
          code
          state
          version
          latestVersion
          startsAt
          endsAt
          triggers
          dates {
            of
          }
          subsidiaries
          name {
            zh
            en
          }
          funding {
            subsidiary
            shareBps
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

export const DeskOffer = graphql(`
  query DeskOffer($id: ID!) {
    offer(id: $id) {
      id
      code
      state
      version
      latestVersion
      owner
      startsAt
      endsAt
      triggers
      subsidiaries
      condition
      tiers
      segments
      exclusive
      priority
      group
      name {
        zh
        en
      }
      description {
        zh
        en
      }
      funding {
        subsidiary
        shareBps
      }
      limits {
        scope
        measure
        phase
        ceiling
        used
      }
      reading {
        when
        forWhom
        condition
        gives
        limits
        paidBy
      }
      benefits {
        kind
        count
        currency
        points
        pointsPerCny
        multiplierBps
        coupon {
          kind
          name {
            zh
            en
          }
          amount
          shareBps
          ceiling
          minimum
          honouredBy
          categories
          condition
        }
      }
    }
    offerNumbers(offerId: $id) {
      granted
      members
      issued
      reserved
      redeemed
      expired
      ended
      cost
      discount
      reversed
      outcomes {
        code
        count
      }
    }
  }
`);

/** What the editor starts from: the newest version as `reviseOffer` takes it, draft or not. */
export const OfferToRevise = graphql(`
  query DeskOfferToRevise($id: ID!) {
    offer(id: $id) {
      id
      code
      latestVersion
      name {
        zh
        en
      }
      asInput
    }
  }
`);

export const OfferWords = graphql(`
  query DeskOfferWords {
    segments {
      code
      name {
        zh
        en
      }
      memberCount
    }
    tierProgrammes {
      code
      tiers {
        code
        name
      }
    }
  }
`);

export const CheckCondition = graphql(`
  query DeskCheckCondition($condition: String!, $setting: ConditionSetting!) {
    checkCondition(condition: $condition, setting: $setting) {
      valid
      reading
      unknownSegments
      mistake {
        message
        line
        column
        start
        end
      }
    }
  }
`);

export const CreateOffer = graphql(
  `
    mutation DeskCreateOffer($input: CreateOfferInput!) {
      createOffer(input: $input) {
        __typename
        ... on Offer {
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

export const ReviseOffer = graphql(
  `
    mutation DeskReviseOffer($input: ReviseOfferInput!) {
      reviseOffer(input: $input) {
        __typename
        ... on Offer {
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

export const PublishOffer = graphql(
  `
    mutation DeskPublishOffer($input: PublishOfferInput!) {
      publishOffer(input: $input) {
        __typename
        ... on Offer {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const PauseOffer = graphql(
  `
    mutation DeskPauseOffer($input: PauseOfferInput!) {
      pauseOffer(input: $input) {
        __typename
        ... on Offer {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const ResumeOffer = graphql(
  `
    mutation DeskResumeOffer($input: ResumeOfferInput!) {
      resumeOffer(input: $input) {
        __typename
        ... on Offer {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);

export const EndOffer = graphql(
  `
    mutation DeskEndOffer($input: EndOfferInput!) {
      endOffer(input: $input) {
        __typename
        ... on Offer {
          id
          state
        }
        ... on Refusal {
          ...RefusalParts
        }
      }
    }
  `,
  [RefusalParts],
);
