/** Orders of several movements that stand or fall together: linked operations, and transfers of many entries. */
import {
  commandField,
  dateTimeInput,
  enumType,
  idInput,
  namedInput,
} from '@guildhall/shared/graphql/index';
import type { Outcome } from '@guildhall/shared/outcome';
import { z } from 'zod';
import { invalid } from '../domain/refusals.ts';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type * as p from '../door/posting.ts';
import type { Posted } from '../door/values.ts';
import {
  asShown,
  type Context,
  type LedgerBuilder,
  ofKnown,
  type Ref,
  toMinor,
  within,
} from './context.ts';
import { EntryAccountEnum, LinkedOperationEnum } from './enums.ts';
import * as i from './inputs.ts';
import type { PointTypes } from './point-types.ts';
import { postedFields } from './posting-fields.ts';

type Group = { readonly transferId: string; readonly postings: readonly Posted[] };

export function addTogetherMutations(
  builder: LedgerBuilder,
  door: LedgerDoor,
  { Balance }: PointTypes,
): void {
  const PostedType = builder.objectRef<Posted>('PointsPosted').implement({
    description: 'One of several postings that stand or fall together.',
    fields: (t) => postedFields(t, Balance),
  });
  const GroupType = builder.objectRef<Group>('PointsPostedTogether').implement({
    description: 'Postings that stand or fall together.',
    fields: (t) => ({
      transferId: t.exposeID('transferId', { description: 'TypeID, `trf_…`.' }),
      postings: t.field({
        type: [PostedType],
        description: 'In the order asked for.',
        resolve: ({ postings }) => [...postings],
      }),
    }),
  });
  addLinked(builder, door, GroupType);
  addEntries(builder, door, GroupType);
}

const linkedOperation = namedInput(
  'LinkedPointOperationInput',
  z.object({
    operation: LinkedOperationEnum.describe('What is done.'),
    memberId: idInput('mem').describe('Whose points; of a transfer, the giver.'),
    toMemberId: idInput('mem').optional().describe('Of a transfer: who gets them.'),
    currency: i.currencyCode(),
    amount: i.amount().describe('How many.'),
    subsidiary: i
      .subsidiaryCode()
      .optional()
      .describe('Which company issues or redeems them; not for a transfer.'),
    funding: i.funding.optional().describe('Of an earn: who pays.'),
    occurredAt: i.occurredAt(),
    expiresAt: dateTimeInput()
      .optional()
      .describe('Of an earn: when the points expire. Of a hold: when it times out.'),
    reason: i.reason.describe('What it is for.'),
  }),
);

function addLinked(builder: LedgerBuilder, door: LedgerDoor, GroupType: Ref<Group>): void {
  enumType(builder, LinkedOperationEnum);
  commandField(builder, 'postLinkedPoints', {
    description: 'Does several things to points, all or none.',
    access: ['system', 'operator'],
    input: z.object({
      operations: z.array(linkedOperation).min(1).max(50).describe('In their order.'),
    }),
    success: GroupType,
    execute: async (caller, { idempotencyKey, operations }, context) => {
      const wanted: p.LinkedOperation[] = [];
      for (const [index, operation] of operations.entries()) {
        const one = await linkedOf(operation, index, context);
        if (!one.ok) return one;
        wanted.push(one.value);
      }
      const named = operations.flatMap(({ memberId, toMemberId }, index) => [
        { path: ['operations', String(index), 'memberId'], memberId },
        { path: ['operations', String(index), 'toMemberId'], memberId: toMemberId },
      ]);
      return ofKnown(context.ledger, named, () =>
        asShown(door.postLinked(caller, { idempotencyKey, operations: wanted })),
      );
    },
  });
}

async function linkedOf(
  input: z.output<typeof linkedOperation>,
  index: number,
  { ledger }: Context,
): Promise<Outcome<p.LinkedOperation>> {
  const { operation, memberId, toMemberId, currency, subsidiary, funding, reason } = input;
  const missing = (field: string): Outcome<never> => ({
    ok: false,
    refusal: invalid(['operations', String(index), field], 'GIVEN_FOR', { operation }),
  });
  const minor = await toMinor(ledger, currency, input.amount);
  if (!minor.ok) return within(['operations', String(index)], minor);
  const common = {
    currency,
    amountMinor: minor.value,
    reason,
    ...(input.occurredAt === undefined ? {} : { occurredAt: input.occurredAt }),
  };
  const ends = input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt };
  if (operation === 'TRANSFER') {
    if (toMemberId === undefined) return missing('toMemberId');
    return { ok: true, value: { operation, fromMemberId: memberId, toMemberId, ...common } };
  }
  if (subsidiary === undefined) return missing('subsidiary');
  const single = { memberId, subsidiary, ...common };
  switch (operation) {
    case 'EARN':
      if (funding === undefined) return missing('funding');
      return {
        ok: true,
        value: { operation, ...single, ...ends, funding: i.fundingOf(funding) },
      };
    case 'BURN':
      return { ok: true, value: { operation, ...single } };
    case 'HOLD':
      if (input.expiresAt === undefined) return missing('expiresAt');
      return { ok: true, value: { operation, ...single, expiresAt: input.expiresAt } };
  }
}

const entry = namedInput(
  'PointEntryInput',
  z.object({
    account: EntryAccountEnum.describe('Which kind of account.'),
    memberId: idInput('mem').optional().describe('Of a member.'),
    householdId: idInput('hsh').optional().describe('Of a household.'),
    subsidiary: i.subsidiaryCode().optional().describe('Of a company: ISSUED or REDEEMED.'),
    amount: i.signedAmount().describe('Positive gives to the account, negative takes.'),
  }),
);

function addEntries(builder: LedgerBuilder, door: LedgerDoor, GroupType: Ref<Group>): void {
  enumType(builder, EntryAccountEnum);
  commandField(builder, 'postPointEntries', {
    description: 'Moves points between many accounts in one balanced transfer.',
    access: i.OPERATORS,
    input: z.object({
      currency: i.currencyCode(),
      entries: z.array(entry).min(2).max(200).describe('They sum to zero.'),
      funding: i.funding.describe('Who pays for lots that are made.'),
      subsidiary: i.subsidiaryCode().describe('For which company.'),
      expiresAt: i.expiresAt(),
      occurredAt: i.occurredAt(),
      reason: i.reason.describe('Why.'),
    }),
    success: GroupType,
    execute: async (caller, { entries, funding, occurredAt, expiresAt, ...input }, context) => {
      const legs: p.PostEntries['entries'][number][] = [];
      for (const [index, { amount, ...named }] of entries.entries()) {
        const path = ['entries', String(index), 'amount'];
        const minor = await toMinor(context.ledger, input.currency, amount, path);
        if (!minor.ok) return minor;
        const account = accountOf(named);
        if (account === undefined) {
          const refusal = invalid(['entries', String(index)], 'GIVEN_FOR', {
            operation: named.account,
          });
          return { ok: false, refusal };
        }
        legs.push({ account, amountMinor: minor.value });
      }
      const named = entries.map(({ memberId }, index) => ({
        path: ['entries', String(index), 'memberId'],
        memberId,
      }));
      const order = {
        ...input,
        entries: legs,
        funding: i.fundingOf(funding),
        ...(occurredAt === undefined ? {} : { occurredAt }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      return ofKnown(context.ledger, named, () => asShown(door.postEntries(caller, order)));
    },
  });
}

function accountOf({
  account,
  memberId,
  householdId,
  subsidiary,
}: Omit<z.output<typeof entry>, 'amount'>): p.AccountRef | undefined {
  switch (account) {
    case 'MEMBER':
      return memberId === undefined ? undefined : { kind: account, memberId };
    case 'HOUSEHOLD':
      return householdId === undefined ? undefined : { kind: account, householdId };
    case 'ISSUED':
    case 'REDEEMED':
      return subsidiary === undefined ? undefined : { kind: account, subsidiary };
    case 'ADJUSTMENT':
      return { kind: account };
  }
}
