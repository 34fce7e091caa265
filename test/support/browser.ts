/**
 * A real browser for tests, screenshots and benches: Debian's Chromium, or the one that CHROMIUM_PATH names. With CI=true
 * or HEADLESS_INSTALL=1 it and a font for Han are installed by apt; otherwise what needs it is skipped, loudly.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ensurePages } from '../../scripts/build-pages.ts';

const INSTALL = 'apt-get install -y chromium fonts-noto-cjk';
/** For anything on a page, ms: a busy machine is slow, and what stays away stays away longer. */
const PATIENCE = 30_000;
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where a browser is; undefined, and a notice, when there is none and none may be installed. */
export function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  const found = [...(named === undefined ? [] : [named]), ...PLACES].find((path) =>
    existsSync(path),
  );
  if (found !== undefined) return found;
  if (process.env.CI === 'true' || process.env.HEADLESS_INSTALL === '1') {
    install();
    return PLACES.find((path) => existsSync(path));
  }
  process.stderr.write(
    `\nNo Chromium on this machine: every test of the pages is SKIPPED.\n  sudo ${INSTALL}\nor run again with HEADLESS_INSTALL=1; CHROMIUM_PATH names a browser elsewhere.\n\n`,
  );
  return undefined;
}

function install(): void {
  const isRoot = process.getuid?.() === 0;
  const run = (line: string) => {
    const [command = '', ...args] = `${isRoot ? '' : 'sudo -n '}${line}`.split(' ');
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  if (spawnSync('apt-get', ['--version']).status !== 0) return;
  run('apt-get update -qq');
  run(`${INSTALL} -qq`);
}

export interface Screen {
  readonly width: number;
  readonly height: number;
}

export const PHONE: Screen = { width: 390, height: 844 };
export const DESKTOP: Screen = { width: 1440, height: 900 };

export interface Look {
  readonly screen?: Screen;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: 'zh-CN' | 'en';
  readonly timezone?: string;
}

export interface TestBrowser {
  readonly browser: Browser;
  /** A window of its own: nobody is signed in. What breaks in the page fails the test (`faultsOf`). */
  window(url: string, look?: Look): Promise<{ context: BrowserContext; page: Page }>;
  close(): Promise<void>;
}

/** Opens the browser on freshly built pages. */
export async function openBrowser(
  executablePath: string,
  {
    film,
  }: {
    /** What its camera sees; a window still has to be allowed to look. */ readonly film?: string;
  } = {},
): Promise<TestBrowser> {
  await ensurePages(() => {});
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
      ...(film === undefined
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]),
    ],
  });
  return {
    browser,
    window: async (url, { screen = PHONE, scheme = 'light', locale = 'zh-CN', timezone } = {}) => {
      const context = await browser.newContext({
        ...{ baseURL: url, viewport: screen, colorScheme: scheme, locale },
        ...{ reducedMotion: 'reduce', deviceScaleFactor: 1 },
        timezoneId: timezone ?? 'Asia/Shanghai',
      });
      context.setDefaultTimeout(PATIENCE);
      return { context, page: await context.newPage() };
    },
    close: () => browser.close(),
  };
}

/** Signs a member in by hand, with the code that a server without a channel shows. */
export async function signInMember(page: Page, phone: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: /手机号|Phone number/ }).fill(phone);
  await page.getByRole('button', { name: /获取验证码|Send code/ }).click();
  await page.getByRole('button', { name: /填入|Fill in/ }).click();
  await page.getByRole('button', { name: /^(进入|Continue)$/ }).click();
  await page.waitForURL('**/me**');
}

/** Signs a person of the staff in by hand. */
export async function signInStaff(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/sign-in?as=staff');
  await page.getByRole('textbox', { name: /账号|Account/ }).fill(login);
  await page.getByLabel(/密码|Password/).fill(password);
  await page.getByRole('button', { name: /^(登录|Sign in)$/ }).click();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

/** Waits until nothing is loading: no skeleton, no spinner, no request on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded');
  await page.waitForFunction(
    () =>
      document.querySelector('#root h1, #root h2, #root main') !== null &&
      document.querySelector(
        '[role="status"][aria-label], [aria-busy="true"], .ant-skeleton, .ant-spin-spinning',
      ) === null,
    undefined,
    { timeout: PATIENCE },
  );
}

/** Waits until what a new size or scheme sets off has been drawn. */
export async function redrawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

export interface Violation {
  readonly id: string;
  readonly help: string;
  readonly impact: string;
  /** Where, at most five places. */
  readonly at: readonly string[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds serious or critical on the page as it is now; by all its rules unless some are named. */
export async function seriousViolations(
  page: Page,
  rules?: readonly string[],
): Promise<readonly Violation[]> {
  // By the debugger, which the page's content security policy does not bind; once for each document.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const runner = (
      window as unknown as {
        axe: {
          run(
            where: Document,
            options: unknown,
          ): Promise<{
            violations: {
              id: string;
              help: string;
              impact: string | null;
              nodes: { target: unknown[]; failureSummary?: string }[];
            }[];
          }>;
        };
      }
    ).axe;
    const { violations } = await runner.run(document, {
      resultTypes: ['violations'],
      // Style sheets are not fetched again: no rule that we read needs it.
      preload: false,
      ...(only === null ? {} : { runOnly: { type: 'rule', values: only } }),
    });
    return violations.map(({ id, help, impact, nodes }) => ({
      id,
      help,
      impact: impact ?? 'minor',
      at: nodes
        .slice(0, 5)
        .map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  }, rules ?? null);
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
