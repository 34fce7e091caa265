/** The pages of the group's desk that are photographed and tested for accessibility. */
import type { Ask, PageShot } from '../pages.ts';

const page = (name: string, path: PageShot['path'], as: PageShot['as'] = 'operator'): PageShot => ({
  name: `group-${name}`,
  path,
  as,
});

/** Somebody of whom there is something to see: the first who has points. */
async function firstMember(ask: Ask, tab = ''): Promise<string> {
  const { members } = await ask<{
    members: { edges: { node: { id: string; points: { available: string } | null } }[] };
  }>('{ members(first: 50) { edges { node { id points { available } } } } }');
  const nodes = members.edges.map(({ node }) => node);
  const one = nodes.find(({ points }) => points !== null && points.available !== '0') ?? nodes[0];
  return `/group/members/${one?.id ?? 'none'}${tab}`;
}

async function firstOffer(ask: Ask, rest = ''): Promise<string> {
  const { offers } = await ask<{ offers: { edges: { node: { id: string; code: string } }[] } }>(
    '{ offers(first: 20) { edges { node { id code } } } }',
  );
  const nodes = offers.edges.map(({ node }) => node);
  const shown = nodes.find(({ code }) => code === 'CAR-TO-HOME') ?? nodes[0];
  return `/group/offers/${shown?.id ?? 'none'}${rest}`;
}

async function firstMonth(ask: Ask): Promise<string> {
  const { clearingPeriods } = await ask<{ clearingPeriods: { month: string }[] }>(
    '{ clearingPeriods { month } }',
  );
  return `/group/clearing/${clearingPeriods[0]?.month ?? 'none'}`;
}

async function firstBatch(ask: Ask): Promise<string> {
  const { couponBatches } = await ask<{ couponBatches: { edges: { node: { id: string } }[] } }>(
    '{ couponBatches(first: 1) { edges { node { id } } } }',
  );
  return `/group/batches/${couponBatches.edges[0]?.node.id ?? 'none'}`;
}

async function firstStatement(ask: Ask): Promise<string> {
  const { clearingStatements } = await ask<{
    clearingStatements: { month: string; company: string }[];
  }>('{ clearingStatements { month company } }');
  const [shown] = clearingStatements.toSorted((a, b) => b.month.localeCompare(a.month));
  return `/group/clearing/${shown?.month ?? 'none'}/${shown?.company ?? 'none'}`;
}

export const PAGES: readonly PageShot[] = [
  page('overview', '/group'),
  page('members', '/group/members'),
  page('member', (ask) => firstMember(ask)),
  page('member-timeline', (ask) => firstMember(ask, '?tab=timeline')),
  page('member-activity', (ask) => firstMember(ask, '?tab=activity')),
  page('member-consents', (ask) => firstMember(ask, '?tab=consents')),
  page('reviews', '/group/reviews'),
  page('offers', '/group/offers'),
  page('offer', (ask) => firstOffer(ask)),
  page('offer-new', '/group/offers/new'),
  page('offer-edit', (ask) => firstOffer(ask, '/edit')),
  page('segments', '/group/segments'),
  {
    ...page('segment-new', '/group/segments'),
    steps: [{ click: '新建人群' }, { fill: '哪些会员', with: 'history.visits("retail", 90) > 0' }],
  },
  page('batches', '/group/batches'),
  page('batch', (ask) => firstBatch(ask)),
  page('partners', '/group/partners'),
  page('liability', '/group/liability'),
  page('run-offs', '/group/run-offs'),
  page('clearing', '/group/clearing'),
  page('clearing-month', firstMonth),
  page('clearing-statement', firstStatement),
  page('imports', '/group/imports'),
  page('quality', '/group/quality'),
  page('audit', '/group/audit', 'auditor'),
  page('staff', '/group/staff'),
  page('not-found', '/group/nowhere'),
];
