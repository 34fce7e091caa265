/** The same facts, reported by the same companies in any order and at other moments, end in the same profile: on tables. */
import { valueOrThrow } from '@guildhall/shared/outcome';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, START, system } from './support/desk.ts';

const DAY = 86_400_000;
const officer = person('li-wei', 'risk_officer');
let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const ago = (days: number): Date => new Date(START.getTime() - days * DAY);
/** Ties of every kind: one day, one confidence, two companies, two sources, equal and different values. */
const SAID = [
  ['auto', 'STAFF', { number: 10 }, ago(9), 'visit'],
  ['retail', 'STAFF', { number: 12 }, ago(9), 'visit'],
  ['auto', 'STAFF', { number: 11 }, ago(9), 'register'],
  ['logistics', 'STAFF', { number: 10 }, ago(3), 'visit'],
  ['retail', 'TAX_RATING', { text: 'B' }, ago(5), 'tax office'],
  ['auto', 'TAX_RATING', { text: 'A' }, ago(5), 'tax office'],
  ['property', 'TAX_RATING', { text: 'B' }, ago(5), 'tax office'],
] as const;
const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6],
  [6, 5, 4, 3, 2, 1, 0],
  [3, 5, 0, 6, 2, 4, 1],
  [1, 4, 3, 2, 6, 0, 5],
];

test('whatever order they arrive in', async () => {
  const profiles: unknown[] = [];
  for (const [n, order] of ORDERS.entries()) {
    const firmId = await register(n);
    for (const at of order) {
      const said = SAID[at];
      if (said === undefined) continue;
      const [company, type, value, observedAt, source] = said;
      desk.clock.advance(60_000);
      valueOrThrow(
        await desk.service.recordSurvey(system(company), {
          idempotencyKey: `s-${n}-${at}`,
          firmId,
          surveyedOn: '2026-03-02',
          facts: [{ type, value, observedAt, source }],
        }),
      );
    }
    profiles.push(await shown(firmId));
  }
  expect(new Set(profiles.map((profile) => JSON.stringify(profile))).size).toBe(1);
});

async function register(n: number): Promise<FirmId> {
  const wish = {
    idempotencyKey: `r-${n}`,
    uscc: usccOf(4_400 + n),
    name: `宁波先后${n}号贸易有限公司`,
  };
  return valueOrThrow(await desk.service.registerFirm(officer, wish)).firmId;
}

/** What stands, and what is said against it, at several times of truth. */
async function shown(firmId: FirmId): Promise<unknown> {
  const views = [];
  for (const days of [10, 9, 5, 4, 0]) {
    const { facets } = await desk.service.profile(officer, {
      firmId,
      trueAt: ago(days),
      knownAt: desk.clock.now(),
    });
    views.push(
      facets.flatMap(({ facts }) =>
        facts.map(({ fact, conflicts, stale }) => ({
          says: [fact.type, fact.value, fact.subsidiary, fact.source, stale],
          against: conflicts.map(({ subsidiary, value, source }) => [subsidiary, value, source]),
        })),
      ),
    );
  }
  return views;
}
