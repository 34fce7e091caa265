/** Copies of the project for tests: folders with their own data areas, launchers in their own processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PROJECT_ROOT } from '../../../src/modules.ts';
import { dataArea } from '../../../src/postgres/data-area.ts';
import type { RunningPostgres } from '../../../src/postgres/embedded.ts';
import { testRunDirs } from '../../../src/postgres/test-runs.ts';

export class Copies {
  readonly #cleanups: (() => Promise<void> | void)[] = [];

  /** A folder that looks like the project to the launcher. */
  make(inside = ''): string {
    const base = mkdtempSync(join(tmpdir(), 'guildhall-copy-'));
    const project = join(base, inside);
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, 'package.json'), '{}');
    symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(project, 'node_modules'));
    this.#cleanups.push(() => {
      for (const dir of [...testRunDirs(project), dataArea(project)]) {
        rmSync(dir, { recursive: true, force: true });
      }
      rmSync(base, { recursive: true, force: true });
    });
    return project;
  }

  /** A launcher that a test can kill. */
  async launch(project: string, purpose: 'serve' | 'test' = 'serve'): Promise<LaunchedServer> {
    const script = join(import.meta.dirname, 'hold-server.ts');
    const child = spawn(process.execPath, [script, project, purpose], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#cleanups.push(() => {
      child.kill('SIGKILL');
    });
    const line = await firstLine(child);
    const launched = JSON.parse(line) as RunningPostgres;
    const server = { ...launched, child };
    this.#cleanups.push(() => endServer(server));
    return server;
  }

  stopLater(running: RunningPostgres): RunningPostgres {
    this.#cleanups.push(() => running.stop());
    return running;
  }

  later(cleanup: () => Promise<void> | void): void {
    this.#cleanups.push(cleanup);
  }

  async cleanUp(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}

export type LaunchedServer = Omit<RunningPostgres, 'stop'> & { readonly child: ChildProcess };

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((settle, reject) => {
    let out = '';
    let problem = '';
    child.stderr?.on('data', (chunk) => {
      problem += String(chunk);
    });
    child.stdout?.on('data', (chunk) => {
      out += String(chunk);
      const end = out.indexOf('\n');
      if (end >= 0) settle(out.slice(0, end));
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${problem}`)));
  });
}

/** Looks at what the process is: on a busy machine its number may soon be another's. */
export function isServing({ pid, dataDir }: Pick<RunningPostgres, 'pid' | 'dataDir'>): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`\0${dataDir}\0`);
  } catch {
    return false;
  }
}

export async function waitUntil(
  what: string,
  holds: () => boolean,
  timeoutMs = 20_000,
): Promise<void> {
  for (let waited = 0; !holds(); waited += 50) {
    if (waited > timeoutMs) throw new Error(`Waited in vain until ${what}`);
    await sleep(50);
  }
}

async function endServer(server: LaunchedServer): Promise<void> {
  if (!isServing(server)) return;
  process.kill(server.pid, 'SIGQUIT');
  await waitUntil(`process ${server.pid} has ended`, () => !isServing(server));
}

export async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
