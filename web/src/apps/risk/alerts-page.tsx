/** Alerts: what changed at firms the group deals with; taken note of one by one or all that are shown. */
import { Button, Popconfirm, Segmented, Select } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { AcknowledgeAlerts, RiskAlerts } from './inbox-operations.ts';
import { ALERT_KIND_WORDS, alertWord, SEVERITY_WORDS, useInboxTexts } from './inbox-texts.ts';

type Row = NonNullable<ResultOf<typeof RiskAlerts>['creditAlerts']['edges'][number]['node']>;

export function AlertsPage() {
  const t = useInboxTexts();
  const [{ view = 'unread', severity, kind }, setFilters] = useFilters([
    'view',
    'severity',
    'kind',
    'after',
  ]);
  const after = useCursor();
  const filter = {
    ...(view === 'unread' ? { open: true } : {}),
    ...(severity === undefined ? {} : { severity: severity as Row['severity'] }),
    ...(kind === undefined ? {} : { kind: kind as Row['kind'] }),
  };
  const query = useAsk(RiskAlerts, { filter, first: 20, after }, { keepPrevious: true });
  const acknowledge = useOrder(AcknowledgeAlerts);
  const mayNote = useHasRole('risk_officer', 'risk_approver');
  useLiveRefresh(['credit.']);
  const rows = (query.data?.creditAlerts.edges ?? []).flatMap(({ node }) => node ?? []);
  const open = rows.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  const note = (alertIds: string[]) => void acknowledge.give({ alertIds }, t('acknowledged'));
  const columns: readonly Column<Row>[] = [
    {
      key: 'what',
      title: t('what'),
      phone: 'title',
      render: ({ code, kind }) => (
        <>
          {alertWord(code)}
          <div className={`${css.small} ${css.quiet}`}>{wordFor(ALERT_KIND_WORDS, kind)}</div>
        </>
      ),
      text: ({ code }) => alertWord(code),
    },
    {
      key: 'severity',
      title: t('severity'),
      phone: 'mark',
      text: ({ severity: grave }) => wordFor(SEVERITY_WORDS, grave),
      render: ({ severity: grave }) => (
        <Tag tone={grave === 'CRITICAL' ? 'bad' : grave === 'WARNING' ? 'warning' : 'info'}>
          {wordFor(SEVERITY_WORDS, grave)}
        </Tag>
      ),
    },
    {
      key: 'firm',
      title: t('firm'),
      render: ({ firm }) => <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>,
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'raisedAt',
      title: t('raisedAt'),
      render: ({ raisedAt }) => <When at={raisedAt} />,
      text: ({ raisedAt }) => raisedAt,
    },
    {
      key: 'note',
      title: '',
      align: 'right',
      render: ({ id, acknowledgedAt }) =>
        acknowledgedAt === null && mayNote ? (
          <Button size="small" onClick={() => note([id])}>
            {t('acknowledge')}
          </Button>
        ) : null,
    },
  ];
  return (
    <Page
      title={t('alerts')}
      lead={t('alertsLead')}
      actions={
        <>
          {mayNote && open.length > 0 ? (
            <Popconfirm
              title={t('acknowledgeAll')}
              description={t('acknowledgeAllSure', { count: open.length })}
              onConfirm={() => note(open.map(({ id }) => id))}
            >
              <Button loading={acknowledge.isRunning}>{t('acknowledgeAll')}</Button>
            </Popconfirm>
          ) : null}
          <ExportButton
            name={t('alerts')}
            columns={columns}
            page={async (cursor) => {
              const { creditAlerts } = await request(RiskAlerts, {
                filter,
                first: 100,
                after: cursor,
              });
              return {
                rows: creditAlerts.edges.flatMap(({ node }) => node ?? []),
                next: creditAlerts.pageInfo.hasNextPage
                  ? (creditAlerts.pageInfo.endCursor ?? null)
                  : null,
              };
            }}
          />
        </>
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={[
            { value: 'unread', label: t('unread') },
            { value: 'all', label: t('all') },
          ]}
          onChange={(value) => setFilters({ view: value === 'unread' ? null : value, after: null })}
        />
        <Select
          allowClear
          aria-label={t('severity')}
          placeholder={t('severity')}
          value={severity ?? null}
          options={Object.keys(SEVERITY_WORDS).map((value) => ({
            value,
            label: wordFor(SEVERITY_WORDS, value),
          }))}
          onChange={(value: string | null) => setFilters({ severity: value, after: null })}
          style={{ width: 140 }}
        />
        <Select
          allowClear
          aria-label={t('kind')}
          placeholder={t('kind')}
          value={kind ?? null}
          options={Object.keys(ALERT_KIND_WORDS).map((value) => ({
            value,
            label: wordFor(ALERT_KIND_WORDS, value),
          }))}
          onChange={(value: string | null | undefined) =>
            setFilters({ kind: value ?? null, after: null })
          }
          style={{ width: 140 }}
        />
      </div>
      <Asked query={query}>
        {({ creditAlerts }) => (
          <>
            <DeskTable
              label={t('alerts')}
              columns={columns}
              rows={rows}
              rowKey={({ id, company }) => `${id} ${company}`}
              loading={query.isPlaceholderData}
              empty={<EmptyState title={t('noAlerts')} icon="check" />}
            />
            <Pager pageInfo={creditAlerts.pageInfo} />
          </>
        )}
      </Asked>
    </Page>
  );
}
