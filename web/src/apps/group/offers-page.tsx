/** All offers, by state. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { Link, useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { formatDate } from '../../format/dates.ts';
import { inList } from '../../format/lists.ts';
import { formatBps } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked } from '../../ui/states.tsx';
import { DeskOffers } from './offer-operations.ts';
import { DATE_WORDS, TRIGGER_WORDS, useOfferTexts } from './offer-texts.ts';

type Row = NonNullable<ResultOf<typeof DeskOffers>['offers']['edges'][number]['node']>;
type State = Row['state'];
const STATES: readonly State[] = ['LIVE', 'SCHEDULED', 'DRAFT', 'PAUSED', 'ENDED'];

export const fundingInWords = (funding: Row['funding']): string =>
  inList(
    funding.map(({ subsidiary, shareBps }) => `${companyName(subsidiary)} ${formatBps(shareBps)}`),
  );

const setOffBy = ({ triggers, dates }: Row): string =>
  inList([
    ...triggers.map((kind) => wordFor(TRIGGER_WORDS, kind)),
    ...dates.map(({ of }) => wordFor(DATE_WORDS, of)),
  ]);

function useColumns(): readonly Column<Row>[] {
  const t = useOfferTexts();
  const period = ({ startsAt, endsAt }: Row) =>
    `${formatDate(startsAt)} – ${endsAt === null ? t('openEnd') : formatDate(endsAt)}`;
  return [
    {
      key: 'name',
      title: t('name'),
      phone: 'title',
      render: (row) => (
        <>
          <Link to={`/group/offers/${row.id}`}>{inLocale(row.name)}</Link>
          <div className={`${css.small} ${css.quiet}`}>{row.code}</div>
        </>
      ),
      text: (row) => inLocale(row.name),
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state }) => <StateTag state={state} />,
      text: ({ state }) => stateWord(state),
    },
    {
      key: 'triggers',
      title: t('triggers'),
      render: setOffBy,
      text: setOffBy,
    },
    {
      key: 'funding',
      title: t('paidBy'),
      render: ({ funding }) => fundingInWords(funding),
      text: ({ funding }) => fundingInWords(funding),
    },
    { key: 'period', title: t('period'), render: period, text: period },
    {
      key: 'version',
      title: t('version'),
      align: 'right',
      phone: 'hide',
      render: ({ version }) => version,
      text: ({ version }) => version,
    },
  ];
}

export function OffersPage() {
  const t = useOfferTexts();
  const common = useCommonTexts();
  const navigate = useNavigate();
  const [{ state }, setFilters] = useFilters(['state', 'after']);
  const after = useCursor();
  const filter = state === undefined ? {} : { states: [state as State] };
  const query = useAsk(DeskOffers, { filter, first: 20, after }, { keepPrevious: true });
  const columns = useColumns();
  const mayMake = useHasRole('operator');
  return (
    <Page
      title={t('offers')}
      lead={t('lead')}
      actions={
        <>
          <ExportButton
            name={t('offers')}
            columns={columns}
            page={async (cursor) => {
              const { offers } = await request(DeskOffers, { filter, first: 100, after: cursor });
              return {
                rows: offers.edges.flatMap(({ node }) => node ?? []),
                next: offers.pageInfo.hasNextPage ? (offers.pageInfo.endCursor ?? null) : null,
              };
            }}
          />
          {mayMake ? (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => void navigate('/group/offers/new')}
            >
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
        {({ offers }) => (
          <>
            <DeskTable
              label={t('offers')}
              columns={columns}
              rows={offers.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={offers.pageInfo} />
          </>
        )}
      </Asked>
    </Page>
  );
}
