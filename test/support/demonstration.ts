/** The demonstration group on a database of the test's own, with the pages, for tests that look at it in a browser. */
import { type Seeded, seedOnce } from '@guildhall/seeds';
import { systemClock } from '@guildhall/shared/clock';
import { openBrowser, type TestBrowser } from './browser.ts';
import { demonstrationAccounts } from './demonstration-accounts.ts';
import { graph, type Stage } from './page-shots.ts';
import { startTestGuildhall, type TestGuildhall } from './test-guildhall.ts';

export interface Demonstration extends Stage {
  readonly guildhall: TestGuildhall;
  readonly seeded: Seeded;
  /** A subsidiary's system of the group, by its client of the demonstration. */
  asSystem<Answer>(
    subsidiary: string,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<Answer>;
  stop(): Promise<void>;
}

/** The pages are built first: the server reads their names when it starts. */
export async function openDemonstration(
  executablePath: string,
  { members = 10 }: { readonly members?: number } = {},
): Promise<Demonstration> {
  const browser: TestBrowser = await openBrowser(executablePath);
  const guildhall = await startTestGuildhall();
  const { running, url, databaseUrl } = guildhall;
  const { doors } = running.house;
  const seeded = await seedOnce(
    { doors, url, databaseUrl, now: systemClock.now(), members },
    () => {},
  );
  const tokens = new Map<string, string>();
  return {
    ...{ browser, guildhall, url, seeded },
    accounts: demonstrationAccounts(seeded.logins),
    asSystem: async (subsidiary, document, variables = {}) => {
      const token = tokens.get(subsidiary) ?? (await systemToken(url, seeded, subsidiary));
      tokens.set(subsidiary, token);
      return graph(url, document, variables, `Bearer ${token}`);
    },
    stop: async () => {
      await browser.close();
      await guildhall.stop();
    },
  };
}

async function systemToken(url: string, { logins }: Seeded, subsidiary: string): Promise<string> {
  const login = logins.find(({ role }) => role === `system (${subsidiary})`);
  if (login === undefined)
    throw new Error(`The demonstration group has no system of ${subsidiary}`);
  const basic = Buffer.from(`${login.account}:${login.password}`).toString('base64');
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
