import { newId } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal, StaffClass } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordFault } from '../src/domain/password-policy.ts';
import { hashPassword, passwordFits } from '../src/protection/password-hash.ts';
import {
  MODULE,
  NOON,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

const ANYBODY = { kind: 'anonymous' } as const;
const PASSWORD = 'teapot-orbit-lantern';
let house: OpenIdentity;
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());

async function staff(login: string, roles: readonly StaffClass[], subsidiary?: string) {
  const { personId } = valueOrThrow(
    await house.service.registerPerson(MODULE, { idempotencyKey: house.key(), name: '员工' }),
  );
  const account = { idempotencyKey: house.key(), personId, login, password: PASSWORD, roles };
  const { accountId } = valueOrThrow(
    await house.service.registerAccount(
      MODULE,
      subsidiary === undefined ? account : { ...account, subsidiary },
    ),
  );
  return { personId, accountId };
}
const login = (name: string, password: string = PASSWORD) =>
  house.service.loginStaff(ANYBODY, { login: name, password });

describe('a staff account', () => {
  it('signs its person in, with roles and subsidiary in the token', async () => {
    const { personId, accountId } = await staff('Chen.Jing', ['clerk'], 'retail');
    const session = valueOrThrow(await login(' chen.jing '));
    expect(session).toMatchObject({ personId, accountId, roles: ['clerk'], subsidiary: 'retail' });
    expect(await house.service.verifyAccessToken(ANYBODY, { token: session.accessToken })).toEqual({
      kind: 'staff',
      personId,
      accountId,
      roles: ['clerk'],
      subsidiary: 'retail',
    });
    expect(session.sessionExpiresAt.getTime() - house.clock.now().getTime()).toBe(12 * 3_600_000);
  });

  it('answers wrong names and wrong passwords alike, and locks both after five tries', async () => {
    await staff('wang.lei', ['operator']);
    for (const name of ['wang.lei', 'nobody.here']) {
      const answers: string[] = [];
      for (let guess = 0; guess < 6; guess += 1)
        answers.push(refusalCode(await login(name, 'not-the-password')));
      expect(answers, name).toEqual([...Array(5).fill('LOGIN_FAILED'), 'TRY_LATER']);
    }
    expect(refusalCode(await login('wang.lei'))).toBe('TRY_LATER');
    house.clock.advance(15 * 60_000);
    expect(refusalCode(await login('wang.lei'))).toBe('accepted');
    expect(refusalCode(await login('wang.lei', 'not-the-password'))).toBe('LOGIN_FAILED');
  });

  it('gives a crowd of guessers no more tries than one', async () => {
    await staff('zhao.min', ['auditor']);
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        login('zhao.min', n === 29 ? PASSWORD : `guess-number-${n}`),
      ),
    );
    expect(
      guesses.filter((guess) => refusalCode(guess) === 'TRY_LATER').length,
    ).toBeGreaterThanOrEqual(25);
  });

  it('ends at once when it is disabled or its password changes', async () => {
    const { personId, accountId } = await staff('sun.li', ['risk_officer']);
    const me: Principal = { kind: 'staff', personId, accountId, roles: ['risk_officer'] };
    const first = valueOrThrow(await login('sun.li'));
    house.clock.advance(2_000);
    const newPassword = 'copper-violin-meadow';
    expect(
      refusalCode(
        await house.service.changePassword(me, { oldPassword: 'wrong-old-password', newPassword }),
      ),
    ).toBe('LOGIN_FAILED');
    valueOrThrow(await house.service.changePassword(me, { oldPassword: PASSWORD, newPassword }));
    expect(await house.service.verifyAccessToken(ANYBODY, { token: first.accessToken })).toBeNull();
    expect(refusalCode(await login('sun.li'))).toBe('LOGIN_FAILED');
    const second = valueOrThrow(await login('sun.li', newPassword));
    house.clock.advance(2_000);
    valueOrThrow(
      await house.service.disableAccount(OPERATOR, { idempotencyKey: house.key(), accountId }),
    );
    expect(
      await house.service.verifyAccessToken(ANYBODY, { token: second.accessToken }),
    ).toBeNull();
    expect(
      refusalCode(
        await house.service.refreshSession(ANYBODY, {
          idempotencyKey: 'x',
          refreshToken: second.refreshToken,
        }),
      ),
    ).toBe('REFRESH_TOKEN_OVER');
    expect(refusalCode(await login('sun.li', newPassword))).toBe('LOGIN_FAILED');
  });

  it('is opened by operators and modules only, never for oneself, and never twice under a name', async () => {
    const { personId } = await staff('li.na', ['operator']);
    const input = {
      personId,
      login: 'li.na.risk',
      password: PASSWORD,
      roles: ['risk_approver'] as const,
    };
    const register = (caller: Principal, extra: object = {}) =>
      house.service.registerAccount(caller, { idempotencyKey: house.key(), ...input, ...extra });
    const herself: Principal = {
      kind: 'staff',
      personId,
      accountId: newId('acc', NOON),
      roles: ['operator'],
    };
    expect(refusalCode(await register(herself))).toBe('OWN_ACCOUNT');
    expect(refusalCode(await register(system('retail')))).toBe('CALLER_MAY_NOT');
    expect(refusalCode(await register({ ...OPERATOR, roles: ['auditor'] } as Principal))).toBe(
      'CALLER_MAY_NOT',
    );
    expect(refusalCode(await register(OPERATOR, { login: 'LI.NA' }))).toBe('LOGIN_TAKEN');
    expect(refusalCode(await register(OPERATOR, { roles: ['clerk'] }))).toBe(
      'CLERK_WITHOUT_SUBSIDIARY',
    );
    expect(refusalCode(await register(OPERATOR, { password: 'short' }))).toBe('PASSWORD_TOO_SHORT');
    expect(refusalCode(await register(OPERATOR, { personId: newId('per', NOON) }))).toBe(
      'PERSON_NOT_FOUND',
    );
    expect(refusalCode(await register(OPERATOR))).toBe('accepted');
  });

  it('keeps its name and password nowhere in the clear', async () => {
    await staff('needle.login', ['auditor']);
    const { rows } = await sql`
      SELECT 1 FROM account a JOIN person p ON p.id = a.person_id
      WHERE a::text ~ 'needle' OR p::text ~ '员工' OR a::text ~ ${PASSWORD}`.execute(
      house.kit.db.sql(),
    );
    expect(rows).toEqual([]);
    expect(house.logged.join()).not.toMatch(/needle|teapot/);
  });
});

describe('a client of a subsidiary', () => {
  it('is told its secret once', async () => {
    const input = {
      idempotencyKey: house.key(),
      clientId: 'auto-dms',
      subsidiary: 'auto',
      name: 'Dealer system',
    };
    const first = valueOrThrow(await house.service.registerClient(OPERATOR, input));
    expect(first.clientSecret).toMatch(/^ghs_[\w-]{43}$/);
    expect(valueOrThrow(await house.service.registerClient(OPERATOR, input))).toEqual({
      ...first,
      clientSecret: null,
    });
    const taken = { ...input, idempotencyKey: house.key() };
    expect(refusalCode(await house.service.registerClient(OPERATOR, taken))).toBe('CLIENT_TAKEN');
    expect(refusalCode(await house.service.registerClient(system('auto'), taken))).toBe(
      'CALLER_MAY_NOT',
    );
  });

  it('goes on with the old secret for a day after a change', async () => {
    const clientId = 'property-core';
    const made = valueOrThrow(
      await house.service.registerClient(OPERATOR, {
        idempotencyKey: house.key(),
        clientId,
        subsidiary: 'property',
        name: 'Core',
      }),
    );
    const changed = valueOrThrow(
      await house.service.rotateClientSecret(OPERATOR, { idempotencyKey: house.key(), clientId }),
    );
    const token = (secret: string | null) =>
      house.service.issueClientToken(ANYBODY, { clientId, clientSecret: secret ?? '' });
    expect(refusalCode(await token(made.clientSecret))).toBe('accepted');
    expect(refusalCode(await token(changed.clientSecret))).toBe('accepted');
    house.clock.advance(86_400_000);
    expect(refusalCode(await token(made.clientSecret))).toBe('LOGIN_FAILED');
    expect(refusalCode(await token(changed.clientSecret))).toBe('accepted');
  });
});

describe('passwords', () => {
  it.each([
    ['short', 'PASSWORD_TOO_SHORT'],
    ['x'.repeat(129), 'PASSWORD_TOO_LONG'],
    ['aaaaaaaaaaaaaaaa', 'PASSWORD_TOO_EASY'],
    ['abcdefghijklmnop', 'PASSWORD_TOO_EASY'],
    ['Password123456!', 'PASSWORD_TOO_EASY'],
    ['qwertyuiop123456', 'PASSWORD_TOO_EASY'],
    ['5201314woaini', 'PASSWORD_TOO_EASY'],
    ['chen.jing-chen.jing', 'PASSWORD_TOO_EASY'],
    ['teapot-orbit-lantern', undefined],
    ['茶壶轨道灯笼铜琴草地月亮湖', undefined],
  ])('%s: %s', (password, fault) => {
    expect(passwordFault(password, 'chen.jing')).toBe(fault);
  });

  it('are hashed with argon2id and a salt of their own, and fit in every width', async () => {
    const [a, b] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
    expect(a).not.toBe(b);
    expect(await passwordFits('ｔｅａｐｏｔ-orbit-lantern', a)).toBe(true);
    expect(await passwordFits(`${PASSWORD} `, a)).toBe(false);
  });
});
