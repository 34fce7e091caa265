/** Revenue of each company and month, and the next month's, by IFRS 15. */
import { Button } from 'antd';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Panel } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName } from '../../desk/words.ts';
import { formatMonth, shanghaiDay } from '../../format/dates.ts';
import { formatDecimal, formatMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { RecogniseRevenue, Recognitions } from './finance-operations.ts';
import { useFinanceTexts } from './finance-texts.ts';

type Row = ResultOf<typeof Recognitions>['revenueRecognitions'][number];

/** The month before this one in Shanghai. */
function lastMonth(): string {
  const [year = 0, month = 1] = shanghaiDay(new Date()).split('-').map(Number);
  return new Date(Date.UTC(year, month - 2, 1)).toISOString().slice(0, 7);
}

function useColumns(): readonly Column<Row>[] {
  const t = useFinanceTexts();
  const money = (
    key: 'allocated' | 'recognised' | 'revenue' | 'catchUp',
    title: string,
    phone?: 'mark',
  ): Column<Row> => ({
    key,
    title,
    align: 'right',
    ...(phone === undefined ? {} : { phone }),
    render: (row) => <span className={css.amount}>{formatMoney(row[key])}</span>,
    text: (row) => row[key],
  });
  const points = (key: 'redeemedPoints' | 'expectedPoints', title: string): Column<Row> => ({
    key,
    title,
    align: 'right',
    render: (row) => <span className={css.amount}>{formatDecimal(row[key])}</span>,
    text: (row) => row[key],
  });
  return [
    {
      key: 'month',
      title: t('month'),
      phone: 'title',
      render: ({ month, company }) => (
        <>
          {formatMonth(month)}
          <div className={`${css.small} ${css.quiet}`}>{companyName(company)}</div>
        </>
      ),
      text: ({ month }) => month,
    },
    money('revenue', t('revenueOf'), 'mark'),
    money('catchUp', t('catchUp')),
    money('recognised', t('recognised')),
    money('allocated', t('allocated')),
    points('redeemedPoints', t('redeemed')),
    points('expectedPoints', t('expectedPoints')),
  ];
}

export function Recognised({ currency }: { readonly currency: string }) {
  const t = useFinanceTexts();
  const query = useAsk(Recognitions, {});
  const recognise = useOrder(RecogniseRevenue);
  const mayRecognise = useHasRole('operator');
  const columns = useColumns();
  const month = lastMonth();
  const rowsOf = (rows: readonly Row[]) => rows.filter((row) => row.currency === currency);
  const isDone = rowsOf(query.data?.revenueRecognitions ?? []).some((row) => row.month === month);
  return (
    <Panel
      title={t('revenue')}
      hint={t('revenueHint')}
      flush
      extra={
        <span className={css.actions}>
          <ExportButton
            name={t('revenue')}
            columns={columns}
            page={async () => ({
              rows: rowsOf(query.data?.revenueRecognitions ?? []),
              next: null,
            })}
          />
          {mayRecognise && query.data !== undefined && !isDone ? (
            <Sure
              title={t('recogniseMonth', { month: formatMonth(month) })}
              description={t('recogniseSure')}
              onConfirm={() => recognise.give({ currency, month }, t('done'))}
            >
              <Button type="primary" loading={recognise.isRunning}>
                {t('recogniseMonth', { month: formatMonth(month) })}
              </Button>
            </Sure>
          ) : null}
        </span>
      }
    >
      <Asked query={query}>
        {({ revenueRecognitions }) => (
          <DeskTable
            label={t('revenue')}
            rows={rowsOf(revenueRecognitions)}
            rowKey={(row) => `${row.month} ${row.company}`}
            columns={columns}
            empty={<EmptyState title={t('noRevenue')} hint={t('noRevenueHint')} />}
          />
        )}
      </Asked>
    </Panel>
  );
}
