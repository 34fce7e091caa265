/**
 * Database roles: one per module, able to use its own schema and no other. Passwords are derived from the
 * installation's secret, so that every process that holds the secret can log in and none is stored.
 */
import { createHmac } from 'node:crypto';

export const ROLE_PREFIX = 'guildhall_';

export function roleOf(module: string): string {
  return `${ROLE_PREFIX}${module}`;
}

export function rolePassword(secret: string, module: string): string {
  return createHmac('sha256', secret).update(`database-role:${module}`).digest('base64url');
}

/** The address under which a module's own process reaches the database: same server and database, its own role. */
export function moduleDatabaseUrl(url: string, secret: string, module: string): string {
  const own = new URL(url);
  own.username = roleOf(module);
  own.password = rolePassword(secret, module);
  return own.toString();
}
