/**
 * A member adds or changes its telephone: possession is proved by a one-time code that was sent to the new number. A
 * number that somebody else has verified stays with him and goes to the review queue.
 */
import { accept, type Outcome, refuse, valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { useLoginCode } from '../../storage/login-codes.ts';
import { proveCode } from '../callers/login-codes.ts';
import { GROUP, type IdentityContext } from '../identity-context.ts';
import { readIdentities } from '../read-told.ts';
import { type Linked, linkTold } from './link-identity.ts';

export interface LinkPhoneWithCode {
  readonly idempotencyKey: string;
  readonly challengeId: string;
  readonly code: string;
}

export async function linkPhoneWithCode(
  context: IdentityContext,
  caller: Principal,
  { idempotencyKey, challengeId, code }: LinkPhoneWithCode,
): Promise<Outcome<Linked>> {
  if (caller.kind !== 'member') return refuse('FORBIDDEN', 'CALLER_MAY_NOT');
  const proved = await provedPhone(context, challengeId, code);
  if (!proved.ok) return proved;
  const told = [{ type: 'PHONE' as const, value: proved.value, verified: true }];
  const [identity] = valueOrThrow(
    readIdentities(context.keys, told, { source: GROUP, owner: undefined }),
  );
  if (identity === undefined) throw new Error('A proved phone could not be read');
  const { memberId } = caller;
  return linkTold(context, caller, { idempotencyKey, memberId, identity, source: GROUP });
}

/** The telephone a code was sent to; the code is used up, or the wrong guess counted. */
async function provedPhone(
  context: IdentityContext,
  challengeId: string,
  code: string,
): Promise<Outcome<string>> {
  const { kit } = context;
  const now = kit.clock.now();
  return kit.db.transaction(async (tx): Promise<Outcome<string>> => {
    const db = tx.getKysely<unknown>();
    const proved = await proveCode(context, db, challengeId, code, now);
    if (!proved.ok) return proved;
    await useLoginCode(db, proved.value.codeId, now);
    return accept(proved.value.phone);
  });
}
