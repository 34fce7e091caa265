/** The ledger's schema builder and the loaders of one operation: each asks once for everybody on the page. */
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import { formatAmount, parseAmount } from '@guildhall/shared/amounts';
import { createBuilder, listLoaderOf, type Types } from '@guildhall/shared/graphql/index';
import type { ModuleKit, RequestContext } from '@guildhall/shared/module';
import { type Outcome, type Refusal, RefusalError } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import type { ObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import { ledgerMessages } from '../domain/messages.ts';
import { currencyUnknown, tooFine, tooMany } from '../domain/refusals.ts';
import { MOST_MINOR } from '../domain/values.ts';
import type { LedgerDoor } from '../door/ledger-door.ts';
import type { Currency, Household, MemberTier } from '../door/programme.ts';
import type { HoldView, LotView, OwnerBalance } from '../door/reads.ts';
import type { KnownMembers, Named } from './known-members.ts';

export interface OwnerMoment {
  readonly owner: string;
  /** Absent: every currency. */
  readonly currency?: string | undefined;
  readonly asOf?: Date | undefined;
  readonly includeClosed?: boolean | undefined;
}

export interface LedgerLoaders {
  readonly currency: (code: string) => Promise<Currency | undefined>;
  /** Why an order is refused that names somebody who does not exist. */
  readonly stranger: (...named: readonly Named[]) => Promise<Refusal | undefined>;
  readonly balances: DataLoader<OwnerMoment, readonly OwnerBalance[], string>;
  readonly lots: DataLoader<OwnerMoment, readonly LotView[], string>;
  readonly holds: DataLoader<string, HoldView[]>;
  readonly tiers: DataLoader<string, MemberTier[]>;
  readonly households: DataLoader<string, readonly Household[]>;
  /** May this caller see what a subsidiary's acts did to a member's points? */
  readonly sharing: DataLoader<Subject, SharingAnswer, string>;
}

export interface Context extends RequestContext {
  readonly ledger: LedgerLoaders;
}

export const newBuilder = () => createBuilder<Context>({ messages: ledgerMessages });
export type LedgerBuilder = ReturnType<typeof newBuilder>;
export type Ref<T> = ObjectRef<Types<Context>, T>;
export type FieldsOf<T> = PothosSchemaTypes.ObjectFieldBuilder<Types<Context>, T>;

/** What is asked about when no currency is named: before it is defined nobody has any, and nobody asked wrongly. */
const isDefaultCurrency = ({ code, params }: Refusal): boolean =>
  code === 'CURRENCY_UNKNOWN' && params.currency === 'POINT';

/**
 * The value, or nothing where the caller may not see it: a member asking for somebody else's points. A question about
 * what does not exist is told so.
 */
export function seen<T>(outcome: Outcome<T>): T | undefined {
  if (outcome.ok) return outcome.value;
  const { refusal } = outcome;
  if (refusal.kind === 'FORBIDDEN' || isDefaultCurrency(refusal)) return undefined;
  throw new RefusalError(refusal);
}

export function loadersFor(
  door: LedgerDoor,
  kit: ModuleKit,
  known: KnownMembers,
  { caller }: RequestContext,
): LedgerLoaders {
  const currencies = { known: undefined as Promise<ReadonlyMap<string, Currency>> | undefined };
  const all = async (): Promise<ReadonlyMap<string, Currency>> =>
    new Map(
      (seen(await door.currencies(caller, {})) ?? []).map((currency) => [currency.code, currency]),
    );
  return {
    stranger: (...named) => known.stranger(caller, named),
    currency: async (code) => {
      currencies.known ??= all();
      return (await currencies.known).get(code);
    },
    balances: byMoment((owners, moment) => door.balances(caller, { owners, ...moment })),
    lots: byMoment((owners, moment) => door.lots(caller, { owners, ...moment })),
    holds: listLoaderOf(
      async (owners: readonly string[]) => seen(await door.holds(caller, { owners })) ?? [],
      ({ ownerId }) => ownerId,
    ),
    tiers: listLoaderOf(
      async (memberIds: readonly string[]) => seen(await door.tiers(caller, { memberIds })) ?? [],
      ({ memberId }) => memberId,
    ),
    households: new DataLoader(async (memberIds: readonly string[]) => {
      const households = seen(await door.households(caller, { memberIds })) ?? [];
      return memberIds.map((id) =>
        households.filter(({ members }) => members.some(({ memberId }) => memberId === id)),
      );
    }),
    sharing: new DataLoader((subjects) => mayShare(kit, caller, subjects), {
      cacheKeyFn: ({ subsidiary, ownerId }) => `${subsidiary}/${ownerId}`,
    }),
  };
}

type Moment = Omit<OwnerMoment, 'owner'>;

/** One call per currency and moment asked for, with all owners. A caller that may not see one of them sees none. */
function byMoment<T extends { readonly ownerId: string }>(
  ask: (
    owners: readonly string[],
    moment: { currency?: string; asOf?: Date; includeClosed?: boolean },
  ) => Promise<Outcome<readonly T[]>>,
): DataLoader<OwnerMoment, readonly T[], string> {
  const keyOf = ({ currency, asOf, includeClosed }: Moment): string =>
    `${currency ?? ''}/${asOf?.getTime() ?? ''}/${includeClosed === true}`;
  return new DataLoader<OwnerMoment, readonly T[], string>(
    async (wanted) => {
      const found = new Map<string, readonly T[]>();
      for (const [key, group] of Map.groupBy(wanted, keyOf)) {
        const [{ currency, asOf, includeClosed } = { owner: '' } as OwnerMoment] = group;
        const moment = {
          ...(currency === undefined ? {} : { currency }),
          ...(asOf === undefined ? {} : { asOf }),
          ...(includeClosed === undefined ? {} : { includeClosed }),
        };
        found.set(
          key,
          seen(await ask([...new Set(group.map(({ owner }) => owner))], moment)) ?? [],
        );
      }
      return wanted.map((item) =>
        (found.get(keyOf(item)) ?? []).filter(({ ownerId }) => ownerId === item.owner),
      );
    },
    { cacheKeyFn: (item) => `${item.owner}/${keyOf(item)}` },
  );
}

export interface Subject {
  readonly subsidiary: string;
  /** A member or a household. */
  readonly ownerId: string;
}

export function seesAll(caller: Principal): boolean {
  return (
    caller.kind === 'module' ||
    (caller.kind === 'staff' &&
      caller.roles.some((role) => role === 'operator' || role === 'auditor'))
  );
}

/** In the order asked. A household's lines are its members' own and its company's own; consent is a member's. */
async function mayShare(
  kit: ModuleKit,
  caller: Principal,
  subjects: readonly Subject[],
): Promise<readonly SharingAnswer[]> {
  const answers = new Map<Subject, SharingAnswer>();
  const open: Subject[] = [];
  for (const subject of subjects) {
    if (seesAll(caller) || caller.kind === 'member' || subsidiaryOf(caller) === subject.subsidiary)
      answers.set(subject, 'ALLOWED');
    else if (subsidiaryOf(caller) === undefined || subject.ownerId.startsWith('hsh_'))
      answers.set(subject, 'NOT_ALLOWED');
    else open.push(subject);
  }
  for (const [subsidiary, theirs] of Map.groupBy(open, (subject) => subject.subsidiary)) {
    const memberIds = [...new Set(theirs.map(({ ownerId }) => ownerId))];
    const said = await kit.doors
      .get<IdentityDoor>('identity')
      .mayShare(caller, { memberIds, subsidiary });
    for (const subject of theirs)
      answers.set(subject, said[memberIds.indexOf(subject.ownerId)] ?? 'NOT_ALLOWED');
  }
  return subjects.map((subject) => answers.get(subject) ?? 'NOT_ALLOWED');
}

/** A field of points: decimal text in the currency of its row. */
export function points<Row extends { readonly currency: string }>(
  t: FieldsOf<Row>,
  description: string,
  minor: (row: Row) => bigint,
) {
  return t.field({
    type: 'Decimal',
    description,
    resolve: async (row, _args, { ledger }) => inUnits(ledger, row.currency, minor(row)),
  });
}

export async function inUnits(ledger: LedgerLoaders, code: string, minor: bigint): Promise<string> {
  return formatAmount(minor, (await ledger.currency(code))?.scale ?? 0);
}

/** Minor units of an amount as it was typed; refused when it has more decimals than the currency, or is beyond any. */
export async function toMinor(
  ledger: LedgerLoaders,
  code: string,
  text: string,
  path: readonly string[] = ['amount'],
): Promise<Outcome<bigint>> {
  const currency = await ledger.currency(code);
  if (currency === undefined) return { ok: false, refusal: currencyUnknown(code) };
  const minor = parseAmount(text, currency.scale);
  if (minor === undefined) return { ok: false, refusal: tooFine(path, currency.scale) };
  if (minor > MOST_MINOR || minor < -MOST_MINOR)
    return { ok: false, refusal: tooMany(path, currency) };
  return { ok: true, value: minor };
}

/** The refusal is about the part of an input that stands there. */
export function within<T>(path: readonly string[], outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) return outcome;
  const { refusal } = outcome;
  return { ok: false, refusal: { ...refusal, path: [...path, ...refusal.path] } };
}

/** As `toMinor`, of an order about one member, who must exist. */
export async function toMinorOf(
  ledger: LedgerLoaders,
  { memberId, currency, amount }: { memberId: string; currency: string; amount: string },
): Promise<Outcome<bigint>> {
  const minor = await toMinor(ledger, currency, amount);
  if (!minor.ok) return minor;
  return ofKnown(ledger, [{ path: ['memberId'], memberId }], async () => minor);
}

/** The order's answer, unless it names nobody's id. */
export async function ofKnown<T>(
  ledger: LedgerLoaders,
  named: readonly Named[],
  order: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const refusal = await ledger.stranger(...named);
  return refusal === undefined ? order() : { ok: false, refusal };
}

/**
 * The API says `amount` where the door says `amountMinor`. `named`: what of the input stands for a field that it does
 * not have.
 */
export async function asShown<T>(
  outcome: Promise<Outcome<T>>,
  named: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Outcome<T>> {
  const answer = await outcome;
  if (answer.ok) return answer;
  const path = answer.refusal.path.flatMap((part) => named[part] ?? part.replace(/Minor$/, ''));
  return { ok: false, refusal: { ...answer.refusal, path } };
}
