/** A table before it is taken over: what its columns mean, how its first rows would be recorded, dry run or for real. */
import { Button, Popconfirm, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import css from '../../../desk/desk.module.css';
import { DeskTable } from '../../../desk/desk-table.tsx';
import { Note, Panel, Stack } from '../../../desk/page.tsx';
import { Tag } from '../../../desk/state-tag.tsx';
import { useOrder } from '../../../desk/use-order.ts';
import { companyOptions } from '../../../desk/words.ts';
import type { ResultOf } from '../../../graphql/graphql.ts';
import { wordFor } from '../../../i18n/texts.ts';
import { SkeletonList } from '../../../ui/states.tsx';
import { FACT_WORDS, factText } from '../risk-words.ts';
import { PreviewImport, StartImport } from './file-operations.ts';
import { FAULT_WORDS, faultDetail, useFileTexts } from './file-texts.ts';
import {
  FACT_MEANINGS,
  IDENTITY_MEANINGS,
  isInTenThousands,
  isStandard,
  isUsable,
  type Mapping,
  meaningOf,
  sendable,
  withMeaning,
} from './survey-mapping.ts';
import type { Uploaded } from './upload-file.ts';

type Preview = Extract<
  ResultOf<typeof PreviewImport>['previewSurveyImport'],
  { __typename: 'ImportPreview' }
>;

const ROWS = 8;

export function ImportMapping({
  file,
  onClose,
}: {
  readonly file: Uploaded;
  readonly onClose: () => void;
}) {
  const t = useFileTexts();
  const navigate = useNavigate();
  const look = useOrder(PreviewImport);
  const start = useOrder(StartImport);
  const [seen, setSeen] = useState<Preview>();
  const [mapping, setMapping] = useState<Mapping>({});
  const [company, setCompany] = useState('group');
  const columns = seen?.columns ?? [];
  const show = async (wish: Mapping | undefined): Promise<void> => {
    const answer = await look.give({
      uploadId: file.id,
      rows: ROWS,
      ...(wish === undefined ? {} : { mapping: wish }),
    });
    if (answer?.__typename !== 'ImportPreview') return seen === undefined ? onClose() : undefined;
    setSeen(answer);
    if (wish === undefined) setMapping((answer.suggestedMapping ?? {}) as Mapping);
  };
  useEffect(() => void show(undefined), [file.id]);
  const change = (next: Mapping): void => {
    setMapping(next);
    if (isUsable(next, columns)) void show(next);
  };
  const run = async (dryRun: boolean): Promise<void> => {
    const wish = sendable(mapping, columns);
    const done = await start.give({
      uploadId: file.id,
      dryRun,
      ...(company === 'group' ? {} : { company }),
      ...(wish === undefined ? {} : { mapping: wish }),
    });
    if (done?.__typename === 'StartedImport' && done.import !== null)
      void navigate(`/risk/imports/${done.import.id}`, { state: { known: !done.created } });
  };
  const usable = seen !== undefined && isUsable(mapping, columns);
  return (
    <Panel
      title={file.name}
      hint={
        seen === undefined
          ? undefined
          : [
              `${t('encoding')} ${seen.encoding.toUpperCase()}`,
              seen.rowsTotal === null ? '' : t('countedRows', { count: seen.rowsTotal }),
            ]
              .filter((part) => part !== '')
              .join(' · ')
      }
      extra={<Button onClick={onClose}>{t('another')}</Button>}
    >
      {seen === undefined ? (
        <SkeletonList rows={2} />
      ) : (
        <Stack>
          {isStandard(columns) ? (
            <Note tone="info">{t('standard')}</Note>
          ) : (
            <Columns columns={columns} mapping={mapping} onChange={change} />
          )}
          <PreviewRows rows={seen.rows} />
          <div className={css.actions} style={{ alignItems: 'center' }}>
            <span className={css.quiet}>{t('onBehalfOf')}</span>
            <Select
              aria-label={t('onBehalfOf')}
              value={company}
              onChange={setCompany}
              options={[{ value: 'group', label: wordFor(GROUP, 'group') }, ...companyOptions()]}
              style={{ width: 120 }}
            />
            <Button
              disabled={!usable}
              title={t('dryRunHint')}
              loading={start.isRunning}
              onClick={() => void run(true)}
            >
              {t('dryRun')}
            </Button>
            <Popconfirm
              title={t('take')}
              description={t('takeSure')}
              onConfirm={() => run(false)}
              disabled={!usable}
            >
              <Button type="primary" disabled={!usable}>
                {t('take')}
              </Button>
            </Popconfirm>
          </div>
        </Stack>
      )}
    </Panel>
  );
}

const GROUP = { group: { zh: '集团', en: 'Group' } };

function Columns({
  columns,
  mapping,
  onChange,
}: {
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}) {
  const t = useFileTexts();
  const meanings = { uscc: t('uscc'), name: t('firmName'), observedAt: t('observedAt') };
  const options = [
    ...IDENTITY_MEANINGS.map((value) => ({ value: value as string, label: meanings[value] })),
    ...FACT_MEANINGS.map((value) => ({ value, label: wordFor(FACT_WORDS, value) })),
  ];
  return (
    <div>
      <h3 className={css.panelTitle} style={{ marginBottom: 8 }}>
        {t('mapping')}
      </h3>
      {mapping.uscc === undefined || mapping.name === undefined ? (
        <Note tone="warning">{t('noMapping')}</Note>
      ) : mapping.observedAt === undefined ? (
        <Note tone="warning">{t('noObservedAt')}</Note>
      ) : null}
      <ul className={css.columns} style={{ gap: '8px 24px', marginTop: 8 }}>
        {columns.map((column) => (
          <li
            key={column}
            style={{
              display: 'flex',
              alignItems: 'center',
              justifyContent: 'space-between',
              gap: 8,
            }}
          >
            <span style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              {column}
              {isInTenThousands(mapping, column) && !/万/.test(column) ? t('inTenThousands') : ''}
            </span>
            <Select
              allowClear
              aria-label={`${t('becomes')} ${column}`}
              placeholder={t('ignored')}
              value={meaningOf(mapping, column) ?? null}
              options={options}
              onChange={(value: string | null | undefined) =>
                onChange(withMeaning(mapping, column, value ?? undefined))
              }
              style={{ width: 190, flex: 'none' }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ShownFact {
  readonly type: string;
  readonly value: unknown;
}

function PreviewRows({ rows }: { readonly rows: Preview['rows'] }) {
  const t = useFileTexts();
  return (
    <div>
      <h3 className={css.panelTitle}>{t('preview')}</h3>
      <p className={css.panelHint} style={{ marginBottom: 8 }}>
        {t('previewHint', { count: rows.length })}
      </p>
      <DeskTable
        label={t('preview')}
        rows={rows}
        rowKey={({ line }) => line}
        columns={[
          {
            key: 'line',
            title: t('line'),
            align: 'right',
            phone: 'hide',
            render: ({ line }) => line,
          },
          {
            key: 'firm',
            title: t('firmName'),
            phone: 'title',
            render: ({ name, uscc, line }) => (
              <>
                {name ?? `${t('line')} ${line}`}
                <div className={`${css.mono} ${css.quiet}`}>{uscc}</div>
              </>
            ),
          },
          {
            key: 'facts',
            title: t('facts'),
            render: ({ facts, faults }) =>
              faults.length > 0 ? (
                <ul>
                  {faults.map((fault) => (
                    <li key={fault}>
                      <FaultShown text={fault} />
                    </li>
                  ))}
                </ul>
              ) : (
                <ul className={css.small}>
                  {(facts as readonly ShownFact[]).map((fact) => (
                    <li key={fact.type}>
                      <span className={css.quiet}>{wordFor(FACT_WORDS, fact.type)}</span>{' '}
                      {factText(fact.value, fact.type)}
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
    </div>
  );
}

/** `CODE: particulars`, as the preview says it. */
export function FaultShown({ text }: { readonly text: string }) {
  const [, code = text, detail = ''] = /^([A-Z_]+): ?(.*)$/s.exec(text) ?? [];
  return (
    <>
      <Tag tone="bad">{wordFor(FAULT_WORDS, code)}</Tag>{' '}
      <span className={css.small}>{faultDetail(detail, (type) => wordFor(FACT_WORDS, type))}</span>
    </>
  );
}
