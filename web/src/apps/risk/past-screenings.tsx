/** Screenings answered before, newest first: of one firm when one is chosen, of all otherwise. */
import { Select } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Panel } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName, companyOptions, stateOptions, stateWord } from '../../desk/words.ts';
import { formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { KIND_WORDS } from './risk-words.ts';
import { PastScreenings as Operation } from './screening-operations.ts';

type Row = NonNullable<ResultOf<typeof Operation>['screenings']['edges'][number]['node']>;

export function PastScreenings({ firmId }: { readonly firmId: string | undefined }) {
  const t = useRiskTexts();
  const [{ answer, by }, setFilters] = useFilters(['answer', 'by', 'after']);
  const after = useCursor();
  const filter = {
    ...(firmId === undefined ? {} : { firmId }),
    ...(answer === undefined ? {} : { answer: answer as Row['answer'] }),
    ...(by === undefined ? {} : { subsidiary: by }),
  };
  const query = useAsk(Operation, { filter, first: 15, after }, { keepPrevious: true });
  useLiveRefresh(['credit.firm-screened']);
  const columns: readonly Column<Row>[] = [
    {
      key: 'firm',
      title: t('firm'),
      phone: 'title',
      render: ({ id, firm }) => <Link to={`/risk/screening?shown=${id}`}>{firm?.name}</Link>,
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'answer',
      title: t('answer'),
      phone: 'mark',
      render: (row) => <StateTag state={row.answer} />,
      text: (row) => stateWord(row.answer),
    },
    {
      key: 'kind',
      title: t('kind'),
      render: ({ kind }) => wordFor(KIND_WORDS, kind),
      text: ({ kind }) => wordFor(KIND_WORDS, kind),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      render: ({ amount }) => <span className={css.amount}>{formatShortMoney(amount)}</span>,
      text: ({ amount }) => amount,
    },
    {
      key: 'company',
      title: t('company'),
      render: ({ subsidiary }) => companyName(subsidiary),
      text: ({ subsidiary }) => companyName(subsidiary),
    },
    {
      key: 'at',
      title: t('decidedAt'),
      render: ({ decidedAt }) => <When at={decidedAt} />,
      text: ({ decidedAt }) => decidedAt,
    },
  ];
  return (
    <Panel
      title={t('past')}
      extra={
        <ExportButton
          name={t('past')}
          columns={columns}
          page={async (cursor) => {
            const { screenings } = await request(Operation, { filter, first: 100, after: cursor });
            return {
              rows: screenings.edges.flatMap(({ node }) => node ?? []),
              next: screenings.pageInfo.hasNextPage
                ? (screenings.pageInfo.endCursor ?? null)
                : null,
            };
          }}
        />
      }
    >
      <div className={css.filters}>
        <Select
          allowClear
          aria-label={t('answer')}
          placeholder={t('answer')}
          value={answer ?? null}
          options={stateOptions(['PROCEED', 'REVIEW', 'REJECT'])}
          onChange={(value: string | null | undefined) =>
            setFilters({ answer: value ?? null, after: null })
          }
          style={{ width: 140 }}
        />
        <Select
          allowClear
          aria-label={t('company')}
          placeholder={t('company')}
          value={by ?? null}
          options={companyOptions()}
          onChange={(value: string | null | undefined) =>
            setFilters({ by: value ?? null, after: null })
          }
          style={{ width: 140 }}
        />
      </div>
      <Asked query={query}>
        {({ screenings }) => (
          <>
            <DeskTable
              label={t('past')}
              columns={columns}
              rows={screenings.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
              empty={<EmptyState title={t('noPast')} icon="shield" />}
            />
            <Pager pageInfo={screenings.pageInfo} />
          </>
        )}
      </Asked>
    </Panel>
  );
}
