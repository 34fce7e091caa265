/** Surveys, contradictions, disputes: what is refused, what counts once, what is taken back. */
import { fromUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

let desk: Desk;
let firmId: FirmId;
const auto = system('auto');
const retail = system('retail');
const officer = person('li-wei', 'risk_officer');

beforeAll(async () => {
  desk = await openDesk();
  firmId = valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: 'f',
      uscc: usccOf(7),
      name: '杭州清溪食品有限公司',
    }),
  ).firmId;
});
afterAll(() => desk.close());

let keys = 0;
const survey = (caller: typeof auto, facts: readonly object[], key?: string) => {
  keys += 1;
  return desk.service.recordSurvey(caller, {
    idempotencyKey: key ?? `s-${keys}`,
    firmId,
    surveyedOn: '2026-03-01',
    facts: facts.map((fact) => ({ observedAt: START, source: 'register', ...fact })) as never,
  });
};

describe('surveys', () => {
  test.each([
    [{ type: 'SHOE_SIZE', value: {} }, 'CREDIT_FACT_TYPE_UNKNOWN'],
    [
      { type: 'REGISTERED_CAPITAL', value: { amount: '1e6', currency: 'CNY' } },
      'CREDIT_FACT_MALFORMED',
    ],
    [
      { type: 'REGISTERED_CAPITAL', value: { amount: '1', currency: 'ZZZ' } },
      'CREDIT_FACT_MALFORMED',
    ],
    [{ type: 'TAX_RATING', value: { text: 'A', note: 'extra' } }, 'CREDIT_FACT_MALFORMED'],
    [
      { type: 'TAX_RATING', value: { text: 'A' }, observedAt: new Date('2027-01-01') },
      'CREDIT_FACT_IN_FUTURE',
    ],
    [
      { type: 'LEGAL_CASE', value: { role: 'DEFENDANT', cause: 'x', stage: 'FILED' } },
      'CREDIT_FACT_NEEDS_ITEM',
    ],
    [
      { type: 'TAX_RATING', value: { text: 'A' }, evidenceIds: ['evd_01h455vb4pex5vsknk084sn02q'] },
      'CREDIT_EVIDENCE_UNKNOWN',
    ],
  ])('%o is refused: %s', async (fact, code) => {
    expect(await survey(auto, [fact])).toMatchObject({ ok: false, refusal: { code } });
  });

  test('the same statement counts once, also under another key', async () => {
    const fact = { type: 'TAX_RATING', value: { text: 'A' } };
    const first = valueOrThrow(await survey(auto, [fact, fact]));
    const second = valueOrThrow(await survey(auto, [fact]));
    expect(first).toMatchObject({ added: 1 });
    expect(second).toMatchObject({ added: 0, factIds: [first.factIds[0]] });
    expect(first.factIds[1]).toBe(first.factIds[0]);
  });

  test('companies that disagree are shown side by side; the later observation stands', async () => {
    await survey(auto, [
      { type: 'STAFF', value: { number: 120 }, observedAt: new Date('2026-01-01') },
    ]);
    await survey(retail, [
      { type: 'STAFF', value: { number: 45 }, observedAt: new Date('2026-02-01') },
    ]);
    const profile = await desk.service.profile(officer, { firmId, trueAt: START, knownAt: START });
    const staff = profile.facets
      .flatMap(({ facts }) => facts)
      .find(({ fact }) => fact.type === 'STAFF');
    expect(staff).toMatchObject({
      fact: { subsidiary: 'retail', value: { number: 45 } },
      conflicts: [{ subsidiary: 'auto' }],
    });
  });

  test('a person may decide which of them stands', async () => {
    const said = await desk.service.facts(officer, { firmId, knownAt: desk.clock.now() });
    const older = said.find(({ type, subsidiary }) => type === 'STAFF' && subsidiary === 'auto');
    if (older === undefined) throw new Error('no fact');
    const chosen = await desk.ask(
      officer,
      `mutation($input: ChooseFactInput!) { chooseFact(input: $input) { ... on Refusal { code }
         ... on ChangedFirm { firm { profile { facets { facts { decidedByPerson fact { type subsidiary } conflicts { subsidiary } } } } } } } }`,
      {
        input: { factId: fromUuid('fct', older.id), reason: '现场清点', idempotencyKey: 'choose' },
      },
    );
    expect(JSON.stringify(chosen)).toContain(
      JSON.stringify({
        decidedByPerson: true,
        fact: { type: 'STAFF', subsidiary: 'auto' },
        conflicts: [{ subsidiary: 'retail' }],
      }),
    );
  });

  test('a dispute sends deals to a person until it is answered; taking the fact back keeps what was known', async () => {
    const value = { amount: '5000', currency: 'CNY', status: 'OPEN' };
    const { factIds } = valueOrThrow(
      await survey(auto, [{ type: 'DEFAULT', item: 'order 9', value }]),
    );
    const [factId] = factIds;
    if (factId === undefined) throw new Error('no fact');
    const opened = valueOrThrow(
      await desk.service.disputeFact(auto, { idempotencyKey: 'd', factId, grounds: '已付清' }),
    );
    expect(opened.answerBy).toBe('2026-03-22');
    const again = await desk.service.disputeFact(retail, {
      idempotencyKey: 'd',
      factId,
      grounds: '已付清',
    });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'CREDIT_FACT_DISPUTED' } });
    expect(await screened('one')).toMatchObject({
      answer: 'REVIEW',
      reasons: [{ code: 'DISPUTED', decisive: true, detail: 'DEFAULT' }, {}],
    });
    desk.clock.advance(60_000);
    const before = desk.clock.now();
    desk.clock.advance(60_000);
    valueOrThrow(
      await desk.service.answerDispute(officer, {
        idempotencyKey: 'a',
        disputeId: opened.disputeId,
        resolution: 'RETRACTED',
        answer: '经查属实，已撤回。',
      }),
    );
    expect((await screened('two')).answer).toBe('PROCEED');
    const defaults = async (knownAt: Date) => {
      const profile = await desk.service.profile(officer, { firmId, trueAt: knownAt, knownAt });
      return profile.facets
        .flatMap(({ facts }) => facts)
        .filter(({ fact }) => fact.type === 'DEFAULT').length;
    };
    expect([await defaults(before), await defaults(desk.clock.now())]).toEqual([1, 0]);
  });

  test('what was said and decided cannot be rewritten, not even by the module itself', async () => {
    const db = desk.kit.db.sql<{
      fact: { value: string };
      screening: { decision: string };
      list_step: { act: string };
    }>();
    await expect(db.updateTable('fact').set({ value: '{}' }).execute()).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.updateTable('screening').set({ decision: '{}' }).execute()).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.deleteFrom('list_step').execute()).rejects.toThrow(/permission denied/);
  });
});

async function screened(idempotencyKey: string) {
  const { screeningId } = valueOrThrow(
    await desk.service.screenFirm(retail, {
      idempotencyKey,
      firmId,
      kind: 'CONTRACT',
      amountMinor: 100n,
      currency: 'CNY',
      paymentDays: 0,
      prepaymentBps: 0,
    }),
  );
  const [screening] = await desk.service.screenings(retail, { ids: [screeningId] });
  if (screening === undefined) throw new Error('no screening');
  return screening.decision;
}
