/** The demonstration group as `npm start` starts it, with a folder and a port of its own, for whoever looks at its pages. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '@guildhall/shared/modules';

export interface StartedGroup {
  readonly url: string;
  /** As the welcome of `npm start` shows them. */
  readonly logins: readonly {
    readonly role: string;
    readonly account: string;
    readonly password: string;
  }[];
  stop(): Promise<void>;
}

export async function startGroup(purpose: string): Promise<StartedGroup> {
  const state = mkdtempSync(join(tmpdir(), `guildhall-${purpose}-`));
  // As root the built-in PostgreSQL runs as somebody else, who must come through.
  chmodSync(state, 0o755);
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'scripts', 'start.ts'), '--json'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, GUILDHALL_STATE_DIR: state, NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((settle) => child.once('exit', () => settle()));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const { url, seeded } = JSON.parse(line) as {
      url: string;
      seeded: Pick<StartedGroup, 'logins'>;
    };
    return {
      url,
      logins: seeded.logins,
      stop: async () => {
        child.kill('SIGTERM');
        await gone;
        rmSync(state, { recursive: true, force: true });
      },
    };
  }
  rmSync(state, { recursive: true, force: true });
  throw new Error('The demonstration group did not start');
}
