/** Imports: a file is taken in, looked at, checked, taken over with progress; what was wrong comes back as a file. */
import { UploadOutlined } from '@ant-design/icons';
import { Button, Drawer, Progress, Select, Upload } from 'antd';
import { useState } from 'react';
import { pageOfRows } from '../../desk/all-rows.ts';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { When } from '../../desk/when.tsx';
import { companyName, companyOptions } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { sayCommon } from '../../i18n/house-texts.ts';
import { currentLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useLiveRefresh } from '../../live/use-live.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { accessToken } from '../../session/session.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { ImportShown } from './import-details.tsx';
import { ImportState, isChecked, shareOf } from './import-state.tsx';
import { CustomerImports } from './overview-operations.ts';
import { IMPORT_STATES, useOverviewTexts } from './overview-texts.ts';

type Row = NonNullable<
  ResultOf<typeof CustomerImports>['customerImports']['edges'][number]['node']
>;

export function ImportsPage() {
  const t = useOverviewTexts();
  const after = useCursor();
  const [{ show, company, state }, setFilters] = useFilters(['show', 'company', 'state', 'after']);
  const filter = {
    ...(company === undefined ? {} : { subsidiary: company }),
    ...(state === undefined ? {} : { state: state as Row['state'] }),
  };
  const query = useAsk(
    CustomerImports,
    { filter, first: 20, after },
    { keepPrevious: true, refetchInterval: 5_000 },
  );
  useLiveRefresh(['identity.']);
  const mayImport = useHasRole('operator');
  const open = (id: string) => setFilters({ show: id }, { push: true });
  const countsOf = ({ state, created, found, faulty }: Row): string =>
    isChecked(state)
      ? t('checkedCounts', { good: created + found, faulty })
      : `${created} / ${found} / ${faulty}`;
  const columns: readonly Column<Row>[] = [
    {
      key: 'file',
      title: t('file'),
      phone: 'title',
      render: ({ id, fileName }) => (
        <Button type="link" style={{ padding: 0 }} onClick={() => open(id)}>
          {fileName}
        </Button>
      ),
      text: ({ fileName }) => fileName,
    },
    {
      key: 'company',
      title: t('company'),
      render: ({ subsidiary }) => companyName(subsidiary),
      text: ({ subsidiary }) => companyName(subsidiary),
    },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state }) => <ImportState state={state} />,
      text: ({ state }) => wordFor(IMPORT_STATES, state),
    },
    {
      key: 'progress',
      title: t('progress'),
      width: 180,
      render: ({ rowsDone, rowsTotal }) =>
        rowsTotal === null ? (
          '—'
        ) : (
          <Progress
            percent={shareOf(rowsDone, rowsTotal)}
            size="small"
            aria-label={t('progress')}
            style={{ minWidth: 140 }}
          />
        ),
    },
    {
      key: 'taken',
      title: t('taken'),
      align: 'right',
      render: (row) => <span className={css.amount}>{countsOf(row)}</span>,
      text: countsOf,
    },
    { key: 'at', title: t('madeAt'), render: ({ madeAt }) => <When at={madeAt} /> },
  ];
  return (
    <Page
      title={t('imports')}
      lead={t('importsLead')}
      actions={
        <>
          <ExportButton
            name={t('imports')}
            columns={columns}
            page={async (cursor) => {
              const wish = { filter, first: 100, after: cursor };
              return pageOfRows((await request(CustomerImports, wish)).customerImports);
            }}
          />
          {mayImport ? <UploadFile onDone={open} /> : null}
        </>
      }
    >
      <div className={css.filters}>
        <Select
          allowClear
          aria-label={t('company')}
          placeholder={t('company')}
          value={company ?? null}
          options={companyOptions()}
          onChange={(value: string | null) => setFilters({ company: value, after: null })}
          style={{ width: 140 }}
        />
        <Select
          allowClear
          aria-label={t('state')}
          placeholder={t('state')}
          value={state ?? null}
          options={Object.keys(IMPORT_STATES).map((value) => ({
            value,
            label: wordFor(IMPORT_STATES, value),
          }))}
          onChange={(value: string | null) => setFilters({ state: value, after: null })}
          style={{ width: 140 }}
        />
      </div>
      <Asked query={query}>
        {({ customerImports }) => (
          <>
            <DeskTable
              label={t('imports')}
              rows={customerImports.edges.flatMap(({ node }) => node ?? [])}
              rowKey={({ id }) => id}
              loading={query.isPlaceholderData}
              {...(company === undefined && state === undefined
                ? { empty: <EmptyState title={t('noImports')} hint={t('importsLead')} /> }
                : {})}
              columns={columns}
            />
            <Pager pageInfo={customerImports.pageInfo} />
          </>
        )}
      </Asked>
      <Drawer
        open={show !== undefined}
        onClose={() => setFilters({ show: null })}
        size={760}
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
    } catch {
      toast(`${sayCommon('unreachable')} ${sayCommon('unreachableHint')}`, { kind: 'problem' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Select
        aria-label={t('uploadFor')}
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
