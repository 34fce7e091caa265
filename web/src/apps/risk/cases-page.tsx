/** Cases: what people must decide, the one due first in front; one opens beside the list. */
import { Button, Drawer, Segmented, Select } from 'antd';
import { Link } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Facts, Page, Stack } from '../../desk/page.tsx';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { RiskCase, RiskCases } from './case-operations.ts';
import { CaseOrders } from './case-orders.tsx';
import { OpenEvidence } from './firm/firm-deals.tsx';
import {
  CASE_ACT_WORDS,
  CASE_KIND_WORDS,
  CASE_STATE_WORDS,
  DECISION_WORDS,
  useInboxTexts,
} from './inbox-texts.ts';
import { Person } from './people.tsx';
import { caseTitle } from './risk-words.ts';

type Row = NonNullable<ResultOf<typeof RiskCases>['creditCases']['edges'][number]['node']>;
type Case = NonNullable<ResultOf<typeof RiskCase>['creditCase']>;

const VIEWS = ['open', 'mine', 'unassigned', 'overdue', 'decidedOnes'] as const;

function filterOf(view: string) {
  switch (view) {
    case 'mine':
      return { mine: true };
    case 'unassigned':
      return { unassigned: true };
    case 'overdue':
      return { overdue: true };
    case 'decidedOnes':
      return { states: ['DECIDED' as const] };
    default:
      return {};
  }
}

function Due({ dueAt, overdue }: Pick<Row, 'dueAt' | 'overdue'>) {
  const t = useInboxTexts();
  return (
    <>
      <When at={dueAt} /> {overdue ? <Tag tone="bad">{t('overdue')}</Tag> : null}
    </>
  );
}

function CaseState({ state }: { readonly state: string }) {
  const tone = state === 'ESCALATED' ? 'bad' : state === 'DECIDED' ? 'neutral' : 'warning';
  return <Tag tone={tone}>{wordFor(CASE_STATE_WORDS, state)}</Tag>;
}

export function CasesPage() {
  const t = useInboxTexts();
  const [{ view = 'open', kind, show }, setFilters] = useFilters(['view', 'kind', 'show', 'after']);
  const after = useCursor();
  const filter = {
    ...filterOf(view),
    ...(kind === undefined ? {} : { kind: kind as Row['kind'] }),
  };
  const query = useAsk(RiskCases, { filter, first: 20, after }, { keepPrevious: true });
  useLiveRefresh(['credit.']);
  const columns: readonly Column<Row>[] = [
    {
      key: 'title',
      title: t('kind'),
      phone: 'title',
      render: ({ id, kind, title }) => (
        <Button
          type="link"
          style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
          onClick={() => setFilters({ show: id }, { push: true })}
        >
          {wordFor(CASE_KIND_WORDS, kind)} · {caseTitle(title)}
        </Button>
      ),
      text: ({ kind, title }) => `${wordFor(CASE_KIND_WORDS, kind)} · ${caseTitle(title)}`,
    },
    {
      key: 'firm',
      title: t('firm'),
      render: ({ firm }) => <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>,
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state, priority }) => (
        <>
          <CaseState state={state} />{' '}
          {priority === 'HIGH' ? <Tag tone="bad">{t('urgent')}</Tag> : null}
        </>
      ),
      text: ({ state }) => wordFor(CASE_STATE_WORDS, state),
    },
    {
      key: 'due',
      title: t('dueAt'),
      render: (row) => <Due {...row} />,
      text: ({ dueAt }) => dueAt,
    },
    {
      key: 'assignee',
      title: t('assignee'),
      render: ({ assignee }) => (assignee === null ? t('nobody') : <Person id={assignee} />),
    },
    {
      key: 'company',
      title: t('company'),
      render: ({ subsidiary }) => companyName(subsidiary) || '—',
      text: ({ subsidiary }) => companyName(subsidiary),
    },
  ];
  return (
    <Page
      title={t('cases')}
      lead={t('casesLead')}
      actions={
        <ExportButton
          name={t('cases')}
          columns={columns}
          page={async (cursor) => {
            const { creditCases } = await request(RiskCases, { filter, first: 100, after: cursor });
            return {
              rows: creditCases.edges.flatMap(({ node }) => node ?? []),
              next: creditCases.pageInfo.hasNextPage
                ? (creditCases.pageInfo.endCursor ?? null)
                : null,
            };
          }}
        />
      }
    >
      <div className={css.filters}>
        <Segmented
          aria-label={t('state')}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(value) }))}
          onChange={(value) => setFilters({ view: value === 'open' ? null : value, after: null })}
        />
        <Select
          allowClear
          aria-label={t('kind')}
          placeholder={t('kind')}
          value={kind ?? null}
          options={Object.keys(CASE_KIND_WORDS).map((value) => ({
            value,
            label: wordFor(CASE_KIND_WORDS, value),
          }))}
          onChange={(value: string | null | undefined) =>
            setFilters({ kind: value ?? null, after: null })
          }
          style={{ width: 160 }}
        />
      </div>
      <Asked query={query}>
        {({ creditCases }) => (
          <>
            <DeskTable
              label={t('cases')}
              columns={columns}
              rows={creditCases.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={creditCases.pageInfo} total={creditCases.totalCount} />
          </>
        )}
      </Asked>
      <Drawer
        open={show !== undefined}
        onClose={() => setFilters({ show: null })}
        size={520}
        title={t('theCase')}
      >
        {show === undefined ? null : <CaseShown id={show} />}
      </Drawer>
    </Page>
  );
}

function CaseShown({ id }: { readonly id: string }) {
  const t = useInboxTexts();
  const query = useAsk(RiskCase, { id });
  const files = query.data?.creditCase?.firm?.evidence ?? [];
  return (
    <Asked query={query}>
      {({ creditCase: shown }) =>
        shown === null ? (
          <EmptyState />
        ) : (
          <Stack>
            <Facts
              items={[
                [t('kind'), wordFor(CASE_KIND_WORDS, shown.kind)],
                [t('what'), caseTitle(shown.title)],
                [t('state'), <CaseState key="s" state={shown.state} />],
                [t('dueAt'), <Due key="d" {...shown} />],
                [
                  t('firm'),
                  <Link key="f" to={`/risk/firms/${shown.firm?.id ?? ''}`}>
                    {shown.firm?.name}
                  </Link>,
                ],
                [
                  t('about'),
                  shown.screening !== null ? (
                    <Link key="w" to={`/risk/screening?shown=${shown.screening.id}`}>
                      <StateTag state={shown.screening.answer} />
                    </Link>
                  ) : shown.entry !== null ? (
                    <Link key="w" to={`/risk/lists/${shown.entry.id}`}>
                      <StateTag state={shown.entry.list} />
                    </Link>
                  ) : null,
                ],
                [
                  t('decision'),
                  shown.decision === null ? null : wordFor(DECISION_WORDS, shown.decision),
                ],
              ]}
            />
            <CaseOrders of={shown} />
            <ul className={css.timeline}>
              {[...shown.steps].reverse().map((step) => (
                <li key={step.no}>
                  <div className={css.timelineHead}>
                    <strong>{wordFor(CASE_ACT_WORDS, step.act)}</strong>
                    <span className={`${css.small} ${css.quiet}`}>
                      <Person id={step.person} /> · <When at={step.at} exact />
                    </span>
                  </div>
                  {step.to === null ? null : (
                    <p className={css.small}>
                      → <Person id={step.to} />
                    </p>
                  )}
                  {step.text === null ? null : <p className={css.small}>{stepText(step)}</p>}
                  {files
                    .filter((file) => file.id === step.evidenceId)
                    .map((file) => (
                      <p key={file.id} className={css.timelineHead}>
                        <span style={{ overflowWrap: 'anywhere' }}>{file.name}</span>
                        <OpenEvidence file={file} />
                      </p>
                    ))}
                </li>
              ))}
            </ul>
          </Stack>
        )
      }
    </Asked>
  );
}

/** What a person wrote stays as it is; the words of the system are codes. */
const stepText = ({ act, text }: Case['steps'][number]): string =>
  act === 'DECIDE'
    ? (text ?? '').replace(/^[A-Z_]+/, (decision) => wordFor(DECISION_WORDS, decision))
    : act === 'OPEN'
      ? caseTitle(text ?? '')
      : (text ?? '');
