/** What the programme owes: as of a day, by company and month of expiry, with the interval of what will never be used. */
import { DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { Chart } from '../../desk/chart.tsx';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Figure, Figures, Page, Panel, Stack } from '../../desk/page.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDateTime, formatMonth, shanghaiDay } from '../../format/dates.ts';
import { formatDecimal, formatMoney, formatShortMoney, sumOf } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState, SkeletonPage } from '../../ui/states.tsx';
import { Currencies, Liability } from './finance-operations.ts';
import { useFinanceTexts } from './finance-texts.ts';
import { Recognised } from './recognised.tsx';

type View = ResultOf<typeof Liability>['pointsLiability'];
type Row = View['rows'][number];
const POINT = 'POINT';

/** The last moment of a day in Shanghai; of today it is now. */
function momentOf(day: string | undefined): string | null {
  return day === undefined || day >= shanghaiDay(new Date()) ? null : `${day}T23:59:59.999+08:00`;
}

export const percentOf = (rate: string): string => `${Math.round(Number(rate) * 1_000) / 10}%`;

export function LiabilityPage() {
  const t = useFinanceTexts();
  const [{ on, currency = POINT }, setFilters] = useFilters(['on', 'currency']);
  const { data } = useAsk(Currencies, {});
  const query = useAsk(Liability, { currency, asOf: momentOf(on) }, { keepPrevious: true });
  useLiveRefresh(['ledger.', 'clearing.']);
  const columns = useColumns();
  return (
    <Page
      title={t('liability')}
      lead={t('liabilityLead')}
      actions={
        <ExportButton
          name={t('liability')}
          columns={columns}
          page={async () => ({ rows: query.data?.pointsLiability.rows ?? [], next: null })}
        />
      }
    >
      <div className={css.filters}>
        <DatePicker
          aria-label={t('asOf')}
          placeholder={t('now')}
          prefix={t('asOf')}
          value={on === undefined ? null : dayjs(on)}
          maxDate={dayjs()}
          onChange={(day) => setFilters({ on: day?.format('YYYY-MM-DD') ?? null })}
          style={{ width: 220 }}
        />
        {(data?.pointCurrencies.length ?? 0) > 1 ? (
          <Select
            aria-label={t('currency')}
            value={currency}
            options={(data?.pointCurrencies ?? []).map(({ code, name }) => ({
              value: code,
              label: name,
            }))}
            onChange={(code: string) => setFilters({ currency: code === POINT ? null : code })}
            style={{ minWidth: 160 }}
          />
        ) : null}
      </div>
      <Stack>
        <Asked query={query} skeleton={<SkeletonPage />}>
          {({ pointsLiability }) => <Outstanding view={pointsLiability} columns={columns} />}
        </Asked>
        <Recognised currency={currency} />
      </Stack>
    </Page>
  );
}

function useColumns(): readonly Column<Row>[] {
  const t = useFinanceTexts();
  const month = ({ expiryMonth }: Row) =>
    expiryMonth === null ? t('noExpiry') : formatMonth(expiryMonth);
  return [
    {
      key: 'company',
      title: t('company'),
      phone: 'title',
      render: ({ company }) => companyName(company),
      text: ({ company }) => companyName(company),
    },
    { key: 'expiry', title: t('expiryMonth'), render: month, text: month },
    {
      key: 'age',
      title: t('ageTitle'),
      align: 'right',
      render: ({ ageMonths }) => (ageMonths === 0 ? t('ageNew') : t('age', { count: ageMonths })),
      text: ({ ageMonths }) => ageMonths,
    },
    {
      key: 'points',
      title: t('pointsTitle'),
      align: 'right',
      render: ({ points }) => <span className={css.amount}>{formatDecimal(points)}</span>,
      text: ({ points }) => points,
    },
    {
      key: 'value',
      title: t('value'),
      align: 'right',
      phone: 'mark',
      render: ({ value }) => <span className={css.amount}>{formatMoney(value)}</span>,
      text: ({ value }) => value,
    },
  ];
}

function Outstanding({
  view,
  columns,
}: {
  readonly view: View;
  readonly columns: readonly Column<Row>[];
}) {
  const t = useFinanceTexts();
  const { breakage } = view;
  return (
    <Stack>
      <Figures>
        <Figure
          label={t('expected')}
          value={formatShortMoney(view.expected)}
          note={
            !breakage.enoughHistory || view.expectedLow === view.expectedHigh
              ? undefined
              : t('range', {
                  low: formatShortMoney(view.expectedLow),
                  high: formatShortMoney(view.expectedHigh),
                })
          }
        />
        <Figure label={t('face')} value={formatShortMoney(view.value)} />
        <Figure label={t('points')} value={formatDecimal(view.points)} />
        <Figure
          label={t('breakage')}
          value={percentOf(breakage.rate)}
          note={
            breakage.enoughHistory ? (
              <>
                {t('breakageRange', {
                  low: percentOf(breakage.low),
                  high: percentOf(breakage.high),
                })}
                {` · ${t('cohorts', { count: breakage.cohorts })}`}
              </>
            ) : (
              t('shortHistory')
            )
          }
        />
      </Figures>
      {view.rows.length === 0 ? (
        <Panel>
          <EmptyState title={t('nothingOut')} />
        </Panel>
      ) : (
        <>
          <ByMonth rows={view.rows} />
          <Panel title={`${t('asOf')} ${formatDateTime(view.asOf)}`} flush>
            <DeskTable
              label={t('liability')}
              rows={view.rows}
              rowKey={({ company, expiryMonth, ageMonths }) =>
                `${company} ${expiryMonth} ${ageMonths}`
              }
              columns={columns}
            />
          </Panel>
        </>
      )}
    </Stack>
  );
}

/** One bar for each month of expiry, a part of it for each company. */
function ByMonth({ rows }: { readonly rows: readonly Row[] }) {
  const t = useFinanceTexts();
  const months = [...new Set(rows.map(({ expiryMonth }) => expiryMonth))].toSorted((a, b) =>
    (a ?? '9999').localeCompare(b ?? '9999'),
  );
  const companies = [...new Set(rows.map(({ company }) => company))];
  const name = (month: string | null) => (month === null ? t('noExpiry') : formatMonth(month));
  const of = (company: string, month: string | null) =>
    sumOf(
      rows
        .filter((row) => row.company === company && row.expiryMonth === month)
        .map(({ value }) => value),
    );
  const shown = months.map((month) => ({
    month,
    values: companies.map((company) => of(company, month)),
  }));
  return (
    <Panel title={t('byMonth')} hint={t('byMonthHint')}>
      <Chart
        label={shown
          .map(({ month, values }) => `${name(month)} ${formatMoney(sumOf(values))}`)
          .join('，')}
        height={Math.max(160, 72 + shown.length * 44)}
        option={(colours) => ({
          grid: { left: 4, right: 24, top: 36, bottom: 4, containLabel: true },
          legend: {
            top: 0,
            left: 0,
            icon: 'roundRect',
            textStyle: { color: colours.quiet },
          },
          tooltip: {
            trigger: 'axis',
            axisPointer: { type: 'shadow' },
            backgroundColor: colours.surface,
            borderColor: colours.line,
            textStyle: { color: colours.text },
          },
          xAxis: {
            type: 'value',
            splitNumber: 4,
            axisLabel: { color: colours.quiet, hideOverlap: true },
            splitLine: { lineStyle: { color: colours.line } },
          },
          yAxis: {
            type: 'category',
            inverse: true,
            data: shown.map(({ month }) => name(month)),
            axisLine: { show: false },
            axisTick: { show: false },
            axisLabel: { color: colours.text, fontSize: 13 },
          },
          series: companies.map((company, index) => ({
            type: 'bar',
            stack: 'value',
            name: companyName(company),
            barWidth: 22,
            itemStyle: { color: colours.series[index % colours.series.length] },
            data: shown.map(({ values }) => Number(values[index])),
          })),
        })}
        table={[
          [t('expiryMonth'), ...companies.map(companyName)],
          ...shown.map(({ month, values }) => [name(month), ...values.map((v) => formatMoney(v))]),
        ]}
      />
    </Panel>
  );
}
