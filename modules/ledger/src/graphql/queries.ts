/** What can be asked of the ledger apart from a member's own points. */
import {
  argsOf,
  dateTimeInput,
  enumType,
  idInput,
  SIGNED_IN,
} from '@guildhall/shared/graphql/index';
import { z } from 'zod';
import type { AdjustmentView, LedgerDoor } from '../door/ledger-door.ts';
import type { VerifyReport } from '../door/programme.ts';
import type { Outstanding, PostingView, SystemAccountView } from '../door/reads.ts';
import { inUnits, type LedgerBuilder, points, type Ref, seen } from './context.ts';
import { AccountKindEnum, AdjustmentStateEnum } from './enums.ts';
import type { Line, PointTypes } from './point-types.ts';
import type { memberRef, ProgrammeTypes } from './programme-types.ts';

const OVERSEERS = ['operator', 'auditor'] as const;

export interface QueryTypes {
  readonly Adjustment: Ref<AdjustmentView>;
  readonly Report: Ref<VerifyReport>;
}

export function addQueries(
  builder: LedgerBuilder,
  door: LedgerDoor,
  Member: ReturnType<typeof memberRef>,
  types: PointTypes & ProgrammeTypes,
): QueryTypes {
  const Adjustment = addAdjustment(builder, Member, types);
  const Report = addReport(builder);
  addProgrammeQueries(builder, door, types);
  addLedgerQueries(builder, door, types);
  builder.queryFields((t) => ({
    pointAdjustments: t.field({
      type: [Adjustment],
      description: 'Adjustments, the latest first, at most 200.',
      access: OVERSEERS,
      args: {
        state: t.arg({
          type: enumType(builder, AdjustmentStateEnum),
          description: 'Only in this state.',
        }),
      },
      resolve: async (_root, { state }, { caller }) => [
        ...(seen(
          await door.adjustments(caller, state === undefined || state === null ? {} : { state }),
        ) ?? []),
      ],
    }),
    verifyPoints: t.field({
      type: Report,
      nullable: true,
      description:
        'Checks every invariant of the ledger over the whole database. Takes seconds to minutes.',
      access: OVERSEERS,
      resolve: async (_root, _args, { caller }) => seen(await door.verify(caller, {})) ?? null,
    }),
  }));
  return { Adjustment, Report };
}

function addProgrammeQueries(
  builder: LedgerBuilder,
  door: LedgerDoor,
  types: PointTypes & ProgrammeTypes,
): void {
  builder.queryFields((t) => ({
    pointCurrencies: t.field({
      type: [types.Currency],
      description: 'All kinds of points.',
      access: SIGNED_IN,
      resolve: async (_root, _args, { caller }) => [
        ...(seen(await door.currencies(caller, {})) ?? []),
      ],
    }),
    tierProgrammes: t.field({
      type: [types.TierProgramme],
      description: 'All tier programmes, the latest version of each.',
      access: SIGNED_IN,
      resolve: async (_root, _args, { caller }) => [
        ...(seen(await door.tierProgrammes(caller, {})) ?? []),
      ],
    }),
    pointHousehold: t.field({
      type: types.Household,
      nullable: true,
      description: 'One household; a member sees those it belongs to.',
      access: ['member', 'operator', 'auditor'],
      args: argsOf(
        builder,
        'pointHousehold',
        z.object({ id: idInput('hsh').describe('TypeID, `hsh_…`.') }),
      ),
      resolve: async (_root, { id }, { caller }) =>
        seen(await door.households(caller, { ids: [id] }))?.[0] ?? null,
    }),
  }));
}

function addLedgerQueries(builder: LedgerBuilder, door: LedgerDoor, types: PointTypes): void {
  const Posting = addPosting(builder, types.Line);
  const OutstandingType = addOutstanding(builder);
  builder.queryFields((t) => ({
    pointPosting: t.field({
      type: Posting,
      nullable: true,
      description: 'One posting with its lots and its legs in double entry.',
      access: OVERSEERS,
      args: argsOf(
        builder,
        'pointPosting',
        z.object({ id: idInput('pst').describe('TypeID, `pst_…`.') }),
      ),
      resolve: async (_root, { id }, { caller }) =>
        seen(await door.postings(caller, { ids: [id] }))?.[0] ?? null,
    }),
    pointHold: t.field({
      type: types.Hold,
      nullable: true,
      description: 'One hold.',
      access: ['system', 'clerk', 'operator', 'auditor'],
      args: argsOf(
        builder,
        'pointHold',
        z.object({ id: idInput('hld').describe('TypeID, `hld_…`.') }),
      ),
      resolve: async (_root, { id }, { caller }) =>
        seen(await door.holds(caller, { ids: [id] }))?.[0] ?? null,
    }),
    pointsOutstanding: t.field({
      type: OutstandingType,
      nullable: true,
      description:
        "The programme's liability in one currency, with the accounts on the other side.",
      access: OVERSEERS,
      args: argsOf(
        builder,
        'pointsOutstanding',
        z.object({
          currency: z
            .string()
            .max(16)
            .default('POINT')
            .describe('Code of the currency; POINT when left out.'),
          asOf: dateTimeInput().optional().describe('As posted until then; now when left out.'),
        }),
      ),
      resolve: async (_root, { currency, asOf }, { caller }) => {
        const moment = asOf === undefined || asOf === null ? {} : { asOf };
        return seen(await door.outstanding(caller, { currency, ...moment })) ?? null;
      },
    }),
  }));
}

function addPosting(builder: LedgerBuilder, LineType: Ref<Line>): Ref<PostingView> {
  type Entry = PostingView['entries'][number] & { readonly currency: string };
  const entry = builder.objectRef<Entry>('PointEntry').implement({
    description: 'One leg of a posting in double entry.',
    fields: (t) => ({
      account: t.exposeString('account', {
        description: 'AVAILABLE, PENDING, HELD, DEBT, or a system account.',
      }),
      amount: points(
        t,
        'Signed; credit is positive. The legs sum to zero.',
        (row) => row.amountMinor,
      ),
    }),
  });
  type Part = PostingView['lots'][number] & { readonly currency: string };
  const part = builder.objectRef<Part>('PointLotChange').implement({
    description: 'What a posting did to one lot.',
    fields: (t) => ({
      lotId: t.exposeID('lotId', { description: 'TypeID, `lot_…`.' }),
      freeChange: points(t, 'Signed change of what is free.', (row) => row.freeChangeMinor),
      heldChange: points(t, 'Signed change of what is set aside.', (row) => row.heldChangeMinor),
      issuer: t.exposeString('issuer', { description: 'The company that issued the lot.' }),
    }),
  });
  return builder.objectRef<PostingView>('PointPosting').implement({
    description: 'A posting: a line with its lots and legs.',
    fields: (t) => ({
      line: t.field({
        type: LineType,
        description: 'The line it is on a statement.',
        resolve: (row) => row,
      }),
      lots: t.field({
        type: [part],
        description: 'Lot by lot.',
        resolve: ({ lots, currency }) => lots.map((item) => ({ ...item, currency })),
      }),
      entries: t.field({
        type: [entry],
        description: 'Leg by leg.',
        resolve: ({ entries, currency }) => entries.map((item) => ({ ...item, currency })),
      }),
    }),
  });
}

function addOutstanding(builder: LedgerBuilder): Ref<Outstanding> {
  const account = builder.objectRef<SystemAccountView>('PointAccount').implement({
    description: "A system account: the other side of members' points.",
    fields: (t) => ({
      kind: t.field({
        type: enumType(builder, AccountKindEnum),
        description: 'Which.',
        resolve: ({ kind }) => kind,
      }),
      subsidiary: t.exposeString('subsidiary', {
        nullable: true,
        description: 'Whose, where it is a company’s.',
      }),
      balance: points(t, 'Signed; credit is positive.', (row) => row.balanceMinor),
      ceiling: t.field({
        type: 'Decimal',
        nullable: true,
        description:
          'The most the company may have issued, as it is limited now; no limit when null.',
        resolve: ({ ceilingMinor, currency }, _args, { ledger }) =>
          ceilingMinor === null ? null : inUnits(ledger, currency, ceilingMinor),
      }),
    }),
  });
  return builder.objectRef<Outstanding>('PointsOutstanding').implement({
    description: 'All points outstanding in one currency.',
    fields: (t) => ({
      currency: t.exposeString('currency', { description: 'Code of the currency.' }),
      asOf: t.field({
        type: 'DateTime',
        description: 'The moment it is about.',
        resolve: (row) => row.asOf,
      }),
      available: points(t, 'That members can spend.', (row) => row.availableMinor),
      pending: points(t, 'Not active yet.', (row) => row.pendingMinor),
      held: points(t, 'Set aside.', (row) => row.heldMinor),
      debt: points(t, 'Owed by members.', (row) => row.debtMinor),
      accounts: t.field({
        type: [account],
        description: 'The accounts on the other side; with the balances they sum to zero.',
        resolve: ({ accounts }) => [...accounts],
      }),
    }),
  });
}

function addAdjustment(
  builder: LedgerBuilder,
  Member: ReturnType<typeof memberRef>,
  types: PointTypes,
): Ref<AdjustmentView> {
  return builder.objectRef<AdjustmentView>('PointAdjustment').implement({
    description: "An operator's correction of a balance.",
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `adj_…`.' }),
      state: t.field({
        type: enumType(builder, AdjustmentStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Whose points.',
        resolve: ({ memberId }) => ({ id: memberId }) as never,
      }),
      currency: t.exposeString('currency', { description: 'Code of the currency.' }),
      amount: points(t, 'Signed: positive gives, negative takes.', (row) => row.amountMinor),
      subsidiary: t.exposeString('subsidiary', { description: 'For which company.' }),
      funding: t.field({
        type: types.Funding,
        nullable: true,
        description: 'Who pays for points given.',
        resolve: ({ funding }) => funding,
      }),
      reasonType: t.string({
        description: 'What caused it, in kebab-case.',
        resolve: ({ reason }) => reason.type,
      }),
      reasonId: t.string({ description: 'Its id.', resolve: ({ reason }) => reason.id }),
      proposedBy: t.exposeString('proposedBy', { description: 'Who proposed it.' }),
      decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who decided it.' }),
      postingId: t.exposeID('postingId', { nullable: true, description: 'The posting it became.' }),
      createdAt: t.field({
        type: 'DateTime',
        description: 'When it was proposed.',
        resolve: (row) => row.createdAt,
      }),
      decidedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was decided.',
        resolve: (row) => row.decidedAt,
      }),
    }),
  });
}

function addReport(builder: LedgerBuilder): Ref<VerifyReport> {
  const check = builder.objectRef<VerifyReport['checks'][number]>('PointsCheck').implement({
    description: 'One invariant.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'What must hold.' }),
      ok: t.exposeBoolean('ok', { description: 'Whether it does.' }),
      offenders: t.exposeInt('offenders', { description: 'How many break it.' }),
      first: t.stringList({
        description: 'The first of them.',
        resolve: ({ first }) => [...first],
      }),
    }),
  });
  return builder.objectRef<VerifyReport>('PointsReport').implement({
    description: 'What a check of the whole ledger found.',
    fields: (t) => ({
      ok: t.exposeBoolean('ok', { description: 'Whether everything holds.' }),
      checkedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: (row) => row.checkedAt,
      }),
      postings: t.int({
        description: 'How many postings were checked.',
        resolve: ({ counts }) => counts.postings,
      }),
      checks: t.field({
        type: [check],
        description: 'Each invariant.',
        resolve: ({ checks }) => [...checks],
      }),
    }),
  });
}
