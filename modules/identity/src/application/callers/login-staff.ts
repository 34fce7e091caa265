/**
 * Signs a person of the staff in with a login name and a password. Every try is counted before the password is looked
 * at, for names that exist and names that don't alike, so neither speed nor a crowd of callers helps to guess.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { StaffClass } from '@guildhall/shared/principal';
import { LOGINS_PER_ADDRESS, PASSWORDS_PER_LOGIN } from '../../domain/login-limits.ts';
import {
  hashPassword,
  isOutdated,
  passwordFits,
  pretendToCheck,
} from '../../protection/password-hash.ts';
import { accountByLogin, setPasswordHash } from '../../storage/staff.ts';
import { counted, countTry, forgetTries } from '../../storage/throttles.ts';
import type { IdentityContext } from '../identity-context.ts';
import { openSessionOf, type SessionTokens, tokensOf } from './issue-session.ts';

export interface LoginStaff {
  readonly login: string;
  readonly password: string;
  readonly address?: string | undefined;
}

export interface StaffLogin extends SessionTokens {
  readonly personId: string;
  readonly accountId: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary?: string;
  /** An operator set the password: it should be changed now. */
  readonly passwordTemporary: boolean;
}

/** Login names are compared without regard to case and width. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

export async function loginStaff(
  context: IdentityContext,
  { login, password, address }: LoginStaff,
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
  if (isOutdated(account.password_hash))
    await setPasswordHash(db, account.id, await hashPassword(password), now);
  const session = await kit.db.transaction((tx) =>
    openSessionOf(tx.getKysely<unknown>(), { kind: 'staff', account }, now),
  );
  return accept({
    ...(await tokensOf(context, session, now)),
    personId: fromUuid('per', account.person_id),
    accountId: fromUuid('acc', account.id),
    roles: account.roles,
    passwordTemporary: account.password_temporary,
    ...(account.subsidiary === null ? {} : { subsidiary: account.subsidiary }),
  });
}
