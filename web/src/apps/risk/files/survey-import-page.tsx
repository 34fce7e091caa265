/** One import: how far it is, what it brought, what was wrong row by row; stopped, gone on with, done for real. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { Link, useLocation, useParams } from 'react-router';
import css from '../../../desk/desk.module.css';
import { DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { Figure, Figures, Note, Page, Panel, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { When } from '../../../desk/when.tsx';
import { companyName } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Asked, NotFound } from '../../../ui/states.tsx';
import { FACT_WORDS } from '../risk-words.ts';
import { CancelImport, ResumeImport, SurveyImportRun } from './file-operations.ts';
import { FAILURE_WORDS, FAULT_WORDS, faultDetail, useFileTexts } from './file-texts.ts';
import { DownloadButton, isUnderWay, JobState, ProgressFigure } from './job-parts.tsx';

type Run = NonNullable<ResultOf<typeof SurveyImportRun>['surveyImport']>;
const factWord = (code: string): string => wordFor(FACT_WORDS, code);
const AGAIN_MS = 4_000;

export function SurveyImportPage() {
  const { importId = '' } = useParams();
  const after = useCursor();
  const query = useAsk(
    SurveyImportRun,
    { id: importId, after },
    { keepPrevious: true, refetchInterval: AGAIN_MS },
  );
  useLiveRefresh(['credit.file-job']);
  return (
    <Asked query={query}>
      {({ surveyImport }) =>
        surveyImport === null ? <NotFound home="/risk/imports" /> : <Shown run={surveyImport} />
      }
    </Asked>
  );
}

function Shown({ run }: { readonly run: Run }) {
  const t = useFileTexts();
  const { state } = useLocation();
  const wasKnown = (state as { known?: boolean } | null)?.known === true;
  return (
    <Page
      title={run.fileName ?? t('imports')}
      mark={
        <>
          <JobState state={run.state} />
          <Tag tone={run.dryRun ? 'neutral' : 'info'}>{t(run.dryRun ? 'dryRun' : 'real')}</Tag>
        </>
      }
      lead={
        <>
          {companyName(run.company)} · <When at={run.startedAt} exact />
        </>
      }
      back={{ to: '/risk/imports', label: t('imports') }}
      actions={<Orders run={run} />}
    >
      <Stack>
        {wasKnown ? <Note tone="info">{t('knownFile')}</Note> : null}
        {run.failure === null ? null : (
          <Note tone="bad">{t('failure', { why: wordFor(FAILURE_WORDS, run.failure) })}</Note>
        )}
        {run.dryRun && run.state === 'DONE' ? (
          <Note tone={run.faulty === 0 ? 'good' : 'warning'}>
            {t('nextReal')} <Link to="/risk/imports">{t('imports')}</Link>
          </Note>
        ) : null}
        <Figures>
          <ProgressFigure job={run} />
          {run.dryRun ? null : <Figure label={t('added')} value={run.added} />}
          <Figure label={t(run.dryRun ? 'wellFormed' : 'known')} value={run.known} />
          <Figure label={t('faults')} value={run.faulty} />
        </Figures>
        {run.faults.edges.length === 0 ? null : (
          <Panel title={t('faultsTitle')} flush>
            <DeskTable
              label={t('faultsTitle')}
              rows={run.faults.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ line, code, detail }) => `${line} ${code} ${detail}`}
              columns={[
                {
                  key: 'line',
                  title: t('line'),
                  width: 90,
                  phone: 'title',
                  render: ({ line }) => <span className={css.amount}>{line}</span>,
                },
                {
                  key: 'code',
                  title: t('fault'),
                  phone: 'mark',
                  render: ({ code }) => <Tag tone="bad">{wordFor(FAULT_WORDS, code)}</Tag>,
                },
                {
                  key: 'detail',
                  title: t('detail'),
                  render: ({ detail }) => faultDetail(detail, factWord),
                },
              ]}
            />
          </Panel>
        )}
        <Pager pageInfo={run.faults.pageInfo} />
      </Stack>
    </Page>
  );
}

function Orders({ run }: { readonly run: Run }) {
  const t = useFileTexts();
  const cancel = useOrder(CancelImport);
  const resume = useOrder(ResumeImport);
  const mayImport = useHasRole('risk_officer');
  const wish = { importId: run.id };
  return (
    <>
      {mayImport && isUnderWay(run.state) ? (
        <Popconfirm
          title={t('stop')}
          description={t('stopSure')}
          onConfirm={() => cancel.give(wish, t('stopped')).then(() => undefined)}
        >
          <Button danger loading={cancel.isRunning}>
            {t('stop')}
          </Button>
        </Popconfirm>
      ) : null}
      {mayImport && (run.state === 'CANCELLED' || run.state === 'FAILED') ? (
        <Button
          type="primary"
          loading={resume.isRunning}
          onClick={() => void resume.give(wish, t('resumed'))}
        >
          {t('resume')}
        </Button>
      ) : null}
      {run.faulty > 0 ? (
        <DownloadButton
          icon={<DownloadOutlined aria-hidden="true" />}
          path={run.faultsPath}
          name={`${run.fileName ?? 'import'}.faults.csv`}
          label={t('downloadFaults')}
        />
      ) : null}
    </>
  );
}
