/** Scorecards: how the one in force does, every fitted version, and fitting a new one on a file of past cases. */
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable } from '../../../desk/desk-table.tsx';
import { Figure, Figures, Page, Panel, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import { When } from '../../../desk/when.tsx';
import type { Tone } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Asked, EmptyState, SkeletonPage } from '../../../ui/states.tsx';
import { Grade } from '../grade.tsx';
import { FitModal } from './fit-modal.tsx';
import { Monitoring, Scorecards } from './workbench-operations.ts';
import { CARD_STATE_WORDS, DRIFT_WORDS, useWorkbenchTexts } from './workbench-texts.ts';

type Card = ResultOf<typeof Scorecards>['scorecards'][number];
type Watch = ResultOf<typeof Monitoring>['scorecardMonitoring']['grades'][number];

/** A share as per cent with one decimal. */
export const percent = (share: string | number): string => `${(Number(share) * 100).toFixed(1)}%`;
export const ratio = (value: string | number): string => Number(value).toFixed(3);

const DRIFT_TONES: Readonly<Record<string, Tone>> = {
  STABLE: 'good',
  SHIFTING: 'warning',
  SHIFTED: 'bad',
};
const STATE_TONES: Readonly<Record<string, Tone>> = { CHAMPION: 'good', CHALLENGER: 'info' };

export function Drift({ drift }: { readonly drift: string }) {
  return <Tag tone={DRIFT_TONES[drift] ?? 'neutral'}>{wordFor(DRIFT_WORDS, drift)}</Tag>;
}

export function CardState({ state }: { readonly state: string }) {
  return <Tag tone={STATE_TONES[state] ?? 'neutral'}>{wordFor(CARD_STATE_WORDS, state)}</Tag>;
}

export function ScorecardsPage() {
  const t = useWorkbenchTexts();
  const query = useAsk(Scorecards, {});
  useLiveRefresh(['credit.scorecard']);
  const mayFit = useHasRole('risk_officer', 'risk_approver');
  const [isOpen, setOpen] = useState(false);
  return (
    <Page
      title={t('scorecards')}
      lead={t('scorecardsLead')}
      actions={
        mayFit ? (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden="true" />}
            onClick={() => setOpen(true)}
          >
            {t('fit')}
          </Button>
        ) : null
      }
    >
      <Stack>
        <InForce />
        <Asked query={query}>
          {({ scorecards, scorecardFeatures }) => (
            <>
              <Cards cards={scorecards} />
              {isOpen ? (
                <FitModal features={scorecardFeatures} onClose={() => setOpen(false)} />
              ) : null}
            </>
          )}
        </Asked>
      </Stack>
    </Page>
  );
}

function InForce() {
  const t = useWorkbenchTexts();
  const query = useAsk(Monitoring, {});
  const columns: readonly Column<Watch>[] = [
    {
      key: 'grade',
      title: t('grade'),
      phone: 'title',
      render: ({ grade }) => <Grade grade={grade} />,
    },
    { key: 'firms', title: t('firms'), align: 'right', render: ({ firms }) => firms },
    {
      key: 'share',
      title: t('share'),
      width: 200,
      render: ({ share, baselineShare }) => <Shares share={share} baseline={baselineShare} />,
    },
    {
      key: 'baseline',
      title: t('baseline'),
      align: 'right',
      render: ({ baselineShare }) => percent(baselineShare),
    },
    {
      key: 'expected',
      title: t('expected'),
      align: 'right',
      render: ({ expected }) => (expected === null ? '—' : percent(expected)),
    },
    {
      key: 'ended',
      title: `${t('ended')} / ${t('bad')}`,
      align: 'right',
      render: ({ ended, bad }) => `${ended} / ${bad}`,
    },
  ];
  return (
    <Asked query={query} skeleton={<SkeletonPage />}>
      {({ scorecardMonitoring: now }) => (
        <Stack>
          <Figures>
            <Figure label={t('inForce')} value={now.policy} />
            <Figure label={t('firms')} value={now.firms} />
            <Figure label={t('psi')} value={ratio(now.psi)} note={<Drift drift={now.drift} />} />
            <Figure
              label={t('auc')}
              value={now.discrimination === null ? '—' : ratio(now.discrimination.auc)}
              note={
                now.discrimination === null
                  ? t('noOutcomes')
                  : `${t('ks')} ${ratio(now.discrimination.ks)} · ${t('gini')} ${ratio(now.discrimination.gini)}`
              }
            />
          </Figures>
          <Panel title={t('inForce')} hint={t('inForceHint')} flush>
            <DeskTable
              label={t('inForce')}
              columns={columns}
              rows={now.grades}
              rowKey={({ grade }) => grade}
            />
          </Panel>
        </Stack>
      )}
    </Asked>
  );
}

function Shares({ share, baseline }: { readonly share: string; readonly baseline: string }) {
  return (
    <span style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
      <span className={css.meter} style={{ flex: 1, minWidth: 80, position: 'relative' }}>
        <span style={{ width: percent(share), background: 'var(--accent)' }} />
        <span
          aria-hidden="true"
          style={{
            position: 'absolute',
            left: percent(baseline),
            width: 2,
            background: 'var(--text)',
          }}
        />
      </span>
      <span className={css.amount}>{percent(share)}</span>
    </span>
  );
}

function Cards({ cards }: { readonly cards: readonly Card[] }) {
  const t = useWorkbenchTexts();
  const columns: readonly Column<Card>[] = [
    {
      key: 'name',
      title: t('cardName'),
      phone: 'title',
      render: ({ id, name, version }) => (
        <>
          <Link to={`/risk/scorecards/${id}`}>{name}</Link>{' '}
          <span className={css.quiet}>{t('version', { no: version })}</span>
        </>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state, deployable }) => (
        <>
          <CardState state={state} /> {deployable ? null : <Tag tone="neutral">{t('study')}</Tag>}
        </>
      ),
    },
    { key: 'auc', title: t('auc'), align: 'right', render: ({ test }) => ratio(test.auc) },
    { key: 'ks', title: t('ks'), align: 'right', render: ({ test }) => ratio(test.ks) },
    { key: 'gini', title: t('gini'), align: 'right', render: ({ test }) => ratio(test.gini) },
    {
      key: 'psi',
      title: t('psi'),
      render: ({ psi, drift }) => (
        <>
          <span className={css.amount}>{ratio(psi)}</span> <Drift drift={drift} />
        </>
      ),
    },
    { key: 'fittedAt', title: t('fittedAt'), render: ({ fittedAt }) => <When at={fittedAt} /> },
  ];
  return (
    <DeskTable
      label={t('scorecards')}
      columns={columns}
      rows={cards}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t('noCards')} hint={t('fitHint')} />}
    />
  );
}
