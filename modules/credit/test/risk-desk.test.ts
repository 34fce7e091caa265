/**
 * Around a deal, through the schema: connected clients under one limit, contagion with decay, phoenix firms, rings of
 * guarantees, look-back, overrides by two people, cases with their time, alerts to those exposed.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SurveyedFact } from '../src/application/record-survey.ts';
import type { FirmId, ListEntryId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const auto = system('auto');
const logistics = system('logistics');
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
const second = person('zhao-min', 'risk_approver');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let desk: Desk;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `desk-${keys}`;
};

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const says = (type: string, value: unknown, item?: string): SurveyedFact => ({
  type,
  value,
  item,
  observedAt: START,
  source: '工商登记',
});

async function firm(n: number, name: string, facts: readonly SurveyedFact[]): Promise<FirmId> {
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(auto, { idempotencyKey: key(), uscc: usccOf(n), name }),
  );
  await survey(firmId, facts);
  return firmId;
}

async function survey(firmId: FirmId, facts: readonly SurveyedFact[]): Promise<void> {
  valueOrThrow(
    await desk.service.recordSurvey(auto, {
      idempotencyKey: key(),
      firmId,
      surveyedOn: '2026-03-02',
      facts,
    }),
  );
}

const capital = (amount: string) => says('REGISTERED_CAPITAL', { amount, currency: 'CNY' });
const founded = (date: string) => says('ESTABLISHED_ON', { date });
const head = (name: string) => says('LEGAL_REPRESENTATIVE', { text: name });
const held = (n: number, shareBps: number, name = '控股公司') =>
  says('SHAREHOLDER', { name, code: usccOf(n), shareBps }, `股东${n}`);
const guarantees = (n: number, amount: string) =>
  says(
    'GUARANTEE_GIVEN',
    { amount, currency: 'CNY', counterparty: `第${n}家`, counterpartyCode: usccOf(n) },
    `担保${n}`,
  );

const reserve = (firmId: FirmId, yuan: bigint, caller = auto) =>
  desk.service.reserveExposure(caller, {
    idempotencyKey: key(),
    firmId,
    reference: key(),
    amountMinor: yuan * 100n,
    currency: 'CNY',
    expiresAt: new Date(desk.clock.now().getTime() + 30 * DAY),
  });

async function blacklist(firmId: FirmId, overridable = true): Promise<ListEntryId> {
  const { evidenceId } = valueOrThrow(
    await desk.service.storeEvidence(officer, {
      idempotencyKey: key(),
      firmId,
      name: 'a.txt',
      bytes: Buffer.from(`notice ${firmId}`),
    }),
  );
  const { entryId } = valueOrThrow(
    await desk.service.proposeListing(officer, {
      idempotencyKey: key(),
      firmId,
      list: 'BLACKLIST',
      scope: [],
      reasonCode: 'DEFAULT',
      evidenceIds: [evidenceId],
      overridable,
    }),
  );
  valueOrThrow(await desk.service.approveListing(approver, { idempotencyKey: key(), entryId }));
  return entryId;
}

const screen = async (firmId: FirmId, amountMinor = 10_000_00n, caller = logistics) => {
  const { screeningId } = valueOrThrow(
    await desk.service.screenFirm(caller, {
      idempotencyKey: key(),
      firmId,
      kind: 'CONTRACT',
      amountMinor,
      currency: 'CNY',
      paymentDays: 0,
      prepaymentBps: 0,
    }),
  );
  const [screening] = await desk.service.screenings(caller, { ids: [screeningId] });
  if (screening === undefined) throw new Error('no screening');
  return screening;
};

const alertsOf = async (subsidiary: string, firmId: FirmId): Promise<string[]> => {
  const { creditAlerts } = await desk.ask<{
    creditAlerts: { edges: { node: { code: string } }[] };
  }>(
    subsidiary === 'group' ? officer : system(subsidiary),
    'query($filter: CreditAlertFilter) { creditAlerts(first: 50, filter: $filter) { edges { node { code kind severity why company } } } }',
    { filter: { firmId } },
  );
  return creditAlerts.edges.map(({ node }) => node.code);
};

describe('connected clients', () => {
  let parent: FirmId;
  let child: FirmId;

  test('a holder of more than half and the firm it holds share one limit, whichever was surveyed first', async () => {
    child = await firm(3_002, '宁波众联物资有限公司', [
      capital('2000000'),
      founded('2015-01-01'),
      held(3_001, 6_000),
    ]);
    parent = await firm(3_001, '宁波众联控股有限公司', [capital('5000000'), founded('2010-01-01')]);
    // The holder was named before it was registered: the relation is the same, the group forms with its next survey.
    await survey(parent, [head('金众联')]);
    const group = await desk.service.connectedGroup(officer, { firmId: child });
    expect(group?.members.map(({ firmId }) => firmId).sort()).toEqual([child, parent].sort());
    // Strongest member alone: a tenth of five million.
    expect(group).toMatchObject({ limitMinor: 500_000_00n, setByHand: false });
  });

  test('100 callers at two firms of the group, limit for 50: exactly 50', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => reserve(i % 2 === 0 ? parent : child, 10_000n)),
    );
    const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]));
    const group = await desk.service.connectedGroup(officer, { firmId: parent });
    const own = await desk.service.exposure(auto, { firmId: child });
    // The child alone could be lent 200,000; together they have 500,000.
    expect(own.reservedMinor).toBeLessThanOrEqual(200_000_00n);
    expect(group?.reservedMinor).toBe(500_000_00n);
    expect(group?.availableMinor).toBe(0n);
    expect(new Set(codes)).toEqual(
      new Set([
        'CREDIT_GROUP_LIMIT_EXCEEDED',
        ...codes.filter((c) => c === 'CREDIT_LIMIT_EXCEEDED'),
      ]),
    );
  });

  test('a screening sees what the whole group leaves', async () => {
    const { decision } = await screen(child);
    expect(decision.availableMinor).toBe(0n);
    expect(decision.group).toMatchObject({ firms: 2, limitMinor: 500_000_00n, availableMinor: 0n });
    expect(decision.reasons.map(({ code }) => code)).toContain('GROUP_LIMIT_EXCEEDED');
  });

  test('the firm says the same: nothing of its own limit is free, because the shared one binds', async () => {
    const { firm: told } = await desk.ask<{ firm: { exposure: Record<string, unknown> } }>(
      officer,
      `query($id: ID!) { firm(id: $id) { exposure { limit used reserved available blocked
         shared { groupId firms limit available binding } } } }`,
      { id: child },
    );
    const group = await desk.service.connectedGroup(officer, { firmId: child });
    expect(told.exposure).toMatchObject({
      limit: '200000.00',
      available: '0.00',
      blocked: false,
      shared: {
        groupId: group?.id,
        firms: 2,
        limit: '500000.00',
        available: '0.00',
        binding: true,
      },
    });
    expect(Number(told.exposure.reserved)).toBeLessThanOrEqual(200_000);
  });

  test('a limit set by hand takes two people', async () => {
    const group = await desk.service.connectedGroup(officer, { firmId: parent });
    const { settingId } = valueOrThrow(
      await desk.service.askLimit(approver, {
        idempotencyKey: key(),
        groupId: group?.id,
        limitMinor: 600_000_00n,
        reason: '年度授信',
      }),
    );
    const decide = (caller: typeof officer) =>
      desk.service.decideLimit(caller, { idempotencyKey: key(), settingId, grant: true });
    expect(await decide(person('chen-fang', 'risk_officer', 'another-account'))).toMatchObject({
      refusal: { code: 'CREDIT_FOUR_EYES' },
    });
    valueOrThrow(await decide(second));
    expect(await desk.service.connectedGroup(officer, { firmId: parent })).toMatchObject({
      limitMinor: 600_000_00n,
      setByHand: true,
    });
    // Of the group 100,000 are free; of the child's own 200,000 whatever it has not held itself, if that is less.
    const [own, shown] = [
      await desk.service.exposure(auto, { firmId: child }),
      (await desk.service.exposures(officer, { firmIds: [child, parent] }))[0],
    ];
    const left = 200_000_00n - own.reservedMinor;
    expect(shown).toMatchObject({
      availableMinor: left < 100_000_00n ? left : 100_000_00n,
      shared: { availableMinor: 100_000_00n, binding: left >= 100_000_00n },
    });
  });

  test('when the relation is taken back, the group dissolves', async () => {
    const facts = await desk.service.facts(officer, { firmId: child, knownAt: desk.clock.now() });
    const holder = facts.find(({ type }) => type === 'SHAREHOLDER');
    valueOrThrow(
      await desk.service.retractFact(auto, {
        idempotencyKey: key(),
        factId: (await import('@guildhall/shared/ids')).fromUuid('fct', holder?.id ?? ''),
        reason: '股权已转让',
      }),
    );
    expect(await desk.service.connectedGroup(officer, { firmId: parent })).toBeNull();
  });
});

describe('trouble spreads', () => {
  let debtor: FirmId;
  let guarantor: FirmId;
  let far: FirmId;
  let entryId: ListEntryId;

  test('a blacklisting reaches guarantor and beyond, decaying; those exposed are told', async () => {
    debtor = await firm(3_010, '台州海盛水产有限公司', [capital('3000000'), founded('2012-01-01')]);
    guarantor = await firm(3_011, '台州海通冷链有限公司', [
      capital('3000000'),
      founded('2012-01-01'),
      guarantees(3_010, '2000000'),
      head('郑海通'),
    ]);
    far = await firm(3_012, '温岭远帆贸易有限公司', [
      capital('3000000'),
      founded('2012-01-01'),
      head('郑海通'),
    ]);
    valueOrThrow(await reserve(guarantor, 1_000n));
    entryId = await blacklist(debtor);
    const near = await desk.service.relatedRisks(officer, { firmId: guarantor });
    expect(near).toMatchObject([
      { sourceFirmId: debtor, cause: 'BLACKLISTED', weightBps: 7_000, steps: 1 },
    ]);
    const beyond = await desk.service.relatedRisks(officer, { firmId: far });
    expect(beyond).toMatchObject([{ sourceFirmId: debtor, weightBps: 4_480, steps: 3 }]);
    expect(await alertsOf('auto', guarantor)).toContain('RELATED_BLACKLISTED');
    expect(await alertsOf('logistics', guarantor)).toEqual([]);
    expect((await screen(guarantor)).decision.reasons).toContainEqual(
      expect.objectContaining({ code: 'RELATED_PARTY', answer: 'REVIEW', decisive: true }),
    );
    expect((await screen(far)).decision.reasons).toContainEqual(
      expect.objectContaining({ code: 'RELATED_PARTY', answer: null }),
    );
  });

  test('what one default would set off along the guarantees', async () => {
    const impact = await desk.service.defaultImpact(officer, { firmId: debtor });
    expect(impact.steps.map(({ firmId, falls, step }) => [firmId, falls, step])).toEqual([
      [debtor, true, 0],
      [guarantor, false, 1],
    ]);
    expect(impact.steps[1]).toMatchObject({ callMinor: 2_000_000_00n, equityMinor: 3_000_000_00n });
  });

  test('when two people remove the entry, nothing spreads any more', async () => {
    for (const caller of [officer, approver])
      valueOrThrow(
        await desk.service.decideListing(caller, {
          idempotencyKey: key(),
          entryId,
          decision: 'REMOVE',
        }),
      );
    expect(await desk.service.relatedRisks(officer, { firmId: guarantor })).toEqual([]);
  });

  test('a circle of guarantees is found and told', async () => {
    const a = await firm(3_020, '莆田甲木业有限公司', [
      capital('1000000'),
      guarantees(3_021, '100000'),
    ]);
    await firm(3_021, '莆田乙木业有限公司', [capital('1000000'), guarantees(3_022, '100000')]);
    await firm(3_022, '莆田丙木业有限公司', [capital('1000000')]);
    const c = await desk.service.firmsByCode(officer, { codes: [usccOf(3_022)] });
    valueOrThrow(await reserve(a, 1n));
    await survey(c[0]?.id as FirmId, [guarantees(3_020, '100000')]);
    const [ring] = await desk.service.guaranteeRings(officer, { firmId: a });
    expect(ring?.length).toBe(3);
    expect(ring?.[0]?.firmId).toBe(a);
    expect(await alertsOf('auto', a)).toContain('GUARANTEE_RING');
  });

  test('a later firm with the people of a blacklisted one is suspected', async () => {
    const old = await firm(3_030, '漳州鼎泰建材有限公司', [
      capital('1000000'),
      founded('2009-01-01'),
      head('许鼎泰'),
    ]);
    await blacklist(old);
    const young = await firm(3_031, '漳州鼎泰建材贸易有限公司', [
      capital('1000000'),
      founded('2025-11-01'),
      head('许鼎泰'),
    ]);
    expect(await desk.service.phoenixSuspects(officer, { firmId: young })).toMatchObject([
      { reasons: expect.arrayContaining(['SHARED_PERSON']) },
    ]);
    expect(await alertsOf('group', young)).toContain('PHOENIX_SUSPECTED');
    expect(await desk.service.phoenixSuspects(officer, { firmId: old })).toEqual([]);
  });

  test('chains lead to the ultimate owner', async () => {
    const low = await firm(3_040, '晋江低层鞋业有限公司', [capital('1000000'), held(3_041, 8_000)]);
    await firm(3_041, '晋江中层投资有限公司', [
      capital('1000000'),
      held(3_042, 5_100),
      says('SHAREHOLDER', { name: '蔡明', naturalPerson: true, shareBps: 4_900 }, '自然人'),
    ]);
    await firm(3_042, '晋江高层集团有限公司', [
      capital('1000000'),
      says('SHAREHOLDER', { name: '蔡明', naturalPerson: true, shareBps: 10_000 }, '自然人'),
    ]);
    const owners = await desk.service.ultimateOwners(officer, { firmId: low });
    expect(owners).toHaveLength(1);
    expect(owners[0]).toMatchObject({ controls: true, party: { kind: 'PERSON' } });
    expect(owners[0]?.share).toBeCloseTo(0.8 * (0.51 + 0.49), 9);
    const { firm: shown } = await desk.ask<{
      firm: { ultimateOwners: { party: { label: string } }[] };
    }>(
      officer,
      'query($id: ID!) { firm(id: $id) { ultimateOwners { party { label kind } share controls chains { share path { label firm { name } } } } relations { parties { key kind label distance firm { id } } relations { from to kind share binds } cut } } }',
      { id: low },
    );
    expect(shown.ultimateOwners[0]?.party.label).toBe('蔡明');
  });
});

describe('look-back', () => {
  test('a new entry screens the last cooperations and open amounts again and tells who is affected', async () => {
    const firmId = await firm(3_050, '南平青竹包装有限公司', [
      capital('20000000'),
      founded('2005-01-01'),
      says('TAX_RATING', { text: 'A' }),
    ]);
    const before = await screen(firmId);
    expect(before.decision.answer).toBe('PROCEED');
    valueOrThrow(await reserve(firmId, 5_000n));
    const entryId = await blacklist(firmId);
    const affected = await desk.service.affectedOf(officer, { entryIds: [entryId] });
    expect(
      affected.map(({ kind, subsidiary, answerThen, answerNow }) => [
        kind,
        subsidiary,
        answerThen,
        answerNow,
      ]),
    ).toEqual([
      ['EXPOSURE', 'auto', undefined, 'REJECT'],
      ['SCREENING', 'logistics', 'PROCEED', 'REJECT'],
    ]);
    expect(await alertsOf('logistics', firmId)).toContain('COOPERATION_AFFECTED');
    const { creditCases } = await desk.ask<{
      creditCases: { edges: { node: { kind: string } }[] };
    }>(
      officer,
      'query($filter: CreditCaseFilter) { creditCases(filter: $filter) { totalCount edges { node { id kind title dueAt overdue state entry { affected { kind subsidiary id answerThen answerNow amount } } } } } }',
      { filter: { firmId } },
    );
    expect(creditCases.edges.map(({ node }) => node.kind)).toEqual(['LOOK_BACK']);
    expect(desk.events.map(({ type }) => type)).toContain('credit.affected-found');
  });

  test('the final tier is never lifted; an entry is lifted for a time by two people, and goes to a person', async () => {
    const firmId = await firm(3_051, '三明可放行化工有限公司', [
      capital('20000000'),
      founded('2005-01-01'),
    ]);
    const entryId = await blacklist(firmId);
    const until = new Date(desk.clock.now().getTime() + 10 * DAY);
    const ask = (id: ListEntryId) =>
      desk.service.askListOverride(officer, {
        idempotencyKey: key(),
        entryId: id,
        subsidiary: 'logistics',
        reason: '在途货物收尾',
        until,
      });
    const { overrideId } = valueOrThrow(await ask(entryId));
    const grant = (caller: typeof officer) =>
      desk.service.decideListOverride(caller, { idempotencyKey: key(), overrideId, grant: true });
    expect(await grant(person('li-wei', 'risk_approver', 'li-wei-2'))).toMatchObject({
      refusal: { code: 'CREDIT_FOUR_EYES' },
    });
    expect((await screen(firmId)).decision.answer).toBe('REJECT');
    valueOrThrow(await grant(approver));
    expect((await screen(firmId)).decision.answer).toBe('REVIEW');
    expect((await screen(firmId, 10_000_00n, system('retail'))).decision.answer).toBe('REJECT');
    desk.clock.advance(11 * DAY);
    expect((await screen(firmId)).decision.answer).toBe('REJECT');
    const final = await blacklist(
      await firm(3_052, '三明不可放行化工有限公司', [capital('1')]),
      false,
    );
    expect(await ask(final)).toMatchObject({ refusal: { code: 'CREDIT_OVERRIDE_FINAL' } });
  });
});

describe('grades by people', () => {
  test('asked by one, granted by another, ended by its day; points stay, cause and reason are kept', async () => {
    const firmId = await firm(3_060, '福清改级机械有限公司', [
      capital('20000000'),
      founded('2005-01-01'),
    ]);
    const [before] = await desk.service.assessments(officer, { firmId, limit: 1 });
    const expiresAt = new Date(desk.clock.now().getTime() + 5 * DAY);
    const { overrideId } = valueOrThrow(
      await desk.service.askGradeOverride(officer, {
        idempotencyKey: key(),
        firmId,
        grade: 'CC',
        reason: '重大诉讼传闻',
        expiresAt,
      }),
    );
    const grant = (caller: typeof officer) =>
      desk.service.decideGradeOverride(caller, { idempotencyKey: key(), overrideId, grant: true });
    expect(await grant(officer)).toMatchObject({ refusal: { code: 'CREDIT_FOUR_EYES' } });
    valueOrThrow(await grant(approver));
    const [now] = await desk.service.assessments(officer, { firmId, limit: 1 });
    expect(now).toMatchObject({ grade: 'CC', score: before?.score, cause: 'OVERRIDE' });
    desk.clock.advance(6 * DAY);
    expect(await desk.service.endGradeOverrides()).toBe(1);
    const [after] = await desk.service.assessments(officer, { firmId, limit: 1 });
    expect(after?.grade).toBe(before?.grade);
  });

  test('a firm is scored again by itself when its facts grow stale', async () => {
    const firmId = await firm(3_061, '龙海过期事实有限公司', [
      says('TAX_RATING', { text: 'A' }),
      capital('20000000'),
    ]);
    const [fresh] = await desk.service.assessments(officer, { firmId, limit: 1 });
    desk.clock.advance(400 * DAY);
    while ((await desk.service.reassessDue()) > 0);
    const [aged] = await desk.service.assessments(officer, { firmId, limit: 1 });
    expect(aged).toMatchObject({ cause: 'STALE' });
    const points = (a: typeof aged) =>
      a?.contributions.find(({ characteristic }) => characteristic === 'TAX_RATING');
    expect(points(fresh)).toMatchObject({ points: 15 });
    expect(points(aged)).toMatchObject({ value: 'A', points: 0, stale: true });
  });
});

describe('cases', () => {
  test('a REVIEW opens a case: taken, discussed, given a file, escalated when its time is up, decided by an approver', async () => {
    const firmId = await firm(3_070, '永安待审电器有限公司', [
      capital('1000000'),
      founded('2005-01-01'),
    ]);
    const screening = await screen(firmId, 9_000_000_00n);
    expect(screening.decision.answer).toBe('REVIEW');
    const CASE = `query($id: ID!) { screening(id: $id) { case { id state priority decision overdue assignee mine steps { no act person text } } } }`;
    const read = async (caller = officer) =>
      (
        await desk.ask<{
          screening: {
            case: { id: string; state: string; decision: string; steps: { act: string }[] };
          };
        }>(caller, CASE, { id: screening.id })
      ).screening.case;
    const { id: caseId } = await read();
    const act = (caller: typeof officer, name: string, more: object = {}) =>
      desk.ask<Record<string, { __typename: string; code?: string }>>(
        caller,
        `mutation($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename ... on Refusal { code } } }`,
        { input: { caseId, idempotencyKey: key(), ...more } },
      );
    await act(officer, 'assignCase');
    await act(officer, 'commentCase', { text: '已电话核实' });
    const { evidenceId } = valueOrThrow(
      await desk.service.storeEvidence(officer, {
        idempotencyKey: key(),
        firmId,
        name: 'call.txt',
        bytes: Buffer.from('call'),
      }),
    );
    await act(officer, 'attachToCase', { evidenceId });
    expect(
      await act(person('x', 'risk_officer'), 'decideCase', { decision: 'DONE' }),
    ).toMatchObject({
      decideCase: { code: 'CREDIT_CASE_DECISION' },
    });
    desk.clock.advance(9 * HOUR);
    expect(await desk.service.escalateOverdueCases()).toBeGreaterThan(0);
    expect(await act(officer, 'decideCase', { decision: 'APPROVE' })).toMatchObject({
      decideCase: { code: 'CREDIT_CASE_ESCALATED' },
    });
    await act(approver, 'decideCase', { decision: 'APPROVE_ON_TERMS', note: '预付五成' });
    const decided = await read();
    expect(decided).toMatchObject({ state: 'DECIDED', decision: 'APPROVE_ON_TERMS' });
    expect(decided.steps.map((step) => step.act)).toEqual([
      'OPEN',
      'ASSIGN',
      'COMMENT',
      'ATTACH',
      'ESCALATE',
      'DECIDE',
    ]);
    await act(approver, 'reopenCase');
    expect(await read()).toMatchObject({ state: 'OPEN', decision: null });
  });

  test('an appeal has a case until its deadline, and a review has a task; both are settled on the entry', async () => {
    const firmId = await firm(3_071, '邵武申诉竹业有限公司', [capital('1000000')]);
    const entryId = await blacklist(firmId);
    valueOrThrow(
      await desk.service.appealListing(auto, {
        idempotencyKey: key(),
        entryId,
        grounds: '货款已付清',
        evidenceIds: [],
      }),
    );
    desk.clock.advance(21 * DAY);
    await desk.service.openReviews();
    expect(await alertsOf('group', firmId)).toContain('APPEAL_UNANSWERED');
    for (const caller of [officer, approver])
      valueOrThrow(
        await desk.service.decideListing(caller, {
          idempotencyKey: key(),
          entryId,
          decision: 'UPHOLD',
        }),
      );
    const kinds = async () =>
      (
        await desk.service.casesPage(officer, {
          filter: {
            firmId: (await import('@guildhall/shared/ids')).toUuid('frm', firmId),
            states: ['OPEN', 'ASSIGNED', 'ESCALATED'],
          },
          page: { limit: 10 },
        })
      ).map(({ kind }) => kind);
    expect(await kinds()).toEqual([]);
    desk.clock.advance(340 * DAY);
    await desk.service.openReviews();
    expect(await kinds()).toEqual(['LIST_REVIEW']);
    for (const caller of [officer, approver])
      valueOrThrow(
        await desk.service.decideListing(caller, {
          idempotencyKey: key(),
          entryId,
          decision: 'RENEW',
        }),
      );
    expect(await kinds()).toEqual([]);
    const [entry] = await desk.service.listEntries(officer, { ids: [entryId] });
    expect(entry?.state).toBe('UPHELD');
    expect(entry?.reviewOn && entry.reviewOn > '2027-12-31').toBe(true);
  });
});

describe('alerts', () => {
  test('a subscriber hears what it asked for, takes note, and unsubscribes', async () => {
    const firmId = await firm(3_080, '建阳关注纸业有限公司', [capital('1000000')]);
    const watch = await desk.ask(
      logistics,
      'mutation($input: WatchFirmInput!) { watchFirm(input: $input) { __typename ... on FirmSubscription { kinds firm { id } company } } }',
      { input: { firmId, kinds: ['FACT'], idempotencyKey: key() } },
    );
    expect(watch).toMatchObject({ watchFirm: { kinds: ['FACT'], company: 'logistics' } });
    await survey(firmId, [says('DISHONEST_DEBTOR', { publishedOn: '2026-02-01' }, '(2026)闽1号')]);
    expect(await alertsOf('logistics', firmId)).toEqual(['DISHONEST_DEBTOR']);
    expect(desk.events.map(({ type }) => type)).toContain('credit.alert-raised');
    const { creditAlerts } = await desk.ask<{
      creditAlerts: { edges: { node: { id: string } }[] };
    }>(
      logistics,
      'query($filter: CreditAlertFilter) { openCreditAlerts creditAlerts(filter: $filter) { edges { node { id acknowledgedAt } } } }',
      { filter: { firmId, open: true } },
    );
    const alertIds = creditAlerts.edges.map(({ node }) => node.id);
    const note = `mutation($input: AcknowledgeAlertsInput!) { acknowledgeAlerts(input: $input) { __typename ... on AcknowledgedAlerts { acknowledged } ... on Refusal { code } } }`;
    expect(
      await desk.ask(auto, note, { input: { alertIds, idempotencyKey: key() } }),
    ).toMatchObject({
      acknowledgeAlerts: { code: 'CREDIT_ALERT_UNKNOWN' },
    });
    expect(
      await desk.ask(logistics, note, { input: { alertIds, idempotencyKey: key() } }),
    ).toMatchObject({
      acknowledgeAlerts: { acknowledged: 1 },
    });
    valueOrThrow(await desk.service.unwatchFirm(logistics, { idempotencyKey: key(), firmId }));
    await survey(firmId, [says('PENALTY', { amount: '5000', currency: 'CNY' }, '罚1')]);
    expect(await alertsOf('logistics', firmId)).toEqual(['DISHONEST_DEBTOR']);
  });

  test('crossing four fifths and the whole of the limit is told once each', async () => {
    const firmId = await firm(3_081, '顺昌满额粮油有限公司', [
      capital('10000000'),
      founded('2005-01-01'),
      says('TAX_RATING', { text: 'A' }),
    ]);
    const { limitMinor } = await desk.service.exposure(auto, { firmId });
    const tenth = limitMinor / 1_000n;
    for (let i = 0; i < 10; i += 1)
      valueOrThrow(await reserve(firmId, tenth, i === 0 ? logistics : auto));
    expect((await alertsOf('logistics', firmId)).sort()).toEqual([
      'UTILISATION_100',
      'UTILISATION_80',
    ]);
    const { firm: shown } = await desk.ask<{ firm: { utilisation: object[] } }>(
      officer,
      'query($id: ID!) { firm(id: $id) { utilisation { subsidiary used reserved } reservations { reference state } outcomes { edges { node { id } } } defaultImpact { lost bySubsidiary { subsidiary } steps { call falls } } connectedGroup { id } guaranteeRings { parties { key } } relatedRisks { weight } phoenixSuspects { reasons } gradeOverrides { id } } }',
      { id: firmId },
    );
    expect(shown.utilisation).toMatchObject([{ subsidiary: 'auto' }, { subsidiary: 'logistics' }]);
  });
});

test('an outcome told by mistake is taken back, and the grade with it', async () => {
  const firmId = await firm(3_090, '光泽误报禽业有限公司', [capital('1000000')]);
  const { outcomeId, previousGrade } = valueOrThrow(
    await desk.service.recordOutcome(auto, {
      idempotencyKey: key(),
      firmId,
      externalId: 'HT-1',
      result: 'DEFAULTED',
      amountMinor: 100_00n,
      currency: 'CNY',
      daysLate: 200,
      occurredOn: '2026-03-01',
    }),
  );
  const voided = valueOrThrow(
    await desk.service.voidOutcome(auto, { idempotencyKey: key(), outcomeId, reason: '录入错误' }),
  );
  expect(voided.grade).toBe(previousGrade);
});
