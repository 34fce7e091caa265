/** What a case of merge review says of its two members. */
import type { ResultOf } from '../../graphql/graphql.ts';
import type { DeskReviews } from './review-operations.ts';

export type Case = NonNullable<
  ResultOf<typeof DeskReviews>['reviewCases']['edges'][number]['node']
>;
export type Side = NonNullable<Case['members'][number]>;

export const factOf = (
  fact: { readonly __typename: string; readonly value?: string } | null | undefined,
) => (fact?.__typename === 'MemberProfileFact' ? (fact.value ?? '—') : '—');

export const nameOf = (side: Side): string => {
  const name = factOf(side.profile?.name);
  return name === '—' ? side.memberNo : name;
};
