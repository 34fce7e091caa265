/** One person or two: merging, undoing it, and the queue of pairs that people look at. Operators order, auditors read. */
import { commandField, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { MergeView } from '../application/members/merge-members.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import type { MemberTypes } from './member-types.ts';
import { addReviewTypes } from './review-types.ts';

const MergeStateEnum = defineEnum('MergeState', 'How far a merge is.', {
  MOVING: 'Done here; some module has not confirmed its part yet.',
  DONE: 'Every module has moved its part.',
  UNDOING: 'Taken back here; some module has not confirmed its part yet.',
  UNDONE: 'Every module has taken its part back.',
});

const reason = () =>
  z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{2,59}$/)
    .describe('A code such as SAME_PERSON_CONFIRMED; no names, no free text.');

export function addMergeTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  types: MemberTypes,
): void {
  addMerges(builder, service, types);
  addOrders(builder, service, types);
  addReviewTypes(builder, service, types);
}

function addMerges(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Merge = builder.objectRef<MergeView>('Merge').implement({
    description: 'Two members that were made one.',
    fields: (t) => ({
      id: t.exposeID('mergeId', { description: 'TypeID, `mrg_…`.' }),
      from: t.field({
        type: Member,
        nullable: true,
        description: 'The member that was merged.',
        resolve: ({ fromMemberId }, _args, { members }) => members.load(fromMemberId),
      }),
      into: t.field({
        type: Member,
        nullable: true,
        description: 'The survivor.',
        resolve: ({ toMemberId }, _args, { members }) => members.load(toMemberId),
      }),
      state: t.field({
        type: enumType(builder, MergeStateEnum),
        description: 'How far it is.',
        resolve: ({ state }) => state,
      }),
      reason: t.exposeString('reason', { description: 'Why, as a code.' }),
      stuckIn: t.stringList({
        description: 'Modules whose part failed for good and waits as a dead letter.',
        resolve: ({ stuckIn }) => [...stuckIn],
      }),
      mergedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ mergedAt }) => mergedAt,
      }),
      unmergedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was taken back.',
        resolve: ({ unmergedAt }) => unmergedAt,
      }),
    }),
  });
  builder.objectFields(Member, (t) => ({
    merges: t.field({
      type: [Merge],
      access: ['operator', 'auditor'],
      description: 'Merges this person took part in, newest first.',
      resolve: async ({ id }, _args, { caller }) => [
        ...(await service.readMerges(caller, { memberId: id })),
      ],
    }),
  }));
}

function addOrders(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const ordered = (name: string, description: string) =>
    builder.objectRef<{ readonly mergeId: string; readonly memberId: string }>(name).implement({
      description,
      fields: (t) => ({
        mergeId: t.exposeID('mergeId', { description: 'The merge, `mrg_…`.' }),
        member: t.field({
          type: Member,
          nullable: true,
          description: 'The survivor of a merge; the member set free by its undoing.',
          resolve: ({ memberId }, _args, { members }) => members.clear(memberId).load(memberId),
        }),
      }),
    });
  commandField(builder, 'mergeMembers', {
    description:
      'Makes two members one. The survivor keeps its id and number; everything of the other moves to it.',
    access: ['operator'],
    input: z.object({
      fromMemberId: idInput('mem').describe('Becomes MERGED.'),
      toMemberId: idInput('mem').describe('The survivor.'),
      reason: reason(),
    }),
    success: ordered('MembersMerged', 'Two members are one; the modules move their parts.'),
    execute: async (caller, input) => {
      const outcome = await service.mergeMembers(caller, input);
      if (!outcome.ok) return outcome;
      const { mergeId, survivorId: memberId } = outcome.value;
      return { ok: true, value: { mergeId, memberId } };
    },
  });
  commandField(builder, 'unmergeMembers', {
    description:
      'Takes a merge back: both members as before, what came in between with the identity it was presented with.',
    access: ['operator'],
    input: z.object({ mergeId: idInput('mrg').describe('The merge.'), reason: reason() }),
    success: ordered(
      'MembersUnmerged',
      'A merge is taken back; the modules give back their parts.',
    ),
    execute: (caller, input) => service.unmergeMembers(caller, input),
  });
}
