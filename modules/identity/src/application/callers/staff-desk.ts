/**
 * The list of the staff, and changes to accounts: roles, opening again, a password that the person has to replace. Rules:
 * nobody changes rights of his own, and the last account that may administer stays.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { callerClasses, type Principal, type StaffClass } from '@guildhall/shared/principal';
import { hashPassword } from '../../protection/password-hash.ts';
import { unsealText } from '../../protection/sealing.ts';
import type { Db } from '../../storage/identities.ts';
import { closeSessions } from '../../storage/sessions.ts';
import {
  type AccountRow,
  accountById,
  accountsOf,
  lockOperators,
  type PersonRow,
  personsByIds,
  personsPage,
  personsWithRoles,
  setAccountDisabled,
  setAccountRoles,
  setTemporaryPassword,
} from '../../storage/staff.ts';
import { type IdentityContext, inputDigest, places } from '../identity-context.ts';
import { mayAdminister } from './register-client.ts';
import { loginOf, passwordRefusal } from './register-staff.ts';
import { missingProof } from './step-up.ts';

export interface AccountView {
  readonly accountId: string;
  readonly login: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary: string | null;
  readonly disabled: boolean;
  /** An operator set the password; it has to be changed. */
  readonly passwordTemporary: boolean;
  readonly passwordSetAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface PersonView {
  readonly personId: string;
  readonly name: string;
  readonly since: Date;
  readonly accounts: readonly AccountView[];
}

export interface StaffListing {
  readonly role?: StaffClass | undefined;
  readonly subsidiary?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly limit: number;
  /** Id of the last person of the page before. */
  readonly after?: string | undefined;
}

/** Newest first: operators and auditors. */
export async function listStaff(
  context: IdentityContext,
  caller: Principal,
  { after, ...listing }: StaffListing,
): Promise<readonly PersonView[]> {
  const classes = callerClasses(caller);
  if (!mayAdminister(caller) && !classes.includes('auditor')) return [];
  const db = context.kit.db.sql();
  const before = isId('per', after) ? toUuid('per', after) : undefined;
  const persons = await personsPage(db, { ...listing, before });
  const accounts = Map.groupBy(
    await accountsOf(
      db,
      persons.map(({ id }) => id),
    ),
    ({ person_id }) => person_id,
  );
  await context.keys.learn(
    db,
    persons.map(({ master_key }) => master_key),
  );
  return persons.map((person) => personView(context, person, accounts.get(person.id) ?? []));
}

const DESKS: readonly StaffClass[] = ['operator', 'auditor', 'risk_officer', 'risk_approver'];

export interface Colleague {
  readonly personId: string;
  readonly name: string;
}

/** What people of the desks are called, so that "who decided" has a name; unknown ids are left out. */
export async function namesOfColleagues(
  context: IdentityContext,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly Colleague[]> {
  const classes: readonly string[] = callerClasses(caller);
  if (!DESKS.some((desk) => classes.includes(desk))) return [];
  const db = context.kit.db.sql();
  const wanted = ids.flatMap((id) => (isId('per', id) ? [toUuid('per', id)] : []));
  const persons = await personsByIds(db, wanted);
  await context.keys.learn(
    db,
    persons.map(({ master_key }) => master_key),
  );
  return persons.map((person) => {
    const { personId, name } = personView(context, person, []);
    return { personId, name };
  });
}

export interface ColleagueWithRoles extends Colleague {
  /** Of those asked about, what an account of theirs that is open may do. */
  readonly roles: readonly StaffClass[];
}

/** Who holds one of these roles by an account that is not closed, by name; at most 200. */
export async function colleaguesWithRoles(
  context: IdentityContext,
  caller: Principal,
  { roles }: { readonly roles: readonly StaffClass[] },
): Promise<readonly ColleagueWithRoles[]> {
  const classes: readonly string[] = callerClasses(caller);
  if (!DESKS.some((desk) => classes.includes(desk))) return [];
  const db = context.kit.db.sql();
  const found = await personsWithRoles(db, roles, MOST_COLLEAGUES);
  await context.keys.learn(
    db,
    found.map(({ master_key }) => master_key),
  );
  return found
    .map((person) => {
      const { personId, name } = personView(context, person, []);
      return { personId, name, roles: roles.filter((role) => person.roles.includes(role)) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}

const MOST_COLLEAGUES = 200;

function personView(
  { keys }: IdentityContext,
  { id, master_key, wrapped_key, sealed_name, made_at }: PersonRow,
  accounts: readonly (AccountRow & { password_set_at: Date; last_used_at: Date | null })[],
): PersonView {
  const key = keys.unwrap(`person:${id}`, { masterKey: master_key, wrapped: wrapped_key });
  return {
    personId: fromUuid('per', id),
    name: unsealText(key, places.personName(id), sealed_name),
    since: made_at,
    accounts: accounts.map((account) => ({
      accountId: fromUuid('acc', account.id),
      login: unsealText(key, places.login(account.id), account.sealed_login),
      roles: account.roles,
      subsidiary: account.subsidiary,
      disabled: account.disabled,
      passwordTemporary: account.password_temporary,
      passwordSetAt: account.password_set_at,
      lastUsedAt: account.last_used_at,
    })),
  };
}

interface Changed {
  readonly accountId: string;
}

/** Locks the accounts that administer, so that two operators cannot lock each other out at once. */
async function changeable(
  { tx }: CommandContext,
  caller: Principal,
  accountId: string,
  staysOperator: boolean,
): Promise<Outcome<AccountRow>> {
  const db = tx.getKysely<unknown>();
  const operators = await lockOperators(db);
  const id = isId('acc', accountId) ? toUuid('acc', accountId) : undefined;
  const account = id === undefined ? undefined : await accountById(db, id);
  if (account === undefined) return refuse('NOT_FOUND', 'ACCOUNT_NOT_FOUND', {}, ['accountId']);
  if (caller.kind === 'staff' && caller.personId === fromUuid('per', account.person_id))
    return refuse('FORBIDDEN', 'OWN_ACCOUNT', {}, ['accountId']);
  if (!staysOperator && operators.length === 1 && operators[0] === account.id)
    return refuse('RULE', 'LAST_OPERATOR', {}, ['accountId']);
  return accept(account);
}

async function change(
  context: IdentityContext,
  caller: Principal,
  order: {
    readonly operation: string;
    readonly idempotencyKey: string;
    readonly accountId: string;
    readonly input: unknown;
    readonly staysOperator: boolean;
  },
  apply: (db: Db, account: AccountRow, now: Date) => Promise<void>,
): Promise<Outcome<Changed>> {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const { operation, idempotencyKey, accountId, input, staysOperator } = order;
  // Taking rights away is never made harder; giving them is.
  const unproved =
    operation === 'disable-account' ? undefined : await missingProof(context, caller);
  if (unproved !== undefined) return unproved;
  const key = { caller, operation, idempotencyKey, input };
  const outcome = await runCommand(context.kit, key, async (command) => {
    const account = await changeable(command, caller, accountId, staysOperator);
    if (!account.ok) return account;
    await apply(command.tx.getKysely<unknown>(), account.value, command.now);
    return accept({ accountId });
  });
  context.revocations.stale();
  return outcome;
}

export interface SetRoles {
  readonly idempotencyKey: string;
  readonly accountId: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary?: string | undefined;
}

/** The account's sessions end: its tokens carry the old roles. */
export async function setRoles(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, ...input }: SetRoles,
): Promise<Outcome<Changed>> {
  const roles = [...new Set(input.roles)];
  if (roles.length === 0) return refuse('VALIDATION', 'ROLES_MISSING', {}, ['roles']);
  if (roles.includes('clerk') && input.subsidiary === undefined)
    return refuse('VALIDATION', 'CLERK_WITHOUT_SUBSIDIARY', {}, ['subsidiary']);
  const order = {
    operation: 'set-account-roles',
    idempotencyKey,
    input,
    accountId: input.accountId,
    staysOperator: roles.includes('operator'),
  };
  return change(context, caller, order, async (db, { id }, now) => {
    await setAccountRoles(db, id, roles, input.subsidiary);
    await closeSessions(db, { accountIds: [id] }, 'DISABLED', now);
  });
}

export async function setDisabled(
  context: IdentityContext,
  caller: Principal,
  input: {
    readonly idempotencyKey: string;
    readonly accountId: string;
    readonly disabled: boolean;
  },
): Promise<Outcome<Changed>> {
  const { idempotencyKey, accountId, disabled } = input;
  const order = {
    operation: disabled ? 'disable-account' : 'enable-account',
    idempotencyKey,
    input: { accountId },
    accountId,
    staysOperator: !disabled,
  };
  return change(context, caller, order, async (db, { id }, now) => {
    await setAccountDisabled(db, id, disabled ? now : null);
    if (disabled) await closeSessions(db, { accountIds: [id] }, 'DISABLED', now);
  });
}

export interface ResetPassword {
  readonly idempotencyKey: string;
  readonly accountId: string;
  readonly password: string;
}

/** For who forgot: the operator tells the person a password that works until it is changed. */
export async function resetPassword(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, accountId, password }: ResetPassword,
): Promise<Outcome<Changed>> {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const known = isId('acc', accountId)
    ? await accountById(context.kit.db.sql(), toUuid('acc', accountId))
    : undefined;
  if (known === undefined) return refuse('NOT_FOUND', 'ACCOUNT_NOT_FOUND', {}, ['accountId']);
  const fault = passwordRefusal(password, await loginOf(context, known), 'password');
  if (fault !== undefined) return fault;
  const hash = await hashPassword(password);
  const order = {
    operation: 'reset-password',
    idempotencyKey,
    input: inputDigest(context, { accountId }),
    accountId,
    staysOperator: true,
  };
  return change(context, caller, order, async (db, { id }, now) => {
    await setTemporaryPassword(db, id, hash, now);
    await closeSessions(db, { accountIds: [id] }, 'PASSWORD_CHANGED', now);
  });
}
