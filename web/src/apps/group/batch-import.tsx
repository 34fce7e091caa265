/** Codes that an issuer outside made are taken over, some thousands at a time; what is left out comes back as a file. */
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Upload } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { csvOf, saveAs } from '../../desk/download.ts';
import { Note, Panel, Stack } from '../../desk/page.tsx';
import { order } from '../../graphql/commands.ts';
import { sayCommon } from '../../i18n/house-texts.ts';
import { toast } from '../../ui/toast.tsx';
import { ImportCodes } from './batch-operations.ts';
import { useBatchTexts } from './batch-texts.ts';
import { codesOf } from './codes-of-file.ts';

const AT_ONCE = 5_000;

interface LeftOut {
  readonly code: string;
  readonly why: 'known' | 'malformed';
}

interface Way {
  readonly done: number;
  readonly total: number;
  readonly imported: number;
  readonly leftOut: readonly LeftOut[];
}

export function BatchImport({
  batchId,
  batchCode,
}: {
  readonly batchId: string;
  readonly batchCode: string;
}) {
  const t = useBatchTexts();
  const client = useQueryClient();
  const [way, setWay] = useState<Way>();
  const isBusy = way !== undefined && way.done < way.total;
  const bring = async (file: File): Promise<void> => {
    const codes = codesOf(await file.arrayBuffer());
    if (codes.length === 0) return toast(t('nothingToImport'), { kind: 'problem' });
    let now: Way = { done: 0, total: codes.length, imported: 0, leftOut: [] };
    setWay(now);
    // Each part is one order: a lost connection leaves what has been told, and the file can be sent again.
    for (let at = 0; at < codes.length; at += AT_ONCE) {
      const part = codes.slice(at, at + AT_ONCE);
      const outcome = await order(ImportCodes, { batchId, codes: part }).catch(() => undefined);
      if (outcome === undefined || !outcome.ok) {
        toast(outcome === undefined ? sayCommon('unreachable') : outcome.refusal.message, {
          kind: 'problem',
        });
        setWay({ ...now, total: now.done });
        return;
      }
      if (outcome.value.__typename !== 'CouponCodesImported') return;
      const { imported, known, malformed } = outcome.value;
      now = {
        total: codes.length,
        done: at + part.length,
        imported: now.imported + imported,
        leftOut: [
          ...now.leftOut,
          ...known.map((code) => ({ code, why: 'known' as const })),
          ...malformed.map((code) => ({ code, why: 'malformed' as const })),
        ],
      };
      setWay(now);
    }
    void client.invalidateQueries();
  };
  const faults = (): void => {
    const rows = (way?.leftOut ?? []).map(({ code, why }) => [code, t(why)]);
    saveAs(csvOf([[t('oneCode'), t('why')], ...rows]), `${batchCode}.errors.csv`);
  };
  return (
    <Panel title={t('importTitle')} hint={t('importHint')}>
      <Stack>
        <Upload
          showUploadList={false}
          accept=".csv,.txt,text/csv,text/plain"
          beforeUpload={(file) => {
            void bring(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />} loading={isBusy}>
            {t('chooseFile')}
          </Button>
        </Upload>
        {way === undefined ? null : (
          <div role="status">
            {isBusy ? (
              <>
                <Progress
                  percent={Math.floor((way.done / way.total) * 100)}
                  aria-label={t('progress')}
                />
                <p className={css.small}>{t('importing', { done: way.done, total: way.total })}</p>
              </>
            ) : (
              <Note tone={way.leftOut.length === 0 ? 'good' : 'warning'}>
                {t('imported', { count: way.imported })}
                {way.leftOut.length === 0 ? null : (
                  <>
                    {' · '}
                    {t('left_out', { count: way.leftOut.length })}{' '}
                    <Button size="small" icon={<DownloadOutlined />} onClick={faults}>
                      {t('downloadFaults')}
                    </Button>
                  </>
                )}
              </Note>
            )}
          </div>
        )}
      </Stack>
    </Panel>
  );
}
