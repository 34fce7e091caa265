/**
 * Households: members who live and count together. A member belongs to one at a time; who leaves is remembered with the
 * day, and a household nobody lives in any more is closed. Wallets of households are the ledger's.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  householdOf,
  insertHousehold,
  joinHousehold,
  leaveHousehold,
  livingIn,
  type Relation,
  setWallet,
  walletOf,
} from '../../storage/households.ts';
import type { Db } from '../../storage/identities.ts';
import { type MemberRow, membersById } from '../../storage/members.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { visibleMembers } from './find-members.ts';
import { isOperator, isSelf, lockSurvivor } from './own-members.ts';

export interface HouseholdView {
  readonly householdId: string;
  /** The ledger's household that shares a wallet; null while they share none. */
  readonly walletId: string | null;
  readonly members: readonly {
    readonly memberId: string;
    readonly relation: Relation;
    readonly since: Date;
  }[];
}

export interface JoinHousehold {
  readonly idempotencyKey: string;
  /** A new household when left out. */
  readonly householdId?: string | undefined;
  readonly memberId: string;
  readonly relation: Relation;
}

/** By an operator; a member may begin a household of its own, and is asked into another by the operator. */
export async function joinHouseholdOf(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: JoinHousehold,
): Promise<Outcome<HouseholdView>> {
  const key = { caller, operation: 'join-household', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockActive(db, input.memberId);
    if (!locked.ok) return locked;
    const begins = input.householdId === undefined;
    if (!isOperator(caller) && !(begins && (await isSelf(db, caller, locked.value))))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    if ((await householdOf(db, locked.value.id)) !== undefined)
      return refuse('RULE', 'HOUSEHOLD_ALREADY', {}, ['memberId']);
    const id = begins ? newUuid(now) : openHousehold(input.householdId);
    if (id === undefined) return refuse('NOT_FOUND', 'HOUSEHOLD_NOT_FOUND', {}, ['householdId']);
    if (begins) await insertHousehold(db, { id, madeBy: actorOf(caller) }, now);
    const joined = await joinHousehold(
      db,
      { id, memberId: locked.value.id, relation: input.relation },
      now,
    );
    if (!joined) return refuse('NOT_FOUND', 'HOUSEHOLD_NOT_FOUND', {}, ['householdId']);
    return accept(await viewOf(db, id));
  });
}

function openHousehold(householdId: string | undefined): string | undefined {
  return isId('hsh', householdId) ? toUuid('hsh', householdId) : undefined;
}

async function lockActive(db: Db, memberId: string): Promise<Outcome<MemberRow>> {
  const locked = await lockSurvivor(db, memberId);
  if (!locked.ok) return locked;
  const { status } = locked.value;
  return status === 'ACTIVE' ? locked : refuse('RULE', 'MEMBER_GONE', { status }, ['memberId']);
}

/** By the member itself or an operator. */
export async function leaveHouseholdOf(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, memberId }: { readonly idempotencyKey: string; readonly memberId: string },
): Promise<Outcome<HouseholdView>> {
  const key = { caller, operation: 'leave-household', idempotencyKey, input: { memberId } };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const locked = await lockSurvivor(db, memberId);
    if (!locked.ok) return locked;
    if (!isOperator(caller) && !(await isSelf(db, caller, locked.value)))
      return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
    const lived = await householdOf(db, locked.value.id);
    if (lived === undefined) return refuse('RULE', 'HOUSEHOLD_NONE', {}, ['memberId']);
    await leaveHousehold(db, lived, now);
    return accept(await viewOf(db, lived.householdId));
  });
}

async function viewOf(db: Db, householdId: string): Promise<HouseholdView> {
  const [rows, walletId] = [await livingIn(db, householdId), await walletOf(db, householdId)];
  return {
    householdId: fromUuid('hsh', householdId),
    walletId: walletId === undefined ? null : fromUuid('hsh', walletId),
    members: rows.map(({ member_id, relation, joined_at }) => ({
      memberId: fromUuid('mem', member_id),
      relation,
      since: joined_at,
    })),
  };
}

export interface LinkWallet {
  readonly idempotencyKey: string;
  readonly householdId: string;
  /** The ledger's household; none any more when left out. */
  readonly walletId?: string | undefined;
}

/** What is asked of the ledger's door. */
interface WalletDoor {
  households(
    caller: Principal,
    input: { readonly ids: readonly string[] },
  ): Promise<Outcome<readonly { readonly members: readonly { readonly memberId: string }[] }[]>>;
}

/** UUIDs of those who share a wallet of the ledger; undefined when it has no such wallet. */
async function sharers(
  { kit }: IdentityContext,
  walletId: string,
): Promise<readonly string[] | undefined> {
  const ledger = kit.doors.get<WalletDoor>('ledger');
  const found = await ledger.households({ kind: 'module', name: 'identity' }, { ids: [walletId] });
  if (!found.ok) return undefined;
  return found.value[0]?.members.map(({ memberId }) => toUuid('mem', memberId));
}

async function sameMembers(
  db: Db,
  householdId: string,
  wallet: readonly string[],
): Promise<boolean> {
  const home = (await livingIn(db, householdId)).map(({ member_id }) => member_id);
  const rows = await membersById(db, [...new Set([...home, ...wallet])]);
  const survivors = new Map(rows.map(({ id, survivor_id }) => [id, survivor_id]));
  // Who was merged into another counts as that other, on both sides.
  const people = (ids: readonly string[]) => new Set(ids.map((id) => survivors.get(id) ?? id));
  const [here, there] = [people(home), people(wallet)];
  return here.size === there.size && [...here].every((id) => there.has(id));
}

/**
 * Which shared wallet of the ledger belongs to those who live here. One wallet has one home, and the same people share
 * both; the ledger is asked before the transaction, because its answer needs a connection of its own.
 */
export async function linkWallet(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: LinkWallet,
): Promise<Outcome<HouseholdView>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'link-household-wallet', idempotencyKey, input };
  const wallet = input.walletId === undefined ? [] : await sharers(context, input.walletId);
  return runCommand(context.kit, key, async ({ tx }) => {
    const db = tx.getKysely<unknown>();
    const id = openHousehold(input.householdId);
    if (id === undefined) return refuse('NOT_FOUND', 'HOUSEHOLD_NOT_FOUND', {}, ['householdId']);
    if (wallet === undefined) return refuse('NOT_FOUND', 'WALLET_NOT_FOUND', {}, ['walletId']);
    const linked = await setWallet(db, id, openHousehold(input.walletId));
    if (linked === 'GONE') return refuse('NOT_FOUND', 'HOUSEHOLD_NOT_FOUND', {}, ['householdId']);
    if (linked === 'TAKEN') return refuse('RULE', 'WALLET_ELSEWHERE', {}, ['walletId']);
    if (input.walletId !== undefined && !(await sameMembers(db, id, wallet)))
      return refuse('RULE', 'WALLET_OF_OTHERS', {}, ['walletId']);
    return accept(await viewOf(db, id));
  });
}

/** For the member itself, operators and auditors; null when it lives in none. */
export async function readHousehold(
  context: IdentityContext,
  caller: Principal,
  memberId: string,
): Promise<HouseholdView | null> {
  const [row] = await visibleMembers(context, caller, [memberId]);
  const db = context.kit.db.sql();
  const lived = row === undefined ? undefined : await householdOf(db, row.survivor_id);
  return lived === undefined ? null : viewOf(db, lived.householdId);
}
