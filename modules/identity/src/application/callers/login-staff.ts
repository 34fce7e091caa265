/**
 * Signs a person of the staff in with a login name and a password. Every try is counted before the password is looked
 * at, for names that exist and names that don't alike, so neither speed nor a crowd of callers helps to guess.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { StaffClass } from '@guildhall/shared/principal';
import { LOGINS_PER_ADDRESS, PASSWORDS_PER_LOGIN } from '../../domain/login-limits.ts';
import { normalLogin } from '../../domain/login-name.ts';
import {
  hashPassword,
  isOutdated,
  passwordFits,
  pretendToCheck,
} from '../../protection/password-hash.ts';
import { closeSessions } from '../../storage/sessions.ts';
import { type AccountRow, accountByLogin, setPasswordHash } from '../../storage/staff.ts';
import { counted, countTry, forgetTries } from '../../storage/throttles.ts';
import type { IdentityContext } from '../identity-context.ts';
import { openSessionOf, type SessionTokens, tokensOf } from './issue-session.ts';
import { passwordRefusal } from './register-staff.ts';

export interface LoginStaff {
  readonly login: string;
  readonly password: string;
  /** Replaces the password. A password that an operator set opens nothing without it. */
  readonly newPassword?: string | undefined;
  readonly address?: string | undefined;
}

export interface StaffLogin extends SessionTokens {
  readonly personId: string;
  readonly accountId: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary?: string;
}

export async function loginStaff(
  context: IdentityContext,
  { login, password, newPassword, address }: LoginStaff,
): Promise<Outcome<StaffLogin>> {
  const { kit, keys } = context;
  const now = kit.clock.now();
  const db = kit.db.sql();
  const name = normalLogin(login);
  const byName = counted(PASSWORDS_PER_LOGIN, name);
  const seconds = await countTry(
    db,
    keys,
    [...byName, ...counted(LOGINS_PER_ADDRESS, address)],
    now,
  );
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  const account = await accountByLogin(db, keys.digest('login', name));
  const fits =
    account === undefined || password.length > 1_000
      ? await pretendToCheck(password.slice(0, 1_000))
      : await passwordFits(password, account.password_hash);
  if (account === undefined || !fits || account.disabled) return refuse('RULE', 'LOGIN_FAILED');
  await forgetTries(db, keys, byName);
  const fault = replacementFault(account, { login: name, password, newPassword });
  if (fault !== undefined) return fault;
  const hash =
    newPassword !== undefined || isOutdated(account.password_hash)
      ? await hashPassword(newPassword ?? password)
      : undefined;
  const session = await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    if (hash !== undefined) await setPasswordHash(db, account.id, hash, now);
    if (newPassword !== undefined)
      await closeSessions(db, { accountIds: [account.id] }, 'PASSWORD_CHANGED', now);
    return openSessionOf(db, { kind: 'staff', account }, now);
  });
  if (newPassword !== undefined) context.revocations.stale();
  return accept({
    ...(await tokensOf(context, session, now)),
    personId: fromUuid('per', account.person_id),
    accountId: fromUuid('acc', account.id),
    roles: account.roles,
    ...(account.subsidiary === null ? {} : { subsidiary: account.subsidiary }),
  });
}

/** Somebody else knows a temporary password: it is good for nothing but setting one's own. */
function replacementFault(
  account: AccountRow,
  { login, password, newPassword }: Pick<LoginStaff, 'login' | 'password' | 'newPassword'>,
): Outcome<never> | undefined {
  if (newPassword === undefined)
    return account.password_temporary
      ? refuse('RULE', 'PASSWORD_TEMPORARY', {}, ['newPassword'])
      : undefined;
  if (newPassword === password)
    return refuse('VALIDATION', 'PASSWORD_UNCHANGED', {}, ['newPassword']);
  return passwordRefusal(newPassword, login, 'newPassword');
}
