/**
 * kill -9 amid load, of the ledger's process and of PostgreSQL: every answer that a caller got is in the database once,
 * and nothing is there that no caller asked for. LEDGER_CRASH_ROUNDS sets how often each is killed (default 1).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrashScene } from './support/crash-scene.ts';
import { COUPON, expectOk } from './support/open-ledger.ts';

const ROUNDS = Number(process.env.LEDGER_CRASH_ROUNDS ?? 1);
const PATIENCE_MS = 120_000 + ROUNDS * 60_000;

let scene: CrashScene;
beforeAll(async () => {
  scene = await CrashScene.open();
}, PATIENCE_MS);
afterAll(() => scene.close(), PATIENCE_MS);

describe('kill -9 amid load', () => {
  it('of the server process loses nothing acknowledged and does nothing twice', {
    timeout: PATIENCE_MS,
  }, async () => {
    const before = scene.answered.length;
    await scene.load(
      repeatedly(async () => {
        await scene.killServer();
        await scene.startServer();
      }),
    );
    expectInterrupted(before);
    await expectAllThereOnce();
  });

  it('of PostgreSQL loses nothing acknowledged and does nothing twice', {
    timeout: PATIENCE_MS,
  }, async () => {
    const before = scene.answered.length;
    await scene.load(repeatedly(() => scene.killPostgres()));
    // The ledger itself asks again, so callers need not notice; but they were waiting.
    expect(scene.answered.length).toBeGreaterThan(before);
    expect(Math.min(...scene.cutOff)).toBeGreaterThan(0);
    await expectAllThereOnce();
  });
});

/** Load, crash, load, crash … load. */
async function repeatedly(crash: () => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(400 + 137 * (round % 5));
    await crash();
  }
  await sleep(600);
}

/** Requests were under way when it died: otherwise nothing was proved. */
function expectInterrupted(from: number): void {
  const made = scene.answered.slice(from);
  expect(made.some(({ faults }) => faults > 0)).toBe(true);
  expect(made.some(({ faults }) => faults === 0)).toBe(true);
}

async function expectAllThereOnce(): Promise<void> {
  const { answered, door } = scene;
  // The same request again gives the same answer, word for word.
  for (let at = 0; at < answered.length; at += 64) {
    const some = answered.slice(at, at + 64);
    const again = await Promise.all(some.map(({ send }) => send()));
    expect(again).toEqual(some.map(({ answer }) => answer));
  }
  // Each has its one row, and there are no others.
  const admin = new pg.Client({ connectionString: scene.database.url });
  await admin.connect();
  const { rows } = await admin.query<{ key: string }>(
    `SELECT key FROM ledger.posting WHERE key IS NOT NULL ORDER BY key`,
  );
  await admin.end();
  expect(rows.map(({ key }) => key)).toEqual(answered.map(({ key }) => key).sort(byCode));
  // Each member's balance is what the answers sum to.
  const balances = expectOk(
    await door.balances(COUPON, { owners: scene.members, currency: 'POINT' }),
  );
  for (const memberId of scene.members) {
    const sum = (operation: string): bigint =>
      answered
        .filter((one) => one.memberId === memberId && one.operation === operation && one.answer.ok)
        .reduce((total, { amount }) => total + amount, 0n);
    const held = sum('HOLD') - sum('CAPTURE') - sum('RELEASE');
    const availableMinor = sum('EARN') - sum('BURN') + sum('REVERSE') - sum('CAPTURE') - held;
    expect(balances.find(({ ownerId }) => ownerId === memberId)).toMatchObject({
      heldMinor: held,
      availableMinor,
    });
  }
  const report = expectOk(await door.verify(COUPON, {}));
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
}

const byCode = (a: string, b: string): number => (a < b ? -1 : 1);
