/** Key rotation, by order of an operator (after a suspicion) or by schedule (once a year). */
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { rewrapAll } from '../protection/rewrap.ts';
import { missingProof } from './callers/step-up.ts';
import type { IdentityContext } from './identity-context.ts';
import { isOperator } from './members/own-members.ts';

const WRAPPING_KEY_LIFE_MS = 365 * 86_400_000;

export interface RotateKeys {
  /** DATA: what personal data is sealed with. SIGNING: what access tokens are signed with; all of them die. */
  readonly keys: 'DATA' | 'SIGNING';
}

export async function rotateKeys(
  context: IdentityContext,
  caller: Principal,
  { keys }: RotateKeys,
): Promise<Outcome<{ readonly rewrapped: number }>> {
  if (!isOperator(caller)) return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const unproved = await missingProof(context, caller);
  if (unproved !== undefined) return unproved;
  const now = context.kit.clock.now();
  context.kit.log.warn({ keys }, 'keys are rotated by order');
  if (keys === 'SIGNING') {
    await context.signingKeys.replaceAll(now);
    return accept({ rewrapped: 0 });
  }
  await context.keys.addWrappingKey(now);
  return accept({ rewrapped: await rewrapAll(context.kit.db, context.keys) });
}

/** By schedule: a wrapping key a year, and whatever an interrupted rotation left behind. */
export async function rotateWhenDue(context: IdentityContext): Promise<void> {
  const { kit, keys } = context;
  const now = kit.clock.now();
  const { rows } = await sql<{ created_at: string }>`
    SELECT created_at FROM master_key WHERE purpose = 'WRAP' AND retired_at IS NULL`.execute(
    kit.db.sql(),
  );
  const made = rows[0] === undefined ? now : new Date(rows[0].created_at);
  if (now.getTime() - made.getTime() > WRAPPING_KEY_LIFE_MS) await keys.addWrappingKey(now);
  const count = await rewrapAll(kit.db, keys);
  if (count > 0) kit.log.info({ count }, 'data keys were wrapped again');
}
