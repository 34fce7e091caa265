/** Companies that leave, by every plan, over the graph: what is outstanding, who pays then, the final statement, undo. */
import type { LedgerDoor, MemberId } from '@guildhall/ledger';
import { addDays, businessDay } from '@guildhall/shared/business-time';
import { SteppedClock } from '@guildhall/shared/clock';
import { newId } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../../test/support/test-guildhall.ts';
import type { ClearingDoor } from '../src/index.ts';
import { expectOk, fundedBy, MODULE } from './support-books.ts';

const DAY = 86_400_000;
// The second day of a month, so that a month's end is ahead of whatever the tests do.
const [YEAR = 0, MONTH = 0] = businessDay(new Date()).slice(0, 7).split('-').map(Number);
const clock = new SteppedClock(new Date(Date.UTC(YEAR, MONTH, 2, 4)));
const today = businessDay(clock.now());
const thisMonth = today.slice(0, 7);
let guildhall: TestGuildhall;
let olga: Caller;
let member: MemberId;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `key-${keys}`;
};

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  olga = await guildhall.staff('olga', ['operator']);
  expectOk(
    await ledger().defineCurrency(MODULE, {
      idempotencyKey: 'POINT',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    }),
  );
  member = newId('mem', clock.now());
  for (const company of ['auto', 'property', 'logistics', 'travel'])
    expectOk(
      await ledger().postEarn(MODULE, {
        idempotencyKey: `earn-${company}`,
        memberId: member,
        currency: 'POINT',
        amountMinor: 1_000n,
        subsidiary: company,
        funding: fundedBy({ [company]: 1 }),
        reason: { type: 'order', id: 'order-1' },
      }),
    );
}, 300_000);
afterAll(() => guildhall.stop());

const ledger = () => guildhall.running.house.doors.get<LedgerDoor>('ledger');
const clearing = () => guildhall.running.house.doors.get<ClearingDoor>('clearing');

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
async function order(name: string, input: object, selection = ''): Promise<Answer[string]> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} ... on Refusal { code } } }`;
  const answer = await olga.ask<Answer>(query, { input: { idempotencyKey: key(), ...input } });
  return answer[name] ?? {};
}
const RUN_OFF = `... on RunOff { company plan successor rate lastMonth boughtOut points { points value unpaid }
  outstanding { points { points } couponCount } finalStatement { company } }`;
const announce = (company: string, plan: string, over: object = {}) =>
  order('announceRunOff', { company, plan, lastDay: addDays(today, 4), ...over }, RUN_OFF);

/** One after the other, as lots are used in the order of issue: auto, property, logistics, travel. */
async function burn(points: bigint): Promise<readonly string[]> {
  const posted = expectOk(
    await ledger().postBurn(MODULE, {
      idempotencyKey: key(),
      memberId: member,
      currency: 'POINT',
      amountMinor: points,
      subsidiary: 'retail',
      reason: { type: 'order', id: 'order-2' },
    }),
  );
  for (let tries = 0; tries < 200; tries += 1) {
    const { obligations } = await olga.ask<{
      obligations: { edges: { node: { debtor: string; amount: string } }[] };
    }>(
      `query ($source: String!) { obligations(filter: { source: $source }) { edges { node { debtor amount } } } }`,
      { source: posted.postingId },
    );
    if (obligations.edges.length > 0)
      return obligations.edges.map(({ node }) => `${node.debtor} ${node.amount}`).sort();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Clearing never heard of it');
}

describe('announcing', () => {
  it('refuses what makes no sense, by type', async () => {
    expect(await announce('autoo', 'BUY_OUT')).toEqual({ code: 'CLEARING_COMPANY_UNKNOWN' });
    expect(await announce('auto', 'CONVERT')).toEqual({ code: 'RUN_OFF_SUCCESSOR_MISSING' });
    expect(await announce('auto', 'CONVERT', { successor: 'auto' })).toEqual({
      code: 'RUN_OFF_SUCCESSOR_ITSELF',
    });
    const lastDay = addDays(today, -1);
    expect(await announce('auto', 'HONOUR_UNTIL', { lastDay })).toEqual({
      code: 'RUN_OFF_TOO_EARLY',
    });
    expect(await order('callOffRunOff', { company: 'auto' })).toEqual({
      code: 'RUN_OFF_NOT_FOUND',
    });
  });

  it('shows what is outstanding, and is called off before its last day is over', async () => {
    expect(await announce('auto', 'HONOUR_UNTIL')).toMatchObject({
      plan: 'HONOUR_UNTIL',
      successor: 'programme',
      points: [{ points: '1000', value: '10.00', unpaid: '10.00' }],
      outstanding: { points: [{ points: '1000' }], couponCount: 0 },
      finalStatement: null,
    });
    expect(await announce('auto', 'HONOUR_UNTIL')).toEqual({ code: 'RUN_OFF_ALREADY' });
    expect(
      await order('callOffRunOff', { company: 'auto' }, '... on RunOffCalledOff { runOffId }'),
    ).toHaveProperty('runOffId');
    expect(await olga.ask('{ runOffs { company } }')).toEqual({ runOffs: [] });
    expect(await olga.ask('{ runOffs(calledOff: true) { company calledOffAt } }')).toMatchObject({
      runOffs: [{ company: 'auto', calledOffAt: clock.now().toISOString() }],
    });
  });
});

describe('who pays', () => {
  it('is the company until its last day, and then whom the plan names', async () => {
    await announce('auto', 'HONOUR_UNTIL');
    await announce('property', 'CONVERT', { successor: 'finance', rate: '0.6' });
    await announce('logistics', 'BUY_OUT');
    expect(await burn(100n)).toEqual(['auto 1.00']);
    expect(await order('postRunOffBuyout', { company: 'logistics', breakageBps: 0 })).toEqual({
      code: 'RUN_OFF_TOO_EARLY',
    });
    clock.advance(6 * DAY);
    olga = await guildhall.staff('olga', ['operator']);
    expect(await order('callOffRunOff', { company: 'auto' })).toEqual({ code: 'RUN_OFF_BEGUN' });
    expect(await burn(100n)).toEqual(['programme 1.00']);
    await burn(800n);
    // Whoever takes the points gets their whole price.
    expect(await burn(1_000n)).toEqual(['finance 6.00', 'programme 4.00']);
  });

  it('and a successor that leaves as well is succeeded for its part', async () => {
    const leaving = { successor: 'retail', rate: '0.5', lastDay: addDays(today, 8) };
    const next = await announce('finance', 'CONVERT', leaving);
    expect(next).toMatchObject({ successor: 'retail', rate: '0.5' });
    const { TermsBook } = await import('../src/domain/terms.ts');
    const from = (day: number) => new Date(day * DAY).toISOString();
    const book = new TermsBook({
      terms: [],
      runOffs: [
        { company: 'property', effectiveFrom: from(1), successor: 'finance', rate: '0.6' },
        { company: 'finance', effectiveFrom: from(3), successor: 'retail', rate: '0.5' },
      ],
    });
    expect(book.payerOf('property', 2 * DAY)).toEqual({ company: 'finance', rate: '0.6' });
    expect(book.payerOf('property', 4 * DAY)).toEqual({ company: 'retail', rate: '0.3' });
  });
});

describe('a buy-out', () => {
  it('is posted once, before the last month is cut off, and stands on the final statement', async () => {
    clock.advance(40 * DAY);
    olga = await guildhall.staff('olga', ['operator']);
    const close = (name: string) =>
      order(name, { month: thisMonth }, '... on ClearingPeriod { state }');
    expect(await close('cutOffClearingPeriod')).toEqual({ code: 'RUN_OFF_BUYOUT_DUE' });
    expect(await order('postRunOffBuyout', { company: 'auto', breakageBps: 0 })).toEqual({
      code: 'RUN_OFF_NOT_BUYOUT',
    });
    const bought = { company: 'logistics', breakageBps: 1_500 };
    expect(await order('postRunOffBuyout', bought, RUN_OFF)).toMatchObject({ boughtOut: true });
    expect(await order('postRunOffBuyout', bought)).toEqual({ code: 'RUN_OFF_BOUGHT_OUT' });
    expect(await close('cutOffClearingPeriod')).toEqual({ state: 'CUT_OFF' });
    expect(await close('reconcileClearingPeriod')).toEqual({ state: 'RECONCILED' });
    expect(await close('issueClearingStatements')).toEqual({ state: 'ISSUED' });
    const { runOffs } = await olga.ask<{ runOffs: { company: string }[] }>(
      `{ runOffs { company finalStatement { final net lines { edges { node { kind amount } } } } outstanding { points { points } } } }`,
    );
    expect(runOffs.find(({ company }) => company === 'logistics')).toMatchObject({
      // 1,000 points of 0.01 yuan, less 15 %.
      finalStatement: {
        final: true,
        net: '-8.50',
        lines: { edges: [{ node: { kind: 'RUN_OFF_BUYOUT', amount: '-8.50' } }] },
      },
      outstanding: { points: [{ points: '1000' }] },
    });
    expect(await burn(1_000n)).toEqual(['programme 10.00']);
    expect(expectOk(await clearing().verify(MODULE, {})).ok).toBe(true);
  });
});
