/** One scorecard: how it did on cases it had never seen, its bins, its calibration, and how it does beside the champion. */
import { Button, Popconfirm } from 'antd';
import { useParams } from 'react-router';
import { Chart } from '../../../desk/chart.tsx';
import css from '../../../desk/desk.module.css';
import { DeskTable } from '../../../desk/desk-table.tsx';
import { Facts, Figure, Figures, Note, Page, Panel, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import { Tabs } from '../../../desk/tabs.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Asked, EmptyState, NotFound } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { Grade } from '../grade.tsx';
import { Person } from '../people.tsx';
import { Characteristics } from './scorecard-bins.tsx';
import { CardState, Drift, percent, ratio } from './scorecards-page.tsx';
import {
  ChallengeScorecard,
  DecideScorecard,
  RiskScorecard,
  WithdrawScorecard,
} from './workbench-operations.ts';
import { CARD_ACT_WORDS, SPLIT_WORDS, useWorkbenchTexts } from './workbench-texts.ts';

type Card = NonNullable<ResultOf<typeof RiskScorecard>['scorecard']>;

export function ScorecardPage() {
  const { cardId = '' } = useParams();
  const query = useAsk(RiskScorecard, { id: cardId });
  useLiveRefresh(['credit.scorecard']);
  return (
    <Asked query={query}>
      {({ scorecard }) =>
        scorecard === null ? <NotFound home="/risk/scorecards" /> : <Shown card={scorecard} />
      }
    </Asked>
  );
}

function Shown({ card }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  const beside = (of: 'auc' | 'ks' | 'gini') => `${t('onTraining')} ${ratio(card.train[of])}`;
  return (
    <Page
      title={`${card.name} · ${t('version', { no: card.version })}`}
      mark={
        <>
          <CardState state={card.state} />
          {card.deployable ? null : <Tag tone="neutral">{t('study')}</Tag>}
        </>
      }
      lead={
        <>
          <When at={card.fittedAt} exact /> · {card.fileName}
        </>
      }
      back={{ to: '/risk/scorecards', label: t('scorecards') }}
      actions={<Orders card={card} />}
    >
      <Stack>
        {card.awaiting === null ? null : (
          <Note tone="warning">
            {t('waits', { act: t(card.awaiting === 'PROMOTE' ? 'promote' : 'retire') })}
          </Note>
        )}
        <Figures>
          <Figure
            label={`${t('auc')} · ${t('onUnseen')}`}
            value={ratio(card.test.auc)}
            note={beside('auc')}
          />
          <Figure
            label={`${t('ks')} · ${t('onUnseen')}`}
            value={ratio(card.test.ks)}
            note={beside('ks')}
          />
          <Figure
            label={`${t('gini')} · ${t('onUnseen')}`}
            value={ratio(card.test.gini)}
            note={beside('gini')}
          />
          <Figure label={t('psi')} value={ratio(card.psi)} note={<Drift drift={card.drift} />} />
        </Figures>
        <Tabs
          label={card.name}
          items={[
            {
              key: 'bins',
              label: t('characteristics'),
              children: <Characteristics card={card} />,
            },
            { key: 'calibration', label: t('calibration'), children: <Calibration card={card} /> },
            { key: 'beside', label: t('comparison'), children: <Comparison card={card} /> },
            { key: 'steps', label: t('steps'), children: <Steps card={card} /> },
          ]}
        />
      </Stack>
    </Page>
  );
}

function Calibration({ card: { calibration } }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  const bands = calibration.map(({ from, to }) => `${Math.round(from)}–${Math.round(to)}`);
  const line = (name: string, values: readonly string[], colour: string | undefined) => ({
    name,
    type: 'line',
    data: values.map((value) => Number((Number(value) * 100).toFixed(2))),
    symbolSize: 7,
    lineStyle: { color: colour, width: 2 },
    itemStyle: { color: colour },
  });
  return (
    <Panel title={t('calibration')} hint={t('calibrationHint')}>
      <Chart
        label={t('calibration')}
        height={320}
        option={(colours) => ({
          grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
          legend: { top: 0, left: 0, textStyle: { color: colours.text } },
          tooltip: {
            trigger: 'axis',
            backgroundColor: colours.surface,
            borderColor: colours.line,
            textStyle: { color: colours.text },
          },
          xAxis: {
            type: 'category',
            data: bands,
            axisLabel: { color: colours.quiet, hideOverlap: true },
            axisLine: { lineStyle: { color: colours.line } },
          },
          yAxis: {
            type: 'value',
            axisLabel: { color: colours.quiet, formatter: '{value}%' },
            splitLine: { lineStyle: { color: colours.line } },
          },
          series: [
            line(
              t('expected'),
              calibration.map(({ expected }) => expected),
              colours.series[1],
            ),
            line(
              t('observed'),
              calibration.map(({ observed }) => observed),
              colours.series[2],
            ),
          ],
        })}
        table={[
          [t('scores'), t('cases'), t('expected'), t('observed')],
          ...calibration.map(({ cases, expected, observed }, index) => [
            bands[index] ?? '',
            cases,
            percent(expected),
            percent(observed),
          ]),
        ]}
      />
    </Panel>
  );
}

function Comparison({ card: { comparison } }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  if (comparison.firms === 0)
    return <EmptyState title={t('notShadowed')} hint={t('comparisonHint')} />;
  const share = percent(comparison.agreed / comparison.firms);
  const both = (of: 'auc' | 'ks') =>
    comparison.champion === null || comparison.challenger === null
      ? null
      : `${ratio(comparison.champion[of])} → ${ratio(comparison.challenger[of])}`;
  return (
    <Stack>
      <Figures>
        <Figure label={t('firms')} value={comparison.firms} />
        <Figure
          label={t('agreed')}
          value={share}
          note={`${comparison.agreed} / ${comparison.firms}`}
        />
        <Figure
          label={t('meanScore')}
          value={`${Math.round(comparison.meanChampion)} → ${Math.round(comparison.meanChallenger)}`}
        />
        <Figure label={t('psi')} value={ratio(comparison.psi)} />
      </Figures>
      <Panel title={t('migrations')} hint={t('comparisonHint')} flush>
        <DeskTable
          label={t('migrations')}
          rows={comparison.migrations}
          rowKey={({ from, to }) => `${from} ${to}`}
          columns={[
            {
              key: 'from',
              title: t('champion'),
              phone: 'title',
              render: ({ from }) => <Grade grade={from} />,
            },
            {
              key: 'to',
              title: t('challenger'),
              phone: 'mark',
              render: ({ to }) => <Grade grade={to} />,
            },
            { key: 'firms', title: t('firms'), align: 'right', render: ({ firms }) => firms },
          ]}
        />
      </Panel>
      <Facts
        items={[
          [t('ended'), comparison.ended],
          [t('bad'), comparison.bad],
          [t('auc'), both('auc') ?? t('noOutcomes')],
          [t('ks'), both('ks')],
        ]}
      />
    </Stack>
  );
}

function Steps({ card }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  const part = ({ cases, bad, from, to }: Card['test']) =>
    `${cases} · ${t('badCases')} ${bad}${from === null ? '' : ` · ${from} – ${to ?? ''}`}`;
  return (
    <Stack>
      <Panel title={t('data')}>
        <Facts
          items={[
            [t('file'), card.fileName],
            [t('split'), wordFor(SPLIT_WORDS, card.split)],
            [t('onTraining'), part(card.train)],
            [t('onUnseen'), part(card.test)],
            [
              'SHA-256',
              <code key="h" className={css.mono}>
                {card.fileSha256}
              </code>,
            ],
          ]}
        />
      </Panel>
      <Panel title={t('steps')}>
        <ul className={css.timeline}>
          {[...card.steps].reverse().map((step) => (
            <li key={step.no}>
              <div className={css.timelineHead}>
                <strong>{wordFor(CARD_ACT_WORDS, step.act)}</strong>
                <span className={`${css.small} ${css.quiet}`}>
                  <Person id={step.person} /> · <When at={step.at} exact />
                </span>
              </div>
              {step.note === null ? null : (
                <p className={`${css.small} ${css.quiet}`}>{step.note}</p>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </Stack>
  );
}

function Orders({ card }: { readonly card: Card }) {
  const t = useWorkbenchTexts();
  const challenge = useOrder(ChallengeScorecard);
  const decide = useOrder(DecideScorecard);
  const withdraw = useOrder(WithdrawScorecard);
  const mayAct = useHasRole('risk_officer', 'risk_approver');
  if (!mayAct) return null;
  const wish = { scorecardId: card.id };
  const ask = async (decision: 'PROMOTE' | 'RETIRE'): Promise<void> => {
    const done = await decide.give({ ...wish, decision });
    if (done?.__typename === 'SteppedScorecard')
      toast(t(done.awaiting === null ? 'decided' : 'asked'));
  };
  const isOpen = card.state === 'DRAFT' || card.state === 'CHALLENGER';
  return (
    <>
      {isOpen ? (
        <Button
          loading={withdraw.isRunning}
          onClick={() => void withdraw.give(wish, t('withdrawn'))}
        >
          {t('withdraw')}
        </Button>
      ) : null}
      {card.state === 'DRAFT' && card.deployable ? (
        <Button
          type="primary"
          loading={challenge.isRunning}
          onClick={() => void challenge.give(wish, t('challenged'))}
        >
          {t('challenge')}
        </Button>
      ) : null}
      {card.state === 'CHALLENGER' ? (
        <Popconfirm
          title={t('promote')}
          description={t('twoPeople')}
          onConfirm={() => ask('PROMOTE')}
        >
          <Button type="primary" loading={decide.isRunning}>
            {t('promote')}
          </Button>
        </Popconfirm>
      ) : null}
      {card.state === 'CHAMPION' ? (
        <Popconfirm
          title={t('retire')}
          description={t('twoPeople')}
          onConfirm={() => ask('RETIRE')}
        >
          <Button danger loading={decide.isRunning}>
            {t('retire')}
          </Button>
        </Popconfirm>
      ) : null}
    </>
  );
}
