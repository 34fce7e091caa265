/**
 * Persons of the staff and their accounts. A person may have several accounts; rules of four eyes compare persons, and
 * nobody opens an account for himself.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal, StaffClass } from '@guildhall/shared/principal';
import { PASSWORDS_PER_LOGIN } from '../../domain/login-limits.ts';
import { normalLogin } from '../../domain/login-name.ts';
import { PASSWORD_MAX, PASSWORD_MIN, passwordFault } from '../../domain/password-policy.ts';
import { hashPassword, passwordFits } from '../../protection/password-hash.ts';
import { sealText, unsealText } from '../../protection/sealing.ts';
import { closeSessions } from '../../storage/sessions.ts';
import {
  type AccountRow,
  accountById,
  insertAccount,
  insertPerson,
  personKey,
  setPasswordHash,
} from '../../storage/staff.ts';
import { counted, countTry, forgetTries } from '../../storage/throttles.ts';
import { actorOf, type IdentityContext, inputDigest, places } from '../identity-context.ts';
import { mayAdminister } from './register-client.ts';

export interface RegisterPerson {
  readonly idempotencyKey: string;
  readonly name: string;
}

export async function registerPerson(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, name }: RegisterPerson,
): Promise<Outcome<{ readonly personId: string }>> {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = {
    caller,
    operation: 'register-person',
    idempotencyKey,
    input: inputDigest(context, { name }),
  };
  return runCommand(context.kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    const { key: dataKey, stored } = context.keys.newDataKey(`person:${id}`);
    const person = {
      id,
      sealedName: sealText(dataKey, places.personName(id), name.trim()),
      masterKey: stored.masterKey,
      wrappedKey: stored.wrapped,
      madeBy: actorOf(caller),
    };
    await insertPerson(tx.getKysely<unknown>(), person, now);
    return accept({ personId: fromUuid('per', id) });
  });
}

export interface RegisterAccount {
  readonly idempotencyKey: string;
  readonly personId: string;
  readonly login: string;
  readonly password: string;
  readonly roles: readonly StaffClass[];
  /** Required for clerks; group roles have none. */
  readonly subsidiary?: string | undefined;
}

export async function registerAccount(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, password, ...input }: RegisterAccount,
): Promise<Outcome<{ readonly accountId: string }>> {
  const faulty = accountFault(caller, input) ?? passwordRefusal(password, input.login, 'password');
  if (faulty !== undefined) return faulty;
  // The password is left out of what "the same body" means: even its digest is not worth keeping.
  const key = {
    caller,
    operation: 'register-account',
    idempotencyKey,
    input: inputDigest(context, input),
  };
  const passwordHash = await hashPassword(password);
  return runCommand(context.kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const personId = toUuid('per', input.personId);
    const stored = await personKey(db, personId);
    if (stored === undefined) return refuse('NOT_FOUND', 'PERSON_NOT_FOUND', {}, ['personId']);
    await context.keys.learn(db, [stored.masterKey]);
    const dataKey = context.keys.unwrap(`person:${personId}`, stored);
    const id = newUuid(now);
    const login = normalLogin(input.login);
    const account = {
      id,
      personId,
      loginDigest: context.keys.digest('login', login),
      sealedLogin: sealText(dataKey, places.login(id), login),
      roles: [...new Set(input.roles)],
      subsidiary: input.subsidiary,
      passwordHash,
      madeBy: actorOf(caller),
    };
    if (!(await insertAccount(db, account, now)))
      return refuse('RULE', 'LOGIN_TAKEN', {}, ['login']);
    return accept({ accountId: fromUuid('acc', id) });
  });
}

function accountFault(
  caller: Principal,
  input: Pick<RegisterAccount, 'personId' | 'login' | 'roles' | 'subsidiary'>,
): Outcome<never> | undefined {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  if (!isId('per', input.personId))
    return refuse('NOT_FOUND', 'PERSON_NOT_FOUND', {}, ['personId']);
  if (caller.kind === 'staff' && caller.personId === input.personId)
    return refuse('FORBIDDEN', 'OWN_ACCOUNT', {}, ['personId']);
  if (!/^[a-z0-9][a-z0-9._@-]{2,63}$/.test(normalLogin(input.login)))
    return refuse('VALIDATION', 'LOGIN_MALFORMED', {}, ['login']);
  if (input.roles.length === 0) return refuse('VALIDATION', 'ROLES_MISSING', {}, ['roles']);
  if (input.roles.includes('clerk') && input.subsidiary === undefined)
    return refuse('VALIDATION', 'CLERK_WITHOUT_SUBSIDIARY', {}, ['subsidiary']);
  return undefined;
}

export function passwordRefusal(
  password: string,
  login: string,
  field: string,
): Outcome<never> | undefined {
  const fault = passwordFault(password, login);
  switch (fault) {
    case undefined:
      return undefined;
    case 'PASSWORD_TOO_SHORT':
      return refuse('VALIDATION', fault, { minimum: PASSWORD_MIN }, [field]);
    case 'PASSWORD_TOO_LONG':
      return refuse('VALIDATION', fault, { maximum: PASSWORD_MAX }, [field]);
    case 'PASSWORD_TOO_EASY':
      return refuse('VALIDATION', fault, {}, [field]);
  }
}

/** By the person itself, who knows the old one. Every session of the account ends. */
export async function changePassword(
  context: IdentityContext,
  caller: Principal,
  input: { readonly oldPassword: string; readonly newPassword: string },
): Promise<Outcome<{ readonly accountId: string }>> {
  if (caller.kind !== 'staff') return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const { kit, keys, revocations } = context;
  const now = kit.clock.now();
  const tries = counted(PASSWORDS_PER_LOGIN, `change:${caller.accountId}`);
  const seconds = await countTry(kit.db.sql(), keys, tries, now);
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  const accountId = toUuid('acc', caller.accountId);
  const account = await accountById(kit.db.sql(), accountId);
  if (account === undefined || !(await passwordFits(input.oldPassword, account.password_hash)))
    return refuse('RULE', 'LOGIN_FAILED', {}, ['oldPassword']);
  const fault = passwordRefusal(input.newPassword, await loginOf(context, account), 'newPassword');
  if (fault !== undefined) return fault;
  const hash = await hashPassword(input.newPassword);
  await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    await setPasswordHash(db, accountId, hash, now);
    await closeSessions(db, { accountIds: [accountId] }, 'PASSWORD_CHANGED', now);
  });
  await forgetTries(kit.db.sql(), keys, tries);
  revocations.stale();
  return accept({ accountId: caller.accountId });
}

export async function loginOf(
  { kit, keys }: IdentityContext,
  account: AccountRow,
): Promise<string> {
  const stored = await personKey(kit.db.sql(), account.person_id);
  if (stored === undefined) throw new Error(`Account ${account.id} has no person`);
  await keys.learn(kit.db.sql(), [stored.masterKey]);
  const dataKey = keys.unwrap(`person:${account.person_id}`, stored);
  return unsealText(dataKey, places.login(account.id), account.sealed_login);
}
