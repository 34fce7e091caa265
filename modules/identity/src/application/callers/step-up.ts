/** Proving again who is there, and asking for that proof; see `domain/step-up.ts`. */
import { isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { PASSWORDS_PER_LOGIN } from '../../domain/login-limits.ts';
import { isFreshlyProved, PROOF_LASTS_MS } from '../../domain/step-up.ts';
import { passwordFits } from '../../protection/password-hash.ts';
import { holdersOf } from '../../storage/identities.ts';
import { useLoginCode } from '../../storage/login-codes.ts';
import { rootOf } from '../../storage/members.ts';
import { markProved, type ProofOwner, provedAtOf } from '../../storage/sessions.ts';
import { accountById } from '../../storage/staff.ts';
import { counted, countTry, forgetTries } from '../../storage/throttles.ts';
import type { IdentityContext } from '../identity-context.ts';
import { digestOf } from '../read-told.ts';
import { proveCode } from './login-codes.ts';

/** Undefined when the proof is fresh. Systems and modules have no one who could leave a phone. */
export async function missingProof(
  { kit }: IdentityContext,
  caller: Principal,
): Promise<Outcome<never> | undefined> {
  if (caller.kind !== 'member' && caller.kind !== 'staff') return undefined;
  const owner = ownerOf(caller);
  if (owner === undefined) return refuse('FORBIDDEN', 'STEP_UP_NEEDED');
  const now = kit.clock.now();
  const provedAt = await provedAtOf(kit.db.sql(), owner);
  return isFreshlyProved(provedAt, now) ? undefined : refuse('FORBIDDEN', 'STEP_UP_NEEDED');
}

function ownerOf(caller: Extract<Principal, { kind: 'member' | 'staff' }>): ProofOwner | undefined {
  if (caller.kind === 'member')
    return isId('ses', caller.sessionId)
      ? { sessionId: toUuid('ses', caller.sessionId) }
      : undefined;
  return isId('acc', caller.accountId) ? { accountId: toUuid('acc', caller.accountId) } : undefined;
}

export interface Proved {
  readonly until: Date;
}

/** A code that was sent to a telephone of this member. */
export async function proveWithCode(
  context: IdentityContext,
  caller: Principal,
  { challengeId, code }: { readonly challengeId: string; readonly code: string },
): Promise<Outcome<Proved>> {
  if (caller.kind !== 'member') return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const { kit } = context;
  const now = kit.clock.now();
  return kit.db.transaction(async (tx): Promise<Outcome<Proved>> => {
    const db = tx.getKysely<unknown>();
    const proved = await proveCode(context, db, challengeId, code, now);
    if (!proved.ok) return proved;
    const { codeId, phone } = proved.value;
    await useLoginCode(db, codeId, now);
    const key = { type: 'PHONE' as const, scope: '', value: phone };
    const [holder] = await holdersOf(db, [{ ...key, digest: digestOf(context.keys, key) }]);
    if (
      holder === undefined ||
      holder.root_id !== (await rootOf(db, toUuid('mem', caller.memberId)))
    )
      return refuse('RULE', 'STEP_UP_OTHER_PHONE', {}, ['challengeId']);
    await markProved(db, { sessionId: toUuid('ses', caller.sessionId) }, now);
    return accept({ until: new Date(now.getTime() + PROOF_LASTS_MS) });
  });
}

/** The account's password; tries are counted with those of signing in. */
export async function proveWithPassword(
  { kit, keys }: IdentityContext,
  caller: Principal,
  { password }: { readonly password: string },
): Promise<Outcome<Proved>> {
  if (caller.kind !== 'staff') return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const now = kit.clock.now();
  const tries = counted(PASSWORDS_PER_LOGIN, `step-up:${caller.accountId}`);
  const seconds = await countTry(kit.db.sql(), keys, tries, now);
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  const accountId = toUuid('acc', caller.accountId);
  const account = await accountById(kit.db.sql(), accountId);
  if (
    account === undefined ||
    account.disabled ||
    !(await passwordFits(password, account.password_hash))
  )
    return refuse('RULE', 'LOGIN_FAILED', {}, ['password']);
  await forgetTries(kit.db.sql(), keys, tries);
  await markProved(kit.db.sql(), { accountId }, now);
  return accept({ until: new Date(now.getTime() + PROOF_LASTS_MS) });
}
