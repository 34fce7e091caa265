/** The audit trail: each transaction once, with what came of it; and the events that could not be handled. */
import { Button, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, companyOptions, stateWord } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import { formatDecimal, formatMoney, formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { EFFECT_WORDS } from './member-texts.ts';
import { TRIGGER_WORDS } from './offer-texts.ts';
import { AuditTrail, HouseState, ReplayDeadLetter } from './overview-operations.ts';
import { useOverviewTexts } from './overview-texts.ts';

type Row = NonNullable<ResultOf<typeof AuditTrail>['transactions']['edges'][number]['node']>;

/** What sets offers off without being a transaction of a company. */
const NO_TRANSACTIONS: readonly string[] = ['MEMBER_ENROLLED', 'TIER_REACHED', 'CODE'];

const effectsOf = ({ effects }: Row): string =>
  inList(
    effects.items.map(
      ({ kind, amount, currency }) =>
        `${wordFor(EFFECT_WORDS, kind)}${currency === null || amount === null ? '' : ` ${currency === 'CNY' ? formatShortMoney(amount) : formatDecimal(amount)}`}`,
    ),
  );

function useColumns(): readonly Column<Row>[] {
  const t = useOverviewTexts();
  return [
    {
      key: 'kind',
      title: t('what'),
      phone: 'title',
      render: ({ kind, externalId }) => (
        <>
          {wordFor(TRIGGER_WORDS, kind)}
          <div className={`${css.mono} ${css.quiet}`}>{externalId.split(':')[0]}</div>
        </>
      ),
      text: ({ kind }) => wordFor(TRIGGER_WORDS, kind),
    },
    {
      key: 'company',
      title: t('company'),
      render: ({ subsidiary }) => companyName(subsidiary),
      text: ({ subsidiary }) => companyName(subsidiary),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      phone: 'mark',
      render: ({ amount }) => (
        <span className={css.amount}>{/^0(\.0+)?$/.test(amount) ? '—' : formatMoney(amount)}</span>
      ),
      text: ({ amount }) => amount,
    },
    {
      key: 'member',
      title: t('member'),
      render: ({ member }) =>
        member === null ? '—' : <Link to={`/group/members/${member.id}`}>{member.memberNo}</Link>,
      text: ({ member }) => member?.memberNo,
    },
    {
      key: 'effects',
      title: t('effects'),
      render: (row) => (
        <>
          {effectsOf(row) || '—'}{' '}
          {row.effects.status === 'PENDING' ? <StateTag state="PENDING" /> : null}
        </>
      ),
      text: (row) => effectsOf(row) || stateWord(row.effects.status),
    },
    {
      key: 'occurredAt',
      title: t('occurredAt'),
      render: ({ occurredAt }) => <When at={occurredAt} exact />,
      text: ({ occurredAt }) => occurredAt,
    },
  ];
}

export function AuditPage() {
  const t = useOverviewTexts();
  const [{ company, kind, from, to }, setFilters] = useFilters([
    ...(['company', 'kind', 'from', 'to', 'after'] as const),
  ]);
  const after = useCursor();
  const filter = {
    ...(company === undefined ? {} : { subsidiaries: [company] }),
    ...(kind === undefined ? {} : { kinds: [kind] }),
    ...(from === undefined ? {} : { occurredFrom: `${from}T00:00:00+08:00` }),
    ...(to === undefined
      ? {}
      : { occurredBefore: dayjs(`${to}T00:00:00+08:00`).add(1, 'day').toISOString() }),
  };
  const query = useAsk(AuditTrail, { filter, first: 20, after }, { keepPrevious: true });
  const columns = useColumns();
  return (
    <Page
      title={t('audit')}
      lead={t('auditLead')}
      actions={
        <ExportButton
          name={t('audit')}
          columns={columns}
          page={async (cursor) => {
            const { transactions } = await request(AuditTrail, {
              filter,
              first: 100,
              after: cursor,
            });
            return {
              rows: transactions.edges.flatMap(({ node }) => node ?? []),
              next: transactions.pageInfo.hasNextPage
                ? (transactions.pageInfo.endCursor ?? null)
                : null,
            };
          }}
        />
      }
    >
      <Stack>
        <DeadLetters />
        <div>
          <div className={css.filters}>
            <Select
              allowClear
              aria-label={t('company')}
              placeholder={t('company')}
              value={company ?? null}
              options={companyOptions()}
              onChange={(value: string | null) => setFilters({ company: value, after: null })}
              style={{ width: 140 }}
            />
            <Select
              allowClear
              aria-label={t('what')}
              placeholder={t('what')}
              value={kind ?? null}
              options={Object.keys(TRIGGER_WORDS)
                .filter((value) => !NO_TRANSACTIONS.includes(value))
                .map((value) => ({ value, label: wordFor(TRIGGER_WORDS, value) }))}
              onChange={(value: string | null) => setFilters({ kind: value, after: null })}
              style={{ width: 160 }}
            />
            <DatePicker.RangePicker
              allowEmpty
              aria-label={t('occurredAt')}
              value={[from === undefined ? null : dayjs(from), to === undefined ? null : dayjs(to)]}
              maxDate={dayjs()}
              onChange={(days) =>
                setFilters({
                  from: days?.[0]?.format('YYYY-MM-DD') ?? null,
                  to: days?.[1]?.format('YYYY-MM-DD') ?? null,
                  after: null,
                })
              }
              style={{ maxWidth: 280 }}
            />
          </div>
          <Asked query={query}>
            {({ transactions }) => (
              <>
                <DeskTable
                  label={t('audit')}
                  columns={columns}
                  rows={transactions.edges.flatMap(({ node }) => node ?? [])}
                  rowKey={({ id }) => id}
                  loading={query.isPlaceholderData}
                />
                <Pager pageInfo={transactions.pageInfo} />
              </>
            )}
          </Asked>
        </div>
      </Stack>
    </Page>
  );
}

function DeadLetters() {
  const t = useOverviewTexts();
  const query = useAsk(HouseState, {}, { refetchInterval: 15_000 });
  const replay = useOrder(ReplayDeadLetter);
  const mayReplay = useHasRole('operator');
  const letters = query.data?.deadLetters ?? [];
  if (letters.length === 0) return null;
  return (
    <Panel title={t('deadLetters')} flush>
      <DeskTable
        label={t('deadLetters')}
        rows={letters}
        rowKey={({ eventId, handler }) => `${eventId} ${handler}`}
        empty={<EmptyState title={t('noDeadLetters')} icon="check" />}
        columns={[
          {
            key: 'type',
            title: t('what'),
            render: ({ type }) => <span className={css.mono}>{type}</span>,
          },
          { key: 'error', title: t('error'), render: ({ lastError }) => lastError },
          {
            key: 'attempts',
            title: t('attempts'),
            align: 'right',
            render: ({ attempts }) => attempts,
          },
          { key: 'at', title: t('occurredAt'), render: ({ failedAt }) => <When at={failedAt} /> },
          {
            key: 'orders',
            title: '',
            render: ({ module, eventId }) =>
              mayReplay ? (
                <Button
                  size="small"
                  onClick={() => void replay.give({ module, eventId }, t('replayed'))}
                >
                  {t('replay')}
                </Button>
              ) : null,
          },
        ]}
      />
    </Panel>
  );
}
