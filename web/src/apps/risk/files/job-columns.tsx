/** What lists of jobs over files show alike: the file, whose it is, where it stands, how far it has come, since when. */
import { Link } from 'react-router';
import type { Column } from '../../../desk/desk-table.tsx';
import { When } from '../../../desk/when.tsx';
import { companyName } from '../../../desk/words.ts';
import { useFileTexts } from './file-texts.ts';
import { JobProgress, JobState } from './job-parts.tsx';

export interface JobRow {
  readonly id: string;
  readonly fileName: string | null;
  readonly company: string;
  readonly state: string;
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
}

/** `folder` is where a job's own page lies; `beganAt` when it was asked for. */
export function useJobColumns<Row extends JobRow>(
  folder: string,
  beganAt: (row: Row) => string,
): Readonly<Record<'file' | 'company' | 'state' | 'progress' | 'at', Column<Row>>> {
  const t = useFileTexts();
  return {
    file: {
      key: 'file',
      title: t('file'),
      phone: 'title',
      render: ({ id, fileName }) => <Link to={`${folder}/${id}`}>{fileName ?? '—'}</Link>,
    },
    company: {
      key: 'company',
      title: t('company'),
      render: ({ company }) => companyName(company),
    },
    state: {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state }) => <JobState state={state} />,
    },
    progress: {
      key: 'progress',
      title: t('progress'),
      width: 180,
      render: (job) => <JobProgress job={job} />,
    },
    at: { key: 'at', title: t('at'), render: (job) => <When at={beganAt(job)} /> },
  };
}
