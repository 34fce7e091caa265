/**
 * Access tokens: JWTs of 15 minutes after RFC 9068 (`typ: at+jwt`), signed with ES256, that carry the principal. Only
 * ES256 and our own keys are ever accepted, whatever a token's header claims.
 *
 * Verifying costs one signature check, and none the second time: proved tokens are remembered, bounded, until they
 * expire. Expiry and revocation are looked at every time.
 */
import { hash } from 'node:crypto';
import { isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { type Principal, STAFF_CLASSES } from '@guildhall/shared/principal';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { RevocationList } from './revocation-list.ts';
import type { SigningKeys } from './signing-keys.ts';

export const ACCESS_SECONDS = 15 * 60;
export const AUDIENCE = 'guildhall';
const REMEMBERED = 20_000;

/** What a token may say about its bearer; a module never gets one. */
export type Bearer = Extract<Principal, { kind: 'system' | 'member' | 'staff' }>;

const claimsSchema = z
  .object({
    sub: z.string(),
    iat: z.number(),
    exp: z.number(),
    kind: z.enum(['system', 'member', 'staff']),
    sid: z
      .string()
      .refine((sid) => isId('ses', sid))
      .optional(),
    per: z.string().optional(),
    roles: z.array(z.enum(STAFF_CLASSES)).optional(),
    sdy: z.string().optional(),
  })
  .transform((claims, context) => {
    const bearer = bearerOf(claims);
    if (bearer !== undefined) return { ...claims, bearer };
    context.addIssue('claims do not make a principal');
    return z.NEVER;
  });

interface Proved {
  readonly bearer: Bearer;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly subjects: readonly string[];
  readonly kid: string;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

export class AccessTokens {
  readonly #keys: SigningKeys;
  readonly #revocations: RevocationList;
  readonly #issuer: string;
  readonly #proved = new Map<string, Proved>();

  constructor(keys: SigningKeys, revocations: RevocationList, issuer: string) {
    this.#keys = keys;
    this.#revocations = revocations;
    this.#issuer = issuer;
  }

  /** `sessionId` for members and staff; systems have none. */
  async issue(bearer: Bearer, sessionId: string | undefined, now: Date): Promise<AccessToken> {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const { kid, privateKey } = await this.#keys.signer(now);
    const claims = {
      ...claimsOf(bearer),
      ...(sessionId === undefined ? {} : { sid: sessionId }),
      iss: this.#issuer,
      aud: AUDIENCE,
      jti: newUuid(now),
      iat: issuedAt,
      exp: issuedAt + ACCESS_SECONDS,
    };
    const header = { alg: 'ES256', typ: 'at+jwt', kid } as const;
    const accessToken = jwt.sign(claims, privateKey, { algorithm: 'ES256', header });
    return { accessToken, expiresAt: new Date((issuedAt + ACCESS_SECONDS) * 1000) };
  }

  /** Null for whatever does not prove anything now: malformed, expired, revoked, another algorithm, an unknown key. */
  async verify(token: string, now: Date): Promise<Bearer | null> {
    const proved = await this.#prove(token, now);
    if (proved === undefined || proved.expiresAtMs <= now.getTime()) return null;
    const revoked = await this.#revocations.isRevoked(proved.subjects, proved.issuedAtMs, now);
    return revoked ? null : proved.bearer;
  }

  async #prove(token: string, now: Date): Promise<Proved | undefined> {
    const name = hash('sha256', token, 'base64');
    const known = this.#proved.get(name);
    if (known !== undefined)
      return (await this.#keys.verifier(known.kid, now)) === undefined ? undefined : known;
    const proved = await this.#check(token, now);
    if (proved === undefined) return undefined;
    const [oldest] = this.#proved.keys();
    if (this.#proved.size >= REMEMBERED && oldest !== undefined) this.#proved.delete(oldest);
    this.#proved.set(name, proved);
    return proved;
  }

  async #check(token: string, now: Date): Promise<Proved | undefined> {
    try {
      const header = jwt.decode(token, { complete: true })?.header;
      if (header?.alg !== 'ES256' || header.typ !== 'at+jwt' || header.kid === undefined)
        return undefined;
      const { kid } = header;
      const key = await this.#keys.verifier(kid, now);
      if (key === undefined) return undefined;
      const claims = jwt.verify(token, key, {
        algorithms: ['ES256'],
        issuer: this.#issuer,
        audience: AUDIENCE,
        clockTimestamp: Math.floor(now.getTime() / 1000),
      });
      const parsed = claimsSchema.safeParse(claims);
      if (!parsed.success) return undefined;
      const { bearer, sid, sub, iat, exp } = parsed.data;
      const subjects = [`sub:${sub}`, ...(sid === undefined ? [] : [`sid:${toUuid('ses', sid)}`])];
      return { bearer, issuedAtMs: iat * 1000, expiresAtMs: exp * 1000, subjects, kid };
    } catch (error) {
      // Whatever a stranger sends is no fault of ours: the library throws these (and plain syntax errors) for it.
      if (error instanceof jwt.JsonWebTokenError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

/** What `sub:` revocations name. */
export function subjectOf(bearer: Bearer): string {
  switch (bearer.kind) {
    case 'system':
      return bearer.clientId;
    case 'member':
      return bearer.memberId;
    case 'staff':
      return bearer.accountId;
  }
}

function claimsOf(bearer: Bearer): object {
  const common = { sub: subjectOf(bearer), kind: bearer.kind };
  switch (bearer.kind) {
    case 'system':
      return { ...common, client_id: bearer.clientId, sdy: bearer.subsidiary };
    case 'member':
      return common;
    case 'staff': {
      const { personId, roles, subsidiary } = bearer;
      return {
        ...common,
        per: personId,
        roles,
        ...(subsidiary === undefined ? {} : { sdy: subsidiary }),
      };
    }
  }
}

function bearerOf(claims: {
  readonly kind: Bearer['kind'];
  readonly sub: string;
  readonly sid?: string | undefined;
  readonly per?: string | undefined;
  readonly roles?: readonly (typeof STAFF_CLASSES)[number][] | undefined;
  readonly sdy?: string | undefined;
}): Bearer | undefined {
  const { kind, sub, sid, per, roles, sdy } = claims;
  if (kind === 'system')
    return sdy === undefined ? undefined : { kind, clientId: sub, subsidiary: sdy };
  if (sid === undefined) return undefined;
  if (kind === 'member') return { kind, memberId: sub, sessionId: sid };
  if (per === undefined || roles === undefined) return undefined;
  const staff = { kind, personId: per, accountId: sub, roles };
  return sdy === undefined ? staff : { ...staff, subsidiary: sdy };
}
