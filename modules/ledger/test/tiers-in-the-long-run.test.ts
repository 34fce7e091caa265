/** Tiers when what made them is reversed, and when the ladder itself is changed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MemberId, TierWindow } from '../src/index.ts';
import {
  COUPON,
  DAY,
  earn,
  expectOk,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([{ code: 'QP', qualifying: true }]);
});
afterAll(() => ledger.close());

const NOTHING = { earnMultiplierBps: 10_000, freeServices: [] };
const define = async (code: string, window: TierWindow, silver: bigint) =>
  expectOk(
    await ledger.door.defineTierProgramme(OPERATOR, {
      idempotencyKey: nextKey(),
      currency: 'QP',
      ...{ code, window, downgradeGraceDays: 10 },
      tiers: [
        { code: 'BASE', name: { zh: '普卡', en: 'Base' }, thresholdMinor: 0n, benefits: NOTHING },
        {
          code: 'SILVER',
          name: { zh: '银卡', en: 'Silver' },
          thresholdMinor: silver,
          benefits: NOTHING,
        },
      ],
    }),
  );
const standing = async (memberId: MemberId, programme: string) => {
  const found = expectOk(await ledger.door.tiers(COUPON, { memberIds: [memberId], programme }));
  if (found[0] === undefined) throw new Error('No standing');
  return found[0];
};
const evaluate = (memberId: MemberId) =>
  ledger.door.evaluateTiers(COUPON, { memberIds: [memberId] });
const qp = (memberId: MemberId, amount: bigint, daysAgo = 0) =>
  earn(ledger, memberId, amount, {
    currency: 'QP',
    occurredAt: new Date(ledger.clock.now().getTime() - daysAgo * DAY),
  });

it('a threshold that is raised takes no tier at once: the grace runs first, and no rise is called undone', async () => {
  await define('RAISED', { kind: 'CALENDAR_YEAR' }, 100n);
  const memberId = newMember();
  await qp(memberId, 150n);
  await evaluate(memberId);
  ledger.clock.advance(DAY);
  await define('RAISED', { kind: 'CALENDAR_YEAR' }, 200n);
  await evaluate(memberId);
  const kept = await standing(memberId, 'RAISED');
  expect(kept.tier?.code).toBe('SILVER');
  expect(kept.graceUntil).not.toBeNull();
  ledger.clock.advance(11 * DAY);
  await evaluate(memberId);
  expect((await standing(memberId, 'RAISED')).tier?.code).toBe('BASE');
  const { rows } = await ledger.admin.query<{ payload: { facts: readonly object[] } }>(
    `SELECT payload FROM outbox WHERE type = 'ledger.tier-changed' ORDER BY id DESC LIMIT 1`,
  );
  expect(rows[0]?.payload.facts).toMatchObject([{ memberId, cause: 'DOWNGRADE', to: 'BASE' }]);
  expect(rows[0]?.payload.facts[0]).not.toHaveProperty('undone');
});

it('a tier that rests on what was reversed falls at once, also after the ladder was changed', async () => {
  await define('TAKEN', { kind: 'CALENDAR_YEAR' }, 100n);
  const memberId = newMember();
  const made = await qp(memberId, 150n);
  await evaluate(memberId);
  await define('TAKEN', { kind: 'CALENDAR_YEAR' }, 90n);
  expectOk(
    await ledger.door.reverse(COUPON, {
      idempotencyKey: nextKey(),
      postingId: made.postingId,
      reason: { type: 'return', id: 'r' },
    }),
  );
  expect(await standing(memberId, 'TAKEN')).toMatchObject({
    tier: { code: 'BASE' },
    graceUntil: null,
  });
});

it('an anniversary is of the first earn that stands: one that was reversed leaves the year where it was', async () => {
  await define('YEARS', { kind: 'ANNIVERSARY' }, 100n);
  const memberId = newMember();
  await qp(memberId, 120n, 30);
  const before = await standing(memberId, 'YEARS');
  const mistaken = await qp(memberId, 500n, 200);
  expect((await standing(memberId, 'YEARS')).window.from).not.toEqual(before.window.from);
  expectOk(
    await ledger.door.reverse(COUPON, {
      idempotencyKey: nextKey(),
      postingId: mistaken.postingId,
      reason: { type: 'mistake', id: 'm' },
    }),
  );
  expect(await standing(memberId, 'YEARS')).toMatchObject({
    window: before.window,
    qualifyingMinor: 120n,
  });
});
