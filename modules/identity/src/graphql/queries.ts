/** What can be asked of identity. */
import {
  argsOf,
  badInput,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
  phoneInput,
} from '@guildhall/shared/graphql/index';
import { refuse } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { MemberQuestion } from '../application/members/find-members.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import { MemberStatusEnum } from './enums.ts';
import { identityInput } from './inputs.ts';
import type { MemberTypes } from './member-types.ts';

const memberArgs = z.object({
  id: idInput('mem').optional().describe('By id. A merged member answers as itself.'),
  memberNo: z.string().max(20).optional().describe('By member number; spaces are forgiven.'),
  phone: phoneInput().optional().describe('By telephone.'),
  identity: identityInput().optional().describe('By any identity.'),
});

const memberFilter = z.object({
  status: MemberStatusEnum.optional().describe('Only members in this state.'),
  enrolledBy: z
    .string()
    .max(40)
    .optional()
    .describe('Only members enrolled by this subsidiary (or `group`).'),
  name: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Only members of exactly this name, in simplified or traditional characters. Names are sealed, so parts cannot be searched.',
    ),
  enrolledFrom: dateTimeInput().optional().describe('Enrolled at this instant or later.'),
  enrolledBefore: dateTimeInput().optional().describe('Enrolled before this instant.'),
});

export function addQueries(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  builder.queryFields((t) => ({
    me: t.field({
      type: Member,
      nullable: true,
      description: 'The member who asks.',
      access: ['member'],
      resolve: (_root, _args, { caller, members }) =>
        caller.kind === 'member' ? members.load(caller.memberId) : null,
    }),
    member: t.field({
      type: Member,
      nullable: true,
      description:
        'One member, by exactly one of the arguments; null when there is none, or none the caller may see. A member finds only itself.',
      access: ['system', 'member', 'clerk', 'operator', 'auditor'],
      args: argsOf(builder, 'member', memberArgs),
      resolve: (_root, args, { caller, locale }) => {
        const question = questionOf(args);
        if (question === undefined)
          throw badInput(refuse('VALIDATION', 'ONE_ARGUMENT', {}, ['member']).refusal, { locale });
        return service.findMember(caller, question);
      },
    }),
    members: t.field({
      type: connectionType(builder, 'Member', Member, { description: 'Members, newest first.' }),
      description: 'Members, newest first.',
      access: ['operator', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'MemberFilter', memberFilter),
          description: 'Which members; all when left out.',
        }),
      },
      resolve: (_root, { filter, ...page }, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.listMembers(caller, {
              ...(filter ?? {}),
              limit,
              after: after === undefined ? undefined : String(after[0]),
            }),
          keyOf: ({ id }) => [id],
        }),
    }),
  }));
}

type MemberArgs = {
  readonly [K in keyof z.output<typeof memberArgs>]?: z.output<typeof memberArgs>[K] | null;
};

function questionOf({ id, memberNo, phone, identity }: MemberArgs): MemberQuestion | undefined {
  const questions = [
    id && { id },
    memberNo && { memberNo },
    phone && { identity: { type: 'PHONE' as const, value: phone } },
    identity && { identity },
  ].filter((question) => typeof question === 'object' && question !== null);
  return questions.length === 1 ? questions[0] : undefined;
}
