/** Clearing over the graph and REST: the group sees all, a company its own, files are files. */

import type { LedgerDoor, MemberId } from '@guildhall/ledger';
import { SteppedClock } from '@guildhall/shared/clock';
import { newId } from '@guildhall/shared/ids';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../../test/support/test-guildhall.ts';
import { Recomputation } from '../src/domain/recompute.ts';
import { expectOk, fundedBy, MODULE } from './support-books.ts';

const clock = new SteppedClock(new Date());
let guildhall: TestGuildhall;
let olga: Caller;
let retail: Caller;
let auto: Caller;
const thisMonth = new Date().toISOString().slice(0, 7);

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  olga = await guildhall.staff('olga', ['operator']);
  retail = await guildhall.system('retail');
  auto = await guildhall.system('auto');
  const ledger = guildhall.running.house.doors.get<LedgerDoor>('ledger');
  const base = {
    currency: 'POINT',
    occurredAt: clock.now(),
    reason: { type: 'order', id: 'order-1' },
  };
  expectOk(
    await ledger.defineCurrency(MODULE, {
      idempotencyKey: 'POINT',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    }),
  );
  const memberId: MemberId = newId('mem', clock.now());
  expectOk(
    await ledger.postEarn(MODULE, {
      ...base,
      idempotencyKey: 'e',
      memberId,
      subsidiary: 'auto',
      amountMinor: 900n,
      funding: fundedBy({ auto: 1 }),
    }),
  );
  expectOk(
    await ledger.postBurn(MODULE, {
      ...base,
      idempotencyKey: 'b',
      memberId,
      subsidiary: 'retail',
      amountMinor: 900n,
    }),
  );
}, 120_000);
afterAll(() => guildhall.stop());

const ofMonth = (name: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ... on ClearingPeriod { state } ... on Refusal { code message } } }`;

describe('clearing over the graph', () => {
  it('shows each company its own lines and positions', async () => {
    const lines = `{ obligations { edges { node { debtor creditor kind amount } } } clearingPositions { company net } }`;
    for (let tries = 0; tries < 100; tries += 1) {
      const { obligations } = await olga.ask<{ obligations: { edges: unknown[] } }>(lines);
      if (obligations.edges.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await olga.ask(lines)).toMatchObject({
      clearingPositions: [
        { company: 'auto', net: '-9.00' },
        { company: 'retail', net: '9.00' },
      ],
    });
    expect(await retail.ask(lines)).toMatchObject({
      clearingPositions: [{ company: 'retail', net: '9.00' }],
    });
    const property = await guildhall.system('property');
    expect(await property.ask(lines)).toEqual({
      obligations: { edges: [] },
      clearingPositions: [],
    });
    const denied = await guildhall.anonymous.answer(lines);
    expect(denied.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('refuses by type, with words and the mend', async () => {
    const input = { idempotencyKey: '1', month: thisMonth };
    expect(await olga.ask(ofMonth('cutOffClearingPeriod'), { input })).toMatchObject({
      cutOffClearingPeriod: { code: 'PERIOD_NOT_OVER' },
    });
    const denied = await retail.answer(ofMonth('cutOffClearingPeriod'), { input });
    expect(denied.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('sets terms, asks liability, the check and the accounts', async () => {
    const set = await olga.ask(
      `mutation ($input: SetFundingTermsInput!) { setFundingTerms(input: $input) { ... on FundingTerms { company mode pricePerPoint } ... on Refusal { code } } }`,
      {
        input: {
          idempotencyKey: 't',
          company: 'retail',
          currency: 'POINT',
          effectiveFrom: new Date(clock.now().getTime() + 3 * 86_400_000).toISOString(),
          mode: 'PAY_ON_ISSUE',
          pricePerPoint: '0.01',
        },
      },
    );
    expect(set).toMatchObject({
      setFundingTerms: { company: 'retail', mode: 'PAY_ON_ISSUE', pricePerPoint: '0.01' },
    });
    const asked = await olga.ask(
      `{ pointsLiability(currency: "POINT") { points value expected breakage { rate low high enoughHistory } rows { company } }
         verifyClearing { ok checks { name ok } } clearingAccounts(company: "auto") { role code name }
         fundingTerms { company counterparty } prepaidBalances { company } runOffs { company } clearingDisputes { edges { node { id } } }
         revenueRecognitions { month } clearingStatements { company } }`,
    );
    expect(asked).toMatchObject({ pointsLiability: { points: '0' }, verifyClearing: { ok: true } });
  });

  it('closes a month, and gives each company its own files', async () => {
    const [year = 0, month = 0] = thisMonth.split('-').map(Number);
    clock.set(new Date(Date.UTC(year, month, 3, 4)));
    // Tokens are older than a month by now.
    olga = await guildhall.staff('olga', ['operator']);
    retail = await guildhall.system('retail');
    auto = await guildhall.system('auto');
    const states: unknown[] = [];
    for (const name of [
      'cutOffClearingPeriod',
      'reconcileClearingPeriod',
      'issueClearingStatements',
    ])
      states.push(
        await olga.ask(ofMonth(name), { input: { idempotencyKey: name, month: thisMonth } }),
      );
    expect(states).toEqual([
      { cutOffClearingPeriod: { state: 'CUT_OFF' } },
      { reconcileClearingPeriod: { state: 'RECONCILED' } },
      { issueClearingStatements: { state: 'ISSUED' } },
    ]);
    const seen = await retail.ask(
      `query ($month: String!) { clearingPeriod(month: $month) { state lines linesIssued totals { kind amount } payments { payer payee amount dueOn }
         statements { company net hash jsonLinesUrl excelUrl lines(first: 5) { edges { node { lineNo kind amount counterparty } } } }
         reconciliations { id } disputes { id } } clearingJournal(month: $month, company: "retail") { amount debit { code } } }`,
      { month: thisMonth },
    );
    expect(seen).toMatchObject({
      clearingPeriod: {
        state: 'ISSUED',
        lines: 2,
        linesIssued: 2,
        statements: [
          {
            company: 'retail',
            net: '9.00',
            lines: { edges: [{ node: { amount: '9.00', counterparty: 'auto' } }] },
          },
        ],
        payments: [{ payer: 'auto', payee: 'retail', amount: '9.00' }],
      },
    });
    const url = `/clearing/statements/${thisMonth}/retail`;
    const get = (caller: Caller, path: string) =>
      request(guildhall.url).get(path).set('authorization', `Bearer ${caller.token}`).buffer(true);
    const file = await get(retail, `${url}/statement.jsonl`).parse((response, done) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => done(null, body));
    });
    expect(file.status).toBe(200);
    const recomputation = new Recomputation();
    for (const line of String(file.body).trim().split('\n')) recomputation.take(JSON.parse(line));
    expect(recomputation.finish()).toMatchObject({ equal: true, lines: 1 });
    const excel = await get(retail, `${url}/statement.xlsx`).parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (chunk: Buffer) => parts.push(chunk));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
    expect((excel.body as Buffer).subarray(0, 2).toString()).toBe('PK');
    expect((await get(auto, `${url}/statement.jsonl`)).status).toBe(403);
    const journal = await get(retail, `${url}/journal.csv`);
    expect(journal.text).toContain('1221.01');
    const reported = await request(guildhall.url)
      .post(`${url}/reported?fileName=books.csv`)
      .set('authorization', `Bearer ${retail.token}`)
      .set('content-type', 'text/csv')
      .set('idempotency-key', 'reported')
      .send('reference,amount\npst_x,1.00\n');
    expect(reported.status).toBe(201);
  });
});
