/** The list of all pages, and how to come to look at one: signed in as the right person, with everything loaded. */
import type { BrowserContext, Page } from 'playwright-core';
import { PAGES as COUNTER } from '../../web/src/apps/counter/pages.ts';
import { PAGES as GROUP } from '../../web/src/apps/group/pages.ts';
import { PAGES as MEMBER } from '../../web/src/apps/member/pages.ts';
import type { Ask, PageShot, Viewer } from '../../web/src/apps/pages.ts';
import { PAGES as RISK } from '../../web/src/apps/risk/pages.ts';
import {
  type Look,
  PHONE,
  settled,
  signInMember,
  signInStaff,
  type TestBrowser,
} from './browser.ts';

export const PAGE_SHOTS: readonly PageShot[] = [...MEMBER, ...COUNTER, ...GROUP, ...RISK];

export interface Account {
  readonly account: string;
  readonly password: string;
}

/** Of the demonstration group: the account of each viewer. */
export type Accounts = Readonly<Record<Exclude<Viewer, 'nobody'>, Account>>;

export interface Stage {
  readonly browser: TestBrowser;
  readonly url: string;
  readonly accounts: Accounts;
}

/** One window for each viewer, signed in once: a code is sent to a telephone only so often. */
export class Windows {
  readonly #stage: Stage;
  readonly #open = new Map<Viewer, Window>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The page as its viewer sees it, loaded. */
  async show(shot: PageShot, { screen = PHONE, scheme = 'light', locale }: Look): Promise<Page> {
    const { page, ask } = await this.#window(shot.as, locale ?? 'zh-CN');
    await page.setViewportSize(screen);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(typeof shot.path === 'string' ? shot.path : await shot.path(ask));
    await settled(page);
    for (const step of shot.steps ?? []) {
      if ('fill' in step) {
        const text = typeof step.with === 'string' ? step.with : await step.with(ask);
        await page.getByLabel(step.fill).first().fill(text);
      } else if ('press' in step) {
        await page.keyboard.press(step.press);
      } else {
        await page
          .getByRole(step.role ?? 'button', { name: step.click })
          .first()
          .click();
      }
      await settled(page);
    }
    return page;
  }

  async close(): Promise<void> {
    for (const { context } of this.#open.values()) await context.close();
    this.#open.clear();
  }

  async #window(viewer: Viewer, locale: 'zh-CN' | 'en'): Promise<Window> {
    const known = this.#open.get(viewer);
    if (known !== undefined) return known;
    const { browser, url, accounts } = this.#stage;
    const { context, page } = await browser.window(url, { locale });
    // What the page itself says to the server is what it is asked with.
    let authorization: string | undefined;
    page.on('request', (request) => {
      authorization = request.headers().authorization ?? authorization;
    });
    const opened: Window = {
      ...{ context, page },
      ask: async (document) => graph(url, document, {}, authorization),
    };
    this.#open.set(viewer, opened);
    if (viewer === 'member') await signInMember(page, accounts.member.account);
    else if (viewer !== 'nobody') {
      const { account, password } = accounts[viewer];
      await signInStaff(page, account, password);
    }
    if (viewer !== 'nobody') await settled(page);
    return opened;
  }
}

interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly ask: Ask;
}

export async function graph<Answer>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  authorization?: string,
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Answer | null; errors?: unknown };
  if (data === undefined || data === null)
    throw new Error(`The graph did not answer: ${JSON.stringify(errors)}`);
  return data;
}
