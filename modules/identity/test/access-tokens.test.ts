import { createHmac, generateKeyPairSync } from 'node:crypto';
import { valueOrThrow } from '@guildhall/shared/outcome';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdentityService } from '../src/index.ts';
import {
  MODULE,
  NOON,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
} from './support/open-identity.ts';

const ANYBODY = { kind: 'anonymous' } as const;
let house: OpenIdentity;
let secret: string;
beforeAll(async () => {
  house = await openIdentity();
  const client = valueOrThrow(
    await house.service.registerClient(MODULE, {
      idempotencyKey: 'c1',
      clientId: 'retail-pos',
      subsidiary: 'retail',
      name: 'Tills',
    }),
  );
  secret = client.clientSecret ?? '';
});
afterAll(() => house.close());

async function token(service: IdentityService = house.service): Promise<string> {
  const outcome = await service.issueClientToken(ANYBODY, {
    clientId: 'retail-pos',
    clientSecret: secret,
  });
  return valueOrThrow(outcome).accessToken;
}
const verify = (text: string, service: IdentityService = house.service) =>
  service.verifyAccessToken(ANYBODY, { token: text });
const claimsOf = (text: string) => {
  const { header, payload } = jwt.decode(text, { complete: true }) as jwt.Jwt;
  return { header, payload: payload as jwt.JwtPayload };
};

describe('an access token', () => {
  it('proves the principal it was issued for, in every process', async () => {
    const principal = { kind: 'system', clientId: 'retail-pos', subsidiary: 'retail' };
    const good = await token();
    expect(await verify(good)).toEqual(principal);
    expect(await verify(good, await house.another())).toEqual(principal);
    expect(claimsOf(good).header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const { iat = 0, exp = 0 } = claimsOf(good).payload;
    expect(exp - iat).toBe(15 * 60);
  });

  it('ends after fifteen minutes', async () => {
    const good = await token();
    house.clock.advance(15 * 60_000 - 1_000);
    expect(await verify(good)).not.toBeNull();
    house.clock.advance(1_000);
    expect(await verify(good)).toBeNull();
  });

  it('is not believed in any other shape', async () => {
    const good = await token();
    const { header, payload } = claimsOf(good);
    const [head = '', body = '', signature = ''] = good.split('.');
    const encoded = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwk = (await house.service.publishedKeys(ANYBODY, {}))[0];
    const publicText = JSON.stringify(jwk);
    const hmac = (input: string): string =>
      createHmac('sha256', publicText).update(input).digest('base64url');
    const confused = `${encoded({ ...header, alg: 'HS256' })}.${body}`;
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const resign = (claims: object, options: jwt.SignOptions = {}): string =>
      jwt.sign(claims, stranger, { algorithm: 'ES256', keyid: header.kid ?? '', ...options });
    const forgeries: Record<string, string> = {
      empty: '',
      words: 'not a token',
      'alg none': `${encoded({ ...header, alg: 'none' })}.${body}.`,
      'alg none in capitals': `${encoded({ ...header, alg: 'NONE' })}.${body}.`,
      'alg none with the signature kept': `${encoded({ ...header, alg: 'none' })}.${body}.${signature}`,
      'the public key as HMAC secret': `${confused}.${hmac(confused)}`,
      'another key under our key id': resign(payload, {
        header: { alg: 'ES256', typ: 'at+jwt', kid: header.kid ?? '' },
      }),
      'a key of its own in the header': jwt.sign(payload, stranger, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'at+jwt', kid: 'mine', jwk } as jwt.JwtHeader,
      }),
      'other claims': `${head}.${encoded({ ...payload, sdy: 'auto' })}.${signature}`,
      'a broken signature': `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      'no signature': `${head}.${body}.`,
    };
    for (const [name, forged] of Object.entries(forgeries))
      expect(await verify(forged), name).toBeNull();
    expect(await verify(good)).not.toBeNull();
  });

  it('is not believed when meant for somebody else, or when it speaks for a module', async () => {
    const { privateKey, kid } = await signingKey(house);
    const now = Math.floor(house.clock.now().getTime() / 1000);
    const base = {
      sub: 'retail-pos',
      kind: 'system',
      sdy: 'retail',
      iat: now,
      exp: now + 600,
      iss: 'http://127.0.0.1:4000',
      aud: 'guildhall',
    };
    const signed = (claims: object, typ = 'at+jwt'): string =>
      jwt.sign({ ...base, ...claims }, privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ, kid },
      });
    expect(await verify(signed({}))).not.toBeNull();
    for (const claims of [
      { aud: 'another house' },
      { iss: 'http://evil.example.com' },
      { kind: 'module', sub: 'ledger' },
      { kind: 'anonymous' },
      { kind: 'member' },
      { kind: 'member', sid: 'no session' },
      { kind: 'staff', sid: 'ses_01h2xcejqtf2nbrexx3vqjhp41', per: 'per_x', roles: ['owner'] },
      { sdy: undefined },
    ]) {
      expect(await verify(signed(claims)), JSON.stringify(claims)).toBeNull();
    }
    expect(await verify(signed({}, 'JWT')), 'another type of token').toBeNull();
  });

  it('dies with its client at once here, and within a second elsewhere', async () => {
    const elsewhere = await house.another();
    const good = await token();
    expect(await verify(good, elsewhere)).not.toBeNull();
    house.clock.advance(1_000);
    valueOrThrow(
      await house.service.disableClient(OPERATOR, { idempotencyKey: 'd1', clientId: 'retail-pos' }),
    );
    expect(await verify(good)).toBeNull();
    house.clock.advance(1_000);
    expect(await verify(good, elsewhere)).toBeNull();
    const again = valueOrThrow(
      await house.service.rotateClientSecret(OPERATOR, {
        idempotencyKey: 'r1',
        clientId: 'retail-pos',
      }),
    );
    secret = again.clientSecret ?? '';
    house.clock.advance(1_000);
    expect(await verify(await token())).not.toBeNull();
  });
});

describe('signing keys', () => {
  it('are published before they sign, and verify until their tokens have expired', async () => {
    const elsewhere = await house.another();
    const keys = async (service: IdentityService = house.service): Promise<string[]> =>
      (await service.publishedKeys(ANYBODY, {})).map(({ kid }) => kid);
    const [first = ''] = await keys();
    house.clock.advance(30 * 86_400_000);
    await house.service.keepHouse(MODULE, {});
    await elsewhere.keepHouse(MODULE, {});
    const both = await keys();
    expect(both).toHaveLength(2);
    expect(await keys(elsewhere)).toEqual(both);
    const before = await token();
    expect(claimsOf(before).header.kid).toBe(first);
    house.clock.advance(10 * 60_000);
    const after = await token();
    expect(claimsOf(after).header.kid).toBe(both[1]);
    expect(await verify(before)).not.toBeNull();
    expect(await verify(after, elsewhere)).not.toBeNull();
    house.clock.advance(61 * 60_000);
    await house.service.keepHouse(MODULE, {});
    house.clock.advance(60_000);
    expect(await keys()).toEqual([both[1]]);
  });

  it('show nothing of their private half', async () => {
    for (const key of await house.service.publishedKeys(ANYBODY, {})) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    }
  });
});

async function signingKey(open: OpenIdentity) {
  const { KeyRing } = await import('../src/protection/key-ring.ts');
  const { SigningKeys } = await import('../src/tokens/signing-keys.ts');
  const ring = await KeyRing.open(open.kit.db, open.kit.secret, NOON);
  const keys = await SigningKeys.open(open.kit.db, ring, open.clock.now());
  return keys.signer(open.clock.now());
}
