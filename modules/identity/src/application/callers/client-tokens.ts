/** Access tokens of subsidiaries' systems: OAuth2 client credentials (RFC 6749, 4.4). */
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { SECRETS_PER_ADDRESS } from '../../domain/login-limits.ts';
import { secretDigest } from '../../protection/secrets.ts';
import { subsidiaryOfClient } from '../../storage/staff.ts';
import { counted, countTry } from '../../storage/throttles.ts';
import type { AccessToken } from '../../tokens/access-tokens.ts';
import type { IdentityContext } from '../identity-context.ts';

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly address?: string;
}

export async function issueClientToken(
  { kit, keys, tokens }: IdentityContext,
  { clientId, clientSecret, address }: ClientCredentials,
): Promise<Outcome<AccessToken>> {
  const now = kit.clock.now();
  const db = kit.db.sql();
  const subsidiary = await subsidiaryOfClient(db, clientId, secretDigest(clientSecret), now);
  if (subsidiary !== undefined)
    return accept(await tokens.issue({ kind: 'system', clientId, subsidiary }, undefined, now));
  // Only failures count: a busy system renews its tokens as often as it likes.
  const seconds = await countTry(db, keys, counted(SECRETS_PER_ADDRESS, address), now);
  if (seconds !== undefined) return refuse('RULE', 'TRY_LATER', { seconds });
  return refuse('RULE', 'LOGIN_FAILED');
}
