/**
 * What moved on a page by itself while it arrived, by the browser's own account (Cumulative Layout Shift): from the empty
 * document until all is there. What follows a press is not counted, as the measure has it.
 */
import type { Page } from 'playwright-core';

/** Google calls a page good below 0.1. */
export const GOOD_SHIFT = 0.1;

export interface Shift {
  /** Share of the window that moved, times how far. */
  readonly value: number;
  /** What moved, at most three. */
  readonly moved: readonly string[];
}

export async function shiftsOf(page: Page): Promise<readonly Shift[]> {
  return page.evaluate(
    () =>
      new Promise<readonly Shift[]>((answer) => {
        const found: Shift[] = [];
        const nameOf = (node: Node | null) =>
          node instanceof Element
            ? `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''} ${(node.textContent ?? '').slice(0, 20)}`
            : (node?.nodeName ?? '?');
        type Entry = PerformanceEntry & {
          readonly value: number;
          readonly hadRecentInput: boolean;
          readonly sources?: readonly { readonly node: Node | null }[];
        };
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources = [] } of list.getEntries() as Entry[])
            if (!hadRecentInput)
              found.push({ value, moved: sources.slice(0, 3).map(({ node }) => nameOf(node)) });
        }).observe({ type: 'layout-shift', buffered: true });
        // What was kept is told in a task of its own, and the last picture is drawn before that.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => setTimeout(() => answer(found), 0)),
        );
      }),
  );
}

export const sumOfShifts = (shifts: readonly Shift[]): number =>
  shifts.reduce((sum, { value }) => sum + value, 0);
