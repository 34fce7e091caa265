/** Imports: a file is taken in, looked at, checked, taken over with progress; what was wrong comes back as a file. */
import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Drawer, Progress, Select, Upload } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { Facts, Note, Page, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName, companyOptions, type Tone } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { currentLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { accessToken } from '../../session/session.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import {
  CancelCustomerImport,
  CheckCustomerImport,
  CustomerImports,
  DeskCustomerImport,
  PauseCustomerImport,
  StartCustomerImport,
} from './overview-operations.ts';
import { IMPORT_STATES, useOverviewTexts } from './overview-texts.ts';

type Import = NonNullable<ResultOf<typeof DeskCustomerImport>['customerImport']>;

const UNDER_WAY = ['UPLOADING', 'CHECKING', 'RUNNING'];
const AGAIN_MS = 1_500;

function ImportState({ state }: { readonly state: string }) {
  const tone: Tone =
    state === 'DONE'
      ? 'good'
      : state === 'FAILED'
        ? 'bad'
        : UNDER_WAY.includes(state)
          ? 'info'
          : 'neutral';
  return <Tag tone={tone}>{wordFor(IMPORT_STATES, state)}</Tag>;
}

const shareOf = (done: number, total: number | null): number =>
  total === null || total === 0 ? 0 : Math.round((done / total) * 100);

export function ImportsPage() {
  const t = useOverviewTexts();
  const after = useCursor();
  const [{ show }, setFilters] = useFilters(['show']);
  const query = useAsk(
    CustomerImports,
    { first: 20, after },
    { keepPrevious: true, refetchInterval: 5_000 },
  );
  useLiveRefresh(['identity.']);
  const mayImport = useHasRole('operator');
  const open = (id: string) => setFilters({ show: id }, { push: true });
  return (
    <Page
      title={t('imports')}
      lead={t('importsLead')}
      actions={mayImport ? <UploadFile onDone={open} /> : null}
    >
      <Asked query={query}>
        {({ customerImports }) => (
          <>
            <DeskTable
              label={t('imports')}
              rows={customerImports.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t('imports')} hint={t('importsLead')} />}
              columns={[
                {
                  key: 'file',
                  title: t('file'),
                  phone: 'title',
                  render: ({ id, fileName }) => (
                    <Button type="link" style={{ padding: 0 }} onClick={() => open(id)}>
                      {fileName}
                    </Button>
                  ),
                },
                {
                  key: 'company',
                  title: t('company'),
                  render: ({ subsidiary }) => companyName(subsidiary),
                },
                {
                  key: 'state',
                  title: t('state'),
                  phone: 'mark',
                  render: ({ state }) => <ImportState state={state} />,
                },
                {
                  key: 'progress',
                  title: t('progress'),
                  width: 180,
                  render: ({ rowsDone, rowsTotal }) => (
                    <Progress
                      percent={shareOf(rowsDone, rowsTotal)}
                      size="small"
                      aria-label={t('progress')}
                    />
                  ),
                },
                {
                  key: 'taken',
                  title: t('taken'),
                  align: 'right',
                  render: ({ created, found, faulty }) => (
                    <span className={css.amount}>{`${created} / ${found} / ${faulty}`}</span>
                  ),
                },
                { key: 'at', title: t('madeAt'), render: ({ madeAt }) => <When at={madeAt} /> },
              ]}
            />
            <Pager pageInfo={customerImports.pageInfo} />
          </>
        )}
      </Asked>
      <Drawer
        open={show !== undefined}
        onClose={() => setFilters({ show: null })}
        size={720}
        title={t('imports')}
      >
        {show === undefined ? null : <ImportShown id={show} />}
      </Drawer>
    </Page>
  );
}

function UploadFile({ onDone }: { readonly onDone: (id: string) => void }) {
  const t = useOverviewTexts();
  const [company, setCompany] = useState('retail');
  const [isBusy, setBusy] = useState(false);
  const send = async (file: File): Promise<void> => {
    setBusy(true);
    try {
      const where = new URLSearchParams({ name: file.name, subsidiary: company });
      const token = await accessToken();
      const response = await fetch(`/identity-files/imports?${where}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token ?? ''}`,
          'content-type': 'application/octet-stream',
          'accept-language': currentLocale(),
        },
        body: file,
      });
      const answer = (await response.json()) as { id?: string; detail?: string };
      if (!response.ok || answer.id === undefined)
        toast(answer.detail ?? `HTTP ${response.status}`, { kind: 'problem' });
      else {
        toast(t('uploaded'));
        onDone(answer.id);
      }
    } catch (error) {
      toast(String(error), { kind: 'problem' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Select
        aria-label={t('company')}
        value={company}
        options={companyOptions()}
        onChange={setCompany}
        style={{ width: 110 }}
      />
      <Upload
        showUploadList={false}
        accept=".csv,.xlsx,text/csv"
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <Button type="primary" icon={<UploadOutlined />} loading={isBusy}>
          {t(isBusy ? 'uploading' : 'upload')}
        </Button>
      </Upload>
    </>
  );
}

function ImportShown({ id }: { readonly id: string }) {
  const query = useAsk(DeskCustomerImport, { id }, { refetchInterval: AGAIN_MS });
  return (
    <Asked query={query}>
      {({ customerImport }) =>
        customerImport === null ? <EmptyState /> : <Details of={customerImport} />
      }
    </Asked>
  );
}

function Details({ of }: { readonly of: Import }) {
  const t = useOverviewTexts();
  return (
    <Stack>
      <Facts
        items={[
          [t('file'), of.fileName],
          [t('company'), companyName(of.subsidiary)],
          [t('state'), <ImportState key="s" state={of.state} />],
          [t('taken'), `${of.created} / ${of.found} / ${of.faulty}`],
        ]}
      />
      <Progress percent={shareOf(of.rowsDone, of.rowsTotal)} aria-label={t('progress')} />
      {of.error === null ? null : <Note tone="bad">{of.error}</Note>}
      <ImportOrders of={of} />
      <div>
        <h3 className={css.panelTitle}>{t('mapping')}</h3>
        <p className={css.small}>
          {of.mapping.map(({ column, field }) => `${column} → ${field}`).join('；')}
        </p>
      </div>
      {of.faultCounts.length === 0 ? null : (
        <div>
          <h3 className={css.panelTitle}>{t('faults')}</h3>
          <ul className={css.small}>
            {of.faultCounts.map(({ code, field, count }) => (
              <li key={`${code} ${field}`}>
                {field} · {code} · {count}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3 className={css.panelTitle}>{t('preview')}</h3>
        <ul className={css.stack} style={{ gap: 8, marginTop: 8 }}>
          {of.preview.map(({ lineNo, values, faults }) => (
            <li key={lineNo} className={css.small}>
              <strong>
                {t('line')} {lineNo}
              </strong>{' '}
              {Object.values((values ?? {}) as Record<string, unknown>)
                .map(String)
                .join(' · ')}
              {faults.map(({ code, field, message }) => (
                <div key={`${code} ${field}`} style={{ color: 'var(--danger)' }}>
                  {message}
                </div>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </Stack>
  );
}

function ImportOrders({ of }: { readonly of: Import }) {
  const t = useOverviewTexts();
  const start = useOrder(StartCustomerImport);
  const check = useOrder(CheckCustomerImport);
  const pause = useOrder(PauseCustomerImport);
  const cancel = useOrder(CancelCustomerImport);
  const mayImport = useHasRole('operator');
  const wish = { importId: of.id };
  const isWaiting = of.state === 'READY' || of.state === 'CHECKED' || of.state === 'PAUSED';
  const download = async (): Promise<void> => {
    const token = await accessToken();
    const response = await fetch(`/identity-files/imports/${of.id}/errors.csv`, {
      headers: { authorization: `Bearer ${token ?? ''}`, 'accept-language': currentLocale() },
    });
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = `${of.fileName}.errors.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <div className={css.actions}>
      {mayImport && isWaiting ? (
        <>
          <Button loading={check.isRunning} onClick={() => void check.give(wish, t('checking'))}>
            {t('check')}
          </Button>
          <Button
            type="primary"
            loading={start.isRunning}
            onClick={() => void start.give(wish, t('started'))}
          >
            {t('start')}
          </Button>
          <Button danger onClick={() => void cancel.give(wish, t('cancelled'))}>
            {t('cancelImport')}
          </Button>
        </>
      ) : null}
      {mayImport && of.state === 'RUNNING' ? (
        <Button onClick={() => void pause.give(wish, t('paused'))}>{t('pause')}</Button>
      ) : null}
      {of.faulty > 0 ? (
        <Button icon={<DownloadOutlined />} onClick={() => void download()}>
          {t('downloadFaults')}
        </Button>
      ) : null}
    </div>
  );
}
