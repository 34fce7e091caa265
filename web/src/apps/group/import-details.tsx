/** One import: how its columns were understood (and can be told), what its lines say, how far it has come, what was wrong. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Progress, Select } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { download } from '../../desk/download.ts';
import { Facts, Note, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName } from '../../desk/words.ts';
import { formatDecimal } from '../../format/numbers.ts';
import type { ResultOf, VariablesOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { ImportState, isChecked, shareOf } from './import-state.tsx';
import {
  CancelCustomerImport,
  CheckCustomerImport,
  DeskCustomerImport,
  MapCustomerImport,
  PauseCustomerImport,
  StartCustomerImport,
} from './overview-operations.ts';
import {
  FAULT_WORDS,
  FIELD_WORDS,
  FILE_FAULTS,
  IMPORT_FIELDS,
  useOverviewTexts,
} from './overview-texts.ts';

type Import = NonNullable<ResultOf<typeof DeskCustomerImport>['customerImport']>;
type Line = Import['preview'][number];
type Field = VariablesOf<typeof MapCustomerImport>['input']['columns'][number]['field'];

const AGAIN_MS = 1_500;
const MAY_CHECK = ['READY', 'CHECKED'];
const MAY_START = [...MAY_CHECK, 'PAUSED', 'FAILED'];
const MAY_CANCEL = [...MAY_START, 'CHECKING', 'RUNNING'];

export function ImportShown({ id }: { readonly id: string }) {
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
  const count = (value: number) => formatDecimal(String(value));
  return (
    <Stack>
      <Facts
        items={[
          [t('file'), of.fileName],
          [t('company'), companyName(of.subsidiary)],
          [t('state'), <ImportState key="s" state={of.state} />],
          [t('format'), [of.format, of.encoding].filter(Boolean).join(' · ').toUpperCase()],
          ...(isChecked(of.state)
            ? [[t('good'), count(of.created + of.found)] as const]
            : [[t('created'), count(of.created)] as const, [t('found'), count(of.found)] as const]),
          [t('faulty'), count(of.faulty)],
        ]}
      />
      {of.rowsTotal === null ? null : (
        <div role="status">
          <Progress percent={shareOf(of.rowsDone, of.rowsTotal)} aria-label={t('progress')} />
          <p className={`${css.small} ${css.quiet}`}>
            {t('rows', { done: count(of.rowsDone), total: count(of.rowsTotal) })}
          </p>
        </div>
      )}
      {of.error === null ? null : (
        <Note tone="bad">
          {FILE_FAULTS[of.error] === undefined ? t('stopped') : wordFor(FILE_FAULTS, of.error)}
        </Note>
      )}
      <Orders of={of} />
      {of.columns.length === 0 ? null : (
        <Mapping key={JSON.stringify([of.mapping, of.lenient])} of={of} />
      )}
      {of.faultCounts.length === 0 ? null : (
        <div>
          <h3 className={css.panelTitle}>{t('faults')}</h3>
          <DeskTable
            label={t('faults')}
            rows={of.faultCounts}
            rowKey={({ code, field }) => `${code} ${field}`}
            columns={[
              {
                key: 'field',
                title: t('field'),
                phone: 'title',
                render: ({ field }) => wordFor(FIELD_WORDS, field) || '—',
              },
              { key: 'why', title: t('error'), render: ({ code }) => wordFor(FAULT_WORDS, code) },
              {
                key: 'count',
                title: t('count'),
                align: 'right',
                phone: 'mark',
                render: (row) => count(row.count),
              },
            ]}
          />
        </div>
      )}
      {of.columns.length === 0 ? null : <Preview of={of} />}
    </Stack>
  );
}

/** Which column is what; changed before it is started, guessed when the file came. */
function Mapping({ of }: { readonly of: Import }) {
  const t = useOverviewTexts();
  const map = useOrder(MapCustomerImport);
  const mayChange = useHasRole('operator') && MAY_START.includes(of.state) && of.rowsDone === 0;
  const before = new Map(of.mapping.map(({ column, field }) => [column, field as Field]));
  const [chosen, setChosen] = useState<ReadonlyMap<string, Field>>(before);
  const [isLenient, setLenient] = useState(of.lenient);
  const isChanged =
    isLenient !== of.lenient || of.columns.some((name) => before.get(name) !== chosen.get(name));
  const taken = new Set(chosen.values());
  const choose = (column: string, field: Field | '') => {
    const next = new Map(chosen);
    if (field === '') next.delete(column);
    else next.set(column, field);
    setChosen(next);
  };
  return (
    <div>
      <h3 className={css.panelTitle}>{t('mapping')}</h3>
      {mayChange ? <p className={`${css.small} ${css.quiet}`}>{t('mappingHint')}</p> : null}
      <dl className={css.mapping}>
        {of.columns.map((column) => (
          <div key={column}>
            <dt>{column}</dt>
            <dd>
              {mayChange ? (
                <Select<Field | ''>
                  aria-label={column}
                  size="small"
                  value={chosen.get(column) ?? ''}
                  options={[
                    { value: '' as const, label: t('notTaken') },
                    ...IMPORT_FIELDS.map((value) => ({
                      value,
                      label: wordFor(FIELD_WORDS, value),
                      disabled: taken.has(value) && chosen.get(column) !== value,
                    })),
                  ]}
                  onChange={(field) => choose(column, field)}
                  style={{ width: '100%' }}
                />
              ) : (
                wordFor(FIELD_WORDS, before.get(column)) || t('notTaken')
              )}
            </dd>
          </div>
        ))}
      </dl>
      {mayChange ? (
        <div className={css.filters} style={{ margin: '12px 0 0' }}>
          <Checkbox checked={isLenient} onChange={({ target }) => setLenient(target.checked)}>
            {t('lenient')}
          </Checkbox>
          <Button
            size="small"
            disabled={!isChanged}
            loading={map.isRunning}
            onClick={() =>
              void map.give(
                {
                  importId: of.id,
                  lenient: isLenient,
                  columns: [...chosen].map(([column, field]) => ({ column, field })),
                },
                t('mapped'),
              )
            }
          >
            {t('saveMapping')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Preview({ of }: { readonly of: Import }) {
  const t = useOverviewTexts();
  const cellOf = ({ values }: Line, column: string): string =>
    String(((values ?? {}) as Record<string, unknown>)[column] ?? '');
  return (
    <div>
      <h3 className={css.panelTitle}>{t('preview')}</h3>
      <p className={`${css.small} ${css.quiet}`}>{t('previewHint')}</p>
      <DeskTable
        label={t('preview')}
        rows={of.preview}
        rowKey={({ lineNo }) => lineNo}
        columns={[
          {
            key: 'line',
            title: t('line'),
            width: 64,
            phone: 'title',
            render: ({ lineNo }) => lineNo,
          },
          ...of.columns.map((column) => ({
            key: `column ${column}`,
            title: column,
            render: (line: Line) => cellOf(line, column) || '—',
          })),
          {
            key: 'faults',
            title: t('faults'),
            render: ({ faults }) =>
              faults.length === 0
                ? '—'
                : faults.map(({ code, field, message }) => (
                    <div key={`${code} ${field}`} style={{ color: 'var(--danger)' }}>
                      {message}
                    </div>
                  )),
          },
        ]}
      />
    </div>
  );
}

function Orders({ of }: { readonly of: Import }) {
  const t = useOverviewTexts();
  const start = useOrder(StartCustomerImport);
  const check = useOrder(CheckCustomerImport);
  const pause = useOrder(PauseCustomerImport);
  const cancel = useOrder(CancelCustomerImport);
  const mayImport = useHasRole('operator');
  const wish = { importId: of.id };
  const isTable = of.columns.length > 0;
  const faults = `/identity-files/imports/${of.id}/errors.csv`;
  return (
    <div className={css.actions}>
      {mayImport && MAY_CHECK.includes(of.state) ? (
        <Button loading={check.isRunning} onClick={() => void check.give(wish, t('checking'))}>
          {t('check')}
        </Button>
      ) : null}
      {mayImport && isTable && MAY_START.includes(of.state) ? (
        <Sure
          title={t(MAY_CHECK.includes(of.state) ? 'start' : 'goOn')}
          description={t('startSure')}
          onConfirm={() => start.give(wish, t('started'))}
        >
          <Button type="primary" loading={start.isRunning}>
            {t(MAY_CHECK.includes(of.state) ? 'start' : 'goOn')}
          </Button>
        </Sure>
      ) : null}
      {mayImport && isTable && MAY_CANCEL.includes(of.state) ? (
        <Sure
          danger
          title={t('cancelImport')}
          description={t('cancelSure')}
          onConfirm={() => cancel.give(wish, t('cancelled'))}
        >
          <Button danger>{t('cancelImport')}</Button>
        </Sure>
      ) : null}
      {mayImport && of.state === 'RUNNING' ? (
        <Button loading={pause.isRunning} onClick={() => void pause.give(wish, t('paused'))}>
          {t('pause')}
        </Button>
      ) : null}
      {of.faulty > 0 ? (
        <Button
          icon={<DownloadOutlined />}
          onClick={() => void download(faults, `${of.fileName}.errors.csv`)}
        >
          {t('downloadFaults')}
        </Button>
      ) : null}
    </div>
  );
}
