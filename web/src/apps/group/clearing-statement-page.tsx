/** A company's statement: what it owes and is owed, down to each line; to be printed, exported and disputed. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { pageOfRows } from '../../desk/all-rows.ts';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { download } from '../../desk/download.ts';
import { ExportButton } from '../../desk/export-button.tsx';
import { Figure, Figures, Page, Stack } from '../../desk/page.tsx';
import { PrintButton, useWholePrint, WithPaper } from '../../desk/print-whole.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatDate, formatMonth } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, NotFound } from '../../ui/states.tsx';
import { CompanyJournal } from './clearing-journal.tsx';
import { LineOriginDrawer } from './clearing-line-origin.tsx';
import { RaiseDispute, Statements } from './clearing-operations.ts';
import { KINDS, useClearingTexts } from './clearing-texts.ts';

type Statement = ResultOf<typeof Statements>['clearingStatements'][number];
type Line = NonNullable<Statement['lines']['edges'][number]['node']>;

const filterOf = (kind: string | undefined) =>
  kind === undefined ? {} : { kind: kind as Line['kind'] };

export function ClearingStatementPage() {
  const { month = '', company = '' } = useParams();
  const [{ kind }, setFilters] = useFilters(['kind', 'after']);
  const after = useCursor();
  const filter = filterOf(kind);
  const query = useAsk(
    Statements,
    { month, company, first: 50, after, filter },
    { keepPrevious: true },
  );
  return (
    <Asked query={query}>
      {({ clearingStatements: [statement], clearingPeriod }) =>
        statement === undefined ? (
          <NotFound home={`/group/clearing/${month}`} />
        ) : (
          <Shown
            statement={statement}
            kind={kind}
            onKind={(value) => setFilters({ kind: value, after: null })}
            isOpen={clearingPeriod?.state === 'ISSUED' || clearingPeriod?.state === 'DISPUTED'}
          />
        )
      }
    </Asked>
  );
}

const lineNoOf = ({ lineNo }: Line): number => lineNo;

function useColumns(
  statement: Statement,
  mayDispute: boolean,
  onOpen: (line: Line) => void,
): readonly Column<Line>[] {
  const t = useClearingTexts();
  return [
    {
      key: 'no',
      title: t('lineNo'),
      width: 72,
      render: ({ lineNo }) => lineNo,
      text: ({ lineNo }) => lineNo,
    },
    {
      key: 'kind',
      title: t('kind'),
      phone: 'title',
      render: ({ kind }) => wordFor(KINDS, kind),
      text: ({ kind }) => wordFor(KINDS, kind),
    },
    {
      key: 'counterparty',
      title: t('counterparty'),
      render: ({ counterparty }) => companyName(counterparty),
      text: ({ counterparty }) => companyName(counterparty),
    },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      phone: 'mark',
      render: ({ amount }) => <span className={css.amount}>{formatMoney(amount)}</span>,
      text: ({ amount }) => amount,
    },
    {
      key: 'source',
      title: t('source'),
      onPaper: false,
      render: (line) => (
        <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(line)}>
          {t('open')}
        </Button>
      ),
      text: ({ source }) => source,
    },
    {
      key: 'at',
      title: t('occurredAt'),
      render: ({ occurredAt }) => <When at={occurredAt} exact />,
      text: ({ occurredAt }) => occurredAt,
    },
    {
      key: 'orders',
      title: '',
      align: 'right',
      render: ({ lineNo, amount }) =>
        mayDispute ? <Dispute statement={statement} lineNo={lineNo} amount={amount} /> : null,
    },
  ];
}

function Shown({
  statement,
  kind,
  onKind,
  isOpen,
}: {
  readonly statement: Statement;
  readonly kind: string | undefined;
  readonly onKind: (kind: string | null) => void;
  readonly isOpen: boolean;
}) {
  const t = useClearingTexts();
  const mayDispute = useHasRole('operator') && isOpen;
  const { month, company } = statement;
  const after = useCursor();
  const [{ line: shown }, setFilters] = useFilters(['line']);
  const lines = statement.lines.edges.flatMap(({ node }) => node ?? []);
  const columns = useColumns(statement, mayDispute, ({ lineNo }) =>
    setFilters({ line: String(lineNo) }, { push: true }),
  );
  const page = async (cursor: string | null) => {
    const wish = { month, company, first: 100, after: cursor, filter: filterOf(kind) };
    return pageOfRows((await request(Statements, wish)).clearingStatements[0]?.lines);
  };
  const wholePrint = useWholePrint(page);
  const files = `/clearing/statements/${month}/${company}`;
  const name = `${company}-${month}`;
  const title = t('statement', { company: companyName(company), month: formatMonth(month) });
  return (
    <Page
      title={title}
      lead={
        <>
          {t('issuedAt')} <When at={statement.issuedAt} exact /> · {t('dueOn')}{' '}
          {formatDate(statement.dueOn)}
          <div className={`${css.mono} ${css.quiet}`}>
            {t('hash')} {statement.hash}
          </div>
        </>
      }
      back={{ to: `/group/clearing/${month}`, label: formatMonth(month) }}
      actions={
        <>
          <PrintButton of={wholePrint} />
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'statement.xlsx', label: t('wholeExcel') },
                { key: 'journal.csv', label: t('journalCsv') },
                { key: 'statement.jsonl', label: t('recomputable') },
              ],
              onClick: ({ key }) => void download(`${files}/${key}`, `${name}-${key}`),
            }}
          >
            <Button icon={<DownloadOutlined />}>{t('download')}</Button>
          </Dropdown>
          <ExportButton
            name={kind === undefined ? title : `${title} · ${wordFor(KINDS, kind)}`}
            columns={columns}
            page={page}
          />
        </>
      }
    >
      <Stack>
        <Figures>
          <Figure label={t('owes')} value={formatMoney(statement.owes)} />
          <Figure label={t('isOwed')} value={formatMoney(statement.isOwed)} />
          <Figure label={t('net')} value={formatMoney(statement.net)} />
          <Figure label={t('lines')} value={statement.lineCount} />
        </Figures>
        <div>
          <div className={css.filters}>
            <Select
              allowClear
              aria-label={t('kind')}
              placeholder={t('allKinds')}
              value={kind ?? null}
              options={Object.keys(KINDS).map((value) => ({ value, label: wordFor(KINDS, value) }))}
              onChange={onKind}
              style={{ width: 180 }}
            />
          </div>
          {kind === undefined ? null : (
            <p className={css.onPaper}>
              {t('kind')}: {wordFor(KINDS, kind)}
            </p>
          )}
          <WithPaper
            of={wholePrint}
            label={title}
            columns={columns}
            rowKey={lineNoOf}
            isPart={after !== null || statement.lines.pageInfo.hasNextPage}
          >
            <DeskTable label={title} columns={columns} rows={lines} rowKey={lineNoOf} />
          </WithPaper>
          <Pager
            pageInfo={statement.lines.pageInfo}
            {...(kind === undefined ? { total: statement.lineCount } : {})}
          />
        </div>
        <CompanyJournal month={month} company={company} />
      </Stack>
      <LineOriginDrawer
        line={lines.find(({ lineNo }) => String(lineNo) === shown)}
        onClose={() => setFilters({ line: null })}
      />
    </Page>
  );
}

function Dispute({
  statement,
  lineNo,
  amount,
}: {
  readonly statement: Statement;
  readonly lineNo: number;
  readonly amount: string;
}) {
  const t = useClearingTexts();
  const raise = useOrder(RaiseDispute);
  const [isOpen, setOpen] = useState(false);
  const [claimed, setClaimed] = useState(amount);
  const [reason, setReason] = useState('');
  const run = async (): Promise<void> => {
    const { month, company } = statement;
    const done = await raise.give(
      { month, company, lineNo, claimed, reason: reason.trim() },
      t('raised'),
    );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button size="small" className="no-print" onClick={() => setOpen(true)}>
        {t('dispute')}
      </Button>
      <Modal
        open={isOpen}
        title={`${t('dispute')} #${lineNo}`}
        okText={t('dispute')}
        okButtonProps={{ disabled: reason.trim() === '' || !/^-?\d+(\.\d{1,2})?$/.test(claimed) }}
        confirmLoading={raise.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Stack>
          <Input
            aria-label={t('claimed')}
            prefix="¥"
            inputMode="decimal"
            value={claimed}
            onChange={({ target }) => setClaimed(target.value)}
          />
          <Input.TextArea
            aria-label={t('reason')}
            placeholder={t('reason')}
            rows={3}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </Stack>
      </Modal>
    </>
  );
}
