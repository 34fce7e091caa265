/**
 * The kernel, end to end on a small house of two modules: commands exactly once, events at least once and counted
 * once, dead letters, rights, and the same over HTTP between processes' worth of composition.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { doorRouter } from '@guildhall/shared/door-http';
import { createLogger } from '@guildhall/shared/log';
import type { Principal } from '@guildhall/shared/principal';
import { createEmptyDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeHouse, type House, type HouseOptions } from '../src/compose.ts';
import { failures } from './house/modules/receiver/src/index.ts';
import type { SenderDoor } from './house/modules/sender/src/index.ts';

const ROOT = join(import.meta.dirname, 'house');
const caller: Principal = { kind: 'system', clientId: 'auto-dms', subsidiary: 'auto' };
const other: Principal = { kind: 'system', clientId: 'retail-pos', subsidiary: 'retail' };

interface ReceiverDoor {
  received(caller: Principal, input: object): Promise<readonly string[]>;
  trespass(caller: Principal, input: object): Promise<unknown>;
}

let database: TestDatabase;
let common: Omit<HouseOptions, 'local'>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrateAll({
    adminUrl: database.url,
    database: database.database,
    secret: database.secret,
    roots: [ROOT],
  });
  common = {
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock: systemClock,
    log: createLogger('silent'),
    roots: [ROOT],
    strictDoors: true,
    retries: { attempts: 3, delayMs: 20 },
  };
});
afterAll(() => database.drop());

const until = (probe: () => Promise<boolean>) =>
  expect.poll(probe, { timeout: 30_000, interval: 50 }).toBe(true);

describe('a command', () => {
  let house: House;
  let sender: SenderDoor;
  let receiver: ReceiverDoor;
  beforeAll(async () => {
    house = await composeHouse(common);
    sender = house.doors.get<SenderDoor>('sender');
    receiver = house.doors.get<ReceiverDoor>('receiver');
  });
  afterAll(() => house.stop());

  it('gives the first answer again for the same key and body, and happens once', async () => {
    const input = { idempotencyKey: 'k1', text: 'hello' };
    const first = await sender.sendNote(caller, input);
    const again = await sender.sendNote(caller, input);
    expect(first.ok).toBe(true);
    expect(again).toEqual(first);
    expect(await sender.notes(caller, {})).toEqual(['hello']);
    expect(await receiver.received(caller, {})).toEqual(['hello']);
  });

  it('refuses the same key with another body, and keeps keys of two callers apart', async () => {
    const refused = await sender.sendNote(caller, { idempotencyKey: 'k1', text: 'other' });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { kind: 'IDEMPOTENCY', path: ['idempotencyKey'] },
    });
    expect(await sender.sendNote(other, { idempotencyKey: 'k1', text: 'other' })).toMatchObject({
      ok: true,
    });
  });

  it('undoes everything on a refusal, tells nobody, and replays the same no', async () => {
    const input = { idempotencyKey: 'k2', text: 'rude' };
    const first = await sender.sendNote(caller, input);
    expect(first).toEqual({
      ok: false,
      refusal: { kind: 'RULE', code: 'NOTE_RUDE', path: [], params: { length: 4 } },
    });
    expect(await sender.sendNote(caller, input)).toEqual(first);
    expect(await sender.notes(caller, {})).not.toContain('rude');
    expect(await receiver.received(caller, {})).not.toContain('rude');
  });

  it('leaves the key unclaimed after a validation refusal and after a fault', async () => {
    await expect(sender.sendNote(caller, { idempotencyKey: 'k3', text: 'fault' })).rejects.toThrow(
      'the sender broke',
    );
    const invalid = await sender.sendNote(caller, { idempotencyKey: 'k3', text: 'invalid' });
    expect(invalid).toMatchObject({ ok: false, refusal: { kind: 'VALIDATION' } });
    expect(await sender.sendNote(caller, { idempotencyKey: 'k3', text: 'mended' })).toMatchObject({
      ok: true,
    });
  });

  it('happens once however many callers race with one key', async () => {
    const input = { idempotencyKey: 'race', text: 'raced' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => sender.sendNote(caller, input)),
    );
    expect(new Set(answers.map((answer) => canonicalJson(answer))).size).toBe(1);
    expect((await sender.notes(caller, {})).filter((text) => text === 'raced')).toHaveLength(1);
    expect((await receiver.received(caller, {})).filter((text) => text === 'raced')).toHaveLength(
      1,
    );
  });

  it("speaks with its own role also inside another module's transaction", async () => {
    const db = house.local.get('sender')?.kit.db;
    const received = await db?.transaction(() => receiver.received(caller, {}));
    expect(received).toContain('hello');
  });

  it("cannot reach another module's tables", async () => {
    await expect(receiver.trespass(caller, {})).rejects.toThrow(/permission denied/);
  });
});

const backends = [
  { name: 'PostgreSQL', start: async () => ({ redisUrl: undefined, stop: () => {} }) },
  { name: 'Redis', start: startRedis },
];

describe.each(backends)('events over $name', ({ name, start }) => {
  const missing = name === 'Redis' && !hasRedis();
  if (missing)
    console.warn(
      'SKIPPED: queues on Redis, as there is no redis-server (apt-get install redis-server)',
    );

  it.skipIf(missing)(
    'are retried until handled, and become dead letters that can be replayed',
    async () => {
      const backend = await start();
      const house = await composeHouse({ ...common, redisUrl: backend.redisUrl });
      const sender = house.doors.get<SenderDoor>('sender');
      const receiver = house.doors.get<ReceiverDoor>('receiver');
      const desk = house.local.get('sender')?.kit.deadLetters;
      const slow = `slow on ${name}`;
      const dead = `dead on ${name}`;
      failures.set(slow, 2);
      failures.set(dead, 4);
      house.start();
      await sender.sendNote(caller, { idempotencyKey: slow, text: slow });
      await sender.sendNote(caller, { idempotencyKey: dead, text: dead });
      expect(await receiver.received(caller, {})).not.toContain(slow);
      await until(async () => (await receiver.received(caller, {})).includes(slow));
      await until(async () => (await desk?.list(10))?.length === 1);
      const [letter] = (await desk?.list(10)) ?? [];
      expect(letter).toMatchObject({
        module: 'receiver',
        type: 'sender.note-sent',
        lastError: `Error: not yet: ${dead}`,
      });
      failures.delete(dead);
      expect(await desk?.replay('receiver', letter?.eventId ?? '')).toBe(true);
      expect(await receiver.received(caller, {})).toEqual(expect.arrayContaining([slow, dead]));
      expect(await desk?.list(10)).toEqual([]);
      await house.stop();
      await backend.stop();
    },
  );
});

describe('two processes', () => {
  it('speak through signed doors and events as one process does', async () => {
    const app = express();
    const listener = app.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const there = await composeHouse({ ...common, local: ['receiver'], remote: { sender: url } });
    const here = await composeHouse({ ...common, local: ['sender'], remote: { receiver: url } });
    const served = there.local.get('receiver');
    if (served === undefined) throw new Error('the receiver is not here');
    app.use(
      doorRouter({
        name: 'receiver',
        door: served.door,
        inbox: served.inbox,
        secret: common.secret,
        clock: systemClock,
      }),
    );
    const answer = await here.doors
      .get<SenderDoor>('sender')
      .sendNote(caller, { idempotencyKey: 'far', text: 'from afar' });
    expect(answer).toMatchObject({ ok: true, value: { size: 9n } });
    expect(await here.doors.get<ReceiverDoor>('receiver').received(caller, {})).toContain(
      'from afar',
    );
    const unsigned = await fetch(`${url}/internal/doors/received`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(401);
    await here.stop();
    await there.stop();
    listener.close();
  });
});

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function startRedis() {
  const port = 20_000 + (process.pid % 20_000);
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--save', '', '--bind', '127.0.0.1'],
    { stdio: 'ignore' },
  );
  const redisUrl = `redis://127.0.0.1:${port}`;
  return { redisUrl, stop: () => void server.kill() };
}
