/** How good each company's surveys turned out to be, and why. */
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable } from '../../../desk/desk-table.tsx';
import { ExportButton } from '../../../desk/export-button.tsx';
import { Page, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { companyName, type Tone } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { request } from '../../../graphql/request.ts';
import { Asked } from '../../../ui/states.tsx';
import { percent } from './scorecards-page.tsx';
import { SurveyGrades } from './workbench-operations.ts';
import { useWorkbenchTexts } from './workbench-texts.ts';

type Row = ResultOf<typeof SurveyGrades>['surveyGrades'][number];

const TONES: Readonly<Record<string, Tone>> = {
  A: 'good',
  B: 'good',
  C: 'warning',
  D: 'bad',
  E: 'bad',
};

function useColumns(): readonly Column<Row>[] {
  const t = useWorkbenchTexts();
  const number = (value: React.ReactNode) => <span className={css.amount}>{value}</span>;
  return [
    {
      key: 'company',
      title: t('company'),
      phone: 'title',
      render: ({ subsidiary }) => companyName(subsidiary),
      text: ({ subsidiary }) => companyName(subsidiary),
    },
    {
      key: 'grade',
      title: t('grade'),
      phone: 'mark',
      render: ({ grade }) => <Tag tone={TONES[grade] ?? 'neutral'}>{grade}</Tag>,
      text: ({ grade }) => grade,
    },
    {
      key: 'score',
      title: t('score'),
      width: 160,
      render: ({ score }) => (
        <span style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <span className={css.meter} style={{ flex: 1, minWidth: 64 }}>
            <span style={{ width: `${score}%`, background: 'var(--accent)' }} />
          </span>
          {number(score)}
        </span>
      ),
      text: ({ score }) => score,
    },
    {
      key: 'surveys',
      title: t('surveys'),
      align: 'right',
      render: ({ surveys }) => number(surveys),
      text: ({ surveys }) => surveys,
    },
    {
      key: 'facts',
      title: t('facts'),
      align: 'right',
      render: ({ facts }) => number(facts),
      text: ({ facts }) => facts,
    },
    {
      key: 'wrong',
      title: t('wrong'),
      align: 'right',
      render: ({ retracted, overruled }) => number(`${retracted} / ${overruled}`),
      text: ({ retracted, overruled }) => `${retracted} / ${overruled}`,
    },
    {
      key: 'complete',
      title: t('complete'),
      align: 'right',
      render: ({ coreShare }) => number(percent(coreShare)),
      text: ({ coreShare }) => percent(coreShare),
    },
    {
      key: 'fresh',
      title: t('fresh'),
      align: 'right',
      render: ({ meanAgeDays }) => number(t('days', { count: Math.round(Number(meanAgeDays)) })),
      text: ({ meanAgeDays }) => Math.round(Number(meanAgeDays)),
    },
    {
      key: 'foresight',
      title: t('foresight'),
      align: 'right',
      render: ({ warned, missed }) =>
        warned + missed === 0 ? (
          <span className={css.quiet}>{t('noDefaults')}</span>
        ) : (
          number(t('ofDefaults', { warned, all: warned + missed }))
        ),
      text: ({ warned, missed }) => `${warned} / ${warned + missed}`,
    },
  ];
}

export function SurveyQualityPage() {
  const t = useWorkbenchTexts();
  const query = useAsk(SurveyGrades, {});
  const columns = useColumns();
  return (
    <Page
      title={t('quality')}
      lead={t('qualityLead')}
      actions={
        <ExportButton
          name={t('quality')}
          columns={columns}
          page={async () => ({
            rows: (await request(SurveyGrades, {})).surveyGrades,
            next: null,
          })}
        />
      }
    >
      <Asked query={query}>
        {({ surveyGrades }) => (
          <Stack>
            <DeskTable
              label={t('quality')}
              columns={columns}
              rows={[...surveyGrades].sort((a, b) => b.score - a.score)}
              rowKey={({ subsidiary }) => subsidiary}
            />
            <p className={`${css.small} ${css.quiet}`}>{t('howGraded')}</p>
          </Stack>
        )}
      </Asked>
    </Page>
  );
}
