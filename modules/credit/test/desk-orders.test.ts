/**
 * What the desk orders about a firm, through the schema: nothing is available of a blacklisted firm and why; what contesting
 * or taking back a fact does is told before and is what happens; a case is given to who may decide it; a firm is watched; a
 * statement is checked while it is written.
 */
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SurveyedFact } from '../src/application/record-survey.ts';
import { handOverRefusal } from '../src/domain/cases/case-rules.ts';
import { blocksOf } from '../src/domain/screening/exposure-blocks.ts';
import type { FactId, FirmId, ListEntryId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const auto = system('auto');
const retail = system('retail');
const officer = person('li-wei', 'risk_officer');
const approver = person('chen-fang', 'risk_approver');
const DAY = 86_400_000;

let desk: Desk;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `orders-${keys}`;
};

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

async function firm(n: number, name: string): Promise<FirmId> {
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(auto, { idempotencyKey: key(), uscc: usccOf(n), name }),
  );
  return firmId;
}

async function say(
  firmId: FirmId,
  facts: readonly Omit<SurveyedFact, 'observedAt' | 'source'>[],
): Promise<readonly FactId[]> {
  const told = await desk.service.recordSurvey(auto, {
    idempotencyKey: key(),
    firmId,
    surveyedOn: '2026-03-02',
    facts: facts.map((fact) => ({ ...fact, observedAt: START, source: '工商登记' })),
  });
  return valueOrThrow(told).factIds;
}

const SOUND = [
  { type: 'REGISTERED_CAPITAL', value: { amount: '8000000', currency: 'CNY' } },
  { type: 'ESTABLISHED_ON', value: { date: '2008-01-01' } },
  { type: 'FIRM_STATUS', value: { text: 'IN_BUSINESS' } },
];

async function blacklist(firmId: FirmId, scope: readonly string[] = []): Promise<ListEntryId> {
  const { evidenceId } = valueOrThrow(
    await desk.service.storeEvidence(officer, {
      ...{ idempotencyKey: key(), firmId, name: 'a.txt' },
      bytes: Buffer.from(`notice ${firmId}`),
    }),
  );
  const { entryId } = valueOrThrow(
    await desk.service.proposeListing(officer, {
      ...{ idempotencyKey: key(), firmId, list: 'BLACKLIST', reasonCode: 'DEFAULT' },
      ...{ scope, evidenceIds: [evidenceId], overridable: true },
    }),
  );
  valueOrThrow(await desk.service.approveListing(approver, { idempotencyKey: key(), entryId }));
  return entryId;
}

const reserve = (caller: typeof auto, firmId: FirmId) =>
  desk.service.reserveExposure(caller, {
    ...{ idempotencyKey: key(), firmId, reference: key(), amountMinor: 100_00n, currency: 'CNY' },
    expiresAt: new Date(desk.clock.now().getTime() + 30 * DAY),
  });

const EXPOSURE = `query($id: ID!) { firm(id: $id) { exposure { limit available blocked
  blocks { code detail companies liftedFor entry { id } } } } }`;
const exposureOf = async (caller: typeof auto, id: FirmId) =>
  (
    await desk.ask<{
      firm: {
        exposure: { limit: string; available: string; blocked: boolean; blocks: object[] };
      };
    }>(caller, EXPOSURE, { id })
  ).firm.exposure;

describe('nothing of a blacklisted firm is available', () => {
  test('the limit stays, nothing of it is free, the entry says why, and nobody can reserve', async () => {
    const firmId = await firm(4_001, '泉州欠款机械有限公司');
    await say(firmId, SOUND);
    const before = await exposureOf(officer, firmId);
    expect(before).toMatchObject({ blocked: false, blocks: [] });
    expect(Number(before.available)).toBeGreaterThan(0);
    const entryId = await blacklist(firmId);
    const after = await exposureOf(officer, firmId);
    expect(after).toEqual({
      limit: before.limit,
      available: '0.00',
      blocked: true,
      blocks: [
        {
          ...{ code: 'BLACKLISTED', detail: 'DEFAULT', companies: [], liftedFor: [] },
          entry: { id: entryId },
        },
      ],
    });
    expect(await reserve(auto, firmId)).toMatchObject({
      ok: false,
      refusal: { code: 'CREDIT_EXPOSURE_BLOCKED', params: { code: 'BLACKLISTED' } },
    });
    const { screeningId } = valueOrThrow(
      await desk.service.screenFirm(auto, {
        ...{ idempotencyKey: key(), firmId, kind: 'CONTRACT', amountMinor: 0n, currency: 'CNY' },
        ...{ paymentDays: 0, prepaymentBps: 0 },
      }),
    );
    const [screening] = await desk.service.screenings(auto, { ids: [screeningId] });
    expect(screening?.decision).toMatchObject({ answer: 'REJECT', availableMinor: 0n });
    expect((await desk.service.replayScreening(officer, { id: screeningId }))?.identical).toBe(
      true,
    );
  });

  test('lifted for one company, it binds the others; once removed, the limit is free again', async () => {
    const firmId = await firm(4_002, '漳州收尾食品有限公司');
    await say(firmId, SOUND);
    const entryId = await blacklist(firmId);
    const { overrideId } = valueOrThrow(
      await desk.service.askListOverride(officer, {
        ...{ idempotencyKey: key(), entryId, subsidiary: 'retail', reason: '在途收尾' },
        until: new Date(desk.clock.now().getTime() + 5 * DAY),
      }),
    );
    valueOrThrow(
      await desk.service.decideListOverride(approver, {
        ...{ idempotencyKey: key(), overrideId, grant: true },
      }),
    );
    expect(await exposureOf(retail, firmId)).toMatchObject({ blocked: false });
    expect(await exposureOf(auto, firmId)).toMatchObject({ blocked: true, available: '0.00' });
    expect((await reserve(retail, firmId)).ok).toBe(true);
    expect((await reserve(auto, firmId)).ok).toBe(false);
    desk.clock.advance(6 * DAY);
    expect(await exposureOf(retail, firmId)).toMatchObject({ blocked: true });
    for (const caller of [officer, approver])
      valueOrThrow(
        await desk.service.decideListing(caller, {
          ...{ idempotencyKey: key(), entryId, decision: 'REMOVE' },
        }),
      );
    expect(await exposureOf(auto, firmId)).toMatchObject({ blocked: false, blocks: [] });
    expect((await reserve(auto, firmId)).ok).toBe(true);
  });

  test('what was held before is not used any more; lifted by two people it is; giving back goes always', async () => {
    const firmId = await firm(4_005, '莆田在途木业有限公司');
    await say(firmId, SOUND);
    const held = valueOrThrow(await reserve(auto, firmId));
    const other = valueOrThrow(await reserve(retail, firmId));
    const use = (caller: typeof auto, reservationId: typeof held.reservationId, amount = 40_00n) =>
      desk.service.useExposure(caller, {
        ...{ idempotencyKey: key(), reservationId, amountMinor: amount },
      });
    valueOrThrow(await use(auto, held.reservationId));
    const stopped = async () => {
      const { firm: told } = await desk.ask<{
        firm: { reservations: { subsidiary: string; useStoppedBy: object | null }[] };
      }>(
        officer,
        'query($id: ID!) { firm(id: $id) { reservations { subsidiary useStoppedBy { code entry { id } } } } }',
        { id: firmId },
      );
      return new Map(
        told.reservations.map(({ subsidiary, useStoppedBy }) => [subsidiary, useStoppedBy]),
      );
    };
    expect(await stopped()).toEqual(
      new Map([
        ['retail', null],
        ['auto', null],
      ]),
    );
    const entryId = await blacklist(firmId);
    const before = await desk.service.exposure(auto, { firmId });
    // Through the schema: the message names reason and way, in words.
    const { useExposure } = await desk.ask<{ useExposure: { code: string; message: string } }>(
      auto,
      `mutation($input: UseExposureInput!) { useExposure(input: $input) {
         __typename ... on Refusal { code message path } } }`,
      { input: { idempotencyKey: key(), reservationId: held.reservationId } },
    );
    expect(useExposure).toMatchObject({ code: 'CREDIT_USE_BLOCKED', path: ['reservationId'] });
    expect(useExposure.message).toMatch(/blacklisted \(default\).*two people of the risk desk/);
    expect(await use(auto, held.reservationId)).toMatchObject({
      ok: false,
      refusal: { params: { code: 'BLACKLISTED', detail: 'DEFAULT', entryId } },
    });
    expect(await desk.service.exposure(auto, { firmId })).toEqual(before);
    expect(await stopped()).toEqual(
      new Map([
        ['retail', { code: 'BLACKLISTED', entry: { id: entryId } }],
        ['auto', { code: 'BLACKLISTED', entry: { id: entryId } }],
      ]),
    );
    const { overrideId } = valueOrThrow(
      await desk.service.askListOverride(officer, {
        ...{ idempotencyKey: key(), entryId, subsidiary: 'auto', reason: '货物已在途' },
        until: new Date(desk.clock.now().getTime() + 5 * DAY),
      }),
    );
    // One person is not enough.
    expect((await use(auto, held.reservationId)).ok).toBe(false);
    valueOrThrow(
      await desk.service.decideListOverride(approver, {
        ...{ idempotencyKey: key(), overrideId, grant: true },
      }),
    );
    expect(await use(auto, held.reservationId, 60_00n)).toMatchObject({
      value: { state: 'USED', usedMinor: 100_00n },
    });
    // Lifted for one company only; the others give back what they hold.
    expect((await use(retail, other.reservationId)).ok).toBe(false);
    expect(
      await desk.service.releaseExposure(retail, {
        ...{ idempotencyKey: key(), reservationId: other.reservationId },
      }),
    ).toMatchObject({ value: { state: 'RELEASED' } });
  });

  test('nor after a knock-out, nor past a final entry: the refusal says what is left', async () => {
    const firmId = await firm(4_006, '宁德停业海产有限公司');
    await say(firmId, SOUND.slice(0, 2));
    const { reservationId } = valueOrThrow(await reserve(auto, firmId));
    await say(firmId, [{ type: 'FIRM_STATUS', value: { text: 'LIQUIDATION' } }]);
    expect(
      await desk.service.useExposure(auto, { idempotencyKey: key(), reservationId }),
    ).toMatchObject({
      refusal: {
        code: 'CREDIT_USE_BLOCKED',
        params: { code: 'KNOCKED_OUT', detail: 'FIRM_CLOSED', way: 'KNOCKED_OUT' },
      },
    });
  });

  test('an entry for some companies is told to the desk and binds only them', async () => {
    const firmId = await firm(4_003, '龙岩局部茶业有限公司');
    await say(firmId, SOUND);
    await blacklist(firmId, ['auto']);
    expect(await exposureOf(officer, firmId)).toMatchObject({
      blocked: false,
      blocks: [{ companies: ['auto'] }],
    });
    expect((await reserve(auto, firmId)).ok).toBe(false);
    expect((await reserve(retail, firmId)).ok).toBe(true);
  });

  test('a knock-out rule blocks as well, after final entries and before those that can be lifted', async () => {
    const firmId = await firm(4_004, '三明注销建材有限公司');
    await say(firmId, [SOUND[0] ?? [], SOUND[1] ?? []].flat());
    expect(await exposureOf(auto, firmId)).toMatchObject({ blocked: false });
    await say(firmId, [{ type: 'FIRM_STATUS', value: { text: 'REVOKED' } }]);
    expect(await exposureOf(auto, firmId)).toMatchObject({
      ...{ available: '0.00', blocked: true },
      blocks: [{ code: 'KNOCKED_OUT', detail: 'FIRM_CLOSED', entry: null }],
    });
    const entry = (id: string, overridable: boolean) => ({
      ...{ id, reasonCode: 'FRAUD', overridable, scope: [], liftedFor: ['auto'] },
    });
    expect(
      blocksOf([entry('a', true), entry('b', false)], undefined).map(({ entryId }) => entryId),
    ).toEqual(['b', 'a']);
    // Nothing lifts a final entry.
    expect(blocksOf([entry('b', false)], undefined)[0]?.liftedFor).toEqual([]);
  });
});

const EFFECT = `query($factId: ID!, $act: FactAct!) { factEffect(factId: $factId, act: $act) {
  before { answer because grade score limit } after { answer because grade score limit } } }`;
interface Effect {
  readonly factEffect: {
    readonly before: { answer: string; because: string[]; score: number; grade: string };
    readonly after: { answer: string; because: string[]; score: number; grade: string };
  } | null;
}
const effectOf = async (factId: FactId, act: 'DISPUTE' | 'RETRACT') =>
  (await desk.ask<Effect>(officer, EFFECT, { factId, act })).factEffect;

describe('the effect of contesting or taking back a fact', () => {
  test('is told before it is done, and is what happens', async () => {
    const firmId = await firm(4_010, '宁德违约水产有限公司');
    const facts = await say(firmId, [
      ...SOUND,
      {
        ...{ type: 'DEFAULT', item: '2025-07' },
        value: { amount: '300000', currency: 'CNY', status: 'OPEN' },
      },
    ]);
    const bad = facts[3];
    if (bad === undefined) throw new Error('no fact');
    const contested = await effectOf(bad, 'DISPUTE');
    expect(contested?.after).toMatchObject({ answer: 'REVIEW', because: ['DISPUTED'] });
    expect(contested?.after.score).toBe(contested?.before.score);
    const gone = await effectOf(bad, 'RETRACT');
    expect(gone?.after.score).toBeGreaterThan(gone?.before.score ?? 0);
    // Asking changed nothing.
    expect(await effectOf(bad, 'RETRACT')).toEqual(gone);
    valueOrThrow(
      await desk.service.disputeFact(officer, {
        ...{ idempotencyKey: key(), factId: bad, grounds: '已还清' },
      }),
    );
    expect((await effectOf(bad, 'RETRACT'))?.before).toMatchObject({
      ...{ answer: 'REVIEW', because: ['DISPUTED'] },
    });
    valueOrThrow(
      await desk.service.retractFact(officer, {
        ...{ idempotencyKey: key(), factId: bad, reason: '同名企业的违约' },
      }),
    );
    const [assessment] = await desk.service.assessments(officer, { firmId, limit: 1 });
    expect(assessment).toMatchObject({
      ...{ score: gone?.after.score, grade: gone?.after.grade, cause: 'RETRACTION' },
    });
    expect(await effectOf(bad, 'RETRACT')).toBeNull();
  });

  test('is for the risk desk', async () => {
    expect(
      await desk.errors(person('zhao', 'auditor'), EFFECT, {
        ...{ factId: 'fct_01h00000000000000000000000', act: 'DISPUTE' },
      }),
    ).toEqual(['FORBIDDEN']);
  });
});

describe('a case is given to a colleague', () => {
  test('whom the list names; the step says to whom, and a retry gives it once', async () => {
    const firmId = await firm(4_020, '莆田转交鞋业有限公司');
    const { screeningId } = valueOrThrow(
      await desk.service.screenFirm(officer, {
        ...{ idempotencyKey: key(), firmId, kind: 'CONTRACT', amountMinor: 100n, currency: 'CNY' },
        ...{ paymentDays: 0, prepaymentBps: 0 },
      }),
    );
    const READ = `query($id: ID!) { screening(id: $id) { case { id state assignee mine
      officers { person name approver obstacle } steps { act person to text } } } }`;
    interface Read {
      readonly screening: {
        readonly case: {
          readonly id: string;
          readonly officers: { person: string; obstacle: string | null }[] | null;
          readonly steps: object[];
        };
      };
    }
    const read = async (caller = officer) =>
      (await desk.ask<Read>(caller, READ, { id: screeningId })).screening.case;
    const opened = await read();
    expect(opened.officers).toEqual([
      { person: 'chen-fang', name: '陈芳', approver: true, obstacle: null },
      // Whose question it is could not decide it.
      { person: 'li-wei', name: '李薇', approver: false, obstacle: 'CASE_OWN' },
      { person: 'sun-yue', name: '孙悦', approver: false, obstacle: null },
    ]);
    expect((await read(person('zhao', 'auditor'))).officers).toBeNull();
    const give = (to: string, idempotencyKey = key()) =>
      desk.ask<{ assignCase: { __typename: string; code?: string; path?: string[] } }>(
        officer,
        'mutation($input: AssignCaseInput!) { assignCase(input: $input) { __typename ... on Refusal { code path } } }',
        { input: { caseId: opened.id, to, note: '熟悉这家', idempotencyKey } },
      );
    expect((await give('nobody')).assignCase).toMatchObject({
      ...{ code: 'CREDIT_CASE_OFFICER', path: ['to'] },
    });
    await give('sun-yue', 'once');
    await give('sun-yue', 'once');
    const given = await read();
    expect(given).toMatchObject({ state: 'ASSIGNED', assignee: 'sun-yue', mine: false });
    expect(given.steps.slice(1)).toEqual([
      { act: 'ASSIGN', person: 'li-wei', to: 'sun-yue', text: '熟悉这家' },
    ]);
    valueOrThrow(
      await desk.service.escalateCase(officer, {
        ...{ idempotencyKey: key(), caseId: given.id as never },
      }),
    );
    expect((await give('sun-yue')).assignCase.code).toBe('CREDIT_CASE_ESCALATED');
    expect((await give('chen-fang')).assignCase.__typename).toBe('SteppedCreditCase');
  });

  test('rules in their order', () => {
    const hands = { kind: 'SCREENING', state: 'ESCALATED', openedBy: 'a' } as const;
    expect(handOverRefusal({ ...hands, state: 'DECIDED' }, undefined)).toBe('CASE_STATE');
    expect(handOverRefusal(hands, undefined)).toBe('CASE_OFFICER');
    expect(handOverRefusal(hands, { person: 'a', approver: false })).toBe('CASE_ESCALATED');
    expect(handOverRefusal(hands, { person: 'a', approver: true })).toBe('CASE_OWN');
    expect(handOverRefusal(hands, { person: 'b', approver: true })).toBeUndefined();
    // An appeal is decided on its entry, by two people: who opened it may look after it.
    const appeal = { kind: 'APPEAL', state: 'OPEN', openedBy: 'a' } as const;
    expect(handOverRefusal(appeal, { person: 'a', approver: false })).toBeUndefined();
  });
});

test('a firm is watched, the firm says by whom and of what, and is watched no more', async () => {
  const firmId = await firm(4_030, '南平关注竹业有限公司');
  await say(firmId, SOUND);
  const READ =
    'query($id: ID!) { firm(id: $id) { watch { kinds } alertReaders { company why kinds } } }';
  const read = async (caller: typeof auto | typeof officer) =>
    (await desk.ask<{ firm: object }>(caller, READ, { id: firmId })).firm;
  const desks = { company: 'group', why: 'RISK_DESK', kinds: [] };
  expect(await read(officer)).toEqual({ watch: null, alertReaders: [desks] });
  const order = (caller: typeof auto | typeof officer, name: string, more: object = {}) =>
    desk.ask(
      caller,
      `mutation($input: ${name}Input!) { ${name[0]?.toLowerCase()}${name.slice(1)}(input: $input) { __typename } }`,
      { input: { firmId, idempotencyKey: key(), ...more } },
    );
  await order(officer, 'WatchFirm', { kinds: ['SCORE', 'LIST'] });
  await order(retail, 'WatchFirm');
  valueOrThrow(await reserve(auto, firmId));
  const watching = { company: 'group', why: 'SUBSCRIBED', kinds: ['SCORE', 'LIST'] };
  const exposed = { company: 'auto', why: 'EXPOSED', kinds: [] };
  const seen = (await read(officer)) as { watch: object; alertReaders: object[] };
  expect(seen.watch).toEqual({ kinds: ['SCORE', 'LIST'] });
  expect(seen.alertReaders).toEqual([
    desks,
    exposed,
    watching,
    { company: 'retail', why: 'SUBSCRIBED', kinds: expect.arrayContaining(['FACT', 'DEADLINE']) },
  ]);
  // A company does not learn who else deals with the firm.
  expect(await read(auto)).toEqual({ watch: null, alertReaders: [desks, exposed, watching] });
  await order(officer, 'UnwatchFirm');
  expect(await read(officer)).toMatchObject({ watch: null });
});

test('a statement is checked while it is written, beside the year before, and nothing is kept', async () => {
  const firmId = await firm(4_040, '厦门报表电子有限公司');
  const lines = (amounts: Readonly<Record<string, string>>) =>
    Object.entries(amounts).map(([caption, amount]) => ({ caption, amount }));
  valueOrThrow(
    await desk.service.recordStatement(officer, {
      ...{ idempotencyKey: key(), firmId, period: '2024', currency: 'CNY', unit: 1 },
      ...{ audited: false, source: 'x', surveyedOn: '2026-03-02', evidenceIds: [] },
      observedAt: START,
      lines: lines({ 营业收入: '3000000' }),
    }),
  );
  const CHECK = `query($firmId: ID!, $unit: AmountUnit, $lines: [StatementLineInput!]!) {
    checkStatement(firmId: $firmId, period: "2025", unit: $unit, lines: $lines) {
      findings { code severity captions expected found } unknownCaptions ratios { code value } } }`;
  const check = (amounts: Readonly<Record<string, string>>) =>
    desk.ask<{
      checkStatement: {
        findings: object[];
        unknownCaptions: string[];
        ratios: { code: string; value: string | null }[];
      };
    }>(officer, CHECK, { firmId, unit: 'TEN_THOUSAND', lines: lines(amounts) });
  const { checkStatement: found } = await check({
    ...{ 资产总计: '1000', 负债合计: '700', 所有者权益合计: '200' },
    ...{ 营业收入: '900', 会员积分: '1' },
  });
  expect(found.unknownCaptions).toEqual(['会员积分']);
  expect(found.findings).toEqual([
    {
      ...{ code: 'UNBALANCED', severity: 'ERROR', expected: '9000000', found: '10000000' },
      captions: ['totalAssets', 'totalLiabilities', 'totalEquity'],
    },
    {
      ...{ code: 'JUMP', severity: 'WARNING', expected: '3000000', found: '9000000' },
      captions: ['revenue'],
    },
  ]);
  expect(found.ratios.find(({ code }) => code === 'DEBT_TO_ASSETS')?.value).toBe('0.7000');
  const { checkStatement: sound } = await check({
    ...{ 资产总计: '1000', 负债合计: '700', 所有者权益合计: '300' },
  });
  expect(sound.findings).toEqual([]);
  expect(
    await desk.service.statements(officer, {
      ...{ firmId, trueAt: desk.clock.now(), knownAt: desk.clock.now() },
    }),
  ).toHaveLength(1);
});
