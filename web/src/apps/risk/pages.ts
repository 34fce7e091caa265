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
];
