/**
 * `npm run screenshots`: every page of every app at phone and desktop size into screenshots/, which git ignores, to be
 * looked at. Starts a demonstration group of its own unless --url names a running one.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { DESKTOP, findBrowser, openBrowser, PHONE } from '../test/support/browser.ts';
import { demonstrationAccounts } from '../test/support/demonstration-accounts.ts';
import { PAGE_SHOTS, Windows } from '../test/support/page-shots.ts';
import { type StartedGroup, startGroup } from '../test/support/start-group.ts';
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
    values.url === undefined ? await startGroup('screenshots') : running(values.url, values.phone);
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
  { url, logins }: StartedGroup,
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

function running(url: string, phone: string | undefined): StartedGroup {
  const logins = phone === undefined ? [] : [{ role: 'member', account: phone, password: '' }];
  return { url, logins, stop: async () => {} };
}

try {
  await main();
} catch (error) {
  process.exitCode = explainFailure(error, true);
}
