/** Notices reach the pages of those who may see what they are about, and nobody else. */
import { randomUUID } from 'node:crypto';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { Principal } from '@guildhall/shared/principal';
import { afterEach, describe, expect, it } from 'vitest';
import { mayHear, noticeOf } from '../src/live/notices.ts';
import type { GatewayServer } from '../src/server.ts';
import { bearer, exampleGateway } from './support/example-gateway.ts';

const open: GatewayServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const event = (type: string, payload: Readonly<Record<string, unknown>> = {}): DomainEvent => ({
  id: randomUUID(),
  type,
  version: 1,
  occurredAt: '2026-03-01T00:00:00Z',
  recordedAt: '2026-03-01T00:00:00Z',
  payload,
});

const member: Principal = { kind: 'member', memberId: 'mem_1', sessionId: 'ses_1' };
const clerk: Principal = {
  kind: 'staff',
  personId: 'per_1',
  accountId: 'acc_1',
  roles: ['clerk'],
  subsidiary: 'retail',
};
const staff = (...roles: Extract<Principal, { kind: 'staff' }>['roles']): Principal => ({
  kind: 'staff',
  personId: 'per_2',
  accountId: 'acc_2',
  roles,
});

describe('who is told', () => {
  it.each<[string, Principal, DomainEvent, boolean]>([
    ['a member, of its own coupon', member, event('coupon.redeemed', { memberId: 'mem_1' }), true],
    ['a member, not of another', member, event('coupon.redeemed', { memberId: 'mem_2' }), false],
    ['a member, of no firm', member, event('credit.firm-screened', { memberId: 'mem_1' }), false],
    ['a clerk, of its own shop', clerk, event('coupon.redeemed', { subsidiary: 'retail' }), true],
    [
      'a clerk, of its own errands and bookings',
      { ...clerk, subsidiary: 'logistics' },
      event('logistics.errand-collected', { subsidiary: 'logistics', memberId: 'mem_1' }),
      true,
    ],
    [
      'a member, that its own errand was fetched',
      member,
      event('logistics.errand-collected', { subsidiary: 'logistics', memberId: 'mem_1' }),
      true,
    ],
    ['a clerk, not of another', clerk, event('coupon.redeemed', { subsidiary: 'auto' }), false],
    [
      'a clerk, of no merge',
      clerk,
      event('identity.members-merged', { subsidiary: 'retail' }),
      false,
    ],
    ['an operator, of a merge', staff('operator'), event('identity.members-merged'), true],
    ['an operator, of no firm', staff('operator'), event('credit.firm-screened'), false],
    ['a risk officer, of a firm', staff('risk_officer'), event('credit.firm-screened'), true],
    ['a risk officer, of no member', staff('risk_officer'), event('ledger.points-earned'), false],
    ['an auditor, of both', staff('auditor'), event('credit.firm-screened'), true],
    ['nobody, of a module not named', staff('operator'), event('payroll.paid'), false],
    [
      'nobody, of a name like a property of every object',
      staff('operator'),
      event('constructor.x'),
      false,
    ],
    ['no stranger', { kind: 'anonymous' }, event('coupon.redeemed'), false],
  ])('%s', (_who, caller, said, expected) => {
    expect(mayHear(caller, said)).toBe(expected);
  });

  it('ids only: nothing of what happened', () => {
    const said = event('coupon.redeemed', {
      memberId: 'mem_1',
      couponId: 'cpn_1',
      valueMinor: '5000',
      phone: '13800138000',
    });
    expect(noticeOf(said)).toEqual({
      type: 'coupon.redeemed',
      ids: { memberId: 'mem_1', couponId: 'cpn_1' },
    });
  });
});

describe('GET /live', () => {
  async function listenAs(who: Parameters<typeof bearer>[0]) {
    const server = await exampleGateway();
    open.push(server);
    const port = await server.listen(0);
    const response = await fetch(`http://127.0.0.1:${port}/live`, { headers: bearer(who) });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const part = await reader?.read();
        if (part === undefined || part.done) break;
        text += part.value;
      }
      return text;
    };
    return { server, response, until };
  }

  it('turns strangers and machines away', async () => {
    const server = await exampleGateway();
    open.push(server);
    const port = await server.listen(0);
    const url = `http://127.0.0.1:${port}/live`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: bearer('system') })).status).toBe(401);
  });

  it('tells what happened together, and ends when the server does', async () => {
    const { server, response, until } = await listenAs('operator');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await until(/event: ready/);
    server.hear([event('coupon.redeemed', { couponId: 'cpn_1' })]);
    server.hear([event('credit.firm-screened', { firmId: 'frm_1' })]);
    server.hear([event('coupon.redeemed', { couponId: 'cpn_2' })]);
    const told = await until(/event: changed\ndata: .*\n\n/);
    const { notices } = JSON.parse(/event: changed\ndata: (.*)/.exec(told)?.[1] ?? '') as {
      notices: readonly { readonly ids: { readonly couponId: string } }[];
    };
    expect(notices.map(({ ids }) => ids.couponId)).toEqual(['cpn_1', 'cpn_2']);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('says "many" instead of a flood', async () => {
    const { server, until } = await listenAs('operator');
    await until(/event: ready/);
    server.hear(Array.from({ length: 500 }, () => event('ledger.points-earned')));
    expect(await until(/event: changed\ndata: .*\n\n/)).toContain('{"many":true,"notices":[]}');
  });
});
