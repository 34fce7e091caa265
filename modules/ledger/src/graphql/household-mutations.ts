/** Orders about households: founding, members and their rights, leaving. */
import { commandField, idInput, namedInput } from '@guildhall/shared/graphql/index';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type { HouseholdMember } from '../door/programme.ts';
import { asShown, type LedgerBuilder, type LedgerLoaders, ofKnown, toMinor } from './context.ts';
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
): Promise<Outcome<HouseholdMember>> {
  if (spending !== 'LIMITED') return accept({ ...rest, spending: { kind: spending } });
  const most = await toMinor(ledger, currency, perMonth ?? '0', ['perMonth']);
  if (!most.ok) return most;
  return accept({ ...rest, spending: { kind: spending, perMonthMinor: most.value } });
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
      const named = members.map(({ memberId }, index) => ({
        path: ['members', String(index), 'memberId'],
        memberId,
      }));
      return ofKnown(ledger, named, async () => {
        const given: HouseholdMember[] = [];
        for (const [index, member] of members.entries()) {
          const one = await memberOf(ledger, input.currency, member);
          if (!one.ok) {
            const path = ['members', String(index), ...one.refusal.path];
            return { ok: false, refusal: { ...one.refusal, path } };
          }
          given.push(one.value);
        }
        return asShown(door.createHousehold(caller, { ...input, members: given }));
      });
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
    execute: (caller, { householdId, idempotencyKey, currency, ...member }, { ledger }) =>
      ofKnown(ledger, [{ path: ['memberId'], memberId: member.memberId }], async () => {
        const given = await memberOf(ledger, currency, member);
        if (!given.ok) return given;
        return asShown(
          door.setHouseholdMember(caller, { householdId, idempotencyKey, ...given.value }),
        );
      }),
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
