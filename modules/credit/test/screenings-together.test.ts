/**
 * Many who ask at the same moment are served together, and each gets what it would have got alone: its own answer, kept once,
 * with its leaf, its events and, where a person must decide, its case; a key answers once, whoever else comes with it.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, system } from './support/desk.ts';

const auto = system('auto');
const logistics = system('logistics');
let desk: Desk;
const firmIds: FirmId[] = [];

beforeAll(async () => {
  desk = await openDesk();
  for (let n = 0; n < 5; n += 1) {
    const input = {
      idempotencyKey: `firm-${n}`,
      uscc: usccOf(900 + n),
      name: `苏州同时${n}有限公司`,
    };
    firmIds.push(valueOrThrow(await desk.service.registerFirm(auto, input)).firmId);
  }
});
afterAll(() => desk.close());

const ask = (firmId: FirmId, idempotencyKey: string, amountMinor = 100_000n, caller = auto) =>
  desk.service.screenFirm(caller, {
    idempotencyKey,
    firmId,
    kind: 'CONTRACT',
    amountMinor,
    currency: 'CNY',
    paymentDays: 0,
    prepaymentBps: 0,
  });

interface Left {
  readonly screenings: number;
  readonly leaves: number;
  readonly keys: number;
  readonly cases: number;
  readonly steps: number;
  readonly told: number;
}

async function left(): Promise<Left> {
  const { rows } = await sql<Left>`
    SELECT (SELECT count(*)::int FROM screening) AS screenings,
           (SELECT count(*)::int FROM log_leaf AS l JOIN screening AS s ON s.id = l.subject WHERE l.kind = 'SCREENING') AS leaves,
           (SELECT count(*)::int FROM idempotency WHERE operation = 'screen-firm') AS keys,
           (SELECT count(*)::int FROM review_case AS c JOIN screening AS s ON s.id = c.subject WHERE s.answer = 'REVIEW') AS cases,
           (SELECT count(*)::int FROM case_step) AS steps,
           (SELECT count(*)::int FROM outbox WHERE type = 'credit.firm-screened') AS told`.execute(
    desk.kit.db.sql(),
  );
  return rows[0] as Left;
}

test('sixty at once, each with its own answer, each kept once and whole', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const firmId = firmIds[n % 5] as FirmId;
      return valueOrThrow(await ask(firmId, `many-${n}`, 100_000n + BigInt(n)));
    }),
  );
  const ids = answers.map(({ screeningId }) => screeningId);
  expect(new Set(ids).size).toBe(60);
  const stored = await desk.service.screenings(auto, { ids });
  const byId = new Map(stored.map((each) => [each.id, each]));
  for (const [n, { screeningId, made }] of answers.entries()) {
    expect(byId.get(screeningId)).toEqual(made);
    expect(made?.firmId).toBe(firmIds[n % 5]);
    expect(made?.request.amountMinor).toBe(100_000n + BigInt(n));
    const replay = await desk.service.replayScreening(auto, { id: screeningId });
    expect([replay?.identical, replay?.rederivedIdentical]).toEqual([true, true]);
  }
  const reviews = stored.filter(({ decision }) => decision.answer === 'REVIEW').length;
  expect(reviews).toBeGreaterThan(0);
  expect(await left()).toEqual({
    screenings: 60,
    leaves: 60,
    keys: 60,
    cases: reviews,
    steps: reviews,
    told: 60,
  });
});

test('one key asked twenty times at once is answered once; with another body it is refused', async () => {
  const before = await left();
  const [one, other] = firmIds as [FirmId, FirmId];
  const same = await Promise.all(Array.from({ length: 20 }, () => ask(one, 'same')));
  const ids = new Set(same.map((each) => valueOrThrow(each).screeningId));
  expect(ids.size).toBe(1);
  const [first, again] = await Promise.all([ask(one, 'bodies'), ask(other, 'bodies')]);
  const refused = [first, again].filter((each) => !each.ok);
  expect(refused).toMatchObject([{ refusal: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
  // The key of another company is another key.
  expect((await ask(one, 'same', 100_000n, logistics)).ok).toBe(true);
  expect(await left()).toMatchObject({
    screenings: before.screenings + 3,
    leaves: before.leaves + 3,
    keys: before.keys + 3,
  });
});

test('who asks about an unknown firm is refused alone and keeps the key', async () => {
  const unknown: FirmId = fromUuid('frm', '0190ffff-0000-7000-8000-000000000000');
  const [known, missing] = await Promise.all([ask(firmIds[0] as FirmId, 'k'), ask(unknown, 'm')]);
  expect(known.ok).toBe(true);
  expect(missing).toMatchObject({ ok: false, refusal: { code: 'CREDIT_FIRM_UNKNOWN' } });
  expect((await ask(firmIds[1] as FirmId, 'm')).ok).toBe(true);
});
