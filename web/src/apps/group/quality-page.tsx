/** Data quality: each company's records in four dimensions, and the members behind each problem. */
import { Button, Drawer, Progress } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page, Panel, Stack } from '../../desk/page.tsx';
import { companyName } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk, useGrowingList } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked } from '../../ui/states.tsx';
import { DataQuality, QualityMembers } from './overview-operations.ts';
import { FIELD_WORDS, PROBLEM_WORDS, sayOverview, useOverviewTexts } from './overview-texts.ts';

const percentOf = (share: number): number =>
  Math.round((share <= 1 ? share * 100 : share) * 10) / 10;

type Report = ResultOf<typeof DataQuality>['dataQuality'][number];

export function QualityPage() {
  const t = useOverviewTexts();
  const query = useAsk(DataQuality, {});
  const [{ of, problem }, setFilters] = useFilters(['of', 'problem']);
  const share = (
    key: 'score' | 'completeness' | 'validity' | 'uniqueness' | 'timeliness',
    title: string,
  ): Column<Report> => ({
    key,
    title,
    render: (report) => percentOf(report[key]),
    text: (report) => percentOf(report[key]),
  });
  const columns: readonly Column<Report>[] = [
    {
      key: 'company',
      title: t('company'),
      render: ({ subsidiary }) => companyName(subsidiary),
      text: ({ subsidiary }) => companyName(subsidiary),
    },
    {
      key: 'members',
      title: t('member'),
      render: ({ members }) => members,
      text: ({ members }) => members,
    },
    share('score', t('score')),
    share('completeness', t('completeness')),
    share('validity', t('validity')),
    share('uniqueness', t('uniqueness')),
    share('timeliness', t('timeliness')),
    {
      key: 'problems',
      title: t('problems'),
      render: () => null,
      text: ({ problems }) =>
        problems
          .filter(({ members }) => members > 0)
          .map((one) => `${problemWord(one.problem)} ${one.members}`)
          .join('；'),
    },
  ];
  return (
    <Page
      title={t('quality')}
      lead={t('qualityLead')}
      actions={
        <ExportButton
          name={t('quality')}
          columns={columns}
          page={async () => ({ rows: query.data?.dataQuality ?? [], next: null })}
        />
      }
    >
      <Asked query={query}>
        {({ dataQuality }) => (
          <div className={css.halves}>
            {dataQuality.map((report) => (
              <ReportShown
                key={report.subsidiary}
                report={report}
                onProblem={(name) =>
                  setFilters({ of: report.subsidiary, problem: name }, { push: true })
                }
              />
            ))}
          </div>
        )}
      </Asked>
      <Drawer
        open={of !== undefined && problem !== undefined}
        onClose={() => setFilters({ of: null, problem: null })}
        title={
          of === undefined || problem === undefined
            ? ''
            : `${companyName(of)} · ${problemWord(problem)}`
        }
        size={480}
      >
        {of === undefined || problem === undefined ? null : <Affected of={of} problem={problem} />}
      </Drawer>
    </Page>
  );
}

/** `MISSING_name` says which field; the rest have words of their own. */
function problemWord(problem: string): string {
  const field = /^MISSING_(.+)$/.exec(problem)?.[1];
  if (field === undefined) return wordFor(PROBLEM_WORDS, problem);
  return sayOverview('lacks', { field: wordFor(FIELD_WORDS, field) });
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
  return (
    <Panel
      title={companyName(report.subsidiary)}
      hint={t('memberCount', { count: report.members })}
      extra={<strong style={{ fontSize: 22 }}>{percentOf(report.score)}</strong>}
    >
      <Stack>
        <div>
          {bars.map(([label, share]) => (
            <div key={label} className={css.waterfallRow} style={{ fontSize: 13 }}>
              <span>{label}</span>
              <Progress
                percent={percentOf(share)}
                showInfo={false}
                size="small"
                aria-label={label}
              />
              <span className={css.waterfallValue}>{percentOf(share)}%</span>
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
                <div
                  key={problem}
                  className={css.cardRow}
                  style={{ padding: '2px 0', alignItems: 'center' }}
                >
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
  const common = useCommonTexts();
  const list = useGrowingList(
    QualityMembers,
    { subsidiary: of, problem },
    ({ dataQualityMembers }) => dataQualityMembers,
  );
  return (
    <Asked query={list}>
      {() => (
        <Stack>
          <DeskTable
            label={t('member')}
            rows={list.nodes}
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
          {list.hasNextPage ? (
            <Button
              block
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {common('more')}
            </Button>
          ) : null}
        </Stack>
      )}
    </Asked>
  );
}
