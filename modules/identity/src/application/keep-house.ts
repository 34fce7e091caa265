/** What identity does by itself: rotates signing keys, and forgets what has run out. Safe to run anywhere, any time. */
import { sql } from 'kysely';
import type { IdentityContext } from './identity-context.ts';
import { forgetOldFiles } from './imports/import-desk.ts';
import { countOldRecords } from './quality/quality-desk.ts';
import { rotateWhenDue } from './rotate-keys.ts';

/** A used refresh token is kept as long as its session could live, because showing it again is the alarm. */
const KEPT_AFTER_END_MS = 30 * 86_400_000;
const CODE_KEPT_MS = 3_600_000;
/** Longer than any access token lives. */
const REVOCATION_KEPT_MS = 3_600_000;

export async function keepHouse(context: IdentityContext): Promise<void> {
  const { kit, signingKeys } = context;
  const now = kit.clock.now();
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  if (await signingKeys.rotateIfDue(now)) kit.log.info('a new signing key was published');
  await signingKeys.purge(now);
  await rotateWhenDue(context);
  await forgetOldFiles(context);
  await countOldRecords(context);
  const db = kit.db.sql();
  await sql`DELETE FROM login_code WHERE expires_at < ${before(CODE_KEPT_MS)}`.execute(db);
  await sql`DELETE FROM throttle WHERE window_ends < ${now}`.execute(db);
  await sql`DELETE FROM revocation WHERE before < ${before(REVOCATION_KEPT_MS)}`.execute(db);
  await sql`DELETE FROM session WHERE expires_at < ${before(KEPT_AFTER_END_MS)}`.execute(db);
}
