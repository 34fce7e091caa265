/** Data quality in the graph: the report of each subsidiary, the members behind a figure, the rules. */
import { commandField, connectionType, pageArgs, paginate } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { MemberView } from '../application/members/find-members.ts';
import type { MemberQuality, QualityReport } from '../application/quality/quality-desk.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import type { MemberTypes } from './member-types.ts';

const PARTS = ['completeness', 'validity', 'uniqueness', 'timeliness'] as const;
const PART_TEXTS: Readonly<Record<(typeof PARTS)[number], string>> = {
  completeness: 'Required fields that were told',
  validity: 'Members about whom nothing looks wrong',
  uniqueness: 'Members that look like no other of the same subsidiary',
  timeliness: 'Members of whom something was told lately',
};

export function addQualityTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  addReports(builder, service, Member);
  addMemberField(builder, service, Member);
  commandField(builder, 'setDataQualityRule', {
    description: 'Says what a subsidiary is measured by, from now on.',
    access: ['operator'],
    input: z.object({
      subsidiary: z.string().min(1).max(40).describe('Which subsidiary.'),
      requiredFields: z
        .array(z.string().max(40))
        .min(1)
        .max(12)
        .describe('name, birthday, gender, address, or types of identity such as PHONE.'),
      freshDays: z.int().min(1).max(3650).describe('What was last told longer ago is out of date.'),
      completeness: z.int().min(0).max(100).describe('Parts of a hundred of the score.'),
      validity: z.int().min(0).max(100).describe('Parts of a hundred of the score.'),
      uniqueness: z.int().min(0).max(100).describe('Parts of a hundred of the score.'),
      timeliness: z.int().min(0).max(100).describe('Parts of a hundred of the score.'),
    }),
    success: builder.objectRef<{ readonly source: string }>('DataQualityRuleSet').implement({
      description: 'A subsidiary is measured by other rules.',
      fields: (t) => ({ subsidiary: t.exposeString('source', { description: 'Which one.' }) }),
    }),
    execute: (
      caller,
      { idempotencyKey, subsidiary: source, requiredFields: required, freshDays, ...weights },
    ) => service.setQualityRule(caller, { idempotencyKey, source, required, freshDays, weights }),
  });
}

function addReports(
  builder: IdentityBuilder,
  service: IdentityService,
  Member: MemberTypes['Member'],
): void {
  const Field = builder.objectRef<QualityReport['fields'][number]>('DataQualityField').implement({
    description: 'How often a required field was told.',
    fields: (t) => ({
      field: t.exposeString('field', { description: 'Which field.' }),
      present: t.exposeInt('present', { description: 'Of how many members.' }),
      share: t.exposeFloat('share', { description: 'Of all, 0 to 1.' }),
    }),
  });
  const Problem = builder
    .objectRef<QualityReport['problems'][number]>('DataQualityProblem')
    .implement({
      description: 'What is wrong with how many members.',
      fields: (t) => ({
        problem: t.exposeString('problem', {
          description:
            'MISSING_<field>, DUPLICATE, STALE, NAME_NOT_WHOLE, NAME_HAS_DIGITS, BIRTHDAY_FILLER, BIRTHDAY_IMPLAUSIBLE, ADDRESS_WITHOUT_NUMBER.',
        }),
        members: t.exposeInt('members', { description: 'Of how many.' }),
      }),
    });
  const Report = builder.objectRef<QualityReport>('DataQualityReport').implement({
    description: 'How good what a subsidiary tells is.',
    fields: (t) => ({
      subsidiary: t.exposeString('source', { description: 'Which one.' }),
      score: t.exposeFloat('score', { description: '0 to 100, one decimal.' }),
      members: t.exposeInt('members', { description: 'Of how many members it has told.' }),
      ...Object.fromEntries(
        PARTS.map((part) => [
          part,
          t.float({
            description: `${PART_TEXTS[part]}, 0 to 1.`,
            resolve: ({ parts }) => parts[part],
          }),
        ]),
      ),
      ...Object.fromEntries(
        PARTS.map((part) => [
          `${part}Weight`,
          t.int({
            description: `Parts of a hundred of the score: ${part}.`,
            resolve: ({ rule }) => rule.weights[part],
          }),
        ]),
      ),
      requiredFields: t.stringList({
        description: 'What it should tell.',
        resolve: ({ rule }) => [...rule.required],
      }),
      freshDays: t.int({
        description: 'What was last told longer ago is out of date.',
        resolve: ({ rule }) => rule.freshDays,
      }),
      fields: t.field({
        type: [Field],
        description: 'Each required field.',
        resolve: ({ fields }) => [...fields],
      }),
      problems: t.field({
        type: [Problem],
        description: 'The most frequent first.',
        resolve: ({ problems }) => [...problems],
      }),
      asOf: t.field({
        type: 'DateTime',
        description: 'When it was counted.',
        resolve: ({ asOf }) => asOf,
      }),
    }),
  });
  builder.queryFields((t) => ({
    dataQuality: t.field({
      type: [Report],
      description: 'The report of each subsidiary; a system sees its own.',
      access: ['system', 'operator', 'auditor'],
      args: { subsidiary: t.arg.string({ description: 'Only this one.' }) },
      resolve: async (_root, { subsidiary }, { caller }) => [
        ...(await service.readQuality(caller, { source: subsidiary ?? undefined })),
      ],
    }),
    dataQualityMembers: t.field({
      type: connectionType(builder, 'DataQualityMember', Member, { description: 'Oldest first.' }),
      description: 'The members behind a figure of the report, oldest first.',
      access: ['system', 'operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        subsidiary: t.arg.string({ required: true, description: 'Whose data.' }),
        problem: t.arg.string({ required: true, description: 'A problem of the report.' }),
      },
      resolve: (_root, { subsidiary: source, problem, ...page }, { caller, members }) =>
        paginate<MemberView>(page, {
          load: async ({ limit, after }) => {
            const ids = await service.readQualityProblems(caller, {
              source,
              problem,
              limit,
              after: after === undefined ? undefined : String(after[0]),
            });
            const rows = await members.loadMany([...ids]);
            return rows.flatMap((row) => (row === null || row instanceof Error ? [] : [row]));
          },
          keyOf: ({ id }) => [id],
        }),
    }),
  }));
}

function addMemberField(
  builder: IdentityBuilder,
  service: IdentityService,
  Member: MemberTypes['Member'],
): void {
  const Quality = builder.objectRef<MemberQuality>('MemberDataQuality').implement({
    description: 'How good what one source told about a member is.',
    fields: (t) => ({
      subsidiary: t.exposeString('source', { description: 'Who told.' }),
      missing: t.stringList({
        description: 'Required fields it never told.',
        resolve: ({ missing }) => [...missing],
      }),
      suspicions: t.stringList({
        description: 'What looks wrong.',
        resolve: ({ suspicions }) => [...suspicions],
      }),
      toldAt: t.field({
        type: 'DateTime',
        description: 'When it last told anything.',
        resolve: ({ toldAt }) => toldAt,
      }),
      stale: t.exposeBoolean('stale', { description: 'Whether that is too long ago.' }),
    }),
  });
  builder.objectFields(Member, (t) => ({
    dataQuality: t.field({
      type: [Quality],
      access: ['operator', 'auditor'],
      description: 'How good the data of each source are.',
      resolve: async ({ id }, _args, { caller }) => [
        ...(await service.readMemberQuality(caller, { memberId: id })),
      ],
    }),
  }));
}
