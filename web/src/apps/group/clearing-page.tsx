/** Clearing: the months and where each stands; what is open now. */
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Page, Panel, Stack } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDate, formatMonth } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { Periods } from './clearing-operations.ts';
import { monthState, useClearingTexts } from './clearing-texts.ts';

export function ClearingPage() {
  const t = useClearingTexts();
  const query = useAsk(Periods, {});
  useLiveRefresh(['clearing.']);
  const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;
  return (
    <Page title={t('clearing')} lead={t('clearingLead')}>
      <Asked query={query}>
        {({ clearingPeriods, clearingPositions }) => (
          <Stack>
            <DeskTable
              label={t('clearing')}
              rows={clearingPeriods}
              rowKey={({ month }) => month}
              empty={<EmptyState title={t('noPeriods')} />}
              columns={[
                {
                  key: 'month',
                  title: t('month'),
                  phone: 'title',
                  render: ({ month }) => (
                    <Link to={`/group/clearing/${month}`}>{formatMonth(month)}</Link>
                  ),
                },
                {
                  key: 'state',
                  title: t('state'),
                  phone: 'mark',
                  render: ({ state }) => <StateTag state={monthState(state)} />,
                },
                { key: 'lines', title: t('lines'), align: 'right', render: ({ lines }) => lines },
                {
                  key: 'cutOff',
                  title: t('cutOffAt'),
                  render: ({ cutOffAt }) => (cutOffAt === null ? '—' : <When at={cutOffAt} />),
                },
                {
                  key: 'due',
                  title: t('dueOn'),
                  render: ({ dueOn }) => (dueOn === null ? '—' : formatDate(dueOn)),
                },
              ]}
            />
            <Panel title={t('position')} flush>
              <DeskTable
                label={t('position')}
                rows={clearingPositions}
                rowKey={({ company }) => company}
                columns={[
                  {
                    key: 'company',
                    title: t('company'),
                    render: ({ company }) => companyName(company),
                  },
                  {
                    key: 'owes',
                    title: t('owes'),
                    align: 'right',
                    render: ({ owes }) => money(owes),
                  },
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
                ]}
              />
            </Panel>
          </Stack>
        )}
      </Asked>
    </Page>
  );
}
