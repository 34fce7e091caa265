/** Lists: what waits for a second person first, then what binds. */
import { Segmented, Select } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { stateOptions, stateWord } from '../../desk/words.ts';
import { formatDate, shanghaiDay } from '../../format/dates.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked } from '../../ui/states.tsx';
import { RiskListEntries } from './inbox-operations.ts';
import { useInboxTexts } from './inbox-texts.ts';
import { LISTING_REASON_WORDS } from './risk-words.ts';

type Row = NonNullable<ResultOf<typeof RiskListEntries>['listEntries']['edges'][number]['node']>;
type List = Row['list'];

const VIEWS = ['inbox', 'binding', 'appeals', 'due', 'all'] as const;
const DUE_WITHIN_DAYS = 30;

function filterOf(view: string) {
  switch (view) {
    case 'binding':
      return { states: ['ACTIVE', 'APPEALED', 'UPHELD'] as const };
    case 'appeals':
      return { underAppeal: true };
    case 'due':
      return { reviewBefore: shanghaiDay(new Date(Date.now() + DUE_WITHIN_DAYS * 86_400_000)) };
    case 'all':
      return {};
    default:
      return { states: ['PROPOSED', 'UNDER_REVIEW', 'APPEALED'] as const };
  }
}

function useColumns(): readonly Column<Row>[] {
  const t = useInboxTexts();
  return [
    {
      key: 'firm',
      title: t('firm'),
      phone: 'title',
      render: ({ id, firm }) => (
        <>
          <Link to={`/risk/lists/${id}`}>{firm?.name}</Link>
          <div className={`${css.mono} ${css.quiet}`}>{firm?.code}</div>
        </>
      ),
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'list',
      title: t('list'),
      phone: 'mark',
      render: ({ list }) => <StateTag state={list} />,
      text: ({ list }) => stateWord(list),
    },
    {
      key: 'reason',
      title: t('reason'),
      render: ({ reasonCode }) => wordFor(LISTING_REASON_WORDS, reasonCode),
      text: ({ reasonCode }) => wordFor(LISTING_REASON_WORDS, reasonCode),
    },
    {
      key: 'state',
      title: t('state'),
      render: ({ state }) => <StateTag state={state} />,
      text: ({ state }) => stateWord(state),
    },
    {
      key: 'next',
      title: t('next'),
      render: ({ mayApprove, awaiting, state }) =>
        mayApprove ? (
          <Tag tone="warning">{t('yours')}</Tag>
        ) : awaiting !== null || state === 'PROPOSED' ? (
          <span className={css.quiet}>{t('others')}</span>
        ) : (
          '—'
        ),
    },
    {
      key: 'proposedAt',
      title: t('proposedAt'),
      render: ({ proposedAt }) => <When at={proposedAt} />,
      text: ({ proposedAt }) => proposedAt,
    },
    {
      key: 'reviewOn',
      title: t('reviewOn'),
      render: ({ reviewOn }) => formatDate(reviewOn),
      text: ({ reviewOn }) => reviewOn,
    },
  ];
}

export function ListsPage() {
  const t = useInboxTexts();
  const [{ view = 'inbox', list }, setFilters] = useFilters(['view', 'list', 'after']);
  const after = useCursor();
  const { states, ...rest } = { states: undefined, ...filterOf(view) };
  const filter = {
    ...rest,
    ...(states === undefined ? {} : { states: [...states] }),
    ...(list === undefined ? {} : { list: list as List }),
  };
  const query = useAsk(RiskListEntries, { filter, first: 20, after }, { keepPrevious: true });
  const columns = useColumns();
  useLiveRefresh(['credit.listing']);
  return (
    <Page
      title={t('lists')}
      lead={t('listsLead')}
      actions={
        <ExportButton
          name={t('lists')}
          columns={columns}
          page={async (cursor) => {
            const { listEntries } = await request(RiskListEntries, {
              filter,
              first: 100,
              after: cursor,
            });
            return {
              rows: listEntries.edges.flatMap(({ node }) => node ?? []),
              next: listEntries.pageInfo.hasNextPage
                ? (listEntries.pageInfo.endCursor ?? null)
                : null,
            };
          }}
        />
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(value) }))}
          onChange={(value) => setFilters({ view: value === 'inbox' ? null : value, after: null })}
        />
        <Select
          allowClear
          aria-label={t('list')}
          placeholder={t('list')}
          value={list ?? null}
          options={stateOptions(['BLACKLIST', 'WATCHLIST', 'WHITELIST'])}
          onChange={(value: string | null) => setFilters({ list: value, after: null })}
          style={{ width: 140 }}
        />
      </div>
      <Asked query={query}>
        {({ listEntries }) => (
          <>
            <DeskTable
              label={t('lists')}
              columns={columns}
              rows={listEntries.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={listEntries.pageInfo} total={listEntries.totalCount} />
          </>
        )}
      </Asked>
    </Page>
  );
}
