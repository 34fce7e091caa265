/** One firm, all round: what we hold against it, four facets, how it is scored, its lists, its connections, its story. */
import { useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { Figure, Figures, Page, Stack } from '../../desk/page.tsx';
import { StateTag } from '../../desk/state-tag.tsx';
import { Tabs } from '../../desk/tabs.tsx';
import { formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { formatList } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { Asked, NotFound } from '../../ui/states.tsx';
import { ExposureBar } from './firm/exposure-bar.tsx';
import { ExposureBlocks } from './firm/exposure-blocks.tsx';
import { useFirmFileTexts } from './firm/file-texts.ts';
import { FirmChanges } from './firm/firm-changes.tsx';
import { FirmDeals } from './firm/firm-deals.tsx';
import { FirmLitigation } from './firm/firm-litigation.tsx';
import own from './firm/firm-orders.module.css';
import { FirmStatements } from './firm/firm-statements.tsx';
import { useOrderTexts } from './firm/order-texts.ts';
import { FirmAssessment } from './firm-assessment.tsx';
import { FirmFacets } from './firm-facets.tsx';
import { FirmHistory } from './firm-history.tsx';
import { FirmLists } from './firm-lists.tsx';
import { RiskFirm } from './firm-operations.ts';
import { FirmOrders } from './firm-orders.tsx';
import { Relations } from './firm-relations.tsx';
import { Grade } from './grade.tsx';
import { useRiskTexts } from './risk-texts.ts';

export type FirmView = NonNullable<ResultOf<typeof RiskFirm>['firm']>;

export function FirmPage() {
  const { firmId = '' } = useParams();
  const query = useAsk(RiskFirm, { id: firmId });
  useLiveRefresh(['credit.']);
  return (
    <Asked query={query}>
      {({ firm }) => (firm === null ? <NotFound home="/risk" /> : <Shown firm={firm} />)}
    </Asked>
  );
}

const BINDING = ['ACTIVE', 'APPEALED', 'UPHELD'];

function Shown({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const f = useFirmFileTexts();
  const binding = firm.listEntries.filter(({ state }) => BINDING.includes(state));
  const conflicts = firm.profile.facets
    .flatMap(({ facts }) => facts)
    .filter((fact) => fact.conflicts.length > 0).length;
  return (
    <Page
      title={firm.name}
      mark={binding.map(({ id, list }) => <StateTag key={id} state={list} />)}
      lead={<FirmNames firm={firm} />}
      back={{ to: '/risk/firms', label: t('firms') }}
      actions={<FirmOrders firm={firm} />}
    >
      <Stack>
        <FirmFigures firm={firm} />
        <Tabs
          label={firm.name}
          items={[
            {
              key: 'facets',
              label: t('facets'),
              count: conflicts,
              children: <FirmFacets firm={firm} />,
            },
            { key: 'score', label: t('assessment'), children: <FirmAssessment firm={firm} /> },
            {
              key: 'lists',
              label: t('lists'),
              count: binding.length,
              children: <FirmLists firm={firm} />,
            },
            { key: 'deals', label: f('deals'), children: <FirmDeals id={firm.id} /> },
            {
              key: 'statements',
              label: f('statements'),
              children: <FirmStatements id={firm.id} />,
            },
            {
              key: 'litigation',
              label: f('litigation'),
              children: <FirmLitigation id={firm.id} />,
            },
            { key: 'relations', label: t('relations'), children: <Relations id={firm.id} /> },
            { key: 'timeline', label: t('timeline'), children: <FirmHistory id={firm.id} /> },
            { key: 'changes', label: f('changes'), children: <FirmChanges id={firm.id} /> },
          ]}
        />
      </Stack>
    </Page>
  );
}

/** Its code, and what else it is called. */
export function FirmNames({ firm }: { readonly firm: FirmView }) {
  const names = firm.names.filter(({ name }) => name !== firm.name).map(({ name }) => name);
  return (
    <>
      <span className={css.mono}>{firm.code}</span>
      {names.length === 0 ? null : ` · ${formatList(names)}`}
    </>
  );
}

/** What one asks first: how good, how much, and what stands against it. */
export function FirmFigures({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const o = useOrderTexts();
  return (
    <>
      <Figures>
        <Figure
          label={t('grade')}
          value={<Grade grade={firm.assessment?.grade} />}
          note={firm.assessment === null ? t('notAssessed') : firm.assessment.policy}
        />
        <Figure label={t('score')} value={firm.assessment?.score ?? '—'} />
        <Figure
          label={t('pd')}
          value={
            firm.assessment === null
              ? '—'
              : `${(Number(firm.assessment.probabilityOfDefault) * 100).toFixed(1)}%`
          }
        />
        <Figure
          label={t('limit')}
          value={
            <span className={firm.exposure.blocked ? own.spent : undefined}>
              {formatShortMoney(firm.exposure.limit)}
            </span>
          }
          note={firm.exposure.blocked ? o('blockedLimit') : undefined}
        />
        <Figure
          label={t('available')}
          value={formatShortMoney(firm.exposure.available)}
          note={
            firm.exposure.blocked
              ? o('nothingAvailable')
              : firm.exposure.shared === null
                ? undefined
                : o(firm.exposure.shared.binding ? 'sharedBinds' : 'ownBinds')
          }
        />
      </Figures>
      <ExposureBlocks exposure={firm.exposure} />
      <ExposureBar firm={firm} />
    </>
  );
}
