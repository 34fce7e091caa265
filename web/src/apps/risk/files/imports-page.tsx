/** Survey imports: a table is sent, looked at, tried, taken over; every run with how far it came. */
import { useState } from 'react';
import css from '../../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../../desk/desk-table.tsx';
import { Page, Stack } from '../../../desk/page.tsx';
import { useHasRole } from '../../../desk/roles.ts';
import { Tag } from '../../../desk/state-tag.tsx';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { useAsk } from '../../../graphql/queries.ts';
import { useLiveRefresh } from '../../../live/use-live.ts';
import { Asked, EmptyState } from '../../../ui/states.tsx';
import { SurveyImports } from './file-operations.ts';
import { useFileTexts } from './file-texts.ts';
import { ImportMapping } from './import-mapping.tsx';
import { useJobColumns } from './job-columns.tsx';
import { DropFile } from './job-parts.tsx';
import type { Uploaded } from './upload-file.ts';

type Run = NonNullable<ResultOf<typeof SurveyImports>['surveyImports']['edges'][number]['node']>;
const AGAIN_MS = 4_000;

export function ImportsPage() {
  const t = useFileTexts();
  const after = useCursor();
  const query = useAsk(
    SurveyImports,
    { first: 20, after },
    { keepPrevious: true, refetchInterval: AGAIN_MS },
  );
  useLiveRefresh(['credit.file-job']);
  const mayImport = useHasRole('risk_officer');
  const [file, setFile] = useState<Uploaded>();
  const jobs = useJobColumns<Run>('/risk/imports', ({ startedAt }) => startedAt);
  const columns: readonly Column<Run>[] = [
    jobs.file,
    {
      key: 'kind',
      title: t('kind'),
      render: ({ dryRun }) => (
        <Tag tone={dryRun ? 'neutral' : 'info'}>{t(dryRun ? 'dryRun' : 'real')}</Tag>
      ),
    },
    jobs.company,
    jobs.state,
    jobs.progress,
    {
      key: 'added',
      title: t('added'),
      align: 'right',
      render: ({ added }) => <span className={css.amount}>{added}</span>,
    },
    {
      key: 'faulty',
      title: t('faults'),
      align: 'right',
      render: ({ faulty }) =>
        faulty === 0 ? <span className={css.amount}>0</span> : <Tag tone="warning">{faulty}</Tag>,
    },
    jobs.at,
  ];
  return (
    <Page title={t('imports')} lead={t('importsLead')}>
      <Stack>
        {!mayImport ? null : file === undefined ? (
          <DropFile onSent={setFile} />
        ) : (
          <ImportMapping key={file.id} file={file} onClose={() => setFile(undefined)} />
        )}
        <Asked query={query}>
          {({ surveyImports }) => (
            <div>
              <DeskTable
                label={t('imports')}
                columns={columns}
                rows={surveyImports.edges.flatMap(({ node }) => node ?? [])}
                rowKey={({ id }) => id}
                empty={<EmptyState title={t('noImports')} hint={t('importsLead')} />}
              />
              <Pager pageInfo={surveyImports.pageInfo} />
            </div>
          )}
        </Asked>
      </Stack>
    </Page>
  );
}
