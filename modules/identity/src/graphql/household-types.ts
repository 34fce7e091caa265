/** Households in the graph: the member itself and operators see and order. */
import { commandField, defineEnum, enumType, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { HouseholdView } from '../application/members/households.ts';
import type { IdentityService } from '../service.ts';
import type { IdentityBuilder } from './context.ts';
import type { MemberTypes } from './member-types.ts';

const RelationEnum = defineEnum('HouseholdRelation', 'What somebody is in a household.', {
  HEAD: 'Whom the household is named after.',
  SPOUSE: 'Husband or wife.',
  PARENT: 'Father or mother.',
  CHILD: 'Son or daughter.',
  OTHER: 'Anybody else who lives there.',
});

export function addHouseholdTypes(
  builder: IdentityBuilder,
  service: IdentityService,
  { Member }: MemberTypes,
): void {
  const Resident = builder
    .objectRef<HouseholdView['members'][number]>('HomeHouseholdMember')
    .implement({
      description: 'Somebody of a household.',
      fields: (t) => ({
        member: t.field({
          type: Member,
          nullable: true,
          description: 'Who; null when the caller may not see that member.',
          resolve: ({ memberId }, _args, { members }) => members.load(memberId),
        }),
        relation: t.field({
          type: enumType(builder, RelationEnum),
          description: 'What he or she is there.',
          resolve: ({ relation }) => relation,
        }),
        since: t.field({
          type: 'DateTime',
          description: 'Since when.',
          resolve: ({ since }) => since,
        }),
      }),
    });
  const Household = builder.objectRef<HouseholdView>('HomeHousehold').implement({
    description:
      'Members who live and count together. Its id is what rules see; the wallet that a household may share is the ledger’s.',
    fields: (t) => ({
      id: t.exposeID('householdId', { description: 'TypeID, `hsh_…`.' }),
      walletId: t.exposeID('walletId', {
        nullable: true,
        description:
          'The household of the ledger whose wallet they share (`pointHousehold`); null for none.',
      }),
      members: t.field({
        type: [Resident],
        description: 'Who belongs to it, in the order of joining.',
        resolve: ({ members }) => [...members],
      }),
    }),
  });
  builder.objectFields(Member, (t) => ({
    homeHousehold: t.field({
      type: Household,
      nullable: true,
      access: ['member', 'operator', 'auditor'],
      description: 'Where the member lives; null for nowhere that is known.',
      resolve: ({ id }, _args, { caller }) => service.readHousehold(caller, { memberId: id }),
    }),
  }));
  commandField(builder, 'setMemberHousehold', {
    description:
      'Puts a member into a household, or begins one. A member begins one of its own; operators do both.',
    access: ['operator', 'member'],
    input: z.object({
      householdId: idInput('hsh').optional().describe('The household; a new one when left out.'),
      memberId: idInput('mem').describe('Who joins.'),
      relation: RelationEnum.describe('What he or she is there.'),
    }),
    success: Household,
    execute: (caller, input) => service.joinHousehold(caller, input),
  });
  commandField(builder, 'clearMemberHousehold', {
    description: 'Takes a member out of its household; the last one closes it.',
    access: ['operator', 'member'],
    input: z.object({ memberId: idInput('mem').describe('Who leaves.') }),
    success: Household,
    execute: (caller, input) => service.leaveHousehold(caller, input),
  });
  commandField(builder, 'linkHouseholdWallet', {
    description:
      'Says which shared wallet of the ledger belongs to those who live here; the same people must share both.',
    access: ['operator'],
    input: z.object({
      householdId: idInput('hsh').describe('Who lives together.'),
      walletId: idInput('hsh')
        .optional()
        .describe('The household of the ledger; none any more when left out.'),
    }),
    success: Household,
    execute: (caller, input) => service.linkHouseholdWallet(caller, input),
  });
}
