import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoginWithCode } from '../src/index.ts';
import { type OpenIdentity, openIdentity, refusalCode, system } from './support/open-identity.ts';

const ANYBODY = { kind: 'anonymous' } as const;
const DAY = 86_400_000;
let house: OpenIdentity;
const used = { count: 0 };
let phone = '';
beforeAll(async () => {
  house = await openIdentity();
});
afterAll(() => house.close());
beforeEach(() => {
  used.count += 1;
  phone = `+861391${String(used.count).padStart(7, '0')}`;
});

async function challenge(of: string = phone): Promise<{ challengeId: string; code: string }> {
  house.clock.advance(61_000);
  const outcome = await house.service.requestLoginCode(ANYBODY, {
    idempotencyKey: house.key(),
    phone: of,
  });
  const { challengeId, code = '' } = valueOrThrow(outcome);
  return { challengeId, code };
}
async function login(extra: Partial<LoginWithCode> = {}, of: string = phone) {
  return house.service.loginWithCode(ANYBODY, { ...(await challenge(of)), ...extra });
}
const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('a one-time code', () => {
  it('makes a member of a stranger, and finds the same member the next time', async () => {
    const first = valueOrThrow(await login());
    expect(first.created).toBe(true);
    const second = valueOrThrow(await login());
    expect(second).toMatchObject({ memberId: first.memberId, created: false });
    const principal = await house.service.verifyAccessToken(ANYBODY, { token: second.accessToken });
    expect(principal).toEqual({
      kind: 'member',
      memberId: first.memberId,
      sessionId: second.sessionId,
    });
  });

  it('finds the member that a store enrolled with this phone', async () => {
    const { memberId } = valueOrThrow(
      await house.service.enroll(system('retail'), {
        idempotencyKey: house.key(),
        identities: [{ type: 'PHONE', value: phone }],
      }),
    );
    expect(valueOrThrow(await login())).toMatchObject({ memberId, created: false });
  });

  it('works once', async () => {
    const given = await challenge();
    valueOrThrow(await house.service.loginWithCode(ANYBODY, given));
    expect(refusalCode(await house.service.loginWithCode(ANYBODY, given))).toBe('LOGIN_CODE_OVER');
  });

  it('works once even for fifty callers at a time', async () => {
    const given = await challenge();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => house.service.loginWithCode(ANYBODY, given)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('ends after five minutes', async () => {
    const given = await challenge();
    house.clock.advance(5 * 60_000);
    expect(refusalCode(await house.service.loginWithCode(ANYBODY, given))).toBe('LOGIN_CODE_OVER');
  });

  it('is void after five wrong guesses, also when they come at once', async () => {
    const { challengeId, code } = await challenge();
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () =>
        house.service.loginWithCode(ANYBODY, { challengeId, code: wrong(code) }),
      ),
    );
    expect(guesses.filter((guess) => refusalCode(guess) === 'LOGIN_CODE_WRONG')).toHaveLength(5);
    expect(guesses.filter((guess) => refusalCode(guess) === 'LOGIN_CODE_OVER')).toHaveLength(15);
    expect(refusalCode(await house.service.loginWithCode(ANYBODY, { challengeId, code }))).toBe(
      'LOGIN_CODE_OVER',
    );
  });

  it('cannot be guessed code after code: twenty wrong ones close the day', async () => {
    const answers: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      house.clock.advance(3_600_000);
      const { challengeId, code } = await challenge();
      for (let guess = 0; guess < 5; guess += 1)
        answers.push(
          refusalCode(
            await house.service.loginWithCode(ANYBODY, { challengeId, code: wrong(code) }),
          ),
        );
    }
    expect(answers.filter((answer) => answer === 'LOGIN_CODE_WRONG')).toHaveLength(20);
    expect(answers.slice(20)).toEqual(Array(5).fill('TRY_LATER'));
  });

  it('is sent once a minute, five times an hour, and for one address thirty times an hour', async () => {
    const ask = (of: string, address?: string) =>
      house.service.requestLoginCode(ANYBODY, {
        idempotencyKey: house.key(),
        phone: of,
        ...(address ? { address } : {}),
      });
    expect(refusalCode(await ask(phone))).toBe('accepted');
    expect(refusalCode(await ask(phone))).toBe('TRY_LATER');
    const hour: string[] = [];
    for (let minute = 0; minute < 6; minute += 1) {
      house.clock.advance(61_000);
      hour.push(refusalCode(await ask(phone)));
    }
    // The refused one counted as well.
    expect(hour).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'TRY_LATER',
      'TRY_LATER',
      'TRY_LATER',
    ]);
    const many = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        ask(`+861380013${String(n).padStart(4, '0')}`, '203.0.113.7'),
      ),
    );
    expect(many.filter(({ ok }) => ok)).toHaveLength(30);
  });

  it('is not sent again for the same request', async () => {
    house.clock.advance(61_000);
    const request = { idempotencyKey: house.key(), phone };
    const first = await house.service.requestLoginCode(ANYBODY, request);
    expect(await house.service.requestLoginCode(ANYBODY, request)).toEqual(first);
  });

  it('is answered alike whether or not anybody has the number', async () => {
    const outcome = await house.service.requestLoginCode(ANYBODY, {
      idempotencyKey: house.key(),
      phone: '+85291234567',
    });
    expect(Object.keys(valueOrThrow(outcome)).sort()).toEqual([
      'challengeId',
      'code',
      'expiresAt',
      'resendAfter',
    ]);
    expect(
      refusalCode(
        await house.service.requestLoginCode(ANYBODY, { idempotencyKey: 'x', phone: '123' }),
      ),
    ).toBe('IDENTITY_MALFORMED');
  });
});

describe('a number that changed hands', () => {
  it('does not hand over the account of a member long unseen', async () => {
    const before = valueOrThrow(
      await house.service.enroll(system('retail'), {
        idempotencyKey: house.key(),
        identities: [
          { type: 'PHONE', value: phone, verified: true },
          { type: 'CUSTOMER_NUMBER', value: `OLD-${used.count}` },
        ],
      }),
    );
    house.clock.advance(91 * DAY);
    const given = await challenge();
    const attempt = (extra: Partial<LoginWithCode>) =>
      house.service.loginWithCode(ANYBODY, { ...given, ...extra });
    expect(refusalCode(await attempt({}))).toBe('SECOND_IDENTITY_NEEDED');
    const guess = { type: 'CUSTOMER_NUMBER', value: 'GUESS', source: 'retail' } as const;
    expect(refusalCode(await attempt({ secondIdentity: guess }))).toBe('SECOND_IDENTITY_WRONG');
    const after = valueOrThrow(await attempt({ startNew: true }));
    expect(after.created).toBe(true);
    expect(after.memberId).not.toBe(before.memberId);
    const holders = await house.service.resolveMembers(system('retail'), {
      identities: [
        { type: 'PHONE', value: phone },
        { type: 'CUSTOMER_NUMBER', value: `OLD-${used.count}` },
      ],
    });
    expect(holders).toEqual([after.memberId, before.memberId]);
  });

  it('lets the member in with a second identity, or on a device it knows', async () => {
    const identities = [
      { type: 'PHONE' as const, value: phone, verified: true },
      { type: 'CUSTOMER_NUMBER' as const, value: `SEC-${used.count}` },
    ];
    const { memberId } = valueOrThrow(
      await house.service.enroll(system('retail'), { idempotencyKey: house.key(), identities }),
    );
    house.clock.advance(91 * DAY);
    const secondIdentity = {
      type: 'CUSTOMER_NUMBER',
      value: `sec-${used.count}`,
      source: 'retail',
    } as const;
    const first = valueOrThrow(await login({ secondIdentity }));
    expect(first).toMatchObject({ memberId, created: false });
    house.clock.advance(200 * DAY);
    expect(valueOrThrow(await login({ deviceToken: first.deviceToken }))).toMatchObject({
      memberId,
      deviceToken: first.deviceToken,
    });
  });

  it('gives up after five wrong second identities', async () => {
    await login();
    house.clock.advance(91 * DAY);
    const given = await challenge();
    const secondIdentity = { type: 'EMAIL', value: 'guess@example.com' } as const;
    const answers: string[] = [];
    for (let guess = 0; guess < 6; guess += 1)
      answers.push(
        refusalCode(await house.service.loginWithCode(ANYBODY, { ...given, secondIdentity })),
      );
    expect(answers).toEqual([...Array(5).fill('SECOND_IDENTITY_WRONG'), 'LOGIN_CODE_OVER']);
  });
});

describe('a session', () => {
  const refresh = (refreshToken: string, idempotencyKey: string = house.key()) =>
    house.service.refreshSession(ANYBODY, { refreshToken, idempotencyKey });

  it('goes on with a new refresh token each time', async () => {
    const { refreshToken } = valueOrThrow(await login());
    house.clock.advance(DAY);
    const next = valueOrThrow(await refresh(refreshToken));
    expect(next.refreshToken).not.toBe(refreshToken);
    expect(
      await house.service.verifyAccessToken(ANYBODY, { token: next.accessToken }),
    ).not.toBeNull();
  });

  it('closes altogether when a used refresh token is shown again', async () => {
    const first = valueOrThrow(await login());
    house.clock.advance(2_000);
    const second = valueOrThrow(await refresh(first.refreshToken));
    house.clock.advance(2_000);
    expect(refusalCode(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_OVER');
    expect(refusalCode(await refresh(second.refreshToken))).toBe('REFRESH_TOKEN_OVER');
    for (const { accessToken } of [first, second])
      expect(await house.service.verifyAccessToken(ANYBODY, { token: accessToken })).toBeNull();
  });

  it('lets one of many refreshes at once through, and then ends', async () => {
    const { refreshToken } = valueOrThrow(await login());
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    const [winner] = outcomes.filter(({ ok }) => ok);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    if (winner?.ok !== true) throw new Error('nobody won');
    expect(refusalCode(await refresh(winner.value.refreshToken))).toBe('REFRESH_TOKEN_OVER');
  });

  it('forgives the same request repeated, as long as its answer was not used', async () => {
    const { refreshToken } = valueOrThrow(await login());
    const lost = valueOrThrow(await refresh(refreshToken, 'lost-answer'));
    const again = valueOrThrow(await refresh(refreshToken, 'lost-answer'));
    expect(refusalCode(await refresh(again.refreshToken))).toBe('accepted');
    expect(refusalCode(await refresh(lost.refreshToken))).toBe('REFRESH_TOKEN_OVER');
    const other = valueOrThrow(await login());
    await refresh(other.refreshToken, 'used-answer').then((outcome) =>
      refresh(valueOrThrow(outcome).refreshToken),
    );
    expect(refusalCode(await refresh(other.refreshToken, 'used-answer'))).toBe(
      'REFRESH_TOKEN_OVER',
    );
  });

  it('ends after sixty days without a visit', async () => {
    const { refreshToken } = valueOrThrow(await login());
    house.clock.advance(61 * DAY);
    expect(refusalCode(await refresh(refreshToken))).toBe('REFRESH_TOKEN_OVER');
  });

  it('is listed, and can be closed by its owner alone', async () => {
    const mine = valueOrThrow(await login());
    const other = valueOrThrow(await login());
    const me = { kind: 'member', memberId: mine.memberId, sessionId: mine.sessionId } as const;
    expect(
      (await house.service.mySessions(me, {})).map(({ sessionId, current }) => [
        sessionId,
        current,
      ]),
    ).toEqual([
      [other.sessionId, false],
      [mine.sessionId, true],
    ]);
    const stranger = valueOrThrow(await login({}, '+8613999999999'));
    const they = {
      kind: 'member',
      memberId: stranger.memberId,
      sessionId: stranger.sessionId,
    } as const;
    expect(
      refusalCode(await house.service.closeSession(they, { sessionId: other.sessionId })),
    ).toBe('SESSION_NOT_FOUND');
    expect(refusalCode(await house.service.closeSession(me, { sessionId: other.sessionId }))).toBe(
      'accepted',
    );
    expect(refusalCode(await refresh(other.refreshToken))).toBe('REFRESH_TOKEN_OVER');
    house.clock.advance(1_000);
    valueOrThrow(await house.service.logout(me, {}));
    expect(await house.service.verifyAccessToken(ANYBODY, { token: mine.accessToken })).toBeNull();
  });
});

describe('the channel', () => {
  it('is a signed webhook where one is set, and then no code is shown anywhere', async () => {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.statusCode = received.length === 1 ? 503 : 204;
        response.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const secret = `whsec_${Buffer.from('a secret of the sender of messages').toString('base64')}`;
    const { port } = server.address() as AddressInfo;
    const open = await openIdentity({
      env: { OTP_WEBHOOK_URL: `http://127.0.0.1:${port}/send`, OTP_WEBHOOK_SECRET: secret },
    });
    try {
      open.clock.set(new Date());
      const outcome = await open.service.requestLoginCode(ANYBODY, { idempotencyKey: 'w1', phone });
      const answer = valueOrThrow(outcome);
      expect(answer).not.toHaveProperty('code');
      expect(received).toHaveLength(2);
      expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
      const { headers = {}, body = '' } = received[1] ?? {};
      const sent = new Webhook(secret).verify(body, headers as Record<string, string>) as {
        data: { phone: string; code: string };
      };
      expect(sent.data.phone).toBe(phone);
      expect(open.logged.join()).not.toContain(sent.data.code);
      valueOrThrow(
        await open.service.loginWithCode(ANYBODY, {
          challengeId: answer.challengeId,
          code: sent.data.code,
        }),
      );
    } finally {
      await open.close();
      server.close();
    }
  });

  it('refuses when the message cannot be handed over, and the number may ask again', async () => {
    const open = await openIdentity({
      env: {
        OTP_WEBHOOK_URL: 'http://127.0.0.1:1/send',
        OTP_WEBHOOK_SECRET: `whsec_${Buffer.from('x'.repeat(24)).toString('base64')}`,
      },
    });
    try {
      const outcome = await open.service.requestLoginCode(ANYBODY, { idempotencyKey: 'w1', phone });
      expect(refusalCode(outcome)).toBe('LOGIN_CODE_NOT_SENT');
    } finally {
      await open.close();
    }
  });

  it('writes the code of development into the log line made for it, and nothing else', async () => {
    const { code } = await challenge();
    const lines = house.logged.filter((line) => line.includes(code));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('one-time code (development)');
    expect(house.logged.join()).not.toContain(phone.slice(3));
  });

  it.each([[{ OTP_WEBHOOK_URL: 'https://sms.example.com/send' }, 'OTP_WEBHOOK_SECRET']])(
    'refuses to start half set up: %j',
    async (env, named) => {
      await expect(openIdentity({ env })).rejects.toThrow(named);
    },
  );
});
