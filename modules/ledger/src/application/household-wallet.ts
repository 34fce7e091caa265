/**
 * Household wallets: members give a part of each earn to a pool and spend from it within their rights. Who leaves takes
 * back what is left of their own contributions.
 */

import { fromUuid, readId } from '@guildhall/shared/ids';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book, PostingRecord } from '../domain/book.ts';
import { leaveHousehold as leave } from '../domain/decide/leave-household.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import * as no from '../domain/refusals.ts';
import { isKeeper, placingRefusal } from '../domain/rules/household-keeping.ts';
import type { Currency, Wallet } from '../domain/state.ts';
import type { Household, HouseholdMember, SpendingRight } from '../door/programme.ts';
import {
  type HouseholdMemberRow,
  householdsBy,
  membersOf,
  type PutMember,
  putMember,
  removeMember,
} from '../storage/household-rows.ts';
import { withdrawInvitationsOf } from '../storage/invitation-rows.ts';
import { mustOperate } from './access.ts';
import { bodyHash, Reader } from './parse.ts';
import { outcomeOf, no as refused, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

export const MOST_MEMBERS = 20;
const NAME = /^.{1,60}$/u;

export interface CreateHousehold {
  readonly idempotencyKey: string;
  readonly currency: string;
  readonly name: string;
  readonly members: readonly HouseholdMember[];
}

export async function createHousehold(
  engine: PostingEngine,
  caller: Principal,
  input: CreateHousehold,
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const code = read.currency(input.currency);
  const idempotencyKey = read.key(input.idempotencyKey);
  if (typeof input.name !== 'string' || !NAME.test(input.name))
    read.wrong('name', 'CHARACTERS', { most: 60 });
  const members = readMembers(read, input.members);
  const refusal = read.problem ?? mayFound(caller, input.members);
  if (refusal !== undefined) return refused(refusal);
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return refused(no.currencyUnknown(code));
  const at = engine.now();
  const { id } = engine.nextId(at, NIL_UUID);
  const body = bodyHash([code, input.name, JSON.stringify(input.members, plain)]);
  const key = await scopedKey(engine, caller, 'create-household', idempotencyKey, body);
  const result = await transact(engine, (owner) => ({
    operation: 'create-household',
    key,
    wallets: members.map(({ memberId }) => ({ ownerId: owner(memberId), currencyId: currency.id })),
    occurredAt: at,
    reason: { type: 'household', id: fromUuid('hsh', id) },
    decide: (book) => {
      const taken = members.find(
        ({ memberId }) => walletIn(book, owner(memberId), currency.id).householdId !== null,
      );
      if (taken !== undefined) return no.householdShared();
      const founder = walletIn(book, owner(members[0]?.memberId ?? ''), currency.id);
      return [note(book, founder, 'household-created', fromUuid('hsh', id))];
    },
    write: (db) => [
      db.query({
        text: 'INSERT INTO household (id, currency, name, created_at) VALUES ($1, $2, $3, $4)',
        values: [id, currency.id, input.name, new Date(at)],
      }),
      // Who is named first has been in it longest: that is who keeps it.
      ...members.flatMap((member, index) =>
        putMember(db, {
          ...member,
          memberId: owner(member.memberId),
          householdId: id,
          currencyId: currency.id,
          at: at + index,
        }),
      ),
    ],
    answer: (records) => readId('hsh', records[0]?.reason.id) ?? '',
  }));
  const outcome = await outcomeOf(
    engine,
    result,
    (records) => readId('hsh', records[0]?.reason.id) ?? '',
  );
  return outcome.ok ? oneHousehold(engine, outcome.value) : outcome;
}

/** A member opens a wallet alone; whose points others are, only the group's people say. */
function mayFound(caller: Principal, members: readonly HouseholdMember[]): Refusal | undefined {
  const isAlone =
    caller.kind === 'member' && members.every(({ memberId }) => memberId === caller.memberId);
  return isAlone ? undefined : mustOperate(caller);
}

/** A line without points on a statement: it carries the command's key and tells what changed. */
export function note(book: Book, wallet: Wallet, type: string, id: string): PostingRecord {
  return book.post({ kind: 'NOTE', wallet, occurredAt: book.now, reason: { type, id } });
}

const plain = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

type Placed = Pick<PutMember, 'memberId' | 'contributionBps' | 'spending' | 'perMonth'>;

function readMembers(read: Reader, members: readonly HouseholdMember[]): readonly Placed[] {
  if (!Array.isArray(members) || members.length === 0 || members.length > MOST_MEMBERS) {
    read.wrong('members', 'MEMBERS', { most: MOST_MEMBERS });
    return [];
  }
  const placed = members.map((member) => readMember(read, member));
  if (new Set(placed.map(({ memberId }) => memberId)).size < placed.length)
    read.wrong('members', 'EACH_ONCE');
  return placed;
}

function readMember(
  read: Reader,
  { memberId, contributionBps, spending }: HouseholdMember,
): Placed {
  const id = read.id('memberId', 'mem', memberId);
  if (!Number.isInteger(contributionBps) || contributionBps < 0 || contributionBps > 10_000) {
    read.wrong('contributionBps', 'BETWEEN', { least: 0, most: 10_000 });
  }
  return { memberId: id, contributionBps, ...readSpendingRight(read, spending) };
}

export function readSpendingRight(
  read: Reader,
  spending: SpendingRight,
): Pick<Placed, 'spending' | 'perMonth'> {
  if (!['NONE', 'LIMITED', 'FULL'].includes(spending?.kind))
    read.wrong('spending', 'ONE_OF', { values: 'NONE, LIMITED, FULL' });
  const perMonth =
    spending?.kind === 'LIMITED' ? read.amount(spending.perMonthMinor, 'perMonthMinor') : null;
  return { spending: spending?.kind, perMonth };
}

/** The earliest first. */
export const placesOf = (rows: readonly HouseholdMemberRow[]): readonly Placed[] =>
  rows.map((row) => ({
    memberId: row.member_id,
    contributionBps: row.contribution_bps,
    spending: row.spending,
    perMonth: row.per_month,
  }));

export async function setHouseholdMember(
  engine: PostingEngine,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly householdId: string } & HouseholdMember,
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const householdId = read.id('householdId', 'hsh', input.householdId);
  const idempotencyKey = read.key(input.idempotencyKey);
  const member = readMember(read, input);
  const actorId = caller.kind === 'member' ? readId('mem', caller.memberId) : undefined;
  const refusal = read.problem ?? (actorId === undefined ? mustOperate(caller) : undefined);
  if (refusal !== undefined) return refused(refusal);
  const currency = await currencyOf(engine, householdId);
  if (currency === undefined) return refused(no.householdUnknown());
  const body = bodyHash([householdId, JSON.stringify(input, plain)]);
  const key = await scopedKey(engine, caller, 'set-household-member', idempotencyKey, body);
  const result = await transact(engine, (owner) => {
    const ownerId = owner(member.memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'set-household-member',
      key,
      wallets: [ownerId, householdId].map((id) => ({ ownerId: id, currencyId: currency.id })),
      occurredAt: engine.now(),
      reason: { type: 'household', id: input.householdId },
      load: async (db) => {
        if (actorId === undefined) return;
        const members = placesOf(await membersOf(db, [householdId]));
        found.refusal = placingRefusal(members, owner(actorId), { ...member, memberId: ownerId });
      },
      decide: (book) => {
        if (found.refusal !== undefined) return found.refusal;
        const wallet = walletIn(book, ownerId, currency.id);
        if (wallet.householdId !== null && wallet.householdId !== householdId)
          return no.householdShared();
        return [note(book, wallet, 'household-member-set', input.householdId)];
      },
      write: (db) =>
        putMember(db, {
          ...member,
          memberId: ownerId,
          householdId,
          currencyId: currency.id,
          at: engine.now(),
        }),
      answer: () => undefined,
    };
  });
  return result.kind === 'REFUSED' ? refused(result.refusal) : oneHousehold(engine, householdId);
}

export async function leaveHousehold(
  engine: PostingEngine,
  caller: Principal,
  input: {
    readonly idempotencyKey: string;
    readonly householdId: string;
    readonly memberId: string;
  },
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const householdId = read.id('householdId', 'hsh', input.householdId);
  const memberId = read.id('memberId', 'mem', input.memberId);
  const idempotencyKey = read.key(input.idempotencyKey);
  const actorId = caller.kind === 'member' ? readId('mem', caller.memberId) : undefined;
  const refusal = read.problem ?? (actorId === undefined ? mustOperate(caller) : undefined);
  if (refusal !== undefined) return refused(refusal);
  const currency = await currencyOf(engine, householdId);
  if (currency === undefined) return refused(no.householdUnknown());
  const reason = { type: 'household-left', id: input.householdId };
  const key = await scopedKey(
    engine,
    caller,
    'leave-household',
    idempotencyKey,
    bodyHash([householdId, memberId]),
  );
  const result = await transact(engine, (owner) => {
    const ownerId = owner(memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'leave-household',
      key,
      wallets: [ownerId, householdId].map((id) => ({ ownerId: id, currencyId: currency.id })),
      occurredAt: engine.now(),
      reason,
      // Out goes oneself, or whom the keeper takes out.
      load: async (db) => {
        if (actorId === undefined || owner(actorId) === ownerId) return;
        const members = placesOf(await membersOf(db, [householdId]));
        if (!isKeeper(members, owner(actorId))) found.refusal = no.walletNotYours();
      },
      decide: (book) => {
        if (found.refusal !== undefined) return found.refusal;
        const wallet = walletIn(book, ownerId, currency.id);
        if (wallet.householdId !== householdId) return no.householdUnknown();
        const { transfer } = engine.catalogue.programme(currency);
        const origins = new Set([ownerId, memberId]);
        const left = note(book, wallet, 'household-left', input.householdId);
        const back = leave(book, walletIn(book, householdId, currency.id), wallet, {
          origins,
          transit: transfer,
          reason,
        });
        return [left, ...back];
      },
      write: (db) => [
        ...removeMember(db, { householdId, memberId: ownerId, currencyId: currency.id }),
        withdrawInvitationsOf(db, { householdId, memberId: ownerId, at: engine.now() }),
      ],
      answer: () => undefined,
    };
  });
  return result.kind === 'REFUSED' ? refused(result.refusal) : oneHousehold(engine, householdId);
}

export async function currencyOf(
  engine: PostingEngine,
  householdId: string,
): Promise<Currency | undefined> {
  const [row] = await householdsBy(engine.reader, [householdId], []);
  return row === undefined ? undefined : engine.catalogue.currencyById(row.currency);
}

export async function oneHousehold(engine: PostingEngine, id: string): Promise<Outcome<Household>> {
  const [household] = await viewsOf(engine, [id], []);
  return household === undefined ? refused(no.householdUnknown()) : accept(household);
}

export async function readHouseholds(
  engine: PostingEngine,
  caller: Principal,
  query: { readonly ids?: readonly string[]; readonly memberIds?: readonly string[] },
): Promise<Outcome<readonly Household[]>> {
  const ids = (query.ids ?? []).map((id) => readId('hsh', id));
  const memberIds = (query.memberIds ?? []).map((id) => readId('mem', id));
  if (ids.includes(undefined) || memberIds.includes(undefined))
    return refused(no.invalid(['ids'], 'IDS', { most: MOST_MEMBERS }));
  if (caller.kind === 'anonymous') return refused(no.notAllowed());
  const views = await viewsOf(engine, ids as string[], memberIds as string[]);
  // A member sees the households it belongs to.
  const visible =
    caller.kind === 'member'
      ? views.filter(({ members }) => members.some((m) => m.memberId === caller.memberId))
      : views;
  return accept(visible);
}

async function viewsOf(
  engine: PostingEngine,
  ids: readonly string[],
  memberIds: readonly string[],
): Promise<readonly Household[]> {
  const households = await householdsBy(engine.reader, ids, memberIds);
  const members = await membersOf(
    engine.reader,
    households.map(({ id }) => id),
  );
  const views: Household[] = [];
  for (const { id, currency, name } of households) {
    const { code } = await engine.catalogue.currencyById(currency);
    const own = members.filter(({ household_id }) => household_id === id);
    views.push({ id: fromUuid('hsh', id), currency: code, name, members: own.map(memberView) });
  }
  return views;
}

const memberView = (row: HouseholdMemberRow): Household['members'][number] => ({
  memberId: fromUuid('mem', row.member_id),
  contributionBps: row.contribution_bps,
  spending: rightOf(row),
  joinedAt: new Date(row.joined_at),
});

export const rightOf = ({
  spending,
  per_month,
}: Pick<HouseholdMemberRow, 'spending' | 'per_month'>): SpendingRight =>
  spending === 'LIMITED' ? { kind: 'LIMITED', perMonthMinor: per_month ?? 0n } : { kind: spending };
