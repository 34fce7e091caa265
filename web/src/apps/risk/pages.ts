/** The pages of the risk desk that are photographed and tested for accessibility. */
import type { Ask, PageShot } from '../pages.ts';

const page = (
  name: string,
  path: PageShot['path'],
  as: PageShot['as'] = 'risk-officer',
): PageShot => ({ name: `risk-${name}`, path, as });

interface Entries {
  readonly listEntries: { readonly edges: { node: { id: string; firm: { id: string } } }[] };
}

async function listed(
  ask: Ask,
): Promise<Entries['listEntries']['edges'][number]['node'] | undefined> {
  const { listEntries } = await ask<Entries>(
    '{ listEntries(first: 1) { edges { node { id firm { id } } } } }',
  );
  return listEntries.edges[0]?.node;
}

const firm = async (ask: Ask, tab = ''): Promise<string> =>
  `/risk/firms/${(await listed(ask))?.firm.id ?? 'none'}${tab}`;

interface Edges {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}
const first = ({ edges }: Edges): string => edges[0]?.node.id ?? 'none';

async function found(ask: Ask, text: string): Promise<string> {
  const { searchFirms } = await ask<{ searchFirms: readonly { firm: { id: string } }[] }>(
    `{ searchFirms(text: "${text}", limit: 1) { firm { id } } }`,
  );
  return searchFirms[0]?.firm.id ?? 'none';
}
async function screened(ask: Ask): Promise<string> {
  const answer = await ask<{ screenings: Edges }>(
    '{ screenings(first: 1) { edges { node { id } } } }',
  );
  return `/risk/screening?shown=${first(answer.screenings)}`;
}
async function bulk(ask: Ask): Promise<string> {
  const answer = await ask<{ bulkScreenings: Edges }>(
    '{ bulkScreenings(first: 1) { edges { node { id } } } }',
  );
  return `/risk/bulk/${first(answer.bulkScreenings)}`;
}
async function imported(ask: Ask): Promise<string> {
  const answer = await ask<{ surveyImports: Edges }>(
    '{ surveyImports(first: 1) { edges { node { id } } } }',
  );
  return `/risk/imports/${first(answer.surveyImports)}`;
}
async function card(ask: Ask, tab = ''): Promise<string> {
  const { scorecards } = await ask<{ scorecards: readonly { id: string }[] }>(
    '{ scorecards { id } }',
  );
  return `/risk/scorecards/${scorecards[0]?.id ?? 'none'}${tab}`;
}
async function acase(ask: Ask): Promise<string> {
  const answer = await ask<{ creditCases: Edges }>(
    '{ creditCases(first: 1) { edges { node { id } } } }',
  );
  return `/risk/cases?show=${first(answer.creditCases)}`;
}

export const PAGES: readonly PageShot[] = [
  page('firms', '/risk/firms?q=厦门'),
  page('firm', (ask) => firm(ask)),
  page('firm-score', (ask) => firm(ask, '?tab=score')),
  page('firm-relations', (ask) => firm(ask, '?tab=relations')),
  page('firm-lists', (ask) => firm(ask, '?tab=lists')),
  page('firm-timeline', (ask) => firm(ask, '?tab=timeline')),
  page('screening', '/risk/screening'),
  page('lists', '/risk/lists?view=binding', 'risk-approver'),
  page(
    'list-entry',
    async (ask) => `/risk/lists/${(await listed(ask))?.id ?? 'none'}`,
    'risk-approver',
  ),
  page('cases', '/risk/cases'),
  page('alerts', '/risk/alerts'),
  page('log', '/risk/log', 'auditor'),
  page('firm-deals', (ask) => firm(ask, '?tab=deals')),
  page(
    'firm-statements',
    async (ask) => `/risk/firms/${await found(ask, '鹭明供应链')}?tab=statements`,
  ),
  page(
    'firm-litigation',
    async (ask) => `/risk/firms/${await found(ask, '鹭明供应链')}?tab=litigation`,
  ),
  page('firm-changes', async (ask) => `/risk/firms/${await found(ask, '鹭明供应链')}?tab=changes`),
  page('firm-report', async (ask) => `/risk/firms/${await found(ask, '鹭明供应链')}/report`),
  page('firm-conflicts', async (ask) => `/risk/firms/${await found(ask, '鹭明供应链')}`),
  page('firm-graph', async (ask) => `/risk/firms/${await found(ask, '海丝港投')}?tab=relations`),
  page(
    'firm-graph-list',
    async (ask) => `/risk/firms/${await found(ask, '海丝港投')}?tab=relations&as=list`,
  ),
  page('screening-answer', screened),
  page('bulk', '/risk/bulk'),
  page('bulk-decisions', '/risk/bulk?tab=decisions'),
  page('bulk-screening', bulk),
  page('imports', '/risk/imports'),
  page('survey-import', imported),
  page('overrides', '/risk/overrides', 'risk-approver'),
  page('disputes', '/risk/disputes'),
  page('alikes', '/risk/alikes'),
  page('scorecards', '/risk/scorecards'),
  page('scorecard', (ask) => card(ask)),
  page('scorecard-calibration', (ask) => card(ask, '?tab=calibration')),
  page('scorecard-beside', (ask) => card(ask, '?tab=beside')),
  page('scorecard-steps', (ask) => card(ask, '?tab=steps')),
  page('quality', '/risk/quality'),
  page('looks', '/risk/looks', 'auditor'),
  page('looks-evidence', '/risk/looks?tab=evidence', 'auditor'),
  page('case', acase),
];
