/** Coming into a household by a code, and taking points out of its pool into one's own wallet. */
import { argsOf, commandField, enumType, idInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type { HouseholdInvitation, SpendingRight } from '../door/programme.ts';
import { asShown, inUnits, type LedgerBuilder, type Ref, seen, toMinor } from './context.ts';
import { InvitationStateEnum, SpendingRightEnum } from './enums.ts';
import * as i from './inputs.ts';
import type { memberRef, ProgrammeTypes } from './programme-types.ts';

type MemberRef = ReturnType<typeof memberRef>;

export function addInvitations(
  builder: LedgerBuilder,
  door: LedgerDoor,
  Member: MemberRef,
  { Household }: ProgrammeTypes,
): void {
  const Invitation = invitationType(builder, Member);
  addReads(builder, door, Invitation, Household);
  addMaking(builder, door, Invitation, Household);
  commandField(builder, 'acceptHouseholdInvitation', {
    description:
      'Comes into a household by a code; what the member gives of its earns is its own to say.',
    access: ['member'],
    input: z.object({
      code: z.string().min(1).max(40).describe('The code, with or without dashes.'),
      contributionBps: z
        .int()
        .min(0)
        .max(10_000)
        .describe('Part of each earn that goes to the household, in basis points.'),
    }),
    success: Household,
    execute: (caller, input) => door.acceptInvitation(caller, input),
  });
  commandField(builder, 'drawHouseholdPoints', {
    description:
      'Takes points out of the pool into the member’s own wallet, to spend anywhere. It counts against what the member may spend a month.',
    access: ['member', 'operator'],
    input: z.object({
      householdId: idInput('hsh').describe('The household.'),
      memberId: i.member(),
      currency: i.currencyCode(),
      amount: i.amount().describe('How many, with as many decimals as the currency has.'),
    }),
    success: Household,
    execute: async (caller, { amount, currency, ...input }, { ledger }) => {
      const minor = await toMinor(ledger, currency, amount);
      if (!minor.ok) return minor;
      return asShown(door.drawFromHousehold(caller, { ...input, amountMinor: minor.value }));
    },
  });
}

function addMaking(
  builder: LedgerBuilder,
  door: LedgerDoor,
  Invitation: Ref<HouseholdInvitation>,
  Household: ProgrammeTypes['Household'],
): void {
  commandField(builder, 'inviteToHousehold', {
    description:
      'The keeper asks somebody into a household by a code that works once. The keeper is the member who has been in it longest.',
    access: ['member'],
    input: z.object({
      householdId: idInput('hsh').describe('The household.'),
      currency: i.currencyCode(),
      spending: SpendingRightEnum.describe('What the invited may spend.'),
      perMonth: i.amount().optional().describe('The most a month, where it is limited.'),
      hours: z.int().min(1).max(720).default(72).describe('How long the code can be used.'),
    }),
    success: Invitation,
    execute: async (caller, { spending, perMonth, currency, ...input }, { ledger }) => {
      const minor =
        perMonth === undefined
          ? undefined
          : await toMinor(ledger, currency, perMonth, ['perMonth']);
      if (minor?.ok === false) return minor;
      const right: SpendingRight =
        spending === 'LIMITED'
          ? { kind: 'LIMITED', perMonthMinor: minor?.value ?? 0n }
          : { kind: spending };
      return asShown(door.inviteToHousehold(caller, { ...input, spending: right }));
    },
  });
  commandField(builder, 'withdrawHouseholdInvitation', {
    description: 'Makes the code of an invitation worthless. For the keeper.',
    access: ['member'],
    input: z.object({ invitationId: idInput('hsi').describe('The invitation.') }),
    success: Household,
    execute: (caller, input) => door.withdrawInvitation(caller, input),
  });
}

function invitationType(builder: LedgerBuilder, Member: MemberRef): Ref<HouseholdInvitation> {
  return builder.objectRef<HouseholdInvitation>('HouseholdInvitation').implement({
    description: 'Asks one member into a household.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `hsi_…`.' }),
      code: t.exposeString('code', {
        description: 'Whoever has it can come in: send it to the one it is for.',
      }),
      householdName: t.exposeString('householdName', { description: 'Name of the household.' }),
      invitedBy: t.field({
        type: Member,
        nullable: true,
        description: 'Who asks.',
        resolve: ({ invitedBy }) => ({ id: invitedBy }) as never,
      }),
      spending: t.field({
        type: enumType(builder, SpendingRightEnum),
        description: 'What the invited will be allowed to spend.',
        resolve: ({ spending }) => spending.kind,
      }),
      perMonth: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'The most a month, where it is limited.',
        resolve: ({ spending, currency }, _args, { ledger }) =>
          spending.kind === 'LIMITED' ? inUnits(ledger, currency, spending.perMonthMinor) : null,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Can be used until then.',
        resolve: (row) => row.expiresAt,
      }),
      state: t.field({
        type: enumType(builder, InvitationStateEnum),
        description: 'Where it stands now.',
        resolve: ({ state }) => state,
      }),
    }),
  });
}

function addReads(
  builder: LedgerBuilder,
  door: LedgerDoor,
  Invitation: Ref<HouseholdInvitation>,
  Household: ProgrammeTypes['Household'],
): void {
  builder.objectFields(Household, (t) => ({
    invitations: t.field({
      type: [Invitation],
      description:
        'Codes that can still be used, the earliest first. For its keeper and operators.',
      resolve: async ({ id }, _args, { caller }) => [
        ...(seen(await door.openInvitations(caller, { householdIds: [id] })) ?? []),
      ],
    }),
  }));
  builder.queryFields((t) => ({
    householdInvitation: t.field({
      type: Invitation,
      nullable: true,
      description:
        'What a code asks into, for a member who holds it; nothing for a code that nobody gave.',
      access: ['member', 'operator'],
      args: argsOf(
        builder,
        'householdInvitation',
        z.object({ code: z.string().min(1).max(40).describe('The code, with or without dashes.') }),
      ),
      resolve: async (_root, { code }, { caller }) => {
        const found = await door.invitation(caller, { code });
        return found.ok ? found.value : null;
      },
    }),
  }));
}
