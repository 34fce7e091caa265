/** An example of a third module: what members visited, with references back to the members. */

import {
  createBuilder,
  finishSubgraph,
  listLoaderOf,
  SIGNED_IN,
} from '../../../src/graphql/index.ts';
import type { RequestContext, Subgraph } from '../../../src/module.ts';
import { memberId } from './member-id.ts';

export interface VisitRow {
  readonly memberId: string;
  readonly shop: string;
  readonly at: Date;
}

interface Context extends RequestContext {
  readonly visits: ReturnType<typeof listLoaderOf<string, VisitRow>>;
}

export interface VisitsStore {
  readonly rows: readonly VisitRow[];
  readonly loads: number[];
}

export function createVisitsSubgraph(store: VisitsStore): Subgraph {
  const builder = createBuilder<Context>();
  const Member = builder.externalRef('Member', builder.selection<{ id: string }>('id'));
  const Visit = builder.objectRef<VisitRow>('Visit').implement({
    description: 'One visit to a shop.',
    fields: (t) => ({
      shop: t.exposeString('shop', { description: 'Name of the shop.' }),
      at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => at }),
      visitor: t.field({
        type: Member,
        nullable: true,
        description: 'Who came.',
        resolve: ({ memberId }) => ({ id: memberId }),
      }),
    }),
  });
  Member.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `mem_…`.' }) }),
    fields: (t) => ({
      visits: t.field({
        type: [Visit],
        nullable: true,
        description: 'Visits of this member, latest first.',
        resolve: ({ id }, _args, { visits }) => visits.load(id),
      }),
    }),
  });
  builder.queryField('latestVisits', (t) =>
    t.field({
      type: [Visit],
      description: 'The latest visits.',
      access: SIGNED_IN,
      resolve: () => store.rows.slice(0, 3),
    }),
  );
  return finishSubgraph(builder, {
    name: 'visits',
    context: () => ({
      visits: listLoaderOf(
        async (ids: readonly string[]) => {
          store.loads.push(ids.length);
          return store.rows.filter(({ memberId }) => ids.includes(memberId));
        },
        ({ memberId }) => memberId,
      ),
    }),
  });
}

export function makeVisits(members: number): VisitsStore {
  const rows = Array.from(
    { length: members * 2 },
    (_, index): VisitRow => ({
      memberId: memberId((index % members) + 1),
      shop: index % 2 === 0 ? '东门店' : '西门店',
      at: new Date(Date.UTC(2026, 5, 1, 0, index)),
    }),
  );
  return { rows, loads: [] };
}
