/** One month of clearing: its next step, its statements, the fewest payments, disputes and reconciliations. */
import { Button, Steps } from 'antd';
import { Link, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable, useIsPhone } from '../../desk/desk-table.tsx';
import { Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, stateWord } from '../../desk/words.ts';
import { formatMonth } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState, NotFound } from '../../ui/states.tsx';
import { Disputes } from './clearing-disputes.tsx';
import {
  ApprovePeriod,
  Colleagues,
  CutOffPeriod,
  IssueStatements,
  Period,
  ReconcilePeriod,
} from './clearing-operations.ts';
import { Payments } from './clearing-payments.tsx';
import { AGAINST, KINDS, monthState, useClearingTexts } from './clearing-texts.ts';

export type PeriodView = NonNullable<ResultOf<typeof Period>['clearingPeriod']>;
const WAY = ['OPEN', 'CUT_OFF', 'RECONCILED', 'ISSUED', 'APPROVED', 'SETTLED'] as const;

const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;

export function ClearingPeriodPage() {
  const { month = '' } = useParams();
  const query = useAsk(Period, { month });
  useLiveRefresh(['clearing.']);
  return (
    <Asked query={query}>
      {({ clearingPeriod }) =>
        clearingPeriod === null ? (
          <NotFound home="/group/clearing" />
        ) : (
          <Shown period={clearingPeriod} />
        )
      }
    </Asked>
  );
}

function Shown({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  const isPhone = useIsPhone();
  const at = WAY.indexOf(period.state === 'DISPUTED' ? 'ISSUED' : period.state);
  return (
    <Page
      title={`${t('clearing')} ${formatMonth(period.month)}`}
      mark={<StateTag state={monthState(period.state)} />}
      back={{ to: '/group/clearing', label: t('clearing') }}
      actions={<NextStep period={period} />}
    >
      <Stack>
        <Panel>
          <Steps
            size="small"
            current={at}
            orientation={isPhone ? 'vertical' : 'horizontal'}
            items={WAY.map((state) => ({ title: stateWord(monthState(state)) }))}
          />
        </Panel>
        <Panel title={t('statements')} flush>
          <DeskTable
            label={t('statements')}
            rows={period.statements}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t('noStatements')} />}
            columns={[
              {
                key: 'company',
                title: t('company'),
                render: ({ company }) => (
                  <Link to={`/group/clearing/${period.month}/${company}`}>
                    {companyName(company)}
                  </Link>
                ),
              },
              { key: 'owes', title: t('owes'), align: 'right', render: ({ owes }) => money(owes) },
              {
                key: 'isOwed',
                title: t('isOwed'),
                align: 'right',
                render: ({ isOwed }) => money(isOwed),
              },
              {
                key: 'net',
                title: t('net'),
                align: 'right',
                phone: 'mark',
                render: ({ net }) => money(net),
              },
              {
                key: 'lines',
                title: t('lines'),
                align: 'right',
                render: ({ lineCount }) => lineCount,
              },
            ]}
          />
        </Panel>
        {period.payments.length === 0 ? null : <Payments period={period} />}
        {period.disputes.length === 0 ? null : <Disputes period={period} />}
        <Totals period={period} />
        {period.reconciliations.length === 0 ? null : <Reconciliations period={period} />}
        {period.steps.length === 0 ? null : <Way period={period} />}
      </Stack>
    </Page>
  );
}

function NextStep({ period: { month, state } }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  const cutOff = useOrder(CutOffPeriod);
  const reconcile = useOrder(ReconcilePeriod);
  const issue = useOrder(IssueStatements);
  const approve = useOrder(ApprovePeriod);
  if (!useHasRole('operator')) return null;
  const wish = { month };
  switch (state) {
    case 'OPEN':
      return (
        <Sure
          title={t('cutOff')}
          description={t('cutOffSure')}
          onConfirm={() => cutOff.give(wish, t('done'))}
        >
          <Button type="primary" loading={cutOff.isRunning}>
            {t('cutOff')}
          </Button>
        </Sure>
      );
    case 'CUT_OFF':
      return (
        <Button
          type="primary"
          loading={reconcile.isRunning}
          onClick={() => void reconcile.give(wish, t('done'))}
        >
          {t('reconcile')}
        </Button>
      );
    case 'RECONCILED':
      return (
        <Sure
          title={t('issue')}
          description={t('issueSure')}
          onConfirm={() => issue.give(wish, t('done'))}
        >
          <Button type="primary" loading={issue.isRunning}>
            {t('issue')}
          </Button>
        </Sure>
      );
    case 'ISSUED':
      return (
        <Sure
          title={t('approve')}
          description={`${t('approveSure')} ${t('anotherPerson')}`}
          onConfirm={() => approve.give(wish, t('done'))}
        >
          <Button type="primary" loading={approve.isRunning}>
            {t('approve')}
          </Button>
        </Sure>
      );
    default:
      return null;
  }
}

function Totals({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  return (
    <Panel title={t('totals')} flush>
      <DeskTable
        label={t('totals')}
        rows={period.totals}
        rowKey={({ debtor, creditor, kind }) => `${debtor} ${creditor} ${kind}`}
        empty={<EmptyState />}
        columns={[
          {
            key: 'pair',
            title: t('debtor'),
            render: ({ debtor, creditor }) => `${companyName(debtor)} → ${companyName(creditor)}`,
          },
          { key: 'kind', title: t('kind'), render: ({ kind }) => wordFor(KINDS, kind) },
          { key: 'lines', title: t('lines'), align: 'right', render: ({ lines }) => lines },
          {
            key: 'amount',
            title: t('amount'),
            align: 'right',
            phone: 'mark',
            render: ({ amount }) => money(amount),
          },
        ]}
      />
    </Panel>
  );
}

function Reconciliations({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  return (
    <Panel title={t('reconciliations')} flush>
      <DeskTable
        label={t('reconciliations')}
        rows={period.reconciliations}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'against',
            title: t('against'),
            render: ({ against, company }) =>
              [wordFor(AGAINST, against), companyName(company)].filter(Boolean).join(' · '),
          },
          { key: 'matched', title: t('matched'), align: 'right', render: ({ matched }) => matched },
          {
            key: 'here',
            title: t('missingHere'),
            align: 'right',
            render: ({ missingHere }) => missingHere,
          },
          {
            key: 'there',
            title: t('missingThere'),
            align: 'right',
            render: ({ missingThere }) => missingThere,
          },
          {
            key: 'different',
            title: t('different'),
            align: 'right',
            render: ({ different }) => different,
          },
          { key: 'at', title: t('when'), render: ({ madeAt }) => <When at={madeAt} exact /> },
        ]}
      />
    </Panel>
  );
}

/** Who took which step, and when. */
function Way({ period: { steps } }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  const ids = [...new Set(steps.flatMap(({ byPerson }) => byPerson ?? []))];
  const { data } = useAsk(Colleagues, { ids }, { enabled: ids.length > 0 });
  const name = (id: string | null) =>
    id === null
      ? t('system')
      : (data?.colleagues.find((one) => one.id === id)?.name ?? t('system'));
  return (
    <Panel title={t('steps')} flush>
      <DeskTable
        label={t('steps')}
        rows={steps}
        rowKey={({ state, at }) => `${state} ${at}`}
        columns={[
          {
            key: 'state',
            title: t('state'),
            phone: 'title',
            render: ({ state }) => <StateTag state={state} />,
          },
          { key: 'person', title: t('person'), render: ({ byPerson }) => name(byPerson) },
          {
            key: 'note',
            title: t('text'),
            // What a system notes is for systems.
            render: ({ note, byPerson }) => (byPerson === null ? '—' : note || '—'),
          },
          { key: 'at', title: t('when'), render: ({ at }) => <When at={at} exact /> },
        ]}
      />
    </Panel>
  );
}
