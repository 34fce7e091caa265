/** The scorecard workbench through the schema: fit on a file, honest in time, in shadow, in force by a second person. */
import { fromUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CURRENT_POLICY } from '../src/domain/assessment/policy.ts';
import { surveyScore } from '../src/domain/surveys/survey-score.ts';
import { readCases } from '../src/domain/workbench/read-cases.ts';
import { StudyFault, study } from '../src/domain/workbench/study.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
const second = person('zhao-min', 'risk_approver');
const auto = system('auto');
let desk: Desk;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `w-${keys}`;
};

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** Firms of which the young and the small go bad more often; the year of each case is stated. */
function cases(count: number): string {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const rows = Array.from({ length: count }, (_, i) => {
    const years = Math.floor(next() * 30);
    const capital = Math.floor(10 ** (5 + next() * 3));
    const noise = next();
    const risk = 0.35 - years * 0.012 - (Math.log10(capital) - 5) * 0.06;
    return [
      2015 + Math.floor((i * 8) / count),
      years,
      capital,
      noise.toFixed(3),
      next() < risk ? 1 : 0,
    ].join(',');
  });
  return `year,age,capital,noise,bad\n${rows.join('\n')}\n`;
}

const FIT = `mutation($input: FitScorecardInput!) { fitScorecard(input: $input) { __typename ... on Refusal { code message path }
  ... on FittedScorecard { scorecard { id name version policy state deployable base split psi drift
    characteristics { column feature iv psi missingPoints bins { below points good bad woe } }
    train { cases bad auc ks gini from to } test { cases bad auc ks from to } calibration { from to cases expected observed }
    steps { act person note } comparison { firms } } } } }`;

interface Fitted {
  readonly id: string;
  readonly version: number;
  readonly policy: string;
  readonly deployable: boolean;
  readonly split: string;
  readonly characteristics: readonly {
    column: string;
    feature: string | null;
    bins: { points: number }[];
  }[];
  readonly train: { to: string; auc: string };
  readonly test: { from: string; auc: string; cases: number };
  readonly calibration: readonly { cases: number; expected: string; observed: string }[];
}

async function fit(more: object = {}, caller = officer): Promise<Fitted> {
  const { fitScorecard } = await desk.ask<{ fitScorecard: { scorecard: Fitted } }>(caller, FIT, {
    input: {
      idempotencyKey: key(),
      name: 'youth',
      fileName: 'cases.csv',
      content: Buffer.from(cases(4_000)).toString('base64'),
      target: 'bad',
      time: 'year',
      features: [
        { column: 'age', feature: 'YEARS_IN_BUSINESS' },
        { column: 'capital', feature: 'REGISTERED_CAPITAL' },
      ],
      ...more,
    },
  });
  return fitScorecard.scorecard;
}

const decide = (caller: typeof officer, scorecardId: string, decision: 'PROMOTE' | 'RETIRE') =>
  desk.ask<{
    decideScorecard: { code?: string; awaiting?: string | null; scorecard?: { state: string } };
  }>(
    caller,
    'mutation($input: DecideScorecardInput!) { decideScorecard(input: $input) { __typename ... on Refusal { code } ... on SteppedScorecard { awaiting scorecard { state awaiting } } } }',
    { input: { scorecardId, decision, idempotencyKey: key() } },
  );

async function firm(n: number, founded: string) {
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: key(),
      uscc: usccOf(n),
      name: `杭州试算${n}有限公司`,
    }),
  );
  const facts = [
    { type: 'ESTABLISHED_ON', value: { date: founded }, observedAt: START, source: 'register' },
    {
      type: 'REGISTERED_CAPITAL',
      value: { amount: '9000000', currency: 'CNY' },
      observedAt: START,
      source: 'register',
    },
  ];
  valueOrThrow(
    await desk.service.recordSurvey(auto, {
      idempotencyKey: key(),
      firmId,
      surveyedOn: '2026-03-01',
      facts,
    }),
  );
  return firmId;
}

test('a card is fitted on the earlier years and tried on later ones; risk falls over its bins, promises come true', async () => {
  const card = await fit();
  expect(card).toMatchObject({
    version: 1,
    policy: 'card/youth/1',
    deployable: true,
    split: 'TIME',
  });
  expect(card.train.to < card.test.from).toBe(true);
  expect(Number(card.test.auc)).toBeGreaterThan(0.6);
  expect(card.characteristics.map(({ column }) => column)).not.toContain('noise');
  for (const { bins } of card.characteristics) {
    const points = bins.map((bin) => bin.points);
    expect([...points].sort((a, b) => a - b)).toEqual(points);
  }
  const cases = card.calibration.reduce((sum, band) => sum + band.cases, 0);
  expect(cases).toBe(card.test.cases);
  const [expected, observed] = (['expected', 'observed'] as const).map(
    (what) =>
      card.calibration.reduce((sum, band) => sum + band.cases * Number(band[what]), 0) / cases,
  );
  expect(Math.abs((expected ?? 0) - (observed ?? 0))).toBeLessThan(0.03);
});

test('what cannot be fitted is refused with words that mend it', async () => {
  const refused = async (more: object) => {
    const { fitScorecard } = await desk.ask<{ fitScorecard: { code: string; message: string } }>(
      officer,
      FIT,
      {
        input: {
          idempotencyKey: key(),
          name: 'x',
          fileName: 'x.csv',
          content: Buffer.from(cases(400)).toString('base64'),
          target: 'bad',
          ...more,
        },
      },
    );
    return fitScorecard;
  };
  expect(await refused({ target: 'nowhere' })).toMatchObject({
    code: 'CREDIT_STUDY_FAULT',
    message: expect.stringContaining('NO_COLUMN'),
  });
  expect(await refused({ target: 'age' })).toMatchObject({
    message: expect.stringContaining('TARGET_VALUE'),
  });
  expect(await refused({})).toMatchObject({ message: expect.stringContaining('TOO_FEW') });
});

test('a column nobody knows of a firm makes a study, which never comes into force', async () => {
  const card = await fit({ name: 'study', features: [] });
  expect(card.deployable).toBe(false);
  const challenged = await desk.ask(
    officer,
    'mutation($input: ChallengeScorecardInput!) { challengeScorecard(input: $input) { ... on Refusal { code } } }',
    { input: { scorecardId: card.id, idempotencyKey: key() } },
  );
  expect(challenged).toMatchObject({ challengeScorecard: { code: 'CREDIT_SCORECARD_STUDY' } });
});

test('in shadow it scores beside the champion and changes nothing; a second person puts it in force; it can be taken out again', async () => {
  const { id, policy } = await fit({ name: 'shadow' });
  valueOrThrow(
    await desk.service.challengeScorecard(officer, {
      idempotencyKey: key(),
      scorecardId: id as never,
    }),
  );
  const old = await firm(4_001, '1999-01-01');
  const young = await firm(4_002, '2025-10-01');
  const latest = async (firmId: typeof old) =>
    (await desk.service.assessments(officer, { firmId, limit: 1 }))[0];
  expect((await latest(old))?.policy).toBe(CURRENT_POLICY.version);
  const { scorecard } = await desk.ask<{
    scorecard: { comparison: { firms: number; meanChallenger: number } };
  }>(
    officer,
    'query($id: ID!) { scorecard(id: $id) { comparison { firms agreed meanChampion meanChallenger psi ended bad migrations { from to firms } champion { auc } challenger { auc ks gini } } } scorecardFeatures }',
    { id },
  );
  expect(scorecard.comparison.firms).toBe(2);
  // The one who fitted it asks; neither they nor another account of theirs puts it in force.
  expect(await decide(officer, id, 'PROMOTE')).toMatchObject({
    decideScorecard: { awaiting: 'PROMOTE' },
  });
  expect(
    await decide(person('li-wei', 'risk_approver', 'second-account'), id, 'PROMOTE'),
  ).toMatchObject({
    decideScorecard: { code: 'CREDIT_FOUR_EYES' },
  });
  expect(await decide(approver, id, 'PROMOTE')).toMatchObject({
    decideScorecard: { scorecard: { state: 'CHAMPION' } },
  });
  expect(await desk.service.reassessDue()).toBeGreaterThan(0);
  expect(await latest(old)).toMatchObject({ policy, cause: 'SCORECARD' });
  expect((await latest(old))?.score).toBeGreaterThan((await latest(young))?.score ?? 0);
  expect(
    (await latest(old))?.contributions.map(({ characteristic }) => characteristic).sort(),
  ).toEqual(['REGISTERED_CAPITAL', 'YEARS_IN_BUSINESS']);
  const { scorecardMonitoring } = await desk.ask<{
    scorecardMonitoring: { policy: string; firms: number };
  }>(
    person('wu-hao', 'auditor'),
    '{ scorecardMonitoring { policy firms psi drift grades { grade baselineShare share firms expected ended bad } discrimination { auc } } }',
  );
  expect(scorecardMonitoring).toMatchObject({ policy, firms: 2 });
  await decide(approver, id, 'RETIRE');
  expect(await decide(second, id, 'RETIRE')).toMatchObject({
    decideScorecard: { scorecard: { state: 'RETIRED' } },
  });
  while ((await desk.service.reassessDue()) > 0);
  expect((await latest(old))?.policy).toBe(CURRENT_POLICY.version);
});

test('surveys are graded by what became of what they said', async () => {
  const firmId = await firm(4_010, '2015-01-01');
  const [fact] = await desk.service.facts(officer, { firmId, knownAt: desk.clock.now() });
  valueOrThrow(
    await desk.service.retractFact(auto, {
      idempotencyKey: key(),
      factId: fromUuid('fct', fact?.id ?? ''),
      reason: '错',
    }),
  );
  desk.clock.advance(86_400_000);
  valueOrThrow(
    await desk.service.recordOutcome(system('retail'), {
      idempotencyKey: key(),
      firmId,
      externalId: 'X',
      result: 'DEFAULTED',
      amountMinor: 1_00n,
      currency: 'CNY',
      daysLate: 100,
      occurredOn: '2026-03-01',
    }),
  );
  const { surveyGrades } = await desk.ask<{ surveyGrades: object[] }>(
    officer,
    '{ surveyGrades { subsidiary grade score surveys facts retracted overruled coreShare meanAgeDays warned missed } }',
  );
  expect(surveyGrades).toMatchObject([{ subsidiary: 'auto', retracted: 1, missed: 1, warned: 0 }]);
  const clean = {
    surveys: 9,
    facts: 90,
    retracted: 0,
    overruled: 0,
    meanAgeDays: 2,
    coreShare: 0.9,
    warned: 4,
    missed: 0,
  };
  expect(surveyScore(clean)).toMatchObject({ grade: 'A' });
  expect(surveyScore({ ...clean, retracted: 9, missed: 12 }).score).toBeLessThan(
    surveyScore(clean).score - 30,
  );
});

test('no moment lies on both sides of the split, and the same seed deals the same', () => {
  const rows = cases(3_000)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const header = ['year', 'age', 'capital', 'noise', 'bad'];
  const read = readCases(header, rows, { target: 'bad', time: 'year', ignore: [], features: {} });
  if ('code' in read) throw new Error(read.code);
  const options = { trainShare: 0.6, maxCharacteristics: 5, seed: 3, features: {} };
  const { report } = study(read, options);
  expect((report.train.to ?? '') < (report.test.from ?? '')).toBe(true);
  const dealt = { columns: read.columns, bad: read.bad };
  expect(study(dealt, options)).toEqual(study(dealt, options));
  expect(study(dealt, options).report.split).toBe('SEED');
  expect(() =>
    study({ columns: read.columns, bad: new Uint8Array(read.bad.length) }, options),
  ).toThrow(StudyFault);
});
