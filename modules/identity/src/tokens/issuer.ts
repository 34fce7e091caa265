/**
 * Who issues our tokens (RFC 8414 `issuer`): the address under which the house is reached. PUBLIC_URL says it; without
 * one it is where this server listens. It is part of every token, so processes of one installation must agree on it.
 */
import type { Config } from '@guildhall/shared/config';

const DEFAULT_PORT = 4000;

export function issuerOf(config: Config): string {
  const { PUBLIC_URL, HOST, PORT } = config;
  if (PUBLIC_URL !== undefined) return PUBLIC_URL.replace(/\/+$/, '');
  const host = HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST;
  return `http://${host}:${PORT === undefined || PORT === 0 ? DEFAULT_PORT : PORT}`;
}
