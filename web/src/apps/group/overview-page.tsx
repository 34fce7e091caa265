/** The overview: what the programme has out, how far coupons come, what flows between the companies, who owes whom. */
import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Chart, type ChartColours } from '../../desk/chart.tsx';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Columns, Figure, Figures, Page, Panel, Stack } from '../../desk/page.tsx';
import { StepBars } from '../../desk/step-bars.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDecimal, formatMoney, formatShortMoney, sumOf } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { queryKey, useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { OfferFunnel, Overview } from './overview-operations.ts';
import { useOverviewTexts } from './overview-texts.ts';

type View = ResultOf<typeof Overview>;

export function OverviewPage() {
  const t = useOverviewTexts();
  const query = useAsk(Overview, {});
  useLiveRefresh(['coupon.', 'ledger.', 'clearing.']);
  return (
    <Page title={t('overview')} lead={t('overviewLead')}>
      <Asked query={query}>
        {(view) => (
          <Stack>
            <Points view={view} />
            <Columns>
              <Flow view={view} />
              <Funnel view={view} />
            </Columns>
            <Columns>
              <Positions view={view} />
              <Members view={view} />
            </Columns>
          </Stack>
        )}
      </Asked>
    </Page>
  );
}

/** The sum of all accounts of a kind; the books carry some of them with a minus. */
function totalOf(view: View, kind: string): string {
  const accounts = view.pointsOutstanding?.accounts ?? [];
  const sum = sumOf(
    accounts.filter((account) => account.kind === kind).map(({ balance }) => balance),
    0,
  );
  return sum.replace(/^-/, '');
}

function Points({ view }: { readonly view: View }) {
  const t = useOverviewTexts();
  const points = view.pointsOutstanding;
  return (
    <Figures>
      <Figure
        label={t('memberFigure')}
        value={formatDecimal(
          String(view.dataQuality.reduce((sum, { members }) => sum + members, 0)),
        )}
        note={t('memberNote')}
      />
      <Figure
        label={t('liability')}
        value={formatDecimal(points?.available ?? '0')}
        note={t('liabilityNote', {
          pending: formatDecimal(points?.pending ?? '0'),
          held: formatDecimal(points?.held ?? '0'),
        })}
      />
      <Figure label={t('issued')} value={formatDecimal(totalOf(view, 'ISSUED'))} />
      <Figure label={t('burned')} value={formatDecimal(totalOf(view, 'REDEEMED'))} />
      <Figure
        label={t('flowSum')}
        value={formatShortMoney(sumOf(view.clearingBalances.map(({ amount }) => amount)))}
      />
    </Figures>
  );
}

/** A Sankey has no circles: payers stand on the left, those who honour on the right. */
function Flow({ view: { clearingBalances } }: { readonly view: View }) {
  const t = useOverviewTexts();
  const flows = clearingBalances.filter(({ amount }) => !/^-|^0(\.0+)?$/.test(amount));
  const payers = [...new Set(flows.map(({ debtor }) => debtor))];
  const creditors = [...new Set(flows.map(({ creditor }) => creditor))];
  // A company has its colour on either side.
  const companies = [...new Set([...payers, ...creditors])];
  const colourOf = ({ series }: ChartColours, code: string) =>
    series[companies.indexOf(code) % series.length];
  return (
    <Panel title={t('flow')} hint={t('flowHint')}>
      {flows.length === 0 ? (
        <EmptyState title={t('noFlow')} />
      ) : (
        <Chart
          label={flows
            .map(
              ({ debtor, creditor, amount }) =>
                `${companyName(debtor)} → ${companyName(creditor)} ${formatMoney(amount)}`,
            )
            .join('，')}
          height={280}
          option={(colours) => ({
            tooltip: {
              backgroundColor: colours.surface,
              borderColor: colours.line,
              textStyle: { color: colours.text },
            },
            series: [
              {
                type: 'sankey',
                // Names stand outside, where no flow runs through them.
                left: 84,
                right: 84,
                top: 8,
                bottom: 8,
                nodeGap: 22,
                nodeWidth: 12,
                draggable: false,
                label: {
                  ...{ color: colours.text, fontSize: 13, formatter: '{b}' },
                  ...{ width: 76, overflow: 'truncate' },
                },
                lineStyle: { color: 'gradient', opacity: 0.35 },
                data: [
                  ...payers.map((code) => ({
                    name: companyName(code),
                    label: { position: 'left' },
                    itemStyle: { color: colourOf(colours, code) },
                  })),
                  ...creditors.map((code) => ({
                    name: `${companyName(code)} `,
                    itemStyle: { color: colourOf(colours, code) },
                  })),
                ],
                links: flows.map(({ debtor, creditor, amount }) => ({
                  source: companyName(debtor),
                  target: `${companyName(creditor)} `,
                  value: Number(amount),
                })),
              },
            ],
          })}
          table={[
            [t('owes'), t('isOwed'), t('amount')],
            ...flows.map(({ debtor, creditor, amount }) => [
              companyName(debtor),
              companyName(creditor),
              formatMoney(amount),
            ]),
          ]}
        />
      )}
    </Panel>
  );
}

function Funnel({ view }: { readonly view: View }) {
  const t = useOverviewTexts();
  // Codes that nobody has taken yet would dwarf what members were given: batches have a page of their own.
  const offers = view.offers.edges.flatMap(({ node }) =>
    node === null || node.triggers.includes('CODE') ? [] : [node],
  );
  const asked = useQueries({
    queries: offers.map(({ id }) => ({
      queryKey: queryKey(OfferFunnel, { id }),
      queryFn: () => request(OfferFunnel, { id }),
    })),
  });
  const numbers = asked.flatMap(({ data }) => data?.offerNumbers ?? []);
  const sum = (pick: (of: (typeof numbers)[number]) => number) =>
    numbers.reduce((total, of) => total + pick(of), 0);
  const steps = [
    { name: t('couponsIssued'), value: sum(({ issued }) => issued) },
    { name: t('reserved'), value: sum(({ reserved }) => reserved) },
    { name: t('redeemed'), value: sum(({ redeemed }) => redeemed) },
  ];
  return (
    <Panel title={t('funnel')} hint={t('funnelHint')}>
      <StepBars label={t('funnel')} steps={steps} />
    </Panel>
  );
}

function Positions({ view: { clearingPositions } }: { readonly view: View }) {
  const t = useOverviewTexts();
  const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;
  return (
    <Panel title={t('position')} hint={t('positionHint')} flush>
      <DeskTable
        label={t('position')}
        rows={clearingPositions}
        rowKey={({ company }) => company}
        columns={[
          {
            key: 'company',
            title: t('company'),
            render: ({ company }) => <Link to="/group/clearing">{companyName(company)}</Link>,
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
        ]}
      />
    </Panel>
  );
}

function Members({ view: { dataQuality } }: { readonly view: View }) {
  const t = useOverviewTexts();
  const most = Math.max(1, ...dataQuality.map(({ members }) => members));
  return (
    <Panel title={t('members')} extra={<Link to="/group/quality">{t('quality')}</Link>}>
      <ul className={css.waterfall}>
        {dataQuality.map(({ subsidiary, members }) => (
          <li key={subsidiary} className={css.waterfallRow}>
            <span>{companyName(subsidiary)}</span>
            <span className={css.waterfallTrack} aria-hidden="true">
              <span
                style={{
                  left: 0,
                  width: `${(members / most) * 100}%`,
                  background: 'var(--accent)',
                }}
              />
            </span>
            <span className={css.waterfallValue}>{members}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
