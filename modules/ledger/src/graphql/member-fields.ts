/** What the ledger adds to a member: points, lots, statement, holds, tiers, households. A member sees its own only. */
import {
  argsOf,
  type Connection,
  dateTimeInput,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { PostingKind } from '../domain/values.ts';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type { LotView } from '../door/reads.ts';
import { type LedgerBuilder, seen } from './context.ts';
import { PostingKindEnum } from './enums.ts';
import type { Expiring, Line, PointTypes } from './point-types.ts';
import type { memberRef, ProgrammeTypes, TierOfMember } from './programme-types.ts';

const code = () => z.string().regex(/^[A-Z][A-Z0-9_]{1,15}$/);
const currency = () =>
  code().default('POINT').describe('Code of the point currency; POINT when left out.');
const asOf = () =>
  dateTimeInput().optional().describe('As the ledger knew it at that moment; now when left out.');

const pointsArgs = z.object({ currency: currency(), asOf: asOf() });
const lotsArgs = z.object({
  currency: currency(),
  asOf: asOf(),
  includeClosed: z.boolean().default(false).describe('Also lots with nothing left.'),
});
const statementArgs = z.object({
  currency: currency(),
  from: dateTimeInput().optional().describe('Only lines written from then on.'),
  to: dateTimeInput().optional().describe('Only lines written until then.'),
  kinds: z.array(PostingKindEnum).max(30).optional().describe('Only these kinds.'),
});

const ownStatementArgs = statementArgs.omit({ currency: true });

type StatementArgs = Parameters<typeof paginate>[0] & {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly kinds?: readonly PostingKind[] | null | undefined;
};

/** A page of what was posted to a member's or a household's wallet. */
function statementOf(
  door: LedgerDoor,
  caller: Principal,
  { ownerId, currency: of }: { readonly ownerId: string; readonly currency: string },
  { from, to, kinds, ...page }: StatementArgs,
): Promise<Connection<Line>> {
  return paginate(page, {
    load: async ({ limit, after }) => {
      const found = await door.statement(caller, {
        ownerId,
        currency: of,
        first: limit,
        ...(after === undefined ? {} : { after: String(after[0]) }),
        ...(from == null ? {} : { from }),
        ...(to == null ? {} : { to }),
        ...(kinds == null ? {} : { kinds }),
      });
      return (seen(found)?.lines ?? []).map((line) => ({ ...line, ownerId, currency: of }));
    },
    keyOf: ({ postingId }) => [postingId],
  });
}

const DAY_MS = 86_400_000;
const expiringArgs = z.object({
  currency: currency(),
  days: z.int().min(1).max(3_650).default(30).describe('How many days ahead to look.'),
});

/** What is free of active lots, summed by the moment it expires. */
function expiringWithin(lots: readonly LotView[], until: Date): Expiring[] {
  const byMoment = new Map<number, Expiring>();
  for (const { state, expiresAt, remainingMinor, currency: code, ...lot } of lots) {
    if (state === 'PENDING' || expiresAt === null || expiresAt > until || remainingMinor === 0n)
      continue;
    const before = byMoment.get(expiresAt.getTime());
    const amountMinor = (before?.amountMinor ?? 0n) + remainingMinor;
    const ends = lot.spendableUntil ?? expiresAt;
    const spendableUntil =
      before !== undefined && before.spendableUntil < ends ? before.spendableUntil : ends;
    byMoment.set(expiresAt.getTime(), { expiresAt, spendableUntil, amountMinor, currency: code });
  }
  return [...byMoment.values()].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
}

type Member = ReturnType<typeof memberRef>;

export function addMemberFields(
  builder: LedgerBuilder,
  door: LedgerDoor,
  Member: Member,
  types: PointTypes & ProgrammeTypes,
): void {
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      points: t.field({
        type: types.OwnerBalance,
        nullable: true,
        description: 'What the member has in one currency; nothing when it never had any.',
        args: argsOf(builder, 'memberPoints', pointsArgs),
        resolve: async ({ id }, args, { ledger }) =>
          (
            await ledger.balances.load({
              owner: id,
              currency: args.currency,
              asOf: args.asOf ?? undefined,
            })
          )[0] ?? null,
      }),
      pointBalances: t.field({
        type: [types.OwnerBalance],
        nullable: true,
        description: 'What the member has, currency by currency.',
        resolve: async ({ id }, _args, { ledger }) => [
          ...(await ledger.balances.load({ owner: id })),
        ],
      }),
      pointLots: t.field({
        type: [types.Lot],
        nullable: true,
        description: 'The lots that make the balance, first-expiring first.',
        args: argsOf(builder, 'memberLots', lotsArgs),
        resolve: async ({ id }, args, { ledger }) => [
          ...(await ledger.lots.load({
            owner: id,
            currency: args.currency,
            asOf: args.asOf ?? undefined,
            includeClosed: args.includeClosed,
          })),
        ],
      }),
      pointsExpiring: t.field({
        type: [types.Expiring],
        nullable: true,
        description: 'Points that will expire soon, the earliest first: what a warning says.',
        args: argsOf(builder, 'memberPointsExpiring', expiringArgs),
        resolve: async ({ id }, args, { ledger, now }) => {
          const lots = await ledger.lots.load({ owner: id, currency: args.currency });
          return expiringWithin(lots, new Date(now.getTime() + args.days * DAY_MS));
        },
      }),
      pointStatement: t.field({
        type: types.Lines,
        nullable: true,
        description: 'Every movement of points, newest first.',
        args: { ...pageArgs(builder), ...argsOf(builder, 'memberStatement', statementArgs) },
        resolve: ({ id }, { currency: of, ...args }, { caller }): Promise<Connection<Line>> =>
          statementOf(door, caller, { ownerId: id, currency: of }, args),
      }),
      explainPoints: t.field({
        type: types.Explanation,
        nullable: true,
        description: 'What makes the balance.',
        args: argsOf(builder, 'memberExplainPoints', pointsArgs),
        resolve: async ({ id }, args, { caller }) => {
          const asOfArg = args.asOf === undefined || args.asOf === null ? {} : { asOf: args.asOf };
          return (
            seen(
              await door.explainBalance(caller, {
                ownerId: id,
                currency: args.currency,
                ...asOfArg,
              }),
            ) ?? null
          );
        },
      }),
      pointHolds: t.field({
        type: [types.Hold],
        nullable: true,
        description: 'Points set aside, the latest first.',
        resolve: ({ id }, _args, { ledger }) => ledger.holds.load(id),
      }),
      tiers: t.field({
        type: [types.MemberTier],
        nullable: true,
        description: 'Where the member stands in each tier programme.',
        resolve: async ({ id }, _args, { caller, ledger }): Promise<TierOfMember[]> => {
          const tiers = await ledger.tiers.load(id);
          if (tiers.length === 0) return [];
          const programmes = seen(await door.tierProgrammes(caller, {})) ?? [];
          return tiers.map((tier) => ({
            ...tier,
            currency: programmes.find((p) => p.code === tier.programme)?.currency ?? '',
          }));
        },
      }),
      explainTier: t.field({
        type: types.TierExplanation,
        nullable: true,
        description: 'What makes the tier in one programme.',
        args: argsOf(
          builder,
          'memberExplainTier',
          z.object({
            programme: z.string().max(40).describe('Code of the programme.'),
            asOf: asOf(),
          }),
        ),
        resolve: async ({ id }, args, { caller }) => {
          const asOfArg = args.asOf === undefined || args.asOf === null ? {} : { asOf: args.asOf };
          const found = seen(
            await door.explainTier(caller, { memberId: id, programme: args.programme, ...asOfArg }),
          );
          if (found === undefined) return null;
          const programmes = seen(await door.tierProgrammes(caller, {})) ?? [];
          return {
            ...found,
            currency: programmes.find((p) => p.code === args.programme)?.currency ?? '',
          };
        },
      }),
      households: t.field({
        type: [types.Household],
        nullable: true,
        description: 'Households whose points the member shares.',
        resolve: async ({ id }, _args, { ledger }) => [...(await ledger.households.load(id))],
      }),
    }),
  });
}

/** What a household's wallet shows besides its balance; who asks has been shown the household. */
export function addHouseholdFields(
  builder: LedgerBuilder,
  door: LedgerDoor,
  types: PointTypes & ProgrammeTypes,
): void {
  builder.objectFields(types.Household, (t) => ({
    pointStatement: t.field({
      type: types.Lines,
      nullable: true,
      description: "Every movement of the household's points, newest first.",
      args: {
        ...pageArgs(builder),
        ...argsOf(builder, 'householdStatement', ownStatementArgs),
      },
      resolve: ({ id, currency: of }, args, { caller }): Promise<Connection<Line>> =>
        statementOf(door, caller, { ownerId: id, currency: of }, args),
    }),
  }));
}
