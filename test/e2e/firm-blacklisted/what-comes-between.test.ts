/**
 * The B2B story with what comes between an answer and its use: several lists at once, a limit that another company uses
 * up, a part paid back, a promise that runs out, a listing that comes, is appealed, lifted for a time, ended or removed,
 * a limit and a grade that people change. Over HTTP; every answer replays at the end as it was given.
 */
import type { CreditService } from '@guildhall/credit';
import { Chance } from '@guildhall/seeds/chance';
import { inventFirms } from '@guildhall/seeds/firms';
import { SteppedClock } from '@guildhall/shared/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';
import { order, refusal, refusalTold } from '../car-to-home/orders.ts';

let guildhall: TestGuildhall;
const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
const people = {} as Record<
  'auto' | 'logistics' | 'retail' | 'officer' | 'approver' | 'second' | 'auditor',
  Caller
>;
const firms: string[] = [];
/** Every screening of the story. */
const asked: string[] = [];

/** Access tokens are short-lived; days pass in this story. */
async function signIn(): Promise<void> {
  people.auto = await guildhall.system('auto');
  people.logistics = await guildhall.system('logistics');
  people.retail = await guildhall.system('retail');
  people.officer = await guildhall.staff('Lin', ['risk_officer']);
  people.approver = await guildhall.staff('Huang', ['risk_approver']);
  people.second = await guildhall.staff('Cai', ['risk_approver']);
  people.auditor = await guildhall.staff('Zheng', ['auditor']);
}
async function at(moment: string): Promise<void> {
  clock.set(new Date(moment));
  await signIn();
}

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  await signIn();
  for (const { uscc, name } of inventFirms(new Chance(11), 3)) firms.push(await survey(uscc, name));
});
afterAll(() => guildhall.stop());

/** A sound firm: a capital of ten million, in business for years. */
async function survey(uscc: string, name: string): Promise<string> {
  const { firm } = await order<{ firm: { id: string } }>(
    people.auto,
    'registerFirm',
    'RegisteredFirm',
    { uscc, name },
    'firm { id }',
  );
  const told = (type: string, value: object) => ({
    ...{ type, value, observedAt: '2026-03-01T00:00:00Z', source: '实地走访' },
  });
  const facts = [
    told('FIRM_STATUS', { text: 'IN_BUSINESS' }),
    told('ESTABLISHED_ON', { date: '2008-05-10' }),
    told('REGISTERED_CAPITAL', { amount: '10000000', currency: 'CNY' }),
    told('ANNUAL_REVENUE', { amount: '42000000', currency: 'CNY' }),
    told('TAX_RATING', { text: 'A' }),
  ];
  await order(
    people.auto,
    'recordSurvey',
    'RecordedSurvey',
    { firmId: firm.id, surveyedOn: '2026-03-01', facts },
    'grade',
  );
  return firm.id;
}

interface Answered {
  readonly id: string;
  readonly answer: string;
  readonly grade: string;
  readonly limit: string;
  readonly availableLimit: string;
  readonly reasons: readonly {
    readonly code: string;
    readonly detail: string | null;
    readonly decisive: boolean;
  }[];
}
async function screen(caller: Caller, firmId: string, amount: string) {
  const { screening } = await order<{ screening: Answered }>(
    caller,
    'screenFirm',
    'ScreenedFirm',
    { firmId, kind: 'CONTRACT', amount, paymentDays: 15 },
    'screening { id answer grade limit availableLimit reasons { code detail decisive } }',
  );
  asked.push(screening.id);
  const decisive = screening.reasons.filter((reason) => reason.decisive).map(({ code }) => code);
  return { ...screening, decisive, codes: screening.reasons.map(({ code }) => code) };
}

const wish = (firmId: string, reference: string, amount: string, expiresAt: string) => ({
  ...{ firmId, reference, amount, expiresAt },
});
const IN_MARCH = '2026-03-31T00:00:00Z';
const HELD = 'id state reserved used';
interface HeldSeen {
  readonly id: string;
  readonly state: string;
  readonly reserved: string;
  readonly used: string;
}
const reserve = (caller: Caller, input: object) =>
  order<HeldSeen>(caller, 'reserveExposure', 'ExposureReservation', { ...input }, HELD);
const useIt = (caller: Caller, reservationId: string) =>
  order<HeldSeen>(caller, 'useExposure', 'ExposureReservation', { reservationId }, HELD);
const release = (caller: Caller, reservationId: string, amount?: string) =>
  order<HeldSeen>(
    caller,
    'releaseExposure',
    'ExposureReservation',
    { reservationId, ...(amount === undefined ? {} : { amount }) },
    HELD,
  );
async function exposure(firmId: string, caller = people.logistics) {
  const { firm } = await caller.ask<{ firm: { exposure: object } }>(
    'query ($id: ID!) { firm(id: $id) { exposure { limit used reserved available blocked } } }',
    { id: firmId },
  );
  return firm.exposure;
}

async function list(
  firmId: string,
  wanted: { readonly list: string; readonly reasonCode: string; readonly [more: string]: unknown },
): Promise<string> {
  const content = Buffer.from(`${wanted.list} ${wanted.reasonCode}`).toString('base64');
  const evidence = await order<{ id: string }>(
    people.officer,
    'storeEvidence',
    'StoredEvidence',
    { firmId, name: 'notice.txt', content },
    'id',
  );
  const { entry } = await order<{ entry: { id: string } }>(
    people.officer,
    'proposeListing',
    'SteppedListing',
    { firmId, evidenceIds: [evidence.id], ...wanted },
    'entry { id }',
  );
  await order(
    people.approver,
    'approveListing',
    'SteppedListing',
    { entryId: entry.id },
    '__typename',
  );
  return entry.id;
}
async function remove(entryId: string): Promise<void> {
  const decision = { entryId, decision: 'REMOVE', note: '已付清' };
  for (const person of [people.approver, people.second])
    await order(person, 'decideListing', 'DecidedListing', decision, 'awaiting');
}

describe('several lists at once', () => {
  it('each company is answered by the gravest that binds it, and told of the others', async () => {
    const [firm = ''] = firms;
    const before = await screen(people.retail, firm, '200000');
    expect(before.answer).toBe('PROCEED');
    const black = await list(firm, {
      ...{ list: 'BLACKLIST', reasonCode: 'BREACH', scope: ['logistics'] },
    });
    const watch = await list(firm, { list: 'WATCHLIST', reasonCode: 'LITIGATION' });
    await list(firm, { list: 'WHITELIST', reasonCode: 'LONG_RECORD', scope: ['auto'] });
    expect(
      await refusal(people.officer, 'proposeListing', {
        ...{ firmId: firm, list: 'WATCHLIST', reasonCode: 'LITIGATION', scope: ['retail'] },
      }),
    ).toBe('CREDIT_LISTING_DOUBLE');

    const [logistics, auto, retail] = await Promise.all([
      screen(people.logistics, firm, '200000'),
      screen(people.auto, firm, '200000'),
      screen(people.retail, firm, '200000'),
    ]);
    expect(logistics).toMatchObject({
      ...{ answer: 'REJECT', decisive: ['BLACKLISTED'], availableLimit: '0.00' },
      codes: expect.arrayContaining(['BLACKLISTED', 'WATCHLISTED']),
    });
    expect(auto).toMatchObject({ answer: 'REVIEW', decisive: ['WATCHLISTED'] });
    expect(auto.codes).not.toContain('BLACKLISTED');
    expect(retail).toMatchObject({ answer: 'REVIEW', decisive: ['WATCHLISTED'] });
    expect(retail.limit).toBe(before.limit);
    // Half as much again for whom it is whitelisted.
    expect(Number(auto.limit)).toBe(Number(before.limit) * 1.5);

    await remove(black);
    expect((await screen(people.logistics, firm, '200000')).answer).toBe('REVIEW');
    await remove(watch);
    for (const caller of [people.logistics, people.auto, people.retail])
      expect((await screen(caller, firm, '200000')).answer).toBe('PROCEED');
  });
});

describe('a limit used up in between', () => {
  it('both companies are told to go ahead, one of them is served; what is paid back is room for the other', async () => {
    const [, firm = ''] = firms;
    const answers = await Promise.all(
      [people.auto, people.logistics].map((caller) => screen(caller, firm, '600000')),
    );
    expect(answers.map(({ answer, availableLimit }) => [answer, availableLimit])).toEqual([
      ['PROCEED', '1000000.00'],
      ['PROCEED', '1000000.00'],
    ]);
    const input = wish(firm, 'C-1', '600000', IN_MARCH);
    const callers = [people.auto, people.logistics];
    const told = await Promise.all(
      callers.map((caller) => refusal(caller, 'reserveExposure', input)),
    );
    expect([...told].sort()).toEqual(['CREDIT_LIMIT_EXCEEDED', 'accepted']);
    const [winner, loser] = told[0] === 'accepted' ? callers : callers.toReversed();
    if (winner === undefined || loser === undefined) throw new Error('Two companies asked');
    expect(await exposure(firm)).toMatchObject({
      used: '0.00',
      reserved: '600000.00',
      available: '400000.00',
    });
    const again = wish(firm, 'C-2', '600000', IN_MARCH);
    expect(await refusalTold(loser, 'reserveExposure', again)).toEqual({
      code: 'CREDIT_LIMIT_EXCEEDED',
      zh: '占用 600000.00 将超过集团额度 1000000.00。',
      en: 'Reserving 600000.00 would exceed the group limit of 1000000.00.',
    });
    expect(await screen(loser, firm, '600000')).toMatchObject({
      ...{ answer: 'REVIEW', decisive: ['LIMIT_EXCEEDED'], availableLimit: '400000.00' },
    });

    const [first] = await held(winner, firm);
    expect(await useIt(winner, first?.id ?? '')).toMatchObject({
      state: 'USED',
      used: '600000.00',
    });
    // A third is paid: what was used is given back in part.
    expect(await release(winner, first?.id ?? '', '200000')).toMatchObject({ used: '400000.00' });
    const second = await reserve(loser, again);
    expect(await exposure(firm)).toMatchObject({
      used: '400000.00',
      reserved: '600000.00',
      available: '0.00',
    });
    expect(
      await refusal(winner, 'releaseExposure', { reservationId: first?.id, amount: '400000.01' }),
    ).toBe('CREDIT_RESERVATION_AMOUNT');
    await release(winner, first?.id ?? '');
    await release(loser, second.id);
    expect(await exposure(firm)).toMatchObject({
      used: '0.00',
      reserved: '0.00',
      available: '1000000.00',
    });
  });
});

async function held(caller: Caller, firmId: string): Promise<readonly HeldSeen[]> {
  const { firm } = await caller.ask<{ firm: { reservations: HeldSeen[] } }>(
    `query ($id: ID!) { firm(id: $id) { reservations { ${HELD} } } }`,
    { id: firmId },
  );
  return firm.reservations.filter(({ state }) => state !== 'RELEASED');
}

describe('an end in between', () => {
  it('of a promise: it cannot be used any more, and its room is free again', async () => {
    const [, firm = ''] = firms;
    const promise = await reserve(
      people.logistics,
      wish(firm, 'C-3', '900000', '2026-03-12T00:00:00Z'),
    );
    await at('2026-03-12T00:00:01Z');
    expect(
      await refusalTold(people.logistics, 'useExposure', { reservationId: promise.id }),
    ).toEqual({
      code: 'CREDIT_RESERVATION_STATE',
      zh: '该笔占用处于“已到期”状态，不能执行此操作。',
      en: 'The reservation is expired, which does not allow this.',
    });
    const other = await reserve(people.auto, wish(firm, 'C-4', '900000', IN_MARCH));
    expect(await exposure(firm)).toMatchObject({ used: '0.00', reserved: '900000.00' });
    await release(people.auto, other.id);
  });

  it('of a whitelisting: the higher limit that was answered is not there any more', async () => {
    const [, firm = ''] = firms;
    await list(firm, {
      ...{ list: 'WHITELIST', reasonCode: 'STRATEGIC_PARTNER', expiresOn: '2026-03-13' },
    });
    const answer = await screen(people.logistics, firm, '1200000');
    expect(answer).toMatchObject({ answer: 'PROCEED', limit: '1500000.00' });
    await at('2026-03-12T16:00:01Z');
    const late = wish(firm, 'C-5', '1200000', IN_MARCH);
    expect(await refusal(people.logistics, 'reserveExposure', late)).toBe('CREDIT_LIMIT_EXCEEDED');
    expect(await screen(people.logistics, firm, '1200000')).toMatchObject({
      ...{ answer: 'REVIEW', decisive: ['LIMIT_EXCEEDED'], limit: '1000000.00' },
    });
  });
});

describe('a blacklisting in between', () => {
  it('bars what is new and what was promised, through appeal, until two lift it for one company, or remove it', async () => {
    const [, , firm = ''] = firms;
    expect((await screen(people.logistics, firm, '300000')).answer).toBe('PROCEED');
    const promised = await reserve(people.logistics, wish(firm, 'D-1', '300000', IN_MARCH));
    const entryId = await list(firm, { list: 'BLACKLIST', reasonCode: 'DEFAULT' });

    const next = (no: number) => wish(firm, `D-${no}`, '100000', IN_MARCH);
    const barred = {
      code: 'CREDIT_EXPOSURE_BLOCKED',
      zh: '这家企业没有可用额度：在黑名单上（违约）。',
      en: "Nothing of this firm's limit is available: blacklisted (default).",
    };
    expect(await refusalTold(people.logistics, 'reserveExposure', next(2))).toEqual(barred);
    // What was held before is not drawn any more; it stays held until it is given back or the entry is lifted.
    expect(await refusal(people.logistics, 'useExposure', { reservationId: promised.id })).toBe(
      'CREDIT_USE_BLOCKED',
    );
    expect(await exposure(firm)).toMatchObject({
      ...{ used: '0.00', reserved: '300000.00', available: '0.00', blocked: true },
    });
    await expect
      .poll(() => alerts(people.logistics, firm), { timeout: 60_000 })
      .toContain('BLACKLIST_ACTIVE');

    const grounds = '欠款已付清，附银行回单。';
    await order(people.auto, 'appealListing', 'FiledAppeal', { entryId, grounds }, 'answerBy');
    expect(await refusal(people.logistics, 'reserveExposure', next(3))).toBe(barred.code);
    expect(await screen(people.logistics, firm, '100000')).toMatchObject({ answer: 'REJECT' });

    const asked = await order<{ id: string }>(
      people.officer,
      'askListOverride',
      'SteppedListOverride',
      {
        ...{ entryId, subsidiary: 'logistics', reason: '在途合同收尾' },
        until: '2026-03-20T00:00:00Z',
      },
      'id',
    );
    const grant = { overrideId: asked.id, grant: true };
    expect(await refusal(people.officer, 'decideListOverride', grant)).not.toBe('accepted');
    await order(people.approver, 'decideListOverride', 'SteppedListOverride', grant, 'state');
    expect(await screen(people.logistics, firm, '100000')).toMatchObject({ answer: 'REVIEW' });
    expect(await screen(people.auto, firm, '100000')).toMatchObject({ answer: 'REJECT' });
    const lifted = await reserve(people.logistics, next(4));
    expect(await refusal(people.auto, 'reserveExposure', next(4))).toBe(barred.code);
    await release(people.logistics, lifted.id);
    expect(await useIt(people.logistics, promised.id)).toMatchObject({ state: 'USED' });

    // The override ends by itself.
    await at('2026-03-20T00:00:01Z');
    expect(await refusal(people.logistics, 'reserveExposure', next(5))).toBe(barred.code);
    await remove(entryId);
    expect(await screen(people.logistics, firm, '100000')).toMatchObject({
      ...{ answer: 'PROCEED', limit: '1000000.00', availableLimit: '700000.00' },
    });
    await release(people.logistics, promised.id);
    expect(await exposure(firm)).toMatchObject({ used: '0.00', reserved: '0.00', blocked: false });
  });

  async function alerts(caller: Caller, firmId: string): Promise<string[]> {
    const { creditAlerts } = await caller.ask<{
      creditAlerts: { edges: { node: { code: string } }[] };
    }>(
      'query ($filter: CreditAlertFilter) { creditAlerts(filter: $filter) { edges { node { code } } } }',
      {
        filter: { firmId },
      },
    );
    return creditAlerts.edges.map(({ node }) => node.code);
  }
});

describe('another policy in between', () => {
  it('a limit that two people lower binds what comes after the answer, not what it said', async () => {
    const [, , firm = ''] = firms;
    const answer = await screen(people.auto, firm, '500000');
    expect(answer.answer).toBe('PROCEED');
    const setTo = async (limit?: string) => {
      const reason = '季度复核';
      const input = { firmId: firm, reason, ...(limit === undefined ? {} : { limit }) };
      const { id } = await order<{ id: string }>(
        people.officer,
        'askLimit',
        'SteppedLimit',
        input,
        'id',
      );
      const grant = { settingId: id, grant: true };
      await order(people.approver, 'decideLimit', 'SteppedLimit', grant, 'state');
    };
    await setTo('400000');
    const use = wish(firm, 'E-1', '500000', IN_MARCH);
    expect(await refusal(people.auto, 'reserveExposure', use)).toBe('CREDIT_LIMIT_EXCEEDED');
    expect(await screen(people.auto, firm, '500000')).toMatchObject({
      ...{ answer: 'REVIEW', limit: '400000.00' },
    });
    await setTo();
    expect((await reserve(people.auto, { ...use, reference: 'E-2' })).reserved).toBe('500000.00');
  });

  it('a grade that two people lower changes the next answer', async () => {
    const [firm = ''] = firms;
    const before = await screen(people.retail, firm, '200000');
    const { id } = await order<{ id: string }>(
      people.officer,
      'askGradeOverride',
      'SteppedGradeOverride',
      { firmId: firm, grade: 'C', reason: '实控人失联', expiresAt: '2026-03-25T00:00:00Z' },
      'id',
    );
    const grant = { overrideId: id, grant: true };
    await order(people.approver, 'decideGradeOverride', 'SteppedGradeOverride', grant, 'state');
    expect(await screen(people.retail, firm, '200000')).toMatchObject({
      ...{ answer: 'REJECT', grade: 'C', decisive: ['GRADE'] },
    });
    await order(
      people.officer,
      'endGradeOverride',
      'SteppedGradeOverride',
      { overrideId: id },
      'state',
    );
    expect(await screen(people.retail, firm, '200000')).toMatchObject({
      ...{ answer: before.answer, grade: before.grade },
    });
  });

  it('and every answer of the story replays as it was given', async () => {
    for (const id of asked) {
      const { replayScreening } = await people.auditor.ask<{
        replayScreening: { identical: boolean; rederivedIdentical: boolean };
      }>('query ($id: ID!) { replayScreening(id: $id) { identical rederivedIdentical } }', { id });
      expect(replayScreening).toEqual({ identical: true, rederivedIdentical: true });
    }
    expect(asked.length).toBe(23);
    const credit = guildhall.running.house.doors.get<CreditService>('credit');
    await credit.sequenceLog();
    const self = { kind: 'module', name: 'test' } as const;
    expect((await credit.auditLog(self, { replays: true })).findings).toEqual([]);
  });
});
