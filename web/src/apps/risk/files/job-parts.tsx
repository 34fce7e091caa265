/** What screenings in bulk and imports have in common: a place to drop a file, a state, how far it has come. */
import { InboxOutlined } from '@ant-design/icons';
import { Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import css from '../../../desk/desk.module.css';
import { Figure } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import type { Tone } from '../../../desk/words.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { toast } from '../../../ui/toast.tsx';
import { JOB_WORDS, useFileTexts } from './file-texts.ts';
import { download, type Uploaded, useUpload } from './upload-file.ts';

const TONES: Readonly<Record<string, Tone>> = {
  QUEUED: 'neutral',
  RUNNING: 'info',
  DONE: 'good',
  FAILED: 'bad',
  CANCELLED: 'warning',
};

export function JobState({ state }: { readonly state: string }) {
  return <Tag tone={TONES[state] ?? 'neutral'}>{wordFor(JOB_WORDS, state)}</Tag>;
}

export const isUnderWay = (state: string): boolean => state === 'QUEUED' || state === 'RUNNING';

interface Job {
  readonly state: string;
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
}

export function JobProgress({ job: { state, rowsDone, rowsTotal } }: { readonly job: Job }) {
  const t = useFileTexts();
  const total = rowsTotal ?? (state === 'DONE' ? rowsDone : 0);
  const percent = state === 'DONE' ? 100 : total === 0 ? 0 : Math.floor((rowsDone / total) * 100);
  return (
    <div style={{ minWidth: 140 }}>
      <Progress
        percent={percent}
        size="small"
        status={state === 'FAILED' ? 'exception' : state === 'RUNNING' ? 'active' : 'normal'}
        showInfo={false}
        aria-label={t('progress')}
      />
      <span className={`${css.small} ${css.quiet} ${css.amount}`}>
        {rowsDone}
        {total === 0 ? '' : ` / ${total}`} · {percent}%
      </span>
    </div>
  );
}

/** The same as a figure: how many rows, and how far that is. */
export function ProgressFigure({ job }: { readonly job: Job }) {
  const t = useFileTexts();
  const total = job.rowsTotal ?? (job.state === 'DONE' ? job.rowsDone : 0);
  const percent =
    job.state === 'DONE' ? 100 : total === 0 ? 0 : Math.floor((job.rowsDone / total) * 100);
  return (
    <Figure
      label={t('progress')}
      value={total === 0 ? job.rowsDone : `${job.rowsDone} / ${total}`}
      note={
        <Progress
          percent={percent}
          size="small"
          status={job.state === 'FAILED' ? 'exception' : 'normal'}
          aria-label={t('progress')}
        />
      }
    />
  );
}

export function DropFile({ onSent }: { readonly onSent: (file: Uploaded) => void }) {
  const t = useFileTexts();
  const { isBusy, send } = useUpload();
  return (
    <Upload.Dragger
      showUploadList={false}
      disabled={isBusy}
      accept=".csv,.tsv,.txt,.xlsx,.json,.gz"
      beforeUpload={(file) => {
        void send(file).then((sent) => sent !== undefined && onSent(sent));
        return false;
      }}
    >
      <p style={{ fontSize: 28, color: 'var(--accent)' }} aria-hidden="true">
        <InboxOutlined aria-hidden="true" />
      </p>
      <p style={{ fontWeight: 600 }}>{t(isBusy ? 'uploading' : 'upload')}</p>
      <p className={`${css.small} ${css.quiet}`}>{t('uploadHint')}</p>
    </Upload.Dragger>
  );
}

export function DownloadButton({
  path,
  name,
  label,
  primary = false,
  icon,
}: {
  readonly path: string;
  readonly name: string;
  readonly label: string;
  readonly primary?: boolean;
  readonly icon?: React.ReactNode;
}) {
  const t = useFileTexts();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    if (!(await download(path, name))) toast(t('failed'), { kind: 'problem' });
    setBusy(false);
  };
  return (
    <Button
      type={primary ? 'primary' : 'default'}
      icon={icon}
      loading={isBusy}
      onClick={() => void run()}
    >
      {label}
    </Button>
  );
}
