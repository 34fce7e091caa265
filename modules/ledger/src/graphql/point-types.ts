/** Types of points as members and companies see them: balances, lots, lines of a statement, holds. */

import type { Types } from '@guildhall/shared/graphql/index';
import {
  connectionType,
  enumType,
  orWithheld,
  type WithheldFact,
  withheld,
} from '@guildhall/shared/graphql/index';
import type { UnionRef } from '@pothos/core';
import type { Currency } from '../door/programme.ts';
import type {
  BalanceExplanation,
  HoldView,
  LotView,
  OwnerBalance,
  StatementLine,
} from '../door/reads.ts';
import type { Funding, Reason, WalletBalance } from '../door/values.ts';
import {
  type Context,
  type FieldsOf,
  inUnits,
  type LedgerBuilder,
  points,
  type Ref,
} from './context.ts';
import { addCurrency } from './currency-type.ts';
import { HoldStateEnum, LotStateEnum, PostingKindEnum } from './enums.ts';
import { addExplanation } from './explanation-type.ts';

export interface Source {
  readonly subsidiary: string | null;
  readonly reason: Reason;
  readonly occurredAt: Date;
}
export type Balance = WalletBalance & { readonly currency: string };
export type Line = StatementLine & { readonly currency: string; readonly ownerId: string };
export type SourceRef = UnionRef<Types<Context>, Source | WithheldFact>;

export interface PointTypes {
  readonly Currency: Ref<Currency>;
  readonly Balance: Ref<Balance>;
  readonly OwnerBalance: Ref<OwnerBalance>;
  readonly Source: SourceRef;
  readonly Funding: Ref<Funding>;
  readonly Lot: Ref<LotView>;
  readonly Line: Ref<Line>;
  readonly Lines: ReturnType<typeof connectionType<Context, Line>>;
  readonly Hold: Ref<HoldView>;
  readonly Explanation: Ref<BalanceExplanation>;
  readonly Expiring: Ref<Expiring>;
}

/** Points that will expire at one moment. */
export interface Expiring {
  readonly expiresAt: Date;
  readonly spendableUntil: Date;
  readonly amountMinor: bigint;
  readonly currency: string;
}

export function addPointTypes(builder: LedgerBuilder): PointTypes {
  const Currency = addCurrency(builder);
  const Balance = addBalance(builder);
  const Source = addSource(builder);
  const Funding = addFunding(builder);
  const Lot = addLot(builder, Source, Funding);
  const Line = addLine(builder, Source, Balance);
  return {
    Currency,
    Balance,
    OwnerBalance: addOwnerBalance(builder, Currency),
    Source,
    Funding,
    Lot,
    Line,
    Lines: connectionType(builder, 'PointLine', Line, {
      description: 'A statement, newest first.',
    }),
    Hold: addHold(builder, Source),
    Explanation: addExplanation(builder, Balance, Lot),
    Expiring: addExpiring(builder),
  };
}

function addExpiring(builder: LedgerBuilder): Ref<Expiring> {
  return builder.objectRef<Expiring>('PointsExpiring').implement({
    description: 'Points that will expire at one moment.',
    fields: (t) => ({
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When; past already while they are in their grace.',
        resolve: (row) => row.expiresAt,
      }),
      spendableUntil: t.field({
        type: 'DateTime',
        description: 'Until when they can still be spent, with the grace after that.',
        resolve: (row) => row.spendableUntil,
      }),
      amount: points(t, 'How many.', (row) => row.amountMinor),
    }),
  });
}

function balanceFields<Row extends Balance>(t: FieldsOf<Row>) {
  return {
    available: points(t, 'Points that can be spent now.', (row) => row.availableMinor),
    pending: points(t, 'Earned, not active yet.', (row) => row.pendingMinor),
    held: points(t, 'Set aside by holds.', (row) => row.heldMinor),
    debt: points(
      t,
      'Owed: taken back beyond the balance, repaid by the next points first.',
      (row) => row.debtMinor,
    ),
  };
}

function addBalance(builder: LedgerBuilder): Ref<Balance> {
  return builder.objectRef<Balance>('PointAmounts').implement({
    description: 'The balances of a wallet at one moment.',
    fields: (t) => balanceFields(t),
  });
}

function addOwnerBalance(builder: LedgerBuilder, CurrencyType: Ref<Currency>): Ref<OwnerBalance> {
  return builder.objectRef<OwnerBalance>('PointBalance').implement({
    description: 'What somebody has in one currency.',
    fields: (t) => ({
      currency: t.field({
        type: CurrencyType,
        description: 'Of which points.',
        resolve: async ({ currency }, _args, { ledger }) => {
          const found = await ledger.currency(currency);
          if (found === undefined) throw new Error(`No currency ${currency}`);
          return found;
        },
      }),
      ...balanceFields(t),
      nextExpiryAt: t.field({
        type: 'DateTime',
        nullable: true,
        description:
          'When the next points expire; past already while they are in their grace. Of now only: none when asked as of a moment.',
        resolve: ({ nextExpiry }) => nextExpiry?.at ?? null,
      }),
      nextExpiry: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'How many points expire then.',
        resolve: ({ nextExpiry, currency }, _args, { ledger }) =>
          nextExpiry === null ? null : inUnits(ledger, currency, nextExpiry.amountMinor),
      }),
    }),
  });
}

function addSource(builder: LedgerBuilder): SourceRef {
  const type = builder.objectRef<Source>('PointSource').implement({
    description: 'Where a movement of points came from.',
    fields: (t) => ({
      subsidiary: t.exposeString('subsidiary', {
        nullable: true,
        description: 'The company at which it happened; none for acts of the programme itself.',
      }),
      reasonType: t.string({
        description: 'What caused it, such as transaction.',
        resolve: ({ reason }) => reason.type,
      }),
      reasonId: t.string({ description: 'Its id there.', resolve: ({ reason }) => reason.id }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When it happened there.',
        resolve: (row) => row.occurredAt,
      }),
    }),
  });
  return orWithheld(builder, 'PointSourceOrWithheld', type) as unknown as SourceRef;
}

/** Shown to the member, to that company, and to another under the member's consent. */
export async function sourceFor(
  ownerId: string,
  source: Source,
  { ledger }: Context,
): Promise<Source | WithheldFact> {
  if (source.subsidiary === null) return source;
  const answer = await ledger.sharing.load({ subsidiary: source.subsidiary, ownerId });
  return answer === 'ALLOWED' ? source : withheld(answer);
}

function addFunding(builder: LedgerBuilder): Ref<Funding> {
  const share = builder.objectRef<Funding['shares'][number]>('PointFundingShare').implement({
    description: 'The part one company pays.',
    fields: (t) => ({
      subsidiary: t.exposeString('subsidiary', { description: 'The company.' }),
      parts: t.exposeInt('parts', {
        description: 'How many parts of the whole; the whole is the sum of all parts.',
      }),
    }),
  });
  return builder.objectRef<Funding>('PointFunding').implement({
    description: 'Who pays for points, and how much one costs them.',
    access: ['operator', 'auditor', 'system', 'clerk'],
    fields: (t) => ({
      shares: t.field({
        type: [share],
        description: 'The payers.',
        resolve: ({ shares }) => [...shares],
      }),
      pricePerPoint: t.field({
        type: 'Decimal',
        description: 'Money for one whole point.',
        resolve: (row) => row.pricePerPoint,
      }),
      priceCurrency: t.exposeString('priceCurrency', { description: 'Of which money, ISO 4217.' }),
    }),
  });
}

function addLot(
  builder: LedgerBuilder,
  SourceType: SourceRef,
  FundingType: Ref<Funding>,
): Ref<LotView> {
  return builder.objectRef<LotView>('PointLot').implement({
    description: 'What one earn put in, and what is left of it.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `lot_…`.' }),
      state: t.field({
        type: enumType(builder, LotStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      amount: points(t, 'Put in.', (row) => row.amountMinor),
      remaining: points(t, 'Left and free.', (row) => row.remainingMinor),
      held: points(t, 'Set aside by holds.', (row) => row.heldMinor),
      earnedAt: t.field({
        type: 'DateTime',
        description: 'When it was earned.',
        resolve: (row) => row.earnedAt,
      }),
      activeAt: t.field({
        type: 'DateTime',
        description: 'From when it can be spent.',
        resolve: (row) => row.activeAt,
      }),
      expiresAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it expires, if it does.',
        resolve: (row) => row.expiresAt,
      }),
      spendableUntil: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Until when it can still be spent, with the grace after it expires.',
        resolve: (row) => row.spendableUntil,
      }),
      source: t.field({
        type: SourceType,
        description: 'Where it came from, when the caller may see it.',
        resolve: (row, _args, context) =>
          sourceFor(
            row.ownerId,
            { subsidiary: row.issuer, reason: row.reason, occurredAt: row.earnedAt },
            context,
          ),
      }),
      funding: t.field({
        type: FundingType,
        nullable: true,
        description: 'Who pays for it; for the issuing company and those who oversee.',
        resolve: async (row, _args, context) => {
          if (context.caller.kind === 'member') return null;
          const answer = await context.ledger.sharing.load({
            subsidiary: row.issuer,
            ownerId: row.ownerId,
          });
          return answer === 'ALLOWED' ? row.funding : null;
        },
      }),
    }),
  });
}

function addLine(
  builder: LedgerBuilder,
  SourceType: SourceRef,
  BalanceType: Ref<Balance>,
): Ref<Line> {
  return builder.objectRef<Line>('PointLine').implement({
    description: 'One line of a statement. Changes are signed.',
    fields: (t) => ({
      id: t.exposeID('postingId', { description: 'TypeID, `pst_…`.' }),
      transferId: t.exposeID('transferId', {
        description: 'Lines that belong together share it; TypeID, `trf_…`.',
      }),
      kind: t.field({
        type: enumType(builder, PostingKindEnum),
        description: 'What it did.',
        resolve: ({ kind }) => kind,
      }),
      availableChange: points(t, 'Change of what can be spent.', (row) => row.availableChangeMinor),
      pendingChange: points(t, 'Change of what is pending.', (row) => row.pendingChangeMinor),
      heldChange: points(t, 'Change of what is set aside.', (row) => row.heldChangeMinor),
      debtChange: points(t, 'Change of what is owed.', (row) => row.debtChangeMinor),
      balance: t.field({
        type: BalanceType,
        description: 'The balances after it.',
        resolve: ({ balance, currency }) => ({ ...balance, currency }),
      }),
      source: t.field({
        type: SourceType,
        description: 'Where it came from, when the caller may see it.',
        resolve: (row, _args, context) => sourceFor(row.ownerId, row, context),
      }),
      reverses: t.exposeID('reverses', { nullable: true, description: 'The line it takes back.' }),
      holdId: t.exposeID('holdId', { nullable: true, description: 'The hold it belongs to.' }),
      actingMemberId: t.exposeID('actingMemberId', {
        nullable: true,
        description: "Who acted, on a household's line; or the merged identity that was presented.",
      }),
      postedAt: t.field({
        type: 'DateTime',
        description: 'When it was written.',
        resolve: (row) => row.postedAt,
      }),
    }),
  });
}

function addHold(builder: LedgerBuilder, SourceType: SourceRef): Ref<HoldView> {
  return builder.objectRef<HoldView>('PointHold').implement({
    description: 'Points set aside for one spending.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'TypeID, `hld_…`.' }),
      state: t.field({
        type: enumType(builder, HoldStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      amount: points(t, 'Set aside at first.', (row) => row.amountMinor),
      remaining: points(t, 'Still set aside.', (row) => row.remainingMinor),
      captured: points(t, 'Spent of it.', (row) => row.capturedMinor),
      expiresAt: t.field({
        type: 'DateTime',
        description: 'When it is given back by itself.',
        resolve: (row) => row.expiresAt,
      }),
      source: t.field({
        type: SourceType,
        description: 'What it is for, when the caller may see it.',
        resolve: (row, _args, context) =>
          sourceFor(
            row.ownerId,
            { subsidiary: row.subsidiary, reason: row.reason, occurredAt: row.expiresAt },
            context,
          ),
      }),
    }),
  });
}
