/** The review queue in the graph: pairs that may be one person, with the weight of each field, and the decisions. */
import {
  commandField,
  connectionType,
  defineEnum,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { FieldWeight, ReviewView } from '../application/members/review-cases.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import type { MemberTypes } from './member-types.ts';

const ReviewStateEnum = defineEnum('ReviewState', 'Whether somebody has decided.', {
  OPEN: 'Nobody has.',
  MERGED: 'They are one person.',
  DISTINCT: 'They are two persons.',
});

const ReviewReasonEnum = defineEnum('ReviewReason', 'What was noticed.', {
  NAME_DIFFERS: 'One identifier under two names.',
  BIRTHDAY_DIFFERS: 'One identifier and one name under two birthdays: father and son, perhaps.',
  ID_CARD_DIFFERS: 'One identifier under two identity cards.',
  IDENTITY_SHARED: 'Somebody told an identifier that another member holds.',
  IDENTITY_TAKEN_OVER: 'A proved identifier went to another member.',
  LOOKS_ALIKE: 'The comparison of names, birthdays, telephones and addresses says so.',
});

export function addReviewTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  types: MemberTypes,
): void {
  const ReviewCase = addCase(builder, types);
  addQueue(builder, service, ReviewCase);
  addDecisions(builder, service, ReviewCase);
}

function addCase(builder: IdentityBuilder, { Member }: MemberTypes) {
  const Weight = builder.objectRef<FieldWeight>('MatchFieldWeight').implement({
    description: 'What one field says about a pair: one bar of the waterfall.',
    fields: (t) => ({
      field: t.exposeString('field', {
        description: 'PRIOR, or what was compared: name, birthday, phone, address …',
      }),
      level: t.exposeString('level', {
        description: 'What was found, such as SAME, SAME_SOUND, ONE_SLIP, DIFFERENT, MISSING.',
      }),
      weight: t.exposeFloat('weight', {
        description: 'log2 of the likelihood ratio; 1 doubles the odds, −1 halves them.',
      }),
    }),
  });
  return builder.objectRef<ReviewView>('ReviewCase').implement({
    description: 'Two members that may be one person.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `rvw_…`.' }),
      members: t.field({
        type: [Member],
        nullable: { list: false, items: true },
        description: 'The two.',
        resolve: async ({ memberIds }, _args, { members }) =>
          (await members.loadMany([...memberIds])).map((row) =>
            row instanceof Error ? null : row,
          ),
      }),
      reason: t.exposeString('reason', {
        description:
          'What was noticed: NAME_DIFFERS, BIRTHDAY_DIFFERS, ID_CARD_DIFFERS, IDENTITY_SHARED, IDENTITY_TAKEN_OVER, LOOKS_ALIKE.',
      }),
      evidence: t.field({
        type: 'JSON',
        description: 'Types of identity and weights of fields; never values.',
        resolve: ({ evidence }) => evidence,
      }),
      weights: t.field({
        type: [Weight],
        description:
          'The waterfall: the prior, then each field; their sum is `weight`. Empty for pairs that were not compared.',
        resolve: ({ fields }) => [...fields],
      }),
      weight: t.exposeFloat('weight', {
        nullable: true,
        description: 'log2 of the odds that they are one person; null when they were not compared.',
      }),
      probability: t.exposeFloat('probability', {
        nullable: true,
        description: 'The same as a probability, 0 to 1.',
      }),
      state: t.field({
        type: enumType(builder, ReviewStateEnum),
        description: 'What was decided.',
        resolve: (review) => review.state,
      }),
      openedAt: t.field({
        type: 'DateTime',
        description: 'When it was noticed.',
        resolve: ({ openedAt }) => openedAt,
      }),
      decidedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was decided.',
        resolve: ({ decidedAt }) => decidedAt,
      }),
      decidedBy: t.exposeString('decidedBy', {
        nullable: true,
        description: '`person:per_…`, or `module:identity` for an automatic merge.',
      }),
      mergeId: t.exposeID('mergeId', {
        nullable: true,
        description:
          'The merge that came of it, `mrg_…`: `unmergeMembers` takes it back and opens the case again.',
      }),
    }),
  });
}

type CaseRef = ReturnType<typeof addCase>;

function addQueue(builder: IdentityBuilder, service: IdentityService, ReviewCase: CaseRef): void {
  const filter = inputType(
    builder,
    'ReviewCaseFilter',
    z.object({
      state: ReviewStateEnum.optional().describe('Only cases in this state.'),
      reasons: z
        .array(ReviewReasonEnum)
        .max(5)
        .optional()
        .describe('Only cases with one of these reasons.'),
      weightFrom: z
        .int()
        .min(-100)
        .max(200)
        .optional()
        .describe('Only cases that weigh at least this much (log2).'),
      memberId: idInput('mem').optional().describe('Only cases of this member.'),
    }),
  );
  builder.queryFields((t) => ({
    reviewCases: t.field({
      type: connectionType(builder, 'ReviewCase', ReviewCase, {
        description: 'Cases, the heaviest evidence first.',
        totalCount: true,
      }),
      description:
        'Pairs of members that may be one person, the heaviest evidence first, then the newest.',
      access: ['operator', 'auditor'],
      args: { ...pageArgs(builder), filter: t.arg({ type: filter, description: 'Which cases.' }) },
      resolve: (_root, { filter: wanted, ...page }, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.readReviewCases(caller, {
              ...(wanted ?? {}),
              limit,
              after:
                after === undefined
                  ? undefined
                  : { weight: Number(after[0]), id: String(after[1]) },
            }),
          keyOf: ({ weight, id }) => [weight ?? 0, id],
          totalCount: () => service.countReviewCases(caller, { ...(wanted ?? {}) }),
        }),
    }),
  }));
}

function addDecisions(
  builder: IdentityBuilder,
  service: IdentityService,
  ReviewCase: CaseRef,
): void {
  const reviewId = () => idInput('rvw').describe('The case.');
  commandField(builder, 'keepDistinct', {
    description:
      'Says that the two of a case are two persons; comparisons leave them alone from now on.',
    access: ['operator'],
    input: z.object({ reviewId: reviewId() }),
    success: ReviewCase,
    execute: (caller, input) => service.keepDistinct(caller, input),
  });
  commandField(builder, 'confirmSamePerson', {
    description:
      'Says that the two of a case are one person and merges them. `unmergeMembers` takes it back.',
    access: ['operator'],
    input: z.object({
      reviewId: reviewId(),
      survivorId: idInput('mem')
        .optional()
        .describe('Which of the two survives; the older membership when left out.'),
    }),
    success: ReviewCase,
    execute: (caller, input) => service.confirmSamePerson(caller, input),
  });
  commandField(builder, 'reopenReview', {
    description: 'Takes back that the two of a case are distinct.',
    access: ['operator'],
    input: z.object({ reviewId: reviewId() }),
    success: ReviewCase,
    execute: (caller, input) => service.reopenReview(caller, input),
  });
}
