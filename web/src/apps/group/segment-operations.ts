/** Segments: named conditions over members. */
import { RefusalParts } from '../../graphql/commands.ts';
import { graphql } from '../../graphql/graphql.ts';

export const Segments = graphql(`
  query DeskSegments {
    segments {
      id
      code
      name {
        zh
        en
      }
      condition
      reading
      memberCount
      countedAt
    }
  }
`);

export const PreviewSegment = graphql(`
  query DeskPreviewSegment($condition: String!) {
    previewSegment(condition: $condition) {
      members
      looked
      whole
      withheld
      examples {
        id
        memberNo
        profile {
          name {
            __typename
            ... on MemberProfileFact {
              value
            }
          }
        }
      }
    }
  }
`);

export const DefineSegment = graphql(
  `
    mutation DeskDefineSegment($input: DefineSegmentInput!) {
      defineSegment(input: $input) {
        __typename
        ... on MemberSegment {
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
