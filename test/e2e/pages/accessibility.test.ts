/**
 * Every page of every app, looked at by axe-core on the demonstration group: nothing serious, light and dark. Dark only
 * changes colours, so only contrast is looked at again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, findBrowser, PHONE, redrawn, seriousViolations } from '../../support/browser.ts';
import { type Demonstration, openDemonstration } from '../../support/demonstration.ts';
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
  }, 240_000);

  afterAll(async () => {
    await windows?.close();
    await group?.stop();
  });

  it.each(PAGE_SHOTS)('$name', async (shot) => {
    const screen = shot.name.startsWith('member') ? PHONE : DESKTOP;
    const page = await windows.show(shot, { screen, scheme: 'light' });
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
