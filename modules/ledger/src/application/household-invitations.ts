/**
 * Asking others into a household: the keeper makes a code, one member comes in by it, once, and says itself what it
 * gives. Everything happens under the locks of the member's and the household's wallets.
 */
import { randomBytes } from 'node:crypto';
import { fromUuid, readId } from '@guildhall/shared/ids';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  newInvitationCode,
  readInvitationCode,
  showInvitationCode,
} from '../domain/invitation-code.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import * as no from '../domain/refusals.ts';
import { isKeeper } from '../domain/rules/household-keeping.ts';
import type { Household, HouseholdInvitation, SpendingRight } from '../door/programme.ts';
import { householdsBy, membersOf, putMember } from '../storage/household-rows.ts';
import {
  addInvitation,
  closeInvitation,
  type InvitationRow,
  invitationsBy,
  openInvitations,
} from '../storage/invitation-rows.ts';
import {
  currencyOf,
  MOST_MEMBERS,
  note,
  oneHousehold,
  placesOf,
  readSpendingRight,
  rightOf,
} from './household-wallet.ts';
import type { Records } from './jobs.ts';
import { bodyHash, Reader } from './parse.ts';
import { outcomeOf, no as refused, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

const DEFAULT_HOURS = 72;
const MOST_HOURS = 720;
/** Codes that wait at the same time. */
const MOST_OPEN = 5;
const HOUR_MS = 3_600_000;

export interface InviteToHousehold {
  readonly idempotencyKey: string;
  readonly householdId: string;
  readonly spending: SpendingRight;
  /** How long the code can be used; 72 when left out, at most 720. */
  readonly hours?: number | undefined;
}

export async function inviteToHousehold(
  engine: PostingEngine,
  caller: Principal,
  input: InviteToHousehold,
): Promise<Outcome<HouseholdInvitation>> {
  const read = new Reader(engine.now());
  const householdId = read.id('householdId', 'hsh', input.householdId);
  const idempotencyKey = read.key(input.idempotencyKey);
  const { spending, perMonth } = readSpendingRight(read, input.spending);
  const { hours = DEFAULT_HOURS } = input;
  if (!Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS)
    read.wrong('hours', 'BETWEEN', { least: 1, most: MOST_HOURS });
  const memberId = memberOf(caller);
  const refusal = read.problem ?? (memberId === undefined ? no.notAllowed() : undefined);
  if (refusal !== undefined || memberId === undefined) return refused(refusal ?? no.notAllowed());
  const currency = await currencyOf(engine, householdId);
  if (currency === undefined) return refused(no.householdUnknown());
  const at = engine.now();
  const { id } = engine.nextId(at, NIL_UUID);
  const invitationId = fromUuid('hsi', id);
  const body = bodyHash([householdId, spending, perMonth, hours]);
  const key = await scopedKey(engine, caller, 'invite-to-household', idempotencyKey, body);
  const code = newInvitationCode(randomBytes);
  const result = await transact(engine, (owner) => {
    const actor = owner(memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'invite-to-household',
      key,
      wallets: [actor, householdId].map((ownerId) => ({ ownerId, currencyId: currency.id })),
      occurredAt: at,
      reason: { type: 'household-invitation', id: invitationId },
      load: async (db) => {
        const members = placesOf(await membersOf(db, [householdId]));
        const open = await openInvitations(db, [householdId], at);
        if (!members.some((place) => place.memberId === actor))
          found.refusal = no.householdUnknown();
        else if (!isKeeper(members, actor)) found.refusal = no.keeperOnly();
        else if (members.length >= MOST_MEMBERS) found.refusal = no.householdFull(MOST_MEMBERS);
        else if (open.length >= MOST_OPEN) found.refusal = no.invitationsOpen(MOST_OPEN);
      },
      decide: (book) =>
        found.refusal ?? [
          note(book, walletIn(book, actor, currency.id), 'household-invited', invitationId),
        ],
      write: (db) => [
        addInvitation(db, {
          ...{ id, household_id: householdId, code, invited_by: actor },
          ...{ spending, per_month: perMonth, made_at: at, expires_at: at + hours * HOUR_MS },
        }),
      ],
      answer: madeBy,
    };
  });
  const outcome = await outcomeOf(engine, result, madeBy);
  return outcome.ok ? oneInvitation(engine, outcome.value) : outcome;
}

const madeBy = (records: Records): string => readId('hsi', records[0]?.reason.id) ?? NIL_UUID;

const memberOf = (caller: Principal): string | undefined =>
  caller.kind === 'member' ? readId('mem', caller.memberId) : undefined;

export async function withdrawInvitation(
  engine: PostingEngine,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly invitationId: string },
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const id = read.id('invitationId', 'hsi', input.invitationId);
  const idempotencyKey = read.key(input.idempotencyKey);
  const memberId = memberOf(caller);
  const refusal = read.problem ?? (memberId === undefined ? no.notAllowed() : undefined);
  if (refusal !== undefined || memberId === undefined) return refused(refusal ?? no.notAllowed());
  const [told] = await invitationsBy(engine.reader, { ids: [id] });
  const householdId = told?.household_id ?? NIL_UUID;
  const currency = await currencyOf(engine, householdId);
  if (told === undefined || currency === undefined) return refused(no.invitationUnknown());
  const key = await scopedKey(
    engine,
    caller,
    'withdraw-household-invitation',
    idempotencyKey,
    bodyHash([id]),
  );
  const result = await transact(engine, (owner) => {
    const actor = owner(memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    return {
      operation: 'withdraw-household-invitation',
      key,
      wallets: [actor, householdId].map((ownerId) => ({ ownerId, currencyId: currency.id })),
      occurredAt: engine.now(),
      reason: { type: 'household-invitation', id: input.invitationId },
      load: async (db) => {
        const [row] = await invitationsBy(db, { ids: [id] });
        if (!isKeeper(placesOf(await membersOf(db, [householdId])), actor))
          found.refusal = no.invitationUnknown();
        else if (row?.state !== 'OPEN') found.refusal = no.invitationClosed(row?.state ?? '');
      },
      decide: (book) =>
        found.refusal ?? [
          note(
            book,
            walletIn(book, actor, currency.id),
            'household-invitation-withdrawn',
            input.invitationId,
          ),
        ],
      write: (db) => [closeInvitation(db, id, { acceptedBy: null, at: engine.now() })],
      answer: () => undefined,
    };
  });
  return result.kind === 'REFUSED' ? refused(result.refusal) : oneHousehold(engine, householdId);
}

export interface AcceptInvitation {
  readonly idempotencyKey: string;
  readonly code: string;
  /** Part of each of the member's earns that goes to the pool, 0 to 10000. */
  readonly contributionBps: number;
}

export async function acceptInvitation(
  engine: PostingEngine,
  caller: Principal,
  input: AcceptInvitation,
): Promise<Outcome<Household>> {
  const read = new Reader(engine.now());
  const idempotencyKey = read.key(input.idempotencyKey);
  const { contributionBps } = input;
  if (!Number.isInteger(contributionBps) || contributionBps < 0 || contributionBps > 10_000)
    read.wrong('contributionBps', 'BETWEEN', { least: 0, most: 10_000 });
  const memberId = memberOf(caller);
  const refusal = read.problem ?? (memberId === undefined ? no.notAllowed() : undefined);
  if (refusal !== undefined || memberId === undefined) return refused(refusal ?? no.notAllowed());
  const told = await invitationByCode(engine, input.code);
  const householdId = told?.household_id ?? NIL_UUID;
  const currency = await currencyOf(engine, householdId);
  if (told === undefined || currency === undefined) return refused(no.invitationUnknown());
  const body = bodyHash([told.code, contributionBps]);
  const key = await scopedKey(engine, caller, 'accept-household-invitation', idempotencyKey, body);
  const result = await transact(engine, (owner) => {
    const actor = owner(memberId);
    const found: { refusal: Refusal | undefined } = { refusal: undefined };
    const at = engine.now();
    return {
      operation: 'accept-household-invitation',
      key,
      wallets: [actor, householdId].map((ownerId) => ({ ownerId, currencyId: currency.id })),
      occurredAt: at,
      reason: { type: 'household', id: fromUuid('hsh', householdId) },
      // Behind the lock of the household's wallet: somebody may have been quicker.
      load: async (db) => {
        const [row] = await invitationsBy(db, { ids: [told.id] });
        const members = await membersOf(db, [householdId]);
        if (row?.state !== 'OPEN') found.refusal = no.invitationClosed(row?.state ?? '');
        else if (row.expires_at <= at) found.refusal = no.invitationClosed('EXPIRED');
        else if (members.length >= MOST_MEMBERS) found.refusal = no.householdFull(MOST_MEMBERS);
      },
      decide: (book) => {
        if (found.refusal !== undefined) return found.refusal;
        const wallet = walletIn(book, actor, currency.id);
        if (wallet.householdId === householdId) return no.householdJoined();
        if (wallet.householdId !== null) return no.householdOther();
        return [note(book, wallet, 'household-joined', fromUuid('hsh', householdId))];
      },
      write: (db) => [
        ...putMember(db, {
          ...{ householdId, memberId: actor, currencyId: currency.id, contributionBps, at },
          ...{ spending: told.spending, perMonth: told.per_month },
        }),
        closeInvitation(db, told.id, { acceptedBy: actor, at }),
      ],
      answer: () => undefined,
    };
  });
  return result.kind === 'REFUSED' ? refused(result.refusal) : oneHousehold(engine, householdId);
}

async function invitationByCode(
  engine: PostingEngine,
  text: unknown,
): Promise<InvitationRow | undefined> {
  const code = readInvitationCode(text);
  if (code === undefined) return undefined;
  return (await invitationsBy(engine.reader, { code }))[0];
}

/** What a code asks into, for the one who holds it. */
export async function readInvitation(
  engine: PostingEngine,
  caller: Principal,
  input: { readonly code: string },
): Promise<Outcome<HouseholdInvitation>> {
  if (caller.kind === 'anonymous') return refused(no.notAllowed());
  const row = await invitationByCode(engine, input.code);
  return row === undefined ? refused(no.invitationUnknown()) : oneInvitation(engine, row.id);
}

/** Open codes of households, for those who keep them and for the group's people. */
export async function readOpenInvitations(
  engine: PostingEngine,
  caller: Principal,
  input: { readonly householdIds: readonly string[] },
): Promise<Outcome<readonly HouseholdInvitation[]>> {
  const ids = input.householdIds.flatMap((id) => readId('hsh', id) ?? []);
  const memberId = memberOf(caller);
  const overseer =
    caller.kind === 'module' || (caller.kind === 'staff' && caller.roles.includes('operator'));
  const members = memberId === undefined ? [] : await membersOf(engine.reader, ids);
  const kept = overseer
    ? ids
    : ids.filter((id) => {
        const [first] = members.filter(({ household_id }) => household_id === id);
        return memberId !== undefined && first?.member_id === memberId;
      });
  const rows = kept.length === 0 ? [] : await openInvitations(engine.reader, kept, engine.now());
  return accept(await viewsOf(engine, rows));
}

async function oneInvitation(
  engine: PostingEngine,
  id: string,
): Promise<Outcome<HouseholdInvitation>> {
  const [view] = await viewsOf(engine, await invitationsBy(engine.reader, { ids: [id] }));
  return view === undefined ? refused(no.invitationUnknown()) : accept(view);
}

async function viewsOf(
  engine: PostingEngine,
  rows: readonly InvitationRow[],
): Promise<readonly HouseholdInvitation[]> {
  const ids = [...new Set(rows.map(({ household_id }) => household_id))];
  const households = await householdsBy(engine.reader, ids, []);
  const views: HouseholdInvitation[] = [];
  for (const row of rows) {
    const household = households.find(({ id }) => id === row.household_id);
    if (household === undefined) continue;
    const { code } = await engine.catalogue.currencyById(household.currency);
    const isOver = row.state === 'OPEN' && row.expires_at <= engine.now();
    views.push({
      id: fromUuid('hsi', row.id),
      code: showInvitationCode(row.code),
      householdId: fromUuid('hsh', household.id),
      householdName: household.name,
      currency: code,
      invitedBy: fromUuid('mem', row.invited_by),
      spending: rightOf(row),
      madeAt: new Date(row.made_at),
      expiresAt: new Date(row.expires_at),
      state: isOver ? 'EXPIRED' : row.state,
    });
  }
  return views;
}
