/**
 * What the pages cost: gzip of what the first screen of the phone and of the desk loads, when the phone's first paint
 * comes, and how long an answer takes from the key to the screen where one searches while typing. Real Chromium on the
 * demonstration group, pages as the server sends them. The limit is the wire: 250 kB for the phone.
 */
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import {
  DESKTOP,
  findBrowser,
  openBrowser,
  settled,
  signInMember,
  signInStaff,
  type TestBrowser,
} from '../support/browser.ts';
import { demonstrationAccounts } from '../support/demonstration-accounts.ts';
import { type StartedGroup, startGroup } from '../support/start-group.ts';

const ROUNDS = 7;
/** Where the demonstration group's counterparties are. */
const PLACE = '厦门';

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: String(ROUNDS) },
      url: { type: 'string' },
      phone: { type: 'string' },
    },
  });
  const executable = findBrowser();
  if (executable === undefined) throw new Error('No Chromium: nothing can be measured');
  const browser = await openBrowser(executable);
  const group =
    values.url === undefined
      ? await startGroup('bench-web')
      : running(values.url, values.phone ?? '');
  try {
    return await measure(browser, group, Number(values.rounds));
  } finally {
    await browser.close();
    await group.stop();
  }
}

function running(url: string, account: string): StartedGroup {
  return { url, logins: [{ role: 'member', account, password: '' }], stop: async () => {} };
}

async function measure(browser: TestBrowser, { url, logins }: StartedGroup, rounds: number) {
  const accounts = demonstrationAccounts(logins);
  const member = await browser.window(url);
  await signInMember(member.page, accounts.member.account);
  await settled(member.page);
  const memberKb = await weigh(member.page, '/me');
  const paints: number[] = [];
  for (let round = 0; round < rounds; round += 1) paints.push(await firstPaint(member.page, '/me'));

  const desk = await browser.window(url, { screen: DESKTOP });
  const operator = accounts.operator;
  await signInStaff(desk.page, operator.account, operator.password);
  await settled(desk.page);
  const deskKb = await weigh(desk.page, '/group');

  const risk = await browser.window(url, { screen: DESKTOP });
  const officer = accounts['risk-officer'];
  await signInStaff(risk.page, officer.account, officer.password);
  await settled(risk.page);
  const waits = await typeahead(risk.page, rounds);
  return {
    memberKb,
    deskKb,
    fcpMs: median(paints),
    typeaheadMs: median(waits),
    memberLimitKb: 250,
  };
}

/** Bytes that came over the wire for one page with an empty cache, in kB of 1,000. */
async function weigh(page: Page, path: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  const files = new Map<string, string>();
  session.on('Network.responseReceived', ({ requestId, response, type }) => {
    if (['Script', 'Stylesheet', 'Document', 'Image', 'Font'].includes(type))
      files.set(requestId, response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (files.has(requestId)) bytes += encodedDataLength;
  });
  // Brotli is smaller; gzip is what everybody takes, and what is promised.
  await session.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip' } });
  await page.goto(path);
  await settled(page);
  await page.waitForLoadState('load');
  await session.detach();
  process.stderr.write(`${path}: ${files.size} files, ${bytes} bytes\n`);
  return Math.round(bytes / 100) / 10;
}

async function firstPaint(page: Page, path: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(path);
  await settled(page);
  return page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
}

/** From the last key to the list on the screen. */
async function typeahead(page: Page, rounds: number): Promise<number[]> {
  await page.goto('/risk/firms');
  await settled(page);
  const field = page.getByRole('searchbox').first();
  await field.click();
  await field.pressSequentially(PLACE);
  await page.locator('tbody a').first().waitFor();
  const names = await page.locator('tbody a').allTextContents();
  const waits: number[] = [];
  // Each name once: what has been asked before is answered from memory.
  for (let round = 0; round < Math.min(rounds, names.length); round += 1) {
    await field.fill('');
    await page.waitForURL((url) => !url.searchParams.get('q'));
    const name = names[round] ?? PLACE;
    const typed = name.slice(0, 4);
    const begun = performance.now();
    await field.pressSequentially(typed, { delay: 0 });
    // Without a search every firm is listed: the answer is there when the address and the list are those of the search.
    await page.waitForURL((url) => url.searchParams.get('q') === typed);
    await page.locator('tbody a', { hasText: name }).first().waitFor();
    waits.push(performance.now() - begun);
  }
  return waits;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}
