/** Screenings in bulk: send a register, say which columns, follow the jobs; and the names that people have ruled out. */
import { Button, Form, Modal, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { Note, Page, Panel, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tabs } from '../../../desk/tabs.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { formatDate } from '../../../format/dates.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk, useGrowingList } from '../../../graphql/queries.ts';
import { useCommonTexts } from '../../../i18n/house-texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Asked, EmptyState, FailureState, SkeletonList } from '../../../ui/states.tsx';
import { Person } from '../people.tsx';
import {
  BulkScreenings,
  Clearances,
  PreviewImport,
  RevokeClearance,
  StartBulkScreening,
} from './file-operations.ts';
import { useFileTexts } from './file-texts.ts';
import { useJobColumns } from './job-columns.tsx';
import { DropFile } from './job-parts.tsx';
import type { Uploaded } from './upload-file.ts';

type Job = NonNullable<ResultOf<typeof BulkScreenings>['bulkScreenings']['edges'][number]['node']>;

const REVIEW = ['NAME_SAME', 'NAME_REVIEW', 'CODE_MATCH_NAME_DIFFERS'];
const AGAIN_MS = 4_000;

export const listedOf = ({ counts }: Pick<Job, 'counts'>): number =>
  counts.reduce((sum, { listed }) => sum + listed, 0);
export const toReviewOf = ({ counts }: Pick<Job, 'counts'>): number =>
  counts.reduce((sum, { outcome, rows }) => sum + (REVIEW.includes(outcome) ? rows : 0), 0);

export function BulkPage() {
  const t = useFileTexts();
  return (
    <Page title={t('bulk')} lead={t('bulkLead')}>
      <Tabs
        label={t('bulk')}
        items={[
          { key: 'jobs', label: t('bulk'), children: <Jobs /> },
          { key: 'decisions', label: t('decisions'), children: <Decisions /> },
        ]}
      />
    </Page>
  );
}

function Jobs() {
  const t = useFileTexts();
  const after = useCursor();
  const query = useAsk(
    BulkScreenings,
    { first: 20, after },
    { keepPrevious: true, refetchInterval: AGAIN_MS },
  );
  useLiveRefresh(['credit.file-job']);
  const mayStart = useHasRole('risk_officer');
  const [file, setFile] = useState<Uploaded>();
  const jobs = useJobColumns<Job>('/risk/bulk', ({ requestedAt }) => requestedAt);
  const columns: readonly Column<Job>[] = [
    jobs.file,
    jobs.company,
    jobs.state,
    jobs.progress,
    {
      key: 'hits',
      title: t('hits'),
      align: 'right',
      render: (job) => <span className={css.amount}>{listedOf(job)}</span>,
    },
    {
      key: 'review',
      title: t('toReview'),
      align: 'right',
      render: (job) => <span className={css.amount}>{toReviewOf(job)}</span>,
    },
    jobs.at,
  ];
  return (
    <Stack>
      {mayStart ? <DropFile onSent={setFile} /> : null}
      <Asked query={query}>
        {({ bulkScreenings }) => (
          <div>
            <DeskTable
              label={t('bulk')}
              columns={columns}
              rows={bulkScreenings.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t('noJobs')} hint={t('bulkLead')} />}
            />
            <Pager pageInfo={bulkScreenings.pageInfo} />
          </div>
        )}
      </Asked>
      {file === undefined ? null : <StartModal file={file} onClose={() => setFile(undefined)} />}
    </Stack>
  );
}

const NAMES = /企业名称|公司名称|单位名称|供应商|客户名称|^名称|name|company/i;
const CODES = /信用代码|税号|uscc|code/i;

interface Choice {
  readonly nameColumn?: string | undefined;
  readonly codeColumn?: string | undefined;
}

function StartModal({ file, onClose }: { readonly file: Uploaded; readonly onClose: () => void }) {
  const t = useFileTexts();
  const navigate = useNavigate();
  const look = useOrder(PreviewImport);
  const start = useOrder(StartBulkScreening);
  const [columns, setColumns] = useState<readonly string[]>();
  const [facts, setFacts] = useState('');
  const [choice, setChoice] = useState<Choice>({});
  useEffect(() => {
    void look.give({ uploadId: file.id, rows: 1 }).then((seen) => {
      if (seen?.__typename !== 'ImportPreview') return onClose();
      setColumns(seen.columns);
      setFacts(
        [
          t('encoding'),
          seen.encoding.toUpperCase(),
          seen.rowsTotal === null ? '' : `· ${t('countedRows', { count: seen.rowsTotal })}`,
        ].join(' '),
      );
      setChoice({
        nameColumn: seen.columns.find((column) => NAMES.test(column)),
        codeColumn: seen.columns.find((column) => CODES.test(column)),
      });
    });
  }, [file.id]);
  const isChosen = choice.nameColumn !== undefined || choice.codeColumn !== undefined;
  const run = async (): Promise<void> => {
    const done = await start.give({ uploadId: file.id, ...choice } as never, t('started'));
    const id = done?.__typename === 'StartedBulkScreening' ? done.bulkScreening?.id : undefined;
    if (id !== undefined) void navigate(`/risk/bulk/${id}`);
  };
  const options = (columns ?? []).map((value) => ({ value, label: value }));
  const pick = (name: keyof Choice) => (
    <Form.Item label={t(name)} htmlFor={name}>
      <Select
        id={name}
        allowClear
        placeholder={t('noColumn')}
        value={choice[name] ?? null}
        options={options}
        onChange={(value: string | null | undefined) =>
          setChoice({ ...choice, [name]: value ?? undefined })
        }
      />
    </Form.Item>
  );
  return (
    <Modal
      open
      title={file.name}
      okText={t('start')}
      okButtonProps={{ disabled: !isChosen }}
      confirmLoading={start.isRunning}
      onOk={() => void run()}
      onCancel={onClose}
    >
      {columns === undefined ? (
        <SkeletonList rows={2} height={56} />
      ) : (
        <Form layout="vertical">
          <p className={`${css.small} ${css.quiet}`} style={{ marginBottom: 12 }}>
            {facts}
          </p>
          {pick('nameColumn')}
          {pick('codeColumn')}
          {isChosen ? null : <Note tone="warning">{t('oneNeeded')}</Note>}
        </Form>
      )}
    </Modal>
  );
}

function Decisions() {
  const t = useFileTexts();
  const common = useCommonTexts();
  const list = useGrowingList(Clearances, { first: 30 }, ({ nameClearances }) => nameClearances);
  const revoke = useOrder(RevokeClearance);
  const mayDecide = useHasRole('risk_officer', 'risk_approver');
  if (list.isPending) return <SkeletonList />;
  if (list.error !== null) return <FailureState failure={list.error} retry={list.refetch} />;
  return (
    <Panel flush>
      <DeskTable
        label={t('decisions')}
        rows={list.nodes}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t('noDecisions')} hint={t('noDecisionsHint')} />}
        columns={[
          { key: 'name', title: t('name'), phone: 'title', render: ({ name }) => name },
          {
            key: 'firm',
            title: t('isNot'),
            render: ({ firm }) => <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>,
          },
          { key: 'reason', title: t('clearReason'), render: ({ reason }) => reason },
          { key: 'by', title: t('by'), render: ({ decidedBy }) => <Person id={decidedBy} /> },
          { key: 'until', title: t('until'), render: ({ expiresOn }) => formatDate(expiresOn) },
          {
            key: 'orders',
            title: '',
            render: ({ id }) =>
              mayDecide ? (
                <Button
                  size="small"
                  onClick={() =>
                    void revoke.give(
                      { clearanceId: id, reason: t('takeBackReason') },
                      t('tookBack'),
                    )
                  }
                >
                  {t('takeBack')}
                </Button>
              ) : null,
          },
        ]}
      />
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {common('more')}
        </Button>
      ) : null}
    </Panel>
  );
}
