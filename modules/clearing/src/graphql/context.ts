/** What clearing's resolvers share: the builder, who sees what, loaders of one operation. */
import { formatAmount } from '@guildhall/shared/amounts';
import { type Builder, listLoaderOf, type Types } from '@guildhall/shared/graphql/index';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import type DataLoader from 'dataloader';
import { z } from 'zod';
import { type DisputeNote, type DisputeRow, listDisputes, notesOf } from '../storage/disputes.ts';
import { listSteps, type PairTotal, pairTotals, type Step } from '../storage/periods.ts';
import { listReconciliations, type ReconciliationRow } from '../storage/reconciliations.ts';
import {
  listPayments,
  listStatements,
  type PaymentRow,
  type StatementRow,
} from '../storage/statements.ts';

export interface ClearingContext extends RequestContext {
  readonly stepsOf: DataLoader<string, Step[]>;
  readonly statementsOf: DataLoader<string, StatementRow[]>;
  readonly paymentsOf: DataLoader<string, PaymentRow[]>;
  readonly reconciliationsOf: DataLoader<string, ReconciliationRow[]>;
  readonly disputesOf: DataLoader<string, DisputeRow[]>;
  readonly totalsOf: DataLoader<string, PairTotal[]>;
  readonly notesOf: DataLoader<string, (DisputeNote & { readonly disputeId: string })[]>;
}

export function clearingContext(kit: ModuleKit): Omit<ClearingContext, keyof RequestContext> {
  const db = () => kit.db.sql();
  const month = (row: { readonly month: string }): string => row.month;
  return {
    stepsOf: listLoaderOf((months: readonly string[]) => listSteps(db(), ...months), month),
    statementsOf: listLoaderOf(
      (months: readonly string[]) => listStatements(db(), { months }),
      month,
    ),
    paymentsOf: listLoaderOf((months: readonly string[]) => listPayments(db(), { months }), month),
    reconciliationsOf: listLoaderOf(
      (months: readonly string[]) => listReconciliations(db(), { months }),
      month,
    ),
    disputesOf: listLoaderOf((months: readonly string[]) => listDisputes(db(), { months }), month),
    totalsOf: listLoaderOf((months: readonly string[]) => pairTotals(db(), ...months), month),
    notesOf: listLoaderOf(
      async (ids: readonly string[]) =>
        [...(await notesOf(db(), ids))].flatMap(([disputeId, notes]) =>
          notes.map((note) => ({ ...note, disputeId })),
        ),
      ({ disputeId }) => disputeId,
    ),
  };
}

export type B = Builder<ClearingContext>;
export type Fields<T> = PothosSchemaTypes.ObjectFieldBuilder<Types<ClearingContext>, T>;

export const READERS = ['system', 'operator', 'auditor'] as const;
export const GROUP = ['operator', 'auditor'] as const;
export const COMPANY_ACTORS = ['operator', 'system'] as const;

/** A company's system sees what concerns its own company; operators and auditors see all. */
export const ownCompany = (caller: Principal): string | undefined =>
  caller.kind === 'system' ? subsidiaryOf(caller) : undefined;

export const concerns = (own: string | undefined, ...companies: readonly string[]): boolean =>
  own === undefined || companies.includes(own);

const CNY_SCALE = 2;

/** A field of money: CNY, two decimals. */
export function money<T>(t: Fields<T>, description: string, read: (row: T) => bigint) {
  return t.field({
    type: 'Decimal',
    description: `${description} CNY.`,
    resolve: (row) => formatAmount(read(row as T), CNY_SCALE),
  });
}

export function optionalMoney<T>(
  t: Fields<T>,
  description: string,
  read: (row: T) => bigint | null,
) {
  return t.field({
    type: 'Decimal',
    nullable: true,
    description: `${description} CNY.`,
    resolve: (row) => {
      const minor = read(row as T);
      return minor === null ? null : formatAmount(minor, CNY_SCALE);
    },
  });
}

export const month = () =>
  z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11');
export const monthInput = () => month().describe('Business month, `YYYY-MM`.');
export const companyCode = () =>
  z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be a company code such as `auto`');

/** A query has no refusals by type: what is not there or not allowed is an error of the field. */
export async function answered<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const answer = await outcome;
  if (!answer.ok) throw new RefusalError(answer.refusal);
  return answer.value;
}

/** The row behind what a command answers with. */
export async function shown<I, R>(
  done: Promise<Outcome<I>>,
  load: (value: I) => Promise<R | undefined>,
): Promise<Outcome<R>> {
  const outcome = await done;
  if (!outcome.ok) return outcome;
  const row = await load(outcome.value);
  if (row === undefined) throw new Error('What was just made cannot be missing');
  return { ok: true, value: row };
}
