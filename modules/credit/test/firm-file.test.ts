/** A firm's file: history, changes between views, statements checked, lawsuits weighed, personal data looked at on record. */

import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inForce, legalEndOf } from '../src/domain/litigation/legal-ends.ts';
import { captionOf } from '../src/domain/statements/chart.ts';
import { checkStatement } from '../src/domain/statements/check-statement.ts';
import { ratiosOf } from '../src/domain/statements/ratios.ts';
import { statementOf } from '../src/domain/statements/statement.ts';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const officer = person('li-wei', 'risk_officer');
const auditor = person('zhao', 'auditor');
const auto = system('auto');
const retail = system('retail');
const DAY = 86_400_000;

const statement = (period: string, captions: Record<string, string>) =>
  statementOf({ period, currency: 'CNY', audited: false, captions });

describe('statements', () => {
  test.each([
    ['货币资金', 'cash'],
    ['  一、营业收入', 'revenue'],
    ['减：营业成本', 'costOfSales'],
    ['所有者权益（或股东权益）合计', 'totalEquity'],
    ['经营活动产生的现金流量净额', 'operatingCashFlow'],
    ['固定资产', 'fixedAssets'],
    ['会员积分负债', undefined],
  ])('%s is %s', (written, caption) => expect(captionOf(written)).toBe(caption));

  test('totals, signs, parts and jumps', () => {
    const before = statement('2024', { revenue: '100', totalAssets: '900' });
    const now = statement('2025', {
      totalAssets: '1000',
      totalLiabilities: '700',
      totalEquity: '400',
      currentAssets: '500',
      cash: '300',
      inventory: '250',
      costOfSales: '-5',
      revenue: '201',
    });
    expect(checkStatement(now, [before, now]).map(({ code, rule }) => [code, rule])).toEqual([
      ['UNBALANCED', 'totalAssets = totalLiabilities + totalEquity'],
      ['NEGATIVE', 'costOfSales >= 0'],
      ['PART_EXCEEDS_WHOLE', 'cash + inventory <= currentAssets'],
      ['JUMP', 'revenue of 2025 between half and twice 2024'],
    ]);
    const right = { totalAssets: '1000', totalLiabilities: '600', totalEquity: '400' };
    expect(checkStatement(statement('2025', right), [before])).toEqual([]);
  });

  test('ratios carry their definition, and say what they miss', () => {
    const now = statement('2025-Q1', {
      currentAssets: '300',
      inventory: '100',
      currentLiabilities: '150',
      receivables: '50',
      revenue: '1000',
      netProfit: '-10',
    });
    const all = new Map(ratiosOf(now, []).map((ratio) => [ratio.code, ratio]));
    expect(all.get('CURRENT')).toMatchObject({
      value: '2.0000',
      definition: 'currentAssets / currentLiabilities',
    });
    expect(all.get('QUICK')).toMatchObject({
      value: '1.3333',
      definition: '(currentAssets - inventory) / currentLiabilities',
    });
    expect(all.get('RECEIVABLE_DAYS')).toMatchObject({
      value: '4.5625',
      definition: 'receivables / revenue × 91.25',
    });
    expect(all.get('NET_MARGIN')?.value).toBe('-0.0100');
    expect(all.get('DEBT_TO_ASSETS')).toMatchObject({
      missing: ['totalLiabilities', 'totalAssets'],
    });
    expect(all.get('REVENUE_GROWTH')?.value).toBeUndefined();
  });
});

describe('legal ends', () => {
  test.each([
    [{ publishedOn: '2024-02-29' }, '2026-02-28', 'STATUTE'],
    [{ publishedOn: '2024-03-01', extendedYears: 3 }, '2029-03-01', 'STATUTE'],
    [
      { publishedOn: '2024-03-01', ground: 'ABLE_BUT_UNWILLING' as const },
      undefined,
      'UNTIL_LIFTED',
    ],
    [{ publishedOn: '2024-03-01', endsOn: '2025-01-01' }, '2025-01-01', 'PUBLISHED'],
    [{ publishedOn: '2024-03-01', removedOn: '2024-06-01' }, '2024-06-01', 'REMOVED'],
  ])('%o ends %s', (listing, endsOn, basis) => {
    expect(legalEndOf('DISHONEST_DEBTOR', listing)).toEqual(
      endsOn === undefined ? { basis } : { endsOn, basis },
    );
  });
  test('a restriction order has no term of its own; the last day counts no more', () => {
    expect(inForce('RESTRICTION_ORDER', { publishedOn: '2015-01-01' }, '2026-03-02')).toBe(true);
    const listing = { publishedOn: '2024-03-02' };
    expect(inForce('DISHONEST_DEBTOR', listing, '2026-03-01')).toBe(true);
    expect(inForce('DISHONEST_DEBTOR', listing, '2026-03-02')).toBe(false);
  });
});

describe("a firm's file", () => {
  let desk: Desk;
  let firmId: FirmId;
  beforeAll(async () => {
    desk = await openDesk();
    const uscc = usccOf(77_001);
    ({ firmId } = valueOrThrow(
      await desk.service.registerFirm(auto, {
        idempotencyKey: 'f',
        uscc,
        name: '厦门鹭明贸易有限公司',
      }),
    ));
    const said = (type: string, value: unknown, item?: string, daysAgo = 10) => ({
      type,
      value,
      observedAt: new Date(START.getTime() - daysAgo * DAY),
      source: 'register',
      ...(item === undefined ? {} : { item }),
    });
    valueOrThrow(
      await desk.service.recordSurvey(auto, {
        idempotencyKey: 's1',
        firmId,
        surveyedOn: '2026-02-20',
        surveyor: '王五',
        facts: [
          said('LEGAL_REPRESENTATIVE', { text: '欧阳明' }),
          said('REGISTERED_CAPITAL', { amount: '1000000', currency: 'CNY' }),
          said('FIRM_STATUS', { text: 'IN_BUSINESS' }, undefined, 80),
          said('SHAREHOLDER', { name: '鹭明控股有限公司', naturalPerson: false }, '1'),
          said('DISHONEST_DEBTOR', { publishedOn: '2023-01-05' }, '(2023)闽01执5号'),
          said(
            'LEGAL_CASE',
            {
              role: 'DEFENDANT',
              cause: '买卖合同纠纷',
              stage: 'CLOSED',
              outcome: 'LOST',
              amount: '100000',
            },
            '案一',
          ),
          said(
            'LEGAL_CASE',
            {
              role: 'PLAINTIFF',
              cause: '买卖合同纠纷',
              stage: 'CLOSED',
              outcome: 'LOST',
              amount: '100000',
            },
            '案二',
          ),
        ],
      }),
    );
    desk.clock.advance(20 * DAY);
    valueOrThrow(
      await desk.service.recordSurvey(retail, {
        idempotencyKey: 's2',
        firmId,
        surveyedOn: '2026-03-20',
        facts: [
          {
            ...said('REGISTERED_CAPITAL', { amount: '9000000', currency: 'CNY' }),
            observedAt: desk.clock.now(),
          },
        ],
      }),
    );
  });
  afterAll(() => desk?.close());

  test('the diff of what was true, and of what was known, and staleness in it', async () => {
    const source = `query ($id: ID!, $from: ProfileViewInput!) { firm(id: $id) { profileChanges(from: $from) {
      changes { kind type before { fact { value } } after { fact { value subsidiary } } } completeness { facet before after } } } }`;
    const known = START.toISOString();
    const { firm } = await desk.ask<{
      firm: { profileChanges: { changes: { kind: string; type: string }[] } };
    }>(officer, source, { id: firmId, from: { knownAt: known, trueAt: known } });
    expect(firm.profileChanges.changes.map(({ kind, type }) => [kind, type])).toEqual([
      ['WENT_STALE', 'FIRM_STATUS'],
      ['CHANGED', 'REGISTERED_CAPITAL'],
    ]);
  });

  test('the history is one list, newest first, page by page', async () => {
    const source = `query ($id: ID!, $after: String) { firm(id: $id) { history(first: 4, after: $after) {
      edges { node { kind at fact { type } company note } } pageInfo { hasNextPage endCursor } } } }`;
    type Page = {
      firm: {
        history: {
          edges: { node: { kind: string; at: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      };
    };
    const seen: { kind: string; at: string }[] = [];
    let after: string | undefined;
    for (;;) {
      const { firm } = await desk.ask<Page>(officer, source, { id: firmId, after });
      seen.push(...firm.history.edges.map(({ node }) => node));
      if (!firm.history.pageInfo.hasNextPage) break;
      after = firm.history.pageInfo.endCursor;
    }
    expect(seen.map(({ kind }) => kind).sort()).toEqual(
      [
        ...Array.from({ length: 8 }, () => 'FACT_RECORDED'),
        'NAME_ADDED',
        'REGISTERED',
        'SURVEY_RECORDED',
        'SURVEY_RECORDED',
      ].sort(),
    );
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const { firm } = await desk.ask<Page>(
      officer,
      `query ($id: ID!) { firm(id: $id) { history(axis: TRUE, types: ["FIRM_STATUS"]) { edges { node { kind at } } pageInfo { hasNextPage endCursor } } } }`,
      { id: firmId },
    );
    expect(firm.history.edges.map(({ node }) => node.at)).toEqual(['2025-12-12T02:00:00.000Z']);
  });

  test('lawsuits weigh by role; an entry of a court ends by law', async () => {
    const { firm } = await desk.ask<{
      firm: {
        litigation: {
          severity: number;
          cases: { caseNo: string; severity: string }[];
          courtListings: object[];
        };
      };
    }>(
      officer,
      `query ($id: ID!) { firm(id: $id) { litigation { severity cases { caseNo severity role }
        courtListings { kind endsOn endBasis inForce standing { stale } } } } }`,
      { id: firmId },
    );
    expect(firm.litigation.courtListings).toEqual([
      {
        kind: 'DISHONEST_DEBTOR',
        endsOn: '2025-01-05',
        endBasis: 'STATUTE',
        inForce: false,
        standing: { stale: false },
      },
    ]);
    const [sued, sues] = firm.litigation.cases;
    expect([sued?.caseNo, sues?.caseNo]).toEqual(['案一', '案二']);
    expect(Number(sued?.severity)).toBeGreaterThan(10 * Number(sues?.severity));
    expect(firm.litigation.severity).toBeGreaterThan(0);
  });

  test('a statement with captions as written; unknown ones are named', async () => {
    const source = `mutation ($input: RecordStatementInput!) { recordStatement(input: $input) {
      ... on RecordedStatement { findingCount firm { statements { period lines { caption amount } ratios { code value }
        findings { code severity rule difference } } } }
      ... on ValidationRefusal { code path message } } }`;
    const input = {
      idempotencyKey: 'st1',
      firmId,
      period: '2025',
      unit: 'TEN_THOUSAND',
      surveyedOn: '2026-03-20',
      observedAt: '2025-12-31T16:00:00Z',
      source: '审计报告',
      lines: [
        { caption: '资产总计', amount: '1000' },
        { caption: '负债合计', amount: '650.5' },
        { caption: '所有者权益合计', amount: '300' },
      ],
    };
    const wrong = { ...input, lines: [...input.lines, { caption: '会员积分', amount: '1' }] };
    expect(await desk.ask(auto, source, { input: wrong })).toMatchObject({
      recordStatement: { code: 'CREDIT_CAPTION_UNKNOWN', path: ['lines', '3', 'caption'] },
    });
    expect(await desk.ask(auto, source, { input })).toMatchObject({
      recordStatement: {
        findingCount: 1,
        firm: {
          statements: [
            {
              period: '2025',
              lines: [
                { caption: 'totalAssets', amount: '10000000' },
                { caption: 'totalLiabilities', amount: '6505000' },
                { caption: 'totalEquity', amount: '3000000' },
              ],
              findings: [{ code: 'UNBALANCED', severity: 'ERROR', difference: '495000' }],
            },
          ],
        },
      },
    });
  });

  test('personal data: masked by role, each look on record, the record readable', async () => {
    const source = `query ($id: ID!) { firm(id: $id) { facts { type masked personal value } } }`;
    type Facts = {
      firm: { facts: { type: string; masked: boolean; value: { text?: string; name?: string } }[] };
    };
    const one = async (caller: typeof auto, type: string) =>
      (await desk.ask<Facts>(caller, source, { id: firmId })).firm.facts.find(
        (fact) => fact.type === type,
      );
    expect(await one(retail, 'LEGAL_REPRESENTATIVE')).toMatchObject({
      masked: true,
      value: { text: '欧**' },
    });
    expect(await one(retail, 'SHAREHOLDER')).toMatchObject({
      masked: false,
      value: { name: '鹭明控股有限公司' },
    });
    const looks = `query ($id: ID!) { personalLooks(firmId: $id) { edges { node { account person factType company } } } }`;
    expect(await desk.ask(auditor, looks, { id: firmId })).toEqual({
      personalLooks: { edges: [] },
    });
    expect(await one(officer, 'LEGAL_REPRESENTATIVE')).toMatchObject({
      masked: false,
      value: { text: '欧阳明' },
    });
    desk.clock.advance(1_000);
    expect(await one(auto, 'LEGAL_REPRESENTATIVE')).toMatchObject({ masked: false });
    expect(await desk.ask(auditor, looks, { id: firmId })).toEqual({
      personalLooks: {
        edges: [
          {
            node: {
              account: 'system:auto-system',
              person: null,
              factType: 'LEGAL_REPRESENTATIVE',
              company: 'auto',
            },
          },
          {
            node: {
              account: 'staff:li-wei',
              person: 'li-wei',
              factType: 'LEGAL_REPRESENTATIVE',
              company: 'group',
            },
          },
        ],
      },
    });
    expect(await desk.errors(officer, looks, { id: firmId })).toEqual(['FORBIDDEN']);
  });

  test('a dispute mark shows on the fact with its deadline, and waits in the queue', async () => {
    const { firm } = await desk.ask<{ firm: { facts: { id: string; type: string }[] } }>(
      officer,
      'query ($id: ID!) { firm(id: $id) { facts { id type } } }',
      { id: firmId },
    );
    const factId = firm.facts.find(({ type }) => type === 'LEGAL_CASE')?.id;
    await desk.ask(
      auto,
      `mutation ($input: DisputeFactInput!) { disputeFact(input: $input) { __typename } }`,
      { input: { idempotencyKey: 'd1', factId, grounds: '已和解' } },
    );
    const queue = `query { factDisputes(open: true) { edges { node { fact { id disputes { open overdue grounds } } answerBy overdue } } } }`;
    const answerBy = '2026-04-11T15:59:59.999Z';
    const mark = (overdue: boolean) => ({
      factDisputes: {
        edges: [
          {
            node: {
              fact: { id: factId, disputes: [{ open: true, overdue, grounds: '已和解' }] },
              answerBy,
              overdue,
            },
          },
        ],
      },
    });
    expect(await desk.ask(officer, queue)).toEqual(mark(false));
    desk.clock.advance(21 * DAY);
    expect(await desk.ask(officer, queue)).toEqual(mark(true));
  });

  test('every type of fact is described well enough to make a form of it', async () => {
    const { factTypes } = await desk.ask<{
      factTypes: { code: string; schema: { type: string } }[];
    }>(officer, '{ factTypes { code facet schema many freshDays personal negative core } }');
    expect(factTypes.length).toBeGreaterThan(20);
    expect(factTypes.every(({ schema }) => schema.type === 'object')).toBe(true);
  });
});
