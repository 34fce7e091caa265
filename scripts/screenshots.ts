/**
 * `npm run screenshots`: every page of every app at phone and desktop size into screenshots/, which git ignores, to be
 * looked at. Starts a demonstration group of its own unless --url names a running one.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { DESKTOP, findBrowser, openBrowser, PHONE } from '../test/support/browser.ts';
import { demonstrationAccounts } from '../test/support/demonstration-accounts.ts';
import { PAGE_SHOTS, Windows } from '../test/support/page-shots.ts';
import { EXIT, explainFailure } from './terminal.ts';

const HELP = `Usage: npm run screenshots [-- options]

Every page at 390x844 and 1440x900 into screenshots/.

Options
  --url URL        a running demonstration (npm start), instead of one started for this
  --phone NUMBER   the member of that demonstration, as its welcome shows
  --only WORD      pages whose name contains the word
  --scheme SCHEME  light (default) or dark
  --locale LOCALE  zh-CN (default) or en
  --out FOLDER     another folder
  --help           this text
`;

interface Demonstration {
  readonly url: string;
  readonly logins: readonly { role: string; account: string; password: string }[];
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      phone: { type: 'string' },
      only: { type: 'string', default: '' },
      scheme: { type: 'string', default: 'light' },
      locale: { type: 'string', default: 'zh-CN' },
      out: { type: 'string', default: join(PROJECT_ROOT, 'screenshots') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const executable = findBrowser();
  if (executable === undefined) {
    process.exitCode = EXIT.failed;
    return;
  }
  const demonstration =
    values.url === undefined ? await startDemonstration() : running(values.url, values.phone);
  try {
    await photograph(executable, demonstration, {
      only: values.only,
      scheme: values.scheme === 'dark' ? 'dark' : 'light',
      locale: values.locale === 'en' ? 'en' : 'zh-CN',
      out: values.out,
    });
  } finally {
    await demonstration.stop();
  }
}

interface Wish {
  readonly only: string;
  readonly scheme: 'light' | 'dark';
  readonly locale: 'zh-CN' | 'en';
  readonly out: string;
}

async function photograph(
  executable: string,
  { url, logins }: Demonstration,
  { only, scheme, locale, out }: Wish,
): Promise<void> {
  mkdirSync(out, { recursive: true });
  const browser = await openBrowser(executable);
  const windows = new Windows({ browser, url, accounts: demonstrationAccounts(logins) });
  let failed = 0;
  try {
    for (const shot of PAGE_SHOTS.filter(({ name }) => name.includes(only))) {
      for (const [size, screen] of [
        ['phone', PHONE],
        ['desktop', DESKTOP],
      ] as const) {
        const file = join(out, `${shot.name}-${size}${scheme === 'dark' ? '-dark' : ''}.png`);
        try {
          const page = await windows.show(shot, { screen, scheme, locale });
          await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
          process.stderr.write(`${file}\n`);
        } catch (error) {
          failed += 1;
          process.stderr.write(`${shot.name} (${size}) failed: ${String(error)}\n`);
        }
      }
    }
  } finally {
    await windows.close();
    await browser.close();
  }
  if (failed > 0) process.exitCode = EXIT.failed;
}

function running(url: string, phone: string | undefined): Demonstration {
  const logins = phone === undefined ? [] : [{ role: 'member', account: phone, password: '' }];
  return { url, logins, stop: async () => {} };
}

/** The same as `npm start`, with a folder and a port of its own. */
async function startDemonstration(): Promise<Demonstration> {
  const state = mkdtempSync(join(tmpdir(), 'guildhall-screenshots-'));
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'scripts', 'start.ts'), '--json'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, GUILDHALL_STATE_DIR: state, NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<never>((_settle, reject) =>
    child.once('exit', (code) => reject(new Error(`The demonstration ended with ${code}`))),
  );
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.startsWith('{')) return JSON.parse(line) as { url: string; seeded: Demonstration };
    throw new Error('The demonstration said nothing');
  })();
  const { url, seeded } = await Promise.race([ready, ended]);
  ended.catch(() => {
    process.stderr.write('The demonstration is stopped.\n');
  });
  return {
    url,
    logins: seeded.logins,
    stop: async () => {
      const gone = new Promise((settle) => child.once('exit', settle));
      child.kill('SIGTERM');
      await gone;
      rmSync(state, { recursive: true, force: true });
    },
  };
}

try {
  await main();
} catch (error) {
  process.exitCode = explainFailure(error, true);
}
