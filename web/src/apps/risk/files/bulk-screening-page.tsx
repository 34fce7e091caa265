/** One screening in bulk: how far it is, what was found row by row, and the decision that a name is not a firm. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Input, Modal, Popconfirm, Select, Switch } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { Figure, Figures, Note, Page, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { StateTag, Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import { companyName, type Tone } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { formatList, wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { useFilters } from '../../../routing/use-filters.ts';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { Grade } from '../grade.tsx';
import { reasonWord } from '../risk-words.ts';
import { listedOf, toReviewOf } from './bulk-page.tsx';
import {
  BulkScreeningJob,
  BulkScreeningRows,
  CancelBulkScreening,
  ClearName,
} from './file-operations.ts';
import { FAILURE_WORDS, OUTCOME_WORDS, useFileTexts } from './file-texts.ts';
import { DownloadButton, isUnderWay, JobState, ProgressFigure } from './job-parts.tsx';

type Job = NonNullable<ResultOf<typeof BulkScreeningJob>['bulkScreening']>;
type Row = NonNullable<
  NonNullable<ResultOf<typeof BulkScreeningRows>['bulkScreening']>['rows']['edges'][number]['node']
>;
type Outcome = Row['outcome'];

const AGAIN_MS = 2_000;
const TONES: Readonly<Record<string, Tone>> = {
  CODE_MATCH: 'good',
  CODE_MATCH_NAME_DIFFERS: 'warning',
  CODE_INVALID: 'bad',
  NAME_SAME: 'warning',
  NAME_REVIEW: 'warning',
  UNREADABLE: 'bad',
};

export function BulkScreeningPage() {
  const { jobId = '' } = useParams();
  const query = useAsk(
    BulkScreeningJob,
    { id: jobId },
    // Told by notices at once; asked besides, should one be missed.
    { refetchInterval: AGAIN_MS * 2 },
  );
  useLiveRefresh(['credit.file-job']);
  return (
    <Asked query={query}>
      {({ bulkScreening }) =>
        bulkScreening === null ? <NotFound home="/risk/bulk" /> : <Shown job={bulkScreening} />
      }
    </Asked>
  );
}

function Shown({ job }: { readonly job: Job }) {
  const t = useFileTexts();
  const cancel = useOrder(CancelBulkScreening);
  const mayStop = useHasRole('risk_officer');
  return (
    <Page
      title={job.fileName}
      mark={<JobState state={job.state} />}
      lead={
        <>
          {companyName(job.company)} · <When at={job.requestedAt} exact />
        </>
      }
      back={{ to: '/risk/bulk', label: t('bulk') }}
      actions={
        <>
          {mayStop && isUnderWay(job.state) ? (
            <Popconfirm
              title={t('stop')}
              description={t('stopSure')}
              onConfirm={() =>
                cancel.give({ bulkScreeningId: job.id }, t('stopped')).then(() => undefined)
              }
            >
              <Button danger loading={cancel.isRunning}>
                {t('stop')}
              </Button>
            </Popconfirm>
          ) : null}
          <DownloadButton
            primary
            icon={<DownloadOutlined aria-hidden="true" />}
            path={job.resultPath}
            name={`${job.fileName}.xlsx`}
            label={t('downloadExcel')}
          />
        </>
      }
    >
      <Stack>
        {job.failure === null ? null : (
          <Note tone="bad">{t('failure', { why: wordFor(FAILURE_WORDS, job.failure) })}</Note>
        )}
        <Figures>
          <ProgressFigure job={job} />
          <Figure label={t('hits')} value={listedOf(job)} />
          <Figure label={t('toReview')} value={toReviewOf(job)} />
          <Figure
            label={wordFor(OUTCOME_WORDS, 'NO_MATCH')}
            value={job.counts.find(({ outcome }) => outcome === 'NO_MATCH')?.rows ?? 0}
          />
        </Figures>
        <Rows job={job} />
      </Stack>
    </Page>
  );
}

function useColumns(onClear: (wish: Clearing) => void): readonly Column<Row>[] {
  const t = useFileTexts();
  const mayDecide = useHasRole('risk_officer', 'risk_approver');
  return [
    {
      key: 'line',
      title: t('line'),
      align: 'right',
      phone: 'hide',
      render: ({ line }) => <span className={css.amount}>{line}</span>,
    },
    {
      key: 'asked',
      title: t('asked'),
      phone: 'title',
      render: ({ askedName, askedCode }) => (
        <>
          {askedName ?? '—'}
          {askedCode === null ? null : (
            <div className={`${css.mono} ${css.quiet}`}>{askedCode}</div>
          )}
        </>
      ),
    },
    {
      key: 'outcome',
      title: t('outcome'),
      phone: 'mark',
      render: ({ outcome }) => (
        <Tag tone={TONES[outcome] ?? 'neutral'}>{wordFor(OUTCOME_WORDS, outcome)}</Tag>
      ),
    },
    {
      key: 'found',
      title: t('found'),
      render: (row) => <Found row={row} onClear={mayDecide ? onClear : undefined} />,
    },
    { key: 'grade', title: t('grade'), render: ({ grade }) => <Grade grade={grade} /> },
    {
      key: 'lists',
      title: t('lists'),
      render: ({ lists, reasons }) =>
        lists.length === 0 ? (
          '—'
        ) : (
          <>
            {[...new Set(lists)].map((list) => (
              <StateTag key={list} state={list} />
            ))}{' '}
            <span className={`${css.small} ${css.quiet}`}>
              {formatList(reasons.map(reasonWord))}
            </span>
          </>
        ),
    },
  ];
}

interface Clearing {
  readonly name: string;
  readonly firmId: string;
  readonly firm: string;
}

/** The firm that was found; where only names are alike, every firm that it may be, to be told apart by a person. */
function Found({
  row: { firm, outcome, askedName, candidates },
  onClear,
}: {
  readonly row: Row;
  readonly onClear: ((wish: Clearing) => void) | undefined;
}) {
  const t = useFileTexts();
  if (outcome === 'CODE_MATCH' || candidates.length === 0)
    return firm === null ? <>—</> : <Link to={`/risk/firms/${firm.id}`}>{firm.name}</Link>;
  return (
    <ul className={css.stack} style={{ gap: 6 }} aria-label={t('candidates')}>
      {candidates.map((candidate) => (
        <li key={candidate.firm?.id ?? candidate.name}>
          <Link to={`/risk/firms/${candidate.firm?.id ?? ''}`}>
            {candidate.firm?.name ?? candidate.name}
          </Link>{' '}
          <span className={`${css.small} ${css.quiet}`}>
            {t('likeness', { percent: Math.round(Number(candidate.score) * 100) })}
          </span>{' '}
          {candidate.cleared ? (
            <Tag tone="neutral">{t('ruledOut')}</Tag>
          ) : onClear === undefined || askedName === null || candidate.firm === null ? null : (
            <Button
              size="small"
              type="link"
              style={{ paddingInline: 4 }}
              onClick={() =>
                onClear({
                  name: askedName,
                  firmId: candidate.firm?.id ?? '',
                  firm: candidate.firm?.name ?? candidate.name,
                })
              }
            >
              {t('notThis')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Rows({ job }: { readonly job: Job }) {
  const t = useFileTexts();
  const [{ outcome, listed }, setFilters] = useFilters(['outcome', 'listed', 'after']);
  const after = useCursor();
  const query = useAsk(
    BulkScreeningRows,
    {
      id: job.id,
      outcomes: outcome === undefined ? [] : [outcome as Outcome],
      listedOnly: listed !== undefined,
      first: 25,
      after,
    },
    { keepPrevious: true, refetchInterval: isUnderWay(job.state) ? AGAIN_MS * 2 : false },
  );
  const [clearing, setClearing] = useState<Clearing>();
  const columns = useColumns(setClearing);
  return (
    <div>
      <div className={css.filters}>
        <Select
          allowClear
          aria-label={t('outcome')}
          placeholder={t('outcome')}
          value={outcome ?? null}
          style={{ width: 220 }}
          options={job.counts.map((count) => ({
            value: count.outcome,
            label: `${wordFor(OUTCOME_WORDS, count.outcome)} · ${count.rows}`,
          }))}
          onChange={(value: string | null | undefined) =>
            setFilters({ outcome: value ?? null, after: null })
          }
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is its control */}
        <label style={{ display: 'inline-flex', gap: 8, alignItems: 'center' }}>
          <Switch
            checked={listed !== undefined}
            aria-label={t('listedOnly')}
            onChange={(on) => setFilters({ listed: on ? '1' : null, after: null })}
          />
          {t('listedOnly')}
        </label>
      </div>
      <Asked query={query}>
        {({ bulkScreening }) => (
          <>
            <DeskTable
              label={t('outcome')}
              columns={columns}
              rows={(bulkScreening?.rows.edges ?? []).flatMap(({ node }) => node ?? [])}
              rowKey={({ line }) => line}
              loading={query.isPlaceholderData}
            />
            <Pager pageInfo={bulkScreening?.rows.pageInfo} />
          </>
        )}
      </Asked>
      {clearing === undefined ? null : (
        <ClearModal wish={clearing} onClose={() => setClearing(undefined)} />
      )}
    </div>
  );
}

function ClearModal({ wish, onClose }: { readonly wish: Clearing; readonly onClose: () => void }) {
  const t = useFileTexts();
  const desk = useDeskTexts();
  const clear = useOrder(ClearName);
  const [form] = Form.useForm<{ reason: string; until: Dayjs }>();
  const required = { required: true, message: desk('required') };
  return (
    <Modal
      open
      title={t('clearTitle')}
      okText={t('notThis')}
      confirmLoading={clear.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p style={{ marginBottom: 12 }}>{t('clearHint', { name: wish.name, firm: wish.firm })}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ until: dayjs().add(1, 'year') }}
        onFinish={({ reason, until }) =>
          void clear
            .give(
              {
                name: wish.name,
                firmId: wish.firmId,
                reason: reason.trim(),
                expiresOn: until.format('YYYY-MM-DD'),
              },
              t('cleared'),
            )
            .then((done) => done !== undefined && onClose())
        }
      >
        <Form.Item
          name="reason"
          label={t('clearReason')}
          rules={[{ ...required, whitespace: true }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        <Form.Item name="until" label={t('clearUntil')} rules={[required]}>
          <DatePicker
            style={{ width: '100%' }}
            minDate={dayjs().add(1, 'day')}
            maxDate={dayjs().add(2, 'year').subtract(1, 'day')}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
