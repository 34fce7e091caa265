/** What a month came to in a company's own books: debit, credit, amount. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { download } from '../../desk/download.ts';
import { Panel } from '../../desk/page.tsx';
import { companyName } from '../../desk/words.ts';
import { formatMoney } from '../../format/numbers.ts';
import { useAsk } from '../../graphql/queries.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { Journal } from './clearing-operations.ts';
import { useClearingTexts } from './clearing-texts.ts';

export function CompanyJournal({
  month,
  company,
}: {
  readonly month: string;
  readonly company: string;
}) {
  const t = useClearingTexts();
  const query = useAsk(Journal, { month, company });
  const account = ({ code, name }: { readonly code: string; readonly name: string }) => (
    <>
      <span className={css.mono}>{code}</span> {name}
    </>
  );
  return (
    <Panel
      title={t('journal')}
      hint={t('journalHint')}
      flush
      extra={
        <Button
          className="no-print"
          icon={<DownloadOutlined />}
          onClick={() =>
            void download(
              `/clearing/statements/${month}/${company}/journal.csv`,
              `${company}-${month}-journal.csv`,
            )
          }
        >
          {t('journalCsv')}
        </Button>
      }
    >
      <Asked query={query}>
        {({ clearingJournal }) => (
          <DeskTable
            label={t('journal')}
            rows={clearingJournal}
            rowKey={({ no }) => no}
            empty={<EmptyState title={t('noJournal')} />}
            columns={[
              { key: 'no', title: t('no'), width: 64, render: ({ no }) => no },
              { key: 'text', title: t('text'), phone: 'title', render: ({ text }) => text },
              {
                key: 'counterparty',
                title: t('counterparty'),
                render: ({ counterparty }) => companyName(counterparty) || '—',
              },
              { key: 'debit', title: t('debit'), render: ({ debit }) => account(debit) },
              { key: 'credit', title: t('credit'), render: ({ credit }) => account(credit) },
              {
                key: 'amount',
                title: t('amount'),
                align: 'right',
                phone: 'mark',
                render: ({ amount }) => <span className={css.amount}>{formatMoney(amount)}</span>,
              },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}
