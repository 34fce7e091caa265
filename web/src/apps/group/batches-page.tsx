/** All batches of codes, by state; those that are being made move by themselves. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { BatchForm } from './batch-form.tsx';
import { Batches } from './batch-operations.ts';
import { BatchProgress } from './batch-progress.tsx';
import { ORIGIN_WORDS, useBatchTexts } from './batch-texts.ts';

type Row = NonNullable<ResultOf<typeof Batches>['couponBatches']['edges'][number]['node']>;
type State = Row['state'];
const STATES: readonly State[] = ['PENDING', 'GENERATING', 'READY', 'PAUSED', 'CLOSED'];
const AGAIN_MS = 3_000;

export const isBeingMade = (state: string): boolean =>
  state === 'PENDING' || state === 'GENERATING';

function useColumns(): readonly Column<Row>[] {
  const t = useBatchTexts();
  const count = (value: number) => (
    <span className={css.amount}>{formatDecimal(String(value))}</span>
  );
  return [
    {
      key: 'code',
      title: t('code'),
      phone: 'title',
      render: ({ id, code, origin }) => (
        <>
          <Link to={`/group/batches/${id}`}>{code}</Link>
          <div className={`${css.small} ${css.quiet}`}>{wordFor(ORIGIN_WORDS, origin)}</div>
        </>
      ),
      text: ({ code }) => code,
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state }) => <StateTag state={state} />,
      text: ({ state }) => stateWord(state),
    },
    {
      key: 'offer',
      title: t('offer'),
      render: ({ offer }) =>
        offer === null ? '—' : <Link to={`/group/offers/${offer.id}`}>{inLocale(offer.name)}</Link>,
      text: ({ offer }) => (offer === null ? '' : inLocale(offer.name)),
    },
    {
      key: 'progress',
      title: t('progress'),
      width: 200,
      render: (row) => <BatchProgress of={row} />,
      text: ({ made }) => made,
    },
    {
      key: 'claimed',
      title: t('claimed'),
      align: 'right',
      render: ({ claimed }) => count(claimed),
      text: ({ claimed }) => claimed,
    },
    {
      key: 'used',
      title: t('used'),
      align: 'right',
      render: ({ used }) => count(used),
      text: ({ used }) => used,
    },
    {
      key: 'expires',
      title: t('expiresAt'),
      render: ({ expiresAt }) => formatDate(expiresAt),
      text: ({ expiresAt }) => formatDate(expiresAt),
    },
    {
      key: 'created',
      title: t('createdAt'),
      phone: 'hide',
      render: ({ createdAt }) => <When at={createdAt} />,
      text: ({ createdAt }) => createdAt,
    },
  ];
}

export function BatchesPage() {
  const t = useBatchTexts();
  const common = useCommonTexts();
  const [{ state, offer }, setFilters] = useFilters(['state', 'offer', 'after']);
  const after = useCursor();
  const [isNew, setNew] = useState(false);
  const filter = {
    ...(state === undefined ? {} : { states: [state as State] }),
    ...(offer === undefined ? {} : { offerId: offer }),
  };
  const query = useAsk(
    Batches,
    { filter, first: 20, after },
    { keepPrevious: true, refetchInterval: AGAIN_MS },
  );
  useLiveRefresh(['coupon.batch-moved']);
  const columns = useColumns();
  const mayMake = useHasRole('operator');
  return (
    <Page
      title={t('batches')}
      lead={t('lead')}
      actions={
        <>
          <ExportButton
            name={t('batches')}
            columns={columns}
            page={async (cursor) => {
              const { couponBatches } = await request(Batches, {
                filter,
                first: 100,
                after: cursor,
              });
              const { edges, pageInfo } = couponBatches;
              return {
                rows: edges.flatMap(({ node }) => node ?? []),
                next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
              };
            }}
          />
          {mayMake ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
              {t('create')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={state ?? ''}
          options={[
            { value: '', label: common('all') },
            ...STATES.map((value) => ({ value, label: stateWord(value) })),
          ]}
          onChange={(value) => setFilters({ state: value, after: null })}
        />
      </div>
      <Asked query={query}>
        {({ couponBatches }) => (
          <>
            <DeskTable
              label={t('batches')}
              columns={columns}
              rows={couponBatches.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
              {...(state === undefined && offer === undefined
                ? { empty: <EmptyState title={t('none')} hint={t('noneHint')} /> }
                : {})}
            />
            <Pager pageInfo={couponBatches.pageInfo} />
          </>
        )}
      </Asked>
      <BatchForm isOpen={isNew} offerId={offer} onClose={() => setNew(false)} />
    </Page>
  );
}
