/** Who did it: ids of colleagues as names, asked for all at once and remembered. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePersonId } from '../../desk/roles.ts';
import { graphql } from '../../graphql/graphql.ts';
import { request } from '../../graphql/request.ts';
import { useRiskTexts } from './risk-texts.ts';

const Colleagues = graphql(`
  query RiskColleagues($ids: [String!]!) {
    colleagues(ids: $ids) {
      id
      name
    }
  }
`);

const WAIT_MS = 20;
let waiting:
  | { readonly ids: Set<string>; readonly names: Promise<ReadonlyMap<string, string>> }
  | undefined;

/** Everybody whom a page names within a moment is asked for in one go. */
function nameOf(id: string): Promise<string | null> {
  if (waiting === undefined) {
    const ids = new Set<string>();
    const names = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS)).then(async () => {
      waiting = undefined;
      const { colleagues } = await request(Colleagues, { ids: [...ids] });
      return new Map((colleagues ?? []).map((person) => [person.id, person.name]));
    });
    waiting = { ids, names };
  }
  waiting.ids.add(id);
  return waiting.names.then((names) => names.get(id) ?? null);
}

/** A name; "me" for the reader; nothing while it is not known, never an id. */
export function Person({ id }: { readonly id: string | null | undefined }) {
  const t = useRiskTexts();
  const me = usePersonId();
  const client = useQueryClient();
  const known = typeof id === 'string' && id.startsWith('per_');
  const { data, isPending } = useQuery(
    {
      queryKey: ['person', id],
      queryFn: () => nameOf(id ?? ''),
      enabled: known,
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    },
    client,
  );
  if (!known) return <>{t('bySystem')}</>;
  if (isPending) return <span aria-busy="true">…</span>;
  const name = data ?? t('aColleague');
  return <>{id === me ? t('meNamed', { name }) : name}</>;
}
