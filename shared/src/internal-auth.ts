/**
 * Proof between processes of one installation: a short-lived token (JWT, HS256, 30 s) that says which caller a
 * request is made for. The key is derived from the installation's secret and never leaves it; a token is bound to
 * the module it is meant for.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { type Principal, STAFF_CLASSES } from './principal.ts';

export interface InternalCall {
  readonly caller: Principal;
  readonly requestId: string;
  readonly locale: 'zh-CN' | 'en';
  /** Network address of the client, as the gateway saw it. */
  readonly address?: string;
}

const LIFETIME_SECONDS = 30;
const ISSUER = 'guildhall-internal';

const principalSchema: z.ZodType<Principal> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  z.object({ kind: z.literal('system'), clientId: z.string(), subsidiary: z.string() }),
  z.object({ kind: z.literal('member'), memberId: z.string(), sessionId: z.string() }),
  z.object({
    kind: z.literal('staff'),
    personId: z.string(),
    accountId: z.string(),
    roles: z.array(z.enum(STAFF_CLASSES)),
    subsidiary: z.string().exactOptional(),
  }),
  z.object({ kind: z.literal('module'), name: z.string() }),
]);

const callSchema = z.object({
  caller: principalSchema,
  requestId: z.string(),
  locale: z.enum(['zh-CN', 'en']),
  address: z.string().exactOptional(),
});

const claimsSchema = z.object({ call: callSchema });

/** A key object is made once for a secret: from raw bytes the library would try every other kind of key first. */
const keys = new Map<string, KeyObject>();

function keyOf(secret: string): KeyObject {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const key = createSecretKey(createHmac('sha256', secret).update('internal-calls').digest());
  keys.set(secret, key);
  return key;
}

export function signInternalCall(
  secret: string,
  module: string,
  call: InternalCall,
  now: Date,
): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims = {
    call,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    iss: ISSUER,
    aud: module,
  };
  return jwt.sign(claims, keyOf(secret), { algorithm: 'HS256' });
}

/** The call a token proves, or undefined when it proves nothing: another key, another module, too old. */
export function verifyInternalCall(
  secret: string,
  module: string,
  token: string,
  now: Date,
): InternalCall | undefined {
  try {
    const claims = jwt.verify(token, keyOf(secret), {
      algorithms: ['HS256'],
      audience: module,
      issuer: ISSUER,
      clockTimestamp: Math.floor(now.getTime() / 1000),
      clockTolerance: 5,
    });
    const parsed = claimsSchema.safeParse(claims);
    return parsed.success ? parsed.data.call : undefined;
  } catch (error) {
    if (error instanceof jwt.JsonWebTokenError) return undefined;
    throw error;
  }
}
