/**
 * The verifier is trusted because each of its checks is seen red: the database is damaged behind the ledger's back, in every way
 * that a check is there for, and the check names what was damaged.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { toUuid } from '@guildhall/shared/ids';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHECKS } from '../src/storage/verify-checks.ts';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  expectOk,
  newMember,
  nextKey,
  type OpenLedger,
  openLedger,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
/** UUIDs to name in damages. */
const ids = {
  member: '',
  giver: '',
  merged: '',
  earn: '',
  burn: '',
  capture: '',
  hold: '',
  out: '',
};

beforeAll(async () => {
  ledger = await openLedger();
  const { door, clock } = ledger;
  const [member, giver, merged] = [newMember(), newMember(), newMember()];
  const reason = { type: 'order', id: 'order-1' };
  const first = await earn(ledger, member, 100n, {
    expiresAt: new Date(clock.now().getTime() + 30 * DAY),
  });
  await earn(ledger, giver, 50n);
  const burn = expectOk(await door.postBurn(COUPON, burnOf(member, 20n)));
  const held = expectOk(
    await door.holdPoints(COUPON, {
      ...burnOf(member, 30n),
      expiresAt: new Date(clock.now().getTime() + DAY),
    }),
  );
  const capture = { idempotencyKey: nextKey(), holdId: held.holdId, amountMinor: 10n };
  const captured = expectOk(await door.captureHold(COUPON, capture));
  const part = { idempotencyKey: nextKey(), postingId: burn.postingId, amountMinor: 5n, reason };
  expectOk(await door.reverse(COUPON, part));
  const sent = expectOk(
    await door.transferPoints(COUPON, {
      ...{ idempotencyKey: nextKey(), fromMemberId: giver, toMemberId: member },
      ...{ currency: 'POINT', amountMinor: 7n, reason },
    }),
  );
  await earn(ledger, merged, 9n);
  const merge = { mergeId: 'merge-1', fromMemberId: merged, toMemberId: giver };
  expectOk(await door.moveMember(COUPON, { idempotencyKey: nextKey(), ...merge }));
  Object.assign(ids, {
    member: toUuid('mem', member),
    giver: toUuid('mem', giver),
    merged: toUuid('mem', merged),
    earn: toUuid('pst', first.postingId),
    burn: toUuid('pst', burn.postingId),
    capture: toUuid('pst', captured.postingId),
    hold: toUuid('hld', held.holdId),
    out: toUuid('trf', sent.transferId),
  });
});
afterAll(() => ledger.close());

/** By check: SQL that breaks it, and the id it must name. Constraints that would forbid it are taken away before. */
const DAMAGE: Readonly<Record<string, readonly [sql: () => string, offender: () => string]>> = {
  'every posting balances': [
    () => `UPDATE posting SET d_system = d_system + 1 WHERE id = '${ids.burn}'`,
    () => ids.burn,
  ],
  'every transfer leaves the transit accounts at zero': [
    () =>
      `UPDATE posting SET d_system = d_system + 1, d_available = d_available - 1 WHERE id = '${ids.out}'`,
    () => ids.out,
  ],
  'an idempotency key is answered once': [
    () =>
      `UPDATE posting p SET key = e.key, key_scope = e.key_scope FROM posting e WHERE e.id = '${ids.earn}' AND p.id = '${ids.burn}'`,
    () => 'earn-',
  ],
  'a wallet counts its postings without gaps, in order of time, and each says the balance after it':
    [() => `UPDATE posting SET available = available + 1 WHERE id = '${ids.burn}'`, () => ids.burn],
  'no more is reversed than was posted': [
    () => `UPDATE posting SET d_system = -21, d_available = 21 WHERE reverses = '${ids.burn}'`,
    () => ids.burn,
  ],
  'a wallet equals the sum of its postings': [
    () => `UPDATE wallet SET available = available + 1 WHERE owner_id = '${ids.member}'`,
    () => ids.member,
  ],
  'every posting has its wallet': [
    () => `DELETE FROM wallet WHERE owner_id = '${ids.merged}'`,
    () => 'any',
  ],
  'no balance is negative, and while something is owed nothing is available': [
    () => `UPDATE wallet SET debt = 3 WHERE owner_id = '${ids.member}'`,
    () => ids.member,
  ],
  'a wallet equals its lots': [
    () => `UPDATE lot SET free = free + 1 WHERE id = '${ids.earn}'`,
    () => ids.member,
  ],
  'a wallet is looked at no later than something of it is due': [
    () =>
      `UPDATE wallet SET next_due_at = next_due_at + interval '40 days' WHERE owner_id = '${ids.member}'`,
    () => ids.member,
  ],
  "a merged member's wallet is empty": [
    () => `UPDATE wallet SET moved_to = '${ids.giver}' WHERE owner_id = '${ids.member}'`,
    () => ids.member,
  ],
  'a lot equals its amount and movements': [
    () => `UPDATE lot SET amount = amount + 1 WHERE id = '${ids.earn}'`,
    () => ids.earn,
  ],
  'lots move as balances move': [
    () => `UPDATE lot_move SET free = free + 1 WHERE posting_id = '${ids.burn}'`,
    () => ids.burn,
  ],
  'every lot has its posting, its payers and its wallet': [
    () => `UPDATE lot SET funding_id = 999 WHERE id = '${ids.earn}'`,
    () => ids.earn,
  ],
  'held points are those of open holds': [
    () => `UPDATE hold SET remaining = remaining - 1 WHERE id = '${ids.hold}'`,
    () => ids.member,
  ],
  'a hold keeps what is left of it, lot by lot': [
    () => `UPDATE hold_lot SET remaining = remaining + 1 WHERE hold_id = '${ids.hold}'`,
    () => ids.hold,
  ],
  'what a lot has held is kept by holds': [
    () => `UPDATE lot SET held = held + 1, free = free - 1 WHERE id = '${ids.earn}'`,
    () => ids.earn,
  ],
  'a hold is captured as often as its captures say, within its amount': [
    () => `UPDATE hold SET captured = captured - 1 WHERE id = '${ids.hold}'`,
    () => ids.hold,
  ],
  'a system account equals its postings': [
    () =>
      `UPDATE account_day SET net = net + 1 WHERE account_id = (SELECT account_id FROM posting WHERE id = '${ids.burn}')`,
    () => 'any',
  ],
  'all that members have, somebody issued: currency by currency the ledger sums to zero': [
    () => `UPDATE wallet SET pending = 5 WHERE owner_id = '${ids.giver}'`,
    () => 'POINT',
  ],
};

it.each(CHECKS)('$name: its breach is found and named', async ({ name, sql }) => {
  const damage = DAMAGE[name];
  if (damage === undefined) throw new Error(`Nobody has seen this check red: ${name}`);
  const [breaking, offender] = damage;
  const { admin } = ledger;
  await admin.query('BEGIN');
  try {
    for (const [table, constraint] of await constraints()) {
      await admin.query(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
    }
    await admin.query('DROP INDEX posting_key');
    const found = async (): Promise<string[]> =>
      (await admin.query<{ id: string }>(`SELECT id::text FROM (${sql}) x`)).rows.map(
        ({ id }) => id,
      );
    expect(await found()).toEqual([]);
    expect((await admin.query(breaking())).rowCount).toBeGreaterThan(0);
    const after = await found();
    expect(after.length).toBeGreaterThan(0);
    if (offender() !== 'any') expect(after.join()).toContain(offender());
  } finally {
    await admin.query('ROLLBACK');
  }
});

/** What would forbid the damage at once, so that the verifier would never get to see it. */
async function constraints(): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await ledger.admin.query<{ relation: string; name: string }>(
    `SELECT conrelid::regclass::text AS relation, conname AS name FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'ledger'::regnamespace AND conrelid <> 0`,
  );
  return rows.map(({ relation, name }) => [relation, `"${name}"`]);
}

it('the command exits with 4 and names the first offending ids, and with 0 when all is well', {
  timeout: 120_000,
}, async () => {
  expect(await command()).toMatchObject({ code: 0 });
  const { admin } = ledger;
  await admin.query(`UPDATE wallet SET available = available + 1 WHERE owner_id = '${ids.member}'`);
  const { code, output } = await command();
  expect(code).toBe(4);
  expect(output).toMatch(
    new RegExp(`BROKEN {2}a wallet equals the sum of its postings: 1, first ${ids.member}`),
  );
  await admin.query(`UPDATE wallet SET available = available - 1 WHERE owner_id = '${ids.member}'`);
});

/** `npm run ledger -- verify`. */
function command(): Promise<{ readonly code: number | null; readonly output: string }> {
  const { url, secret } = ledger.database;
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'scripts', 'ledger.ts'), 'verify'], {
    env: { ...process.env, NODE_ENV: 'test', DATABASE_URL: url, GUILDHALL_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
