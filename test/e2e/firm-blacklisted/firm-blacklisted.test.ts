/**
 * The B2B story over HTTP, everybody with a token of their own: auto surveys a firm in four facets and records a default;
 * two people blacklist it; logistics is told REJECT; the firm appeals and two people remove the entry; logistics is told
 * PROCEED with a limit and prepayment; a good outcome raises the grade; both earlier answers replay as they were given.
 */
import { Chance } from '@guildhall/seeds/chance';
import { inventFirms } from '@guildhall/seeds/firms';
import { businessDay } from '@guildhall/shared/business-time';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';

let guildhall: TestGuildhall;
let auto: Caller;
let logistics: Caller;
let officer: Caller;
let approver: Caller;
let secondApprover: Caller;
let officersOtherAccount: Caller;
let auditor: Caller;

beforeAll(async () => {
  guildhall = await startTestGuildhall();
  auto = await guildhall.system('auto');
  logistics = await guildhall.system('logistics');
  officer = await guildhall.staff('Lin', ['risk_officer']);
  officersOtherAccount = await guildhall.staff('Lin', ['risk_approver']);
  approver = await guildhall.staff('Huang', ['risk_approver']);
  secondApprover = await guildhall.staff('Cai', ['risk_approver']);
  auditor = await guildhall.staff('Zheng', ['auditor']);
});
afterAll(() => guildhall.stop());

const keys = { used: 0 };
function key(): string {
  keys.used += 1;
  return `story-${keys.used}`;
}

/** One mutation; `success` is the selection on its success type. */
async function command<T>(
  caller: Caller,
  name: string,
  success: string,
  input: object,
): Promise<T> {
  const Name = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const data = await caller.ask<Record<string, T>>(
    `mutation ($input: ${Name}Input!) { ${name}(input: $input) { __typename ${success} ... on Refusal { refusal: code } } }`,
    { input: { idempotencyKey: key(), ...input } },
  );
  return data[name] as T;
}

const day = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * day);

interface Screened {
  readonly screening: {
    readonly id: string;
    readonly answer: string;
    readonly reasons: readonly { readonly code: string; readonly decisive: boolean }[];
  };
}

const screen = (firmId: string) =>
  command<Screened>(
    logistics,
    'screenFirm',
    '... on ScreenedFirm { screening { id answer grade limit availableLimit reasons { code decisive } requiredTerms { code bps days } } }',
    { firmId, kind: 'CONTRACT', amount: '200000', paymentDays: 30 },
  );

async function evidence(firmId: string, text: string): Promise<string> {
  const { id } = await command<{ id: string }>(
    officer,
    'storeEvidence',
    '... on StoredEvidence { id }',
    {
      firmId,
      name: 'notice.txt',
      content: Buffer.from(text).toString('base64'),
    },
  );
  return id;
}

const step = (caller: Caller, name: string, entryId: string, more: object = {}) =>
  command<object>(
    caller,
    name,
    name === 'decideListing'
      ? '... on DecidedListing { awaiting entry { state } }'
      : '... on SteppedListing { entry { state } }',
    { entryId, ...more },
  );

it('is told from the survey to the better grade', async () => {
  const [firm] = inventFirms(new Chance(7), 1);
  const { firm: registered } = await command<{ firm: { id: string } }>(
    auto,
    'registerFirm',
    '... on RegisteredFirm { created firm { id } }',
    { uscc: firm?.uscc, name: firm?.name },
  );
  const firmId = registered.id;

  // Four facets, and a default.
  const told = (type: string, value: object, item?: string) => ({
    type,
    value,
    item,
    observedAt: daysAgo(10).toISOString(),
    source: '实地走访',
  });
  const survey = await command<object>(
    auto,
    'recordSurvey',
    '... on RecordedSurvey { added grade }',
    {
      firmId,
      surveyedOn: businessDay(daysAgo(10)),
      facts: [
        told('FIRM_STATUS', { text: 'IN_BUSINESS' }),
        told('ESTABLISHED_ON', { date: '2012-05-10' }),
        told('REGISTERED_CAPITAL', { amount: '10000000', currency: 'CNY' }),
        told('LEGAL_REPRESENTATIVE', { text: '周明远' }),
        told('BANK_LINE', { amount: '3000000', currency: 'CNY' }, '工商银行'),
        told('DEFAULT', { amount: '860000', currency: 'CNY', status: 'OPEN' }, '配件合同 118'),
        told('ANNUAL_REVENUE', { amount: '42000000', currency: 'CNY' }),
        told('TAX_RATING', { text: 'B' }),
        told(
          'LEGAL_CASE',
          {
            role: 'DEFENDANT',
            cause: '买卖合同纠纷',
            stage: 'FIRST_INSTANCE',
            amount: '120000',
            currency: 'CNY',
          },
          '(2026)沪0115民初118号',
        ),
      ],
    },
  );
  expect(survey).toMatchObject({ added: 9, grade: 'CCC' });

  // Two people, whatever their accounts.
  const { entry } = await command<{ entry: { id: string; state: string } }>(
    officer,
    'proposeListing',
    '... on SteppedListing { entry { id state } }',
    {
      firmId,
      list: 'BLACKLIST',
      reasonCode: 'DEFAULT',
      evidenceIds: [await evidence(firmId, '催款函')],
    },
  );
  expect(entry.state).toBe('PROPOSED');
  expect(await step(officersOtherAccount, 'approveListing', entry.id)).toMatchObject({
    refusal: 'CREDIT_FOUR_EYES',
  });
  expect(await step(approver, 'approveListing', entry.id)).toMatchObject({
    entry: { state: 'ACTIVE' },
  });

  const rejected = await screen(firmId);
  expect(rejected.screening.answer).toBe('REJECT');
  expect(rejected.screening.reasons.filter(({ decisive }) => decisive)).toEqual([
    { code: 'BLACKLISTED', decisive: true },
  ]);

  // The firm's side: the entry binds until two people have removed it.
  await command<object>(auto, 'appealListing', '... on FiledAppeal { entry { state } }', {
    entryId: entry.id,
    grounds: '欠款已付清，附银行回单。',
    evidenceIds: [await evidence(firmId, '银行回单')],
  });
  expect((await screen(firmId)).screening.answer).toBe('REJECT');
  const remove = { decision: 'REMOVE', note: '已付清' };
  expect(await step(approver, 'decideListing', entry.id, remove)).toMatchObject({
    awaiting: 'REMOVE',
    entry: { state: 'APPEALED' },
  });
  expect(await step(approver, 'decideListing', entry.id, remove)).toMatchObject({
    refusal: 'CREDIT_FOUR_EYES',
  });
  expect(await step(secondApprover, 'decideListing', entry.id, remove)).toMatchObject({
    awaiting: null,
    entry: { state: 'REMOVED' },
  });

  const proceeded = await screen(firmId);
  expect(proceeded.screening).toMatchObject({
    answer: 'PROCEED',
    grade: 'CCC',
    limit: '500000.00',
    availableLimit: '500000.00',
    requiredTerms: [
      { code: 'PREPAYMENT', bps: 5000, days: null },
      { code: 'PAYMENT_DAYS_AT_MOST', bps: null, days: 15 },
    ],
  });

  const outcome = await command<object>(
    logistics,
    'recordOutcome',
    '... on RecordedOutcome { previousGrade grade }',
    {
      firmId,
      externalId: 'LG-31',
      screeningId: proceeded.screening.id,
      result: 'PAID',
      amount: '200000',
      daysLate: 0,
      occurredOn: businessDay(new Date()),
    },
  );
  expect(outcome).toMatchObject({ previousGrade: 'CCC', grade: 'B' });

  for (const { screening } of [rejected, proceeded]) {
    const { replayScreening } = await auditor.ask<{
      replayScreening: { given: string; replayed: string; identical: boolean };
    }>('query ($id: ID!) { replayScreening(id: $id) { given replayed identical } }', {
      id: screening.id,
    });
    expect(replayScreening).toMatchObject({ identical: true, replayed: replayScreening.given });
  }
});
