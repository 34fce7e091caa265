/**
 * The graph around a firm. Parties stand on rings by their distance, so that two hundred of them can still be told
 * apart; only the nearest are named until one points at the others. The same relations are a table below.
 */
import { Segmented } from 'antd';
import { Link, useNavigate } from 'react-router';
import { Chart } from '../../desk/chart.tsx';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Note, Panel, Stack } from '../../desk/page.tsx';
import { When } from '../../desk/when.tsx';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { FirmRelations } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { CAUSE_WORDS, RELATION_WORDS } from './risk-words.ts';

type Firm = NonNullable<ResultOf<typeof FirmRelations>['firm']>;
type Graph = Firm['relations'];
type Party = Graph['parties'][number];

const RING = 170;
/** With more than this many, only the first ring carries names. */
const NAMED = 40;

export function Relations({ id }: { readonly id: string }) {
  const t = useInboxTexts();
  const [{ depth = '2' }, setFilters] = useFilters(['depth']);
  const query = useAsk(FirmRelations, { id, depth: Number(depth) }, { keepPrevious: true });
  return (
    <Asked query={query}>
      {({ firm }) =>
        firm === null || firm.relations.relations.length === 0 ? (
          <EmptyState title={t('noRelations')} />
        ) : (
          <Stack>
            <Panel
              title={t('relations')}
              hint={t('relationsHint')}
              extra={
                <Segmented
                  aria-label={t('depth')}
                  value={depth}
                  options={['1', '2', '3'].map((value) => ({
                    value,
                    label: `${t('depth')} ${value}`,
                  }))}
                  onChange={(value) => setFilters({ depth: value === '2' ? null : value })}
                />
              }
            >
              {firm.relations.cut ? <Note tone="info">{t('cut')}</Note> : null}
              <Drawn graph={firm.relations} />
            </Panel>
            {firm.relatedRisks.length === 0 ? null : <Risks firm={firm} />}
          </Stack>
        )
      }
    </Asked>
  );
}

const nameOf = ({ firm, label, key }: Party): string => firm?.name ?? label ?? key;

/** Rings by distance; within a ring the parties keep the angle of their order. */
function places(parties: readonly Party[]): ReadonlyMap<string, readonly [number, number]> {
  const rings = new Map<number, Party[]>();
  for (const party of parties)
    rings.set(party.distance, [...(rings.get(party.distance) ?? []), party]);
  return new Map(
    [...rings].flatMap(([distance, ring]) => {
      // A crowded ring is drawn wider, so that its parties keep apart.
      const radius = distance === 0 ? 0 : Math.max(distance * RING, (ring.length * 26) / 6.28);
      return ring.map((party, index) => {
        const angle = (index / ring.length) * 2 * Math.PI + distance * 0.4;
        return [party.key, [Math.cos(angle) * radius, Math.sin(angle) * radius]] as const;
      });
    }),
  );
}

function Drawn({ graph: { parties, relations } }: { readonly graph: Graph }) {
  const t = useInboxTexts();
  const navigate = useNavigate();
  const at = places(parties);
  const names = new Map(parties.map((party) => [party.key, nameOf(party)]));
  return (
    <Chart
      label={`${t('relations')} ${parties.length}`}
      height={520}
      onClick={(key) => {
        const firm = parties.find((party) => party.key === key)?.firm;
        if (firm !== null && firm !== undefined) void navigate(`/risk/firms/${firm.id}`);
      }}
      option={(colours) => ({
        tooltip: {
          backgroundColor: colours.surface,
          borderColor: colours.line,
          textStyle: { color: colours.text },
        },
        series: [
          {
            type: 'graph',
            layout: 'none',
            roam: true,
            scaleLimit: { min: 0.4, max: 6 },
            label: {
              position: 'bottom',
              color: colours.text,
              fontSize: 12,
              width: 130,
              overflow: 'truncate',
            },
            labelLayout: { hideOverlap: true },
            edgeSymbol: ['none', 'arrow'],
            edgeSymbolSize: 7,
            emphasis: { focus: 'adjacency', label: { show: true } },
            lineStyle: { color: colours.quiet, opacity: 0.55, curveness: 0.08 },
            data: parties.map((party) => {
              const [x, y] = at.get(party.key) ?? [0, 0];
              return {
                id: party.key,
                name: party.key,
                x,
                y,
                symbol: party.kind === 'FIRM' ? 'roundRect' : 'circle',
                symbolSize: party.distance === 0 ? 34 : party.kind === 'FIRM' ? 20 : 14,
                itemStyle: {
                  color:
                    party.distance === 0
                      ? colours.series[0]
                      : party.kind === 'FIRM'
                        ? colours.series[1]
                        : party.kind === 'PERSON'
                          ? colours.series[2]
                          : colours.quiet,
                },
                label: {
                  show: party.distance <= 1 || parties.length <= NAMED,
                  formatter: nameOf(party),
                },
                tooltip: { formatter: nameOf(party) },
              };
            }),
            links: relations.map(({ from, to, kind, share }) => ({
              source: from,
              target: to,
              lineStyle: {
                width: share === null ? 1.2 : 1 + Number(share) * 4,
                ...(kind === 'GUARANTEE' ? { type: 'dashed', color: colours.warning } : {}),
              },
              tooltip: { formatter: wordFor(RELATION_WORDS, kind) },
            })),
          },
        ],
      })}
      table={[
        [t('firm'), t('kind'), t('firm'), '%'],
        ...relations.map(({ from, to, kind, share }) => [
          names.get(from) ?? from,
          wordFor(RELATION_WORDS, kind),
          names.get(to) ?? to,
          share === null ? '' : `${(Number(share) * 100).toFixed(1)}`,
        ]),
      ]}
    />
  );
}

function Risks({ firm }: { readonly firm: Firm }) {
  const t = useInboxTexts();
  return (
    <Panel title={t('risks')} flush>
      <DeskTable
        label={t('risks')}
        rows={firm.relatedRisks}
        rowKey={({ source, cause }) => `${source?.id ?? ''} ${cause}`}
        columns={[
          {
            key: 'firm',
            title: t('firm'),
            render: ({ source }) => (
              <Link to={`/risk/firms/${source?.id ?? ''}`}>{source?.name}</Link>
            ),
          },
          { key: 'cause', title: t('what'), render: ({ cause }) => wordFor(CAUSE_WORDS, cause) },
          {
            key: 'steps',
            title: t('depth'),
            render: ({ steps }) => t('stepsAway', { count: steps }),
          },
          {
            key: 'weight',
            title: t('weight'),
            align: 'right',
            render: ({ weight }) => (
              <span className={css.amount}>{(Number(weight) * 100).toFixed(0)}%</span>
            ),
          },
          { key: 'since', title: t('raisedAt'), render: ({ since }) => <When at={since} /> },
        ]}
      />
    </Panel>
  );
}
