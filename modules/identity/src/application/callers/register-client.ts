/**
 * Clients of subsidiaries' systems. A secret is answered once, by the call that made it; a repetition of that call
 * answers the client without it, because what is not kept cannot be repeated.
 */
import { runCommand } from '@guildhall/shared/commands';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { callerClasses, type Principal } from '@guildhall/shared/principal';
import { newSecret, secretDigest } from '../../protection/secrets.ts';
import { revokeSubject } from '../../storage/sessions.ts';
import {
  endOtherSecrets,
  insertClient,
  insertClientSecret,
  setClientDisabled,
} from '../../storage/staff.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';

export interface RegisterClient {
  readonly idempotencyKey: string;
  /** 3 to 64 lower-case letters, digits, hyphens. */
  readonly clientId: string;
  readonly subsidiary: string;
  readonly name: string;
  /** A secret of the caller's own, of 32 characters at least; only the house's modules (seeds) may bring one. */
  readonly clientSecret?: string | undefined;
}

export interface RegisteredClient {
  readonly clientId: string;
  readonly subsidiary: string;
  /** Null when this call repeats an earlier one. */
  readonly clientSecret: string | null;
}

export const SECRET_MIN = 32;
/** The old secret goes on working for a day, so that every server of the subsidiary can be told the new one. */
const OVERLAP_MS = 86_400_000;

/** Operators, and the modules of the house (first start, seeds). */
export function mayAdminister(caller: Principal): boolean {
  return caller.kind === 'module' || callerClasses(caller).includes('operator');
}

export async function registerClient(
  { kit }: IdentityContext,
  caller: Principal,
  input: RegisterClient,
): Promise<Outcome<RegisteredClient>> {
  if (!mayAdminister(caller) || (input.clientSecret !== undefined && caller.kind !== 'module'))
    return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  if (!/^[a-z0-9][a-z0-9-]{2,63}$/.test(input.clientId))
    return refuse('VALIDATION', 'CLIENT_ID_MALFORMED', {}, ['clientId']);
  if (input.clientSecret !== undefined && input.clientSecret.length < SECRET_MIN)
    return refuse('VALIDATION', 'SECRET_TOO_SHORT', { minimum: SECRET_MIN }, ['clientSecret']);
  const { idempotencyKey, clientId, subsidiary, name } = input;
  const fresh = { secret: null as string | null };
  const key = {
    caller,
    operation: 'register-client',
    idempotencyKey,
    input: { clientId, subsidiary, name },
  };
  const outcome = await runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const client = { id: clientId, subsidiary, name, madeBy: actorOf(caller) };
    if (!(await insertClient(db, client, now)))
      return refuse('RULE', 'CLIENT_TAKEN', { clientId }, ['clientId']);
    fresh.secret = input.clientSecret ?? newSecret('ghs');
    await insertClientSecret(db, clientId, secretDigest(fresh.secret), now);
    return accept({ clientId, subsidiary });
  });
  return outcome.ok ? accept({ ...outcome.value, clientSecret: fresh.secret }) : outcome;
}

/** A new secret; the others end a day later. */
export async function rotateClientSecret(
  { kit }: IdentityContext,
  caller: Principal,
  { idempotencyKey, clientId }: { readonly idempotencyKey: string; readonly clientId: string },
): Promise<Outcome<{ readonly clientId: string; readonly clientSecret: string | null }>> {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const fresh = { secret: null as string | null };
  const key = { caller, operation: 'rotate-client-secret', idempotencyKey, input: { clientId } };
  const outcome = await runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    if (!(await setClientDisabled(db, clientId, null)))
      return refuse('NOT_FOUND', 'CLIENT_UNKNOWN', {}, ['clientId']);
    fresh.secret = newSecret('ghs');
    const digest = secretDigest(fresh.secret);
    await insertClientSecret(db, clientId, digest, now);
    await endOtherSecrets(db, clientId, digest, new Date(now.getTime() + OVERLAP_MS));
    return accept({ clientId });
  });
  return outcome.ok ? accept({ ...outcome.value, clientSecret: fresh.secret }) : outcome;
}

/** Its tokens are void at once; `rotateClientSecret` lets it in again. */
export async function disableClient(
  { kit, revocations }: IdentityContext,
  caller: Principal,
  { idempotencyKey, clientId }: { readonly idempotencyKey: string; readonly clientId: string },
): Promise<Outcome<{ readonly clientId: string }>> {
  if (!mayAdminister(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const key = { caller, operation: 'disable-client', idempotencyKey, input: { clientId } };
  const outcome = await runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    if (!(await setClientDisabled(db, clientId, now)))
      return refuse('NOT_FOUND', 'CLIENT_UNKNOWN', {}, ['clientId']);
    await endOtherSecrets(db, clientId, Buffer.alloc(0), now);
    await revokeSubject(db, `sub:${clientId}`, now);
    return accept({ clientId });
  });
  revocations.stale();
  return outcome;
}
