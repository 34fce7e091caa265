/**
 * A ledger that can be killed: PostgreSQL with its durability on and a data folder of its own, the ledger as a process
 * of its own behind signed HTTP, and callers who never give up: what fails is sent again as it was, until it is answered.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@guildhall/shared/clock';
import { remoteDoor } from '@guildhall/shared/door-http';
import { newId } from '@guildhall/shared/ids';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import type { Outcome } from '@guildhall/shared/outcome';
import { type RunningPostgres, startEmbeddedPostgres } from '@guildhall/shared/postgres/embedded';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import { SERVER_VARIABLE, type TestDatabase } from '@guildhall/shared/testing/test-database';
import type { LedgerDoor, MemberId, PostingId } from '../../src/index.ts';
import { COUPON, currencyOf, earnOf, expectOk, FUNDING, OPERATOR } from './open-ledger.ts';

const CALLERS = 24;
const MEMBERS = 10;
const RETRY_MS = 40;

/** One request that was answered in the end. */
export interface Answered {
  readonly key: string;
  readonly operation: 'EARN' | 'BURN' | 'HOLD' | 'CAPTURE' | 'RELEASE' | 'REVERSE';
  readonly memberId: MemberId;
  readonly amount: bigint;
  readonly send: () => Promise<Outcome<Posting>>;
  readonly answer: Outcome<Posting>;
  /** Times it failed before. */
  readonly faults: number;
}

type Posting = { readonly postingId: string; readonly holdId?: string };

export class CrashScene {
  readonly database: TestDatabase;
  readonly members: readonly MemberId[] = Array.from({ length: MEMBERS }, () =>
    newId('mem', new Date()),
  );
  readonly answered: Answered[] = [];
  /** Requests that were under way at each kill. */
  readonly cutOff: number[] = [];
  #underWay = 0;
  readonly #dataDir: string;
  readonly #port: number;
  #postgres: RunningPostgres;
  #server: ChildProcess | undefined;
  #next = 0;

  private constructor(
    dataDir: string,
    postgres: RunningPostgres,
    database: TestDatabase,
    port: number,
  ) {
    this.#dataDir = dataDir;
    this.#postgres = postgres;
    this.database = database;
    this.#port = port;
  }

  static async open(): Promise<CrashScene> {
    const dataDir = mkdtempSync(join(tmpdir(), 'guildhall-crash-'));
    rmSync(dataDir, { recursive: true });
    const postgres = await startEmbeddedPostgres({
      projectDir: PROJECT_ROOT,
      purpose: 'serve',
      dataDir,
    });
    const scene = new CrashScene(dataDir, postgres, await migrated(postgres), await freePort());
    await scene.startServer();
    expectOk(await scene.door.defineCurrency(OPERATOR, currencyOf()));
    for (const member of scene.members)
      await scene.#ask('EARN', member, 1_000n, (idempotencyKey) =>
        scene.door.postEarn(COUPON, earnOf(member, 1_000n, { idempotencyKey })),
      );
    return scene;
  }

  get door(): LedgerDoor {
    const { secret } = this.database;
    const url = `http://127.0.0.1:${this.#port}`;
    return remoteDoor<LedgerDoor>({ name: 'ledger', url, secret, clock: systemClock });
  }

  async startServer(): Promise<void> {
    this.#server = spawn(process.execPath, [join(PROJECT_ROOT, 'scripts', 'serve.ts'), 'ledger'], {
      env: {
        ...process.env,
        NODE_ENV: 'test',
        DATABASE_URL: this.database.url,
        GUILDHALL_SECRET: this.database.secret,
        PORT: String(this.#port),
      },
      stdio: 'ignore',
    });
    const healthy = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${this.#port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (const deadline = Date.now() + 60_000; !(await healthy()); ) {
      if (Date.now() > deadline) throw new Error('The ledger did not start');
      await sleep(50);
    }
  }

  async killServer(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    this.cutOff.push(this.#underWay);
    server.kill('SIGKILL');
    await ended;
  }

  /** The postmaster dies at once; its children notice and follow. It comes back on the same port and data. */
  async killPostgres(): Promise<void> {
    const { port, pid } = this.#postgres;
    this.cutOff.push(this.#underWay);
    process.kill(pid, 'SIGKILL');
    await this.#postgres.stop();
    this.#postgres = await startEmbeddedPostgres({
      projectDir: PROJECT_ROOT,
      purpose: 'serve',
      dataDir: this.#dataDir,
      port,
    });
  }

  /** Callers in closed loops until `until` has happened; answers when the last request of each is answered. */
  async load(until: Promise<unknown>): Promise<void> {
    let over = false;
    const ended = until.finally(() => {
      over = true;
    });
    await Promise.all([
      ended,
      ...Array.from({ length: CALLERS }, async (_, caller) => {
        while (!over) await this.#act(caller);
      }),
    ]);
  }

  async close(): Promise<void> {
    await this.killServer();
    await this.#postgres.stop();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  /** Earn, burn (of some, a part is undone), or a hold that is captured or released. */
  async #act(caller: number): Promise<void> {
    const turn = this.#next % 4;
    const memberId = this.members[(caller + this.#next) % MEMBERS] as MemberId;
    const base = {
      memberId,
      currency: 'POINT',
      subsidiary: 'retail',
      occurredAt: new Date(),
      reason: { type: 'order', id: `order-${this.#next}` },
    };
    const { door } = this;
    if (turn < 2) {
      await this.#ask('EARN', memberId, 7n, (idempotencyKey) =>
        door.postEarn(COUPON, { ...base, idempotencyKey, amountMinor: 7n, funding: FUNDING }),
      );
    } else if (turn === 2) {
      const burnt = await this.#ask('BURN', memberId, 3n, (idempotencyKey) =>
        door.postBurn(COUPON, { ...base, idempotencyKey, amountMinor: 3n }),
      );
      if (caller % 2 === 0) return;
      const { occurredAt, reason } = base;
      const undo = { occurredAt, reason, postingId: expectOk(burnt).postingId as PostingId };
      await this.#ask('REVERSE', memberId, 2n, (idempotencyKey) =>
        door.reverse(COUPON, { ...undo, idempotencyKey, amountMinor: 2n }),
      );
    } else {
      const expiresAt = new Date(Date.now() + 3_600_000);
      const held = await this.#ask('HOLD', memberId, 5n, (idempotencyKey) =>
        door.holdPoints(COUPON, { ...base, idempotencyKey, amountMinor: 5n, expiresAt }),
      );
      const holdId = expectOk(held).holdId ?? '';
      const { occurredAt } = base;
      if (caller % 2 === 0)
        await this.#ask('CAPTURE', memberId, 5n, (idempotencyKey) =>
          door.captureHold(COUPON, { idempotencyKey, holdId, occurredAt }),
        );
      else
        await this.#ask('RELEASE', memberId, 5n, (idempotencyKey) =>
          door.releaseHold(COUPON, { idempotencyKey, holdId }),
        );
    }
  }

  async #ask(
    operation: Answered['operation'],
    memberId: MemberId,
    amount: bigint,
    make: (idempotencyKey: string) => Promise<Outcome<Posting>>,
  ): Promise<Outcome<Posting>> {
    this.#next += 1;
    const key = `crash-${this.#next}`;
    const send = (): Promise<Outcome<Posting>> => make(key);
    for (let faults = 0; ; faults += 1) {
      this.#underWay += 1;
      try {
        const answer = await send();
        this.answered.push({ key, operation, memberId, amount, send, answer, faults });
        return answer;
      } catch (error) {
        if (faults > 1_500) throw error;
      } finally {
        this.#underWay -= 1;
      }
      await sleep(RETRY_MS);
    }
  }
}

async function migrated(postgres: RunningPostgres): Promise<TestDatabase> {
  const before = process.env[SERVER_VARIABLE];
  process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'crash' });
  try {
    return await createModuleDatabase(['ledger']);
  } finally {
    process.env[SERVER_VARIABLE] = before;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}
