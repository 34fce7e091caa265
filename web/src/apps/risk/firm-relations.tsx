/**
 * What surrounds a firm: a graph that can be moved and enlarged, filtered by kind of relation, and the same as a list that
 * is used with a keyboard; who is behind it; rings of guarantees; firms that may be it come again; trouble nearby.
 */
import { Checkbox, Pagination, Segmented } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable, useIsPhone } from '../../desk/desk-table.tsx';
import { Columns, Note, Panel, Stack } from '../../desk/page.tsx';
import { When } from '../../desk/when.tsx';
import { formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { formatList, wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { FirmRelations } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { RelationGraph } from './relation-graph.tsx';
import { nameOfParty, shareText } from './relation-words.ts';
import { CAUSE_WORDS, PHOENIX_WORDS, RELATION_WORDS } from './risk-words.ts';

type Firm = NonNullable<ResultOf<typeof FirmRelations>['firm']>;
type Party = Firm['relations']['parties'][number];
type Named = Pick<Party, 'firm' | 'label' | 'key' | 'kind'>;

function PartyLink({ party }: { readonly party: Named }) {
  return party.firm === null ? (
    nameOfParty(party)
  ) : (
    <Link to={`/risk/firms/${party.firm.id}`}>{party.firm.name}</Link>
  );
}

export function Relations({ id }: { readonly id: string }) {
  const t = useInboxTexts();
  const [{ depth = '2', without, as: wished, page = '1' }, setFilters] = useFilters([
    'depth',
    'without',
    'as',
    'page',
  ]);
  // A picture of two hundred has no room on a telephone; whoever wants it chooses it.
  const isPhone = useIsPhone();
  const as = wished ?? (isPhone ? 'list' : 'graph');
  const query = useAsk(FirmRelations, { id, depth: Number(depth) }, { keepPrevious: true });
  const hidden = (without ?? '').split(',').filter((kind) => kind !== '');
  return (
    <Asked query={query}>
      {({ firm }) => {
        if (firm === null || firm.relations.relations.length === 0)
          return <EmptyState title={t('noRelations')} />;
        const kinds = [...new Set(firm.relations.relations.map(({ kind }) => kind))].sort();
        const graph = shownPart(firm.relations, hidden);
        return (
          <Stack>
            <Panel
              title={`${t('relations')} · ${graph.parties.length - 1}`}
              hint={t(as === 'list' ? 'relationsListHint' : 'relationsHint')}
              extra={
                <div className={css.actions}>
                  <Segmented
                    aria-label={t('shownAs')}
                    value={as}
                    options={(['graph', 'list'] as const).map((value) => ({
                      value: value as string,
                      label: t(value === 'graph' ? 'asGraph' : 'asList'),
                    }))}
                    onChange={(value) => setFilters({ as: value })}
                  />
                  <Segmented
                    aria-label={t('depth')}
                    value={depth}
                    options={['1', '2', '3'].map((value) => ({
                      value,
                      label: t('depthOf', { count: value }),
                    }))}
                    onChange={(value) =>
                      setFilters({ depth: value === '2' ? null : value, page: null })
                    }
                  />
                </div>
              }
            >
              <Checkbox.Group
                aria-label={t('kind')}
                value={kinds.filter((kind) => !hidden.includes(kind))}
                options={kinds.map((value) => ({ value, label: wordFor(RELATION_WORDS, value) }))}
                onChange={(chosen) =>
                  setFilters({
                    without: kinds.filter((kind) => !chosen.includes(kind)).join(',') || null,
                    page: null,
                  })
                }
                style={{ marginBottom: 12, display: 'flex', flexWrap: 'wrap', gap: '4px 12px' }}
              />
              {firm.relations.cut ? <Note tone="info">{t('cut')}</Note> : null}
              {as === 'list' ? (
                <RelationList
                  graph={graph}
                  page={Number(page)}
                  onPage={(next) => setFilters({ page: next === 1 ? null : String(next) })}
                />
              ) : (
                <RelationGraph graph={graph} />
              )}
            </Panel>
            <Columns>
              {firm.ultimateOwners.length === 0 ? null : <Owners firm={firm} />}
              {firm.guaranteeRings.length === 0 ? null : <Rings firm={firm} />}
              {firm.phoenixSuspects.length === 0 ? null : <Phoenix firm={firm} />}
            </Columns>
            {firm.relatedRisks.length === 0 ? null : <Risks firm={firm} />}
          </Stack>
        );
      }}
    </Asked>
  );
}

/** Without these kinds, and without whom nothing of the rest leads to. */
export function shownPart(
  { parties, relations }: Firm['relations'],
  hidden: readonly string[],
): Pick<Firm['relations'], 'parties' | 'relations'> {
  const left = relations.filter(({ kind }) => !hidden.includes(kind));
  const root = parties.find(({ distance }) => distance === 0);
  const reached = new Set(root === undefined ? [] : [root.key]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { from, to } of left) {
      if (reached.has(from) === reached.has(to)) continue;
      reached.add(from).add(to);
      grew = true;
    }
  }
  return {
    parties: parties.filter(({ key }) => reached.has(key)),
    relations: left.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}

/** As many lines as one reads without losing the place. */
const PAGE_SIZE = 25;

function RelationList({
  graph: { parties, relations },
  page,
  onPage,
}: {
  readonly graph: Pick<Firm['relations'], 'parties' | 'relations'>;
  readonly page: number;
  readonly onPage: (page: number) => void;
}) {
  const t = useInboxTexts();
  const byKey = new Map(parties.map((party) => [party.key, party]));
  const party = (key: string) => {
    const found = byKey.get(key);
    return found === undefined ? '—' : <PartyLink party={found} />;
  };
  const distance = (key: string) => byKey.get(key)?.distance ?? 0;
  const sorted = [...relations].sort(
    (a, b) =>
      Math.max(distance(a.from), distance(a.to)) - Math.max(distance(b.from), distance(b.to)),
  );
  const last = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE));
  const here = Math.min(Math.max(1, Math.trunc(page) || 1), last);
  return (
    <>
      <DeskTable
        label={t('relations')}
        rows={sorted.slice((here - 1) * PAGE_SIZE, here * PAGE_SIZE)}
        rowKey={({ from, to, kind }) => `${from} ${kind} ${to}`}
        columns={[
          { key: 'from', title: t('whoHolds'), phone: 'title', render: ({ from }) => party(from) },
          {
            key: 'kind',
            title: t('kind'),
            phone: 'mark',
            render: ({ kind }) => wordFor(RELATION_WORDS, kind),
          },
          { key: 'to', title: t('ofWhom'), render: ({ to }) => party(to) },
          {
            key: 'share',
            title: t('shareOrAmount'),
            align: 'right',
            render: ({ share, amount }) => (
              <span className={css.amount}>
                {share !== null
                  ? shareText(share)
                  : amount !== null
                    ? formatShortMoney(amount)
                    : '—'}
              </span>
            ),
          },
        ]}
      />
      {sorted.length <= PAGE_SIZE ? null : (
        <Pagination
          align="end"
          responsive
          current={here}
          pageSize={PAGE_SIZE}
          showSizeChanger={false}
          total={sorted.length}
          onChange={onPage}
          style={{ marginTop: 12 }}
        />
      )}
    </>
  );
}

function Owners({ firm }: { readonly firm: Firm }) {
  const t = useInboxTexts();
  return (
    <Panel title={t('owners')} hint={t('ownersHint')}>
      <ul className={css.stack} style={{ gap: 10 }}>
        {firm.ultimateOwners.map(({ party, share, controls, chains }) => (
          <li key={party.key}>
            <div className={css.timelineHead}>
              <strong>
                <PartyLink party={party} />
              </strong>
              <span className={css.amount}>
                {share === null ? '' : shareText(share)} {controls ? `· ${t('controls')}` : ''}
              </span>
            </div>
            {chains.map(({ path }, index) => (
              <p key={index} className={`${css.small} ${css.quiet}`}>
                {path.map(nameOfParty).join(' → ')}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Rings({ firm }: { readonly firm: Firm }) {
  const t = useInboxTexts();
  return (
    <Panel title={t('rings')} hint={t('ringsHint')}>
      <ul className={css.stack} style={{ gap: 10 }}>
        {firm.guaranteeRings.map(({ parties }) => (
          <li key={parties.map(({ key }) => key).join()}>
            {parties.map((party) => (
              <span key={party.key}>
                <PartyLink party={party} /> →{' '}
              </span>
            ))}
            <span className={css.quiet}>{t('backToStart')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Phoenix({ firm }: { readonly firm: Firm }) {
  const t = useInboxTexts();
  return (
    <Panel title={t('phoenix')} hint={t('phoenixHint')}>
      <ul className={css.stack} style={{ gap: 10 }}>
        {firm.phoenixSuspects.map(({ firm: suspect, reasons }) => (
          <li key={suspect?.id ?? ''}>
            <Link to={`/risk/firms/${suspect?.id ?? ''}`}>{suspect?.name}</Link>
            <p className={`${css.small} ${css.quiet}`}>
              {formatList(reasons.map((reason) => wordFor(PHOENIX_WORDS, reason)))}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
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
            phone: 'title',
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
