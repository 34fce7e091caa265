/** Orders about households: founding, members and their rights, leaving. */
import { commandField, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type { HouseholdMember, SpendingRight } from '../door/programme.ts';
import { asShown, type LedgerBuilder, type LedgerLoaders, toMinor } from './context.ts';
import { SpendingRightEnum } from './enums.ts';
import * as i from './inputs.ts';
import type { ProgrammeTypes } from './programme-types.ts';

const householdMember = z.object({
  memberId: i.member(),
  contributionBps: z
    .int()
    .min(0)
    .max(10_000)
    .describe('Part of each earn that goes to the household, in basis points.'),
  spending: SpendingRightEnum.describe('What the member may spend.'),
  perMonth: i.amount().optional().describe('The most a month, where it is limited.'),
});
const householdMemberInput = namedInput('HouseholdMemberInput', householdMember);

async function memberOf(
  ledger: LedgerLoaders,
  currency: string,
  { perMonth, spending, ...rest }: z.output<typeof householdMember>,
): Promise<HouseholdMember> {
  const minor =
    perMonth === undefined ? undefined : await toMinor(ledger, currency, perMonth, 'perMonth');
  const right: SpendingRight =
    spending === 'LIMITED'
      ? { kind: 'LIMITED', perMonthMinor: minor?.ok === true ? minor.value : 0n }
      : { kind: spending };
  return { ...rest, spending: right };
}

export function addHouseholds(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Household }: ProgrammeTypes,
): void {
  commandField(builder, 'createPointHousehold', {
    description:
      'Lets members share a wallet. A member opens one alone; others are added by operators.',
    access: [...i.OPERATORS, 'member'],
    input: z.object({
      name: z.string().min(1).max(60).describe('Its name.'),
      currency: i.currencyCode(),
      members: z.array(householdMemberInput).min(1).max(20).describe('Its members.'),
    }),
    success: Household,
    execute: async (caller, { members, ...input }, { ledger }) => {
      const stranger = await ledger.stranger(
        ...members.map(({ memberId }, index) => ({
          path: ['members', String(index), 'memberId'],
          memberId,
        })),
      );
      if (stranger !== undefined) return { ok: false, refusal: stranger };
      const given = await Promise.all(
        members.map((member) => memberOf(ledger, input.currency, member)),
      );
      return asShown(door.createHousehold(caller, { ...input, members: given }));
    },
  });
  commandField(builder, 'setHouseholdMember', {
    description:
      'Adds a member to a household, or changes what it gives and may spend. A member changes what it gives itself; the keeper what the others may spend.',
    access: [...i.OPERATORS, 'member'],
    input: householdMember.extend({
      householdId: idInput('hsh').describe('The household.'),
      currency: i.currencyCode(),
    }),
    success: Household,
    execute: async (caller, { householdId, idempotencyKey, currency, ...member }, { ledger }) => {
      const stranger = await ledger.stranger({ path: ['memberId'], memberId: member.memberId });
      if (stranger !== undefined) return { ok: false, refusal: stranger };
      return asShown(
        door.setHouseholdMember(caller, {
          householdId,
          idempotencyKey,
          ...(await memberOf(ledger, currency, member)),
        }),
      );
    },
  });
  commandField(builder, 'leaveHousehold', {
    description:
      'Takes a member out of a household, with what is left of its contributions: oneself, or whom the keeper or an operator takes out.',
    access: ['member', 'operator'],
    input: z.object({
      householdId: idInput('hsh').describe('The household.'),
      memberId: i.member(),
    }),
    success: Household,
    execute: (caller, input) => door.leaveHousehold(caller, input),
  });
}
