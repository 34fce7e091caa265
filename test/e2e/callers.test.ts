/** Everybody who may call, by the way they really sign in; and what the gateway says to those who may not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGuildhall, type TestGuildhall } from '../support/test-guildhall.ts';

let guildhall: TestGuildhall;
beforeAll(async () => {
  guildhall = await startTestGuildhall();
});
afterAll(() => guildhall.stop());

const ENROLL = `mutation ($input: EnrollInput!) {
  enroll(input: $input) { __typename ... on Refusal { code message } }
}`;
const ME = '{ me { id memberNo status } }';

describe('callers', () => {
  it('sign in by client credentials, password and one-time code', async () => {
    const auto = await guildhall.system('auto');
    const operator = await guildhall.staff('Chen', ['operator']);
    const member = await guildhall.member('+8613800138000');
    expect(auto.token).toMatch(/^ey/);
    expect(operator.token).toMatch(/^ey/);
    const { me } = await member.ask<{ me: { memberNo: string; status: string } }>(ME);
    expect(me).toMatchObject({ status: 'ACTIVE' });
  });

  it('are refused what is not theirs, by name', async () => {
    const anonymous = await guildhall.anonymous.answer(ENROLL, {
      input: { idempotencyKey: 'a', identities: [{ type: 'PHONE', value: '13800138001' }] },
    });
    expect(anonymous.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const clerk = await guildhall.staff('Wu', ['clerk'], 'auto');
    const positions = await clerk.answer('{ clearingPositions { company } }');
    expect(positions.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
