/**
 * Every page of every app, looked at by axe-core on the demonstration group: nothing serious, light and dark. Dark only
 * changes colours, so only contrast is looked at again. And nothing jumps under the finger: on the way from an empty
 * page to the whole one, on phone and desktop, what stands stays where it is.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DESKTOP,
  findBrowser,
  PHONE,
  redrawn,
  type Screen,
  seriousViolations,
} from '../../support/browser.ts';
import { type Demonstration, openDemonstration } from '../../support/demonstration.ts';
import { GOOD_SHIFT, shiftsOf, sumOfShifts } from '../../support/layout-shifts.ts';
import { PAGE_SHOTS, Windows } from '../../support/page-shots.ts';

const executable = findBrowser();
/** A page may still be arriving when it is first looked at; one with a fault keeps it. */
const POLL = { timeout: 10_000, interval: 500 };

describe.skipIf(executable === undefined)('pages are for everybody', { timeout: 120_000 }, () => {
  let group: Demonstration;
  let windows: Windows;

  beforeAll(async () => {
    if (executable === undefined) return;
    group = await openDemonstration(executable);
    windows = new Windows(group);
  }, 600_000);

  afterAll(async () => {
    await windows?.close();
    await group?.stop();
  });

  it.each(PAGE_SHOTS)('$name', async (shot) => {
    const [screen, other] = shot.name.startsWith('member') ? [PHONE, DESKTOP] : [DESKTOP, PHONE];
    // What follows a press may move things: the way to the page is what is measured.
    const bare = { ...shot, steps: [] };
    await staysInPlace(await windows.show(bare, { screen: other, scheme: 'light' }), other);
    let page = await windows.show(bare, { screen, scheme: 'light' });
    await staysInPlace(page, screen);
    if (shot.steps !== undefined) page = await windows.show(shot, { screen, scheme: 'light' });
    await expect.poll(() => seriousViolations(page), POLL).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    // Colours that were on their way have arrived.
    await redrawn(page);
    await expect.poll(() => seriousViolations(page, ['color-contrast']), POLL).toEqual([]);
    // Nothing sticks out at the side, on the narrowest telephone either.
    await page.setViewportSize({ width: 360, height: 780 });
    await redrawn(page);
    const tooWide = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await expect.poll(tooWide, POLL).toBeLessThanOrEqual(0);
  });
});

async function staysInPlace(page: Page, { width }: Screen): Promise<void> {
  await redrawn(page);
  const shifts = await shiftsOf(page);
  expect(sumOfShifts(shifts), `at ${width} px: ${JSON.stringify(shifts)}`).toBeLessThan(GOOD_SHIFT);
}
