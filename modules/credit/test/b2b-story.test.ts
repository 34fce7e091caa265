/**
 * The B2B story, through the schema: a firm is surveyed in four facets with a default, blacklisted by two people,
 * turned down, appeals, is removed by two people, proceeds on terms, earns a better grade; and every answer given on the
 * way is decided again, byte for byte.
 */

import { lintSubgraph } from '@guildhall/shared/graphql/index';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

const auto = system('auto');
const logistics = system('logistics');
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
const second = person('zhao-min', 'risk_approver');
const auditor = person('wu-hao', 'auditor');

let desk: Desk;
let keys = 0;
function key(): string {
  keys += 1;
  return `story-${keys}`;
}

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const REFUSAL = '... on Refusal { __typename code message path }';

const SCREEN = `mutation($input: ScreenFirmInput!) { screenFirm(input: $input) { __typename ${REFUSAL}
  ... on ScreenedFirm { screening { id answer grade limit availableLimit
    reasons { code answer decisive detail entries { id state } }
    requiredTerms { code bps days } facts { type observedAt } } } } }`;

interface Screened {
  screenFirm: {
    screening: {
      id: string;
      answer: string;
      grade: string;
      limit: string;
      availableLimit: string;
      reasons: {
        code: string;
        answer: string | null;
        decisive: boolean;
        detail: string | null;
        entries: { id: string }[];
      }[];
      requiredTerms: { code: string; bps: number | null; days: number | null }[];
      facts: { type: string }[];
    };
  };
}

async function evidence(firmId: string, text: string): Promise<string> {
  const content = Buffer.from(text).toString('base64');
  const data = await desk.ask<{ storeEvidence: { id: string } }>(
    officer,
    `mutation($input: StoreEvidenceInput!) { storeEvidence(input: $input) { ${REFUSAL} ... on StoredEvidence { id sha256 } } }`,
    { input: { firmId, name: 'notice.txt', content, idempotencyKey: key() } },
  );
  return data.storeEvidence.id;
}

describe('the B2B story', () => {
  const uscc = usccOf(1);
  let firmId = '';
  let entryId = '';
  let rejected = '';
  let proceeded = '';

  test('the schema keeps the house rules', () => {
    expect(lintSubgraph(desk.subgraph.schema)).toEqual([]);
  });

  test('auto registers and surveys the firm in four facets, with a default', async () => {
    const registered = await desk.ask<{
      registerFirm: { firm: { id: string; name: string }; created: boolean };
    }>(
      auto,
      `mutation($input: RegisterFirmInput!) { registerFirm(input: $input) { ${REFUSAL} ... on RegisteredFirm { created firm { id name code } } } }`,
      { input: { uscc, name: '上海明远汽车配件有限公司', idempotencyKey: key() } },
    );
    expect(registered.registerFirm).toMatchObject({
      created: true,
      firm: { name: '上海明远汽车配件有限公司' },
    });
    firmId = registered.registerFirm.firm.id;
    const at = '2026-02-20T00:00:00Z';
    const fact = (type: string, value: object, item?: string) => ({
      type,
      value,
      item,
      observedAt: at,
      source: '实地走访',
    });
    const survey = await desk.ask<{ recordSurvey: { grade: string; added: number } }>(
      auto,
      `mutation($input: RecordSurveyInput!) { recordSurvey(input: $input) { ${REFUSAL} ... on RecordedSurvey { added grade factIds } } }`,
      {
        input: {
          firmId,
          surveyedOn: '2026-02-20',
          idempotencyKey: key(),
          facts: [
            fact('FIRM_STATUS', { text: 'IN_BUSINESS' }),
            fact('ESTABLISHED_ON', { date: '2012-05-10' }),
            fact('REGISTERED_CAPITAL', { amount: '10000000', currency: 'CNY' }),
            fact('LEGAL_REPRESENTATIVE', { text: '周明远' }),
            fact('BANK_LINE', { amount: '3000000', currency: 'CNY' }, '工商银行'),
            fact(
              'DEFAULT',
              { amount: '860000', currency: 'CNY', status: 'OPEN', since: '2026-01-15' },
              '配件合同 2025-118',
            ),
            fact('ANNUAL_REVENUE', { amount: '42000000', currency: 'CNY' }),
            fact('TAX_RATING', { text: 'B' }),
            fact(
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
      },
    );
    expect(survey.recordSurvey).toMatchObject({ added: 9, grade: 'CCC' });
  });

  test('a risk officer proposes the blacklist with evidence; another person approves, not the same under any account', async () => {
    const evidenceId = await evidence(firmId, '逾期未付催款函，截至二〇二六年二月仍未清偿。');
    const proposed = await desk.ask<{ proposeListing: { entry: { id: string; state: string } } }>(
      officer,
      `mutation($input: ProposeListingInput!) { proposeListing(input: $input) { ${REFUSAL} ... on SteppedListing { entry { id state } } } }`,
      {
        input: {
          firmId,
          list: 'BLACKLIST',
          reasonCode: 'DEFAULT',
          note: '违约未偿',
          evidenceIds: [evidenceId],
          idempotencyKey: key(),
        },
      },
    );
    expect(proposed.proposeListing.entry.state).toBe('PROPOSED');
    entryId = proposed.proposeListing.entry.id;
    const approve = (caller: typeof officer) =>
      desk.ask(
        caller,
        `mutation($input: ApproveListingInput!) { approveListing(input: $input) { __typename ${REFUSAL} ... on SteppedListing { entry { state } } } }`,
        { input: { entryId, idempotencyKey: key() } },
      );
    expect(await approve(person('li-wei', 'risk_approver', 'li-wei-second-account'))).toMatchObject(
      {
        approveListing: { __typename: 'RuleRefusal', code: 'CREDIT_FOUR_EYES' },
      },
    );
    expect(await approve(approver)).toMatchObject({
      approveListing: { entry: { state: 'ACTIVE' } },
    });
  });

  test('logistics screens before a contract: REJECT, with the reasons', async () => {
    desk.clock.advance(3_600_000);
    const { screenFirm } = await desk.ask<Screened>(logistics, SCREEN, {
      input: {
        firmId,
        kind: 'CONTRACT',
        amount: '200000',
        paymentDays: 30,
        idempotencyKey: 'first-screening',
      },
    });
    expect(screenFirm.screening).toMatchObject({ answer: 'REJECT', requiredTerms: [] });
    const decisive = screenFirm.screening.reasons.filter((reason) => reason.decisive);
    expect(decisive).toEqual([
      {
        code: 'BLACKLISTED',
        answer: 'REJECT',
        decisive: true,
        detail: 'DEFAULT',
        entries: [{ id: entryId, state: 'ACTIVE' }],
      },
    ]);
    expect(screenFirm.screening.facts.map(({ type }) => type)).toContain('DEFAULT');
    rejected = screenFirm.screening.id;
    const again = await desk.ask<Screened>(logistics, SCREEN, {
      input: {
        firmId,
        kind: 'CONTRACT',
        amount: '200000',
        paymentDays: 30,
        idempotencyKey: 'first-screening',
      },
    });
    expect(again.screenFirm.screening.id).toBe(rejected);
    const other = await desk.ask(logistics, SCREEN, {
      input: {
        firmId,
        kind: 'CONTRACT',
        amount: '300000',
        paymentDays: 30,
        idempotencyKey: 'first-screening',
      },
    });
    expect(other).toMatchObject({ screenFirm: { __typename: 'IdempotencyRefusal' } });
  });

  test('the firm appeals with evidence; the entry stays binding until two people remove it', async () => {
    desk.clock.advance(86_400_000);
    const evidenceId = await evidence(firmId, '银行回单：八十六万元已于三月三日付清。');
    const appealed = await desk.ask(
      auto,
      `mutation($input: AppealListingInput!) { appealListing(input: $input) { ${REFUSAL} ... on FiledAppeal { answerBy entry { state } } } }`,
      {
        input: {
          entryId,
          grounds: '欠款已付清，附银行回单。',
          evidenceIds: [evidenceId],
          idempotencyKey: key(),
        },
      },
    );
    expect(appealed).toMatchObject({
      appealListing: { answerBy: '2026-03-23', entry: { state: 'APPEALED' } },
    });
    const still = await desk.ask<Screened>(logistics, SCREEN, {
      input: { firmId, kind: 'CONTRACT', amount: '200000', idempotencyKey: key() },
    });
    expect(still.screenFirm.screening.answer).toBe('REJECT');
    const decide = (caller: typeof officer) =>
      desk.ask(
        caller,
        `mutation($input: DecideListingInput!) { decideListing(input: $input) { __typename ${REFUSAL} ... on DecidedListing { awaiting entry { state } } } }`,
        { input: { entryId, decision: 'REMOVE', note: '已付清', idempotencyKey: key() } },
      );
    expect(await decide(approver)).toMatchObject({
      decideListing: { awaiting: 'REMOVE', entry: { state: 'APPEALED' } },
    });
    expect(await decide(approver)).toMatchObject({ decideListing: { code: 'CREDIT_FOUR_EYES' } });
    expect(await decide(second)).toMatchObject({
      decideListing: { awaiting: null, entry: { state: 'REMOVED' } },
    });
  });

  test('logistics screens again: PROCEED, with a limit and prepayment', async () => {
    const { screenFirm } = await desk.ask<Screened>(logistics, SCREEN, {
      input: { firmId, kind: 'CONTRACT', amount: '200000', paymentDays: 30, idempotencyKey: key() },
    });
    expect(screenFirm.screening).toMatchObject({
      answer: 'PROCEED',
      grade: 'CCC',
      limit: '500000.00',
      availableLimit: '500000.00',
      requiredTerms: [
        { code: 'PREPAYMENT', bps: 5000, days: null },
        { code: 'PAYMENT_DAYS_AT_MOST', bps: null, days: 15 },
      ],
    });
    proceeded = screenFirm.screening.id;
  });

  test('a good outcome raises the grade', async () => {
    desk.clock.advance(20 * 86_400_000);
    const outcome = await desk.ask(
      logistics,
      `mutation($input: RecordOutcomeInput!) { recordOutcome(input: $input) { ${REFUSAL} ... on RecordedOutcome { previousGrade grade firm { assessment { grade limit reasons } } } } }`,
      {
        input: {
          firmId,
          externalId: 'LG-2026-0031',
          screeningId: proceeded,
          result: 'PAID',
          amount: '200000',
          daysLate: 0,
          occurredOn: '2026-03-20',
          idempotencyKey: key(),
        },
      },
    );
    expect(outcome).toMatchObject({
      recordOutcome: {
        previousGrade: 'CCC',
        grade: 'B',
        firm: { assessment: { grade: 'B', limit: '1000000.00' } },
      },
    });
  });

  test('both earlier answers replay exactly as they were given', async () => {
    for (const id of [rejected, proceeded]) {
      const { replayScreening } = await desk.ask<{
        replayScreening: { given: string; replayed: string; identical: boolean };
      }>(auditor, 'query($id: ID!) { replayScreening(id: $id) { given replayed identical } }', {
        id,
      });
      expect(replayScreening.identical).toBe(true);
      expect(replayScreening.replayed).toBe(replayScreening.given);
    }
  });

  test('who may see what: another company sees neither screenings nor names of people', async () => {
    const asRetail = await desk.ask<{ screening: null; replayScreening: null }>(
      system('retail'),
      'query($id: ID!) { screening(id: $id) { id } replayScreening(id: $id) { identical } }',
      { id: rejected },
    );
    expect(asRetail).toEqual({ screening: null, replayScreening: null });
    const profile = `query($uscc: Usccode!) { firmByUscc(uscc: $uscc) { profile { facets { facet completeness facts { fact { type value subsidiary } } } } } }`;
    const seen = JSON.stringify(await desk.ask(logistics, profile, { uscc }));
    expect(seen).not.toContain('周明远');
    expect(seen).toContain('周**');
    expect(JSON.stringify(await desk.ask(officer, profile, { uscc }))).toContain('周明远');
    expect(JSON.stringify(await desk.ask(auto, profile, { uscc }))).toContain('周明远');
  });

  test('events say what happened, in order', () => {
    expect(desk.events.map(({ type }) => type)).toEqual([
      'credit.firm-registered',
      'credit.firm-assessed',
      'credit.survey-recorded',
      'credit.relations-changed',
      'credit.alert-raised',
      'credit.listing-stepped',
      'credit.listing-stepped',
      'credit.alert-raised',
      'credit.firm-screened',
      'credit.listing-stepped',
      'credit.case-stepped',
      'credit.firm-screened',
      'credit.listing-stepped',
      'credit.case-stepped',
      'credit.firm-screened',
      'credit.firm-assessed',
      'credit.outcome-recorded',
    ]);
  });
});
