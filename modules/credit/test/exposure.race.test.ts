/** One group limit, many callers: however they interleave, exactly what fits is reserved and nothing is lost. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, START, system } from './support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const COMPANIES = ['auto', 'property', 'retail', 'logistics'].map(system);
const HOUR_LATER = new Date(START.getTime() + 3_600_000);

/** A firm whose group limit is 100 x 1,000.00. */
async function firmWithLimit(n: number): Promise<FirmId> {
  const [caller = system('auto')] = COMPANIES;
  const { firmId } = valueOrThrow(
    await desk.service.registerFirm(caller, {
      idempotencyKey: `firm-${n}`,
      uscc: usccOf(500 + n),
      name: `苏州试验${n}有限公司`,
    }),
  );
  await desk.service.recordSurvey(caller, {
    idempotencyKey: `survey-${n}`,
    firmId,
    surveyedOn: '2026-03-01',
    facts: [
      {
        type: 'REGISTERED_CAPITAL',
        value: { amount: '1000000', currency: 'CNY' },
        observedAt: START,
        source: 'register',
      },
      {
        type: 'ESTABLISHED_ON',
        value: { date: '2001-01-01' },
        observedAt: START,
        source: 'register',
      },
      { type: 'TAX_RATING', value: { text: 'A' }, observedAt: START, source: 'tax office' },
    ],
  });
  expect((await desk.service.exposure(caller, { firmId })).limitMinor).toBe(100_000_00n);
  return firmId;
}

test('500 callers of four companies, limit for 100: exactly 100', async () => {
  const firmId = await firmWithLimit(1);
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, i) =>
      desk.service.reserveExposure(COMPANIES[i % 4] ?? system('auto'), {
        idempotencyKey: `r-${i}`,
        firmId,
        reference: `order-${i}`,
        amountMinor: 1_000_00n,
        currency: 'CNY',
        expiresAt: HOUR_LATER,
      }),
    ),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]));
  expect(new Set(refused)).toEqual(new Set(['CREDIT_LIMIT_EXCEEDED']));
  const exposure = await desk.service.exposure(system('auto'), { firmId });
  expect(exposure).toMatchObject({ reservedMinor: 100_000_00n, usedMinor: 0n, availableMinor: 0n });
});

test('use, part release, release, expiry: the totals always are the sum of the reservations', async () => {
  const firmId = await firmWithLimit(2);
  const auto = system('auto');
  const reserve = async (n: number, amountMinor: bigint) =>
    valueOrThrow(
      await desk.service.reserveExposure(auto, {
        idempotencyKey: `p-${n}`,
        firmId,
        reference: `part-${n}`,
        amountMinor,
        currency: 'CNY',
        expiresAt: HOUR_LATER,
      }),
    ).reservationId;
  const [first, second] = [await reserve(1, 60_000_00n), await reserve(2, 30_000_00n)];
  valueOrThrow(
    await desk.service.useExposure(auto, {
      idempotencyKey: 'u-1',
      reservationId: first,
      amountMinor: 50_000_00n,
    }),
  );
  await sumsAgree(firmId, { used: 50_000_00n, reserved: 40_000_00n });
  expect(
    await desk.service.useExposure(auto, {
      idempotencyKey: 'u-2',
      reservationId: first,
      amountMinor: 10_000_01n,
    }),
  ).toMatchObject({ ok: false, refusal: { code: 'CREDIT_RESERVATION_AMOUNT' } });
  expect(
    await desk.service.releaseExposure(system('retail'), {
      idempotencyKey: 'x',
      reservationId: first,
    }),
  ).toMatchObject({
    ok: false,
    refusal: { code: 'CREDIT_RESERVATION_UNKNOWN' },
  });
  valueOrThrow(
    await desk.service.releaseExposure(auto, {
      idempotencyKey: 'l-1',
      reservationId: first,
      amountMinor: 20_000_00n,
    }),
  );
  await sumsAgree(firmId, { used: 40_000_00n, reserved: 30_000_00n });
  desk.clock.set(new Date(HOUR_LATER.getTime() + 1));
  expect(await desk.service.expireReservations()).toBeGreaterThan(0);
  while ((await desk.service.expireReservations()) > 0);
  await sumsAgree(firmId, { used: 40_000_00n, reserved: 0n });
  valueOrThrow(
    await desk.service.releaseExposure(auto, { idempotencyKey: 'l-2', reservationId: first }),
  );
  await sumsAgree(firmId, { used: 0n, reserved: 0n });
  expect(
    await desk.service.releaseExposure(auto, { idempotencyKey: 'l-3', reservationId: second }),
  ).toMatchObject({
    ok: false,
    refusal: { code: 'CREDIT_RESERVATION_STATE' },
  });
  desk.clock.set(START);
});

async function sumsAgree(
  firmId: FirmId,
  expected: { used: bigint; reserved: bigint },
): Promise<void> {
  const exposure = await desk.service.exposure(system('auto'), { firmId });
  expect({ used: exposure.usedMinor, reserved: exposure.reservedMinor }).toEqual(expected);
  const { rows } = await sql<{ diff: string }>`
    SELECT count(*) AS diff FROM exposure e
    WHERE (e.used_minor, e.reserved_minor) <> (
      SELECT coalesce(sum(r.used_minor), 0), coalesce(sum(r.reserved_minor), 0)
      FROM exposure_reservation r WHERE r.firm_id = e.firm_id)`.execute(desk.kit.db.sql());
  expect(Number(rows[0]?.diff)).toBe(0);
}

test('a promise that has run out is neither used nor in the way, before the schedule has come round', async () => {
  const firmId = await firmWithLimit(3);
  const auto = system('auto');
  const reserve = (reference: string, expiresAt: Date) =>
    desk.service.reserveExposure(auto, {
      ...{ idempotencyKey: reference, firmId, reference, amountMinor: 60_000_00n },
      ...{ currency: 'CNY', expiresAt },
    });
  const { reservationId } = valueOrThrow(await reserve('late-1', HOUR_LATER));
  const unchanged = async () =>
    expect(await desk.service.exposure(auto, { firmId })).toMatchObject({
      ...{ usedMinor: 0n, reservedMinor: 60_000_00n },
    });
  desk.clock.set(HOUR_LATER);
  const use = { idempotencyKey: 'late-2', reservationId };
  expect(await desk.service.useExposure(auto, use)).toMatchObject({
    ...{ ok: false, refusal: { code: 'CREDIT_RESERVATION_STATE', params: { state: 'EXPIRED' } } },
  });
  await unchanged();
  const later = new Date(HOUR_LATER.getTime() + 3_600_000);
  valueOrThrow(await reserve('late-3', later));
  await unchanged();
  expect((await reserve('late-4', later)).ok).toBe(false);
  await unchanged();
  desk.clock.set(START);
});
