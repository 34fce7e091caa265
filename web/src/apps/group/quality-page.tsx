/** Data quality: each company's records in four dimensions, and the members behind each problem. */
import { Button, Drawer, Progress } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Columns, Page, Panel, Stack } from '../../desk/page.tsx';
import { companyName } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked } from '../../ui/states.tsx';
import { DataQuality, QualityMembers } from './overview-operations.ts';
import { QUALITY_FIELDS, useOverviewTexts } from './overview-texts.ts';

type Report = ResultOf<typeof DataQuality>['dataQuality'][number];

export function QualityPage() {
  const t = useOverviewTexts();
  const query = useAsk(DataQuality, {});
  const [{ of, problem }, setFilters] = useFilters(['of', 'problem']);
  return (
    <Page title={t('quality')} lead={t('qualityLead')}>
      <Asked query={query}>
        {({ dataQuality }) => (
          <Columns>
            {dataQuality.map((report) => (
              <ReportShown
                key={report.subsidiary}
                report={report}
                onProblem={(name) =>
                  setFilters({ of: report.subsidiary, problem: name }, { push: true })
                }
              />
            ))}
          </Columns>
        )}
      </Asked>
      <Drawer
        open={of !== undefined && problem !== undefined}
        onClose={() => setFilters({ of: null, problem: null })}
        title={`${companyName(of)} · ${problemWord(problem ?? '')}`}
        size={480}
      >
        {of === undefined || problem === undefined ? null : <Affected of={of} problem={problem} />}
      </Drawer>
    </Page>
  );
}

/** `NAME_MISSING` and the like: the field in the reader's words. */
function problemWord(problem: string): string {
  const [field = '', ...rest] = problem.split(/[_.:]/);
  const word = wordFor(QUALITY_FIELDS, field);
  return word === field
    ? problem.toLowerCase().replaceAll('_', ' ')
    : `${word} ${rest.join(' ').toLowerCase()}`;
}

function ReportShown({
  report,
  onProblem,
}: {
  readonly report: Report;
  readonly onProblem: (problem: string) => void;
}) {
  const t = useOverviewTexts();
  const bars = [
    [t('completeness'), report.completeness],
    [t('validity'), report.validity],
    [t('uniqueness'), report.uniqueness],
    [t('timeliness'), report.timeliness],
  ] as const;
  const percent = (share: number) => Math.round((share <= 1 ? share * 100 : share) * 10) / 10;
  return (
    <Panel
      title={companyName(report.subsidiary)}
      hint={t('memberCount', { count: report.members })}
      extra={<strong style={{ fontSize: 22 }}>{percent(report.score)}</strong>}
    >
      <Stack>
        <div>
          {bars.map(([label, share]) => (
            <div key={label} className={css.waterfallRow} style={{ fontSize: 13 }}>
              <span>{label}</span>
              <Progress percent={percent(share)} showInfo={false} size="small" aria-label={label} />
              <span className={css.waterfallValue}>{percent(share)}%</span>
            </div>
          ))}
        </div>
        <div>
          <h3 className={css.panelTitle}>{t('problems')}</h3>
          {report.problems.every(({ members }) => members === 0) ? (
            <p className={`${css.small} ${css.quiet}`}>{t('noProblems')}</p>
          ) : (
            report.problems
              .filter(({ members }) => members > 0)
              .map(({ problem, members }) => (
                <div key={problem} className={css.cardRow} style={{ padding: '2px 0' }}>
                  <Button
                    type="link"
                    size="small"
                    style={{ padding: 0 }}
                    onClick={() => onProblem(problem)}
                  >
                    {problemWord(problem)}
                  </Button>
                  <span className={css.amount}>{members}</span>
                </div>
              ))
          )}
        </div>
      </Stack>
    </Panel>
  );
}

function Affected({ of, problem }: { readonly of: string; readonly problem: string }) {
  const t = useOverviewTexts();
  const query = useAsk(QualityMembers, { subsidiary: of, problem, after: null });
  return (
    <Asked query={query}>
      {({ dataQualityMembers }) => (
        <DeskTable
          label={t('member')}
          rows={dataQualityMembers.edges.flatMap(({ node }) => node ?? [])}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('name'),
              render: ({ id, memberNo, profile }) => (
                <Link to={`/group/members/${id}`}>
                  {profile?.name?.__typename === 'MemberProfileFact'
                    ? profile.name.value
                    : memberNo}
                </Link>
              ),
            },
            {
              key: 'memberNo',
              title: t('member'),
              phone: 'mark',
              render: ({ memberNo }) => <span className={css.mono}>{memberNo}</span>,
            },
          ]}
        />
      )}
    </Asked>
  );
}
