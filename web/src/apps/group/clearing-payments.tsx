/** What is paid after netting, and what is disputed, in one month of clearing. */
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Panel } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName } from '../../desk/words.ts';
import { formatDate, shanghaiDay } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import { wordFor } from '../../i18n/texts.ts';
import { DecideDispute, RecordPayment, WithdrawPayment } from './clearing-operations.ts';
import type { PeriodView } from './clearing-period-page.tsx';
import { DISPUTE_STATES, useClearingTexts } from './clearing-texts.ts';

const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;

export function Payments({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  const withdraw = useOrder(WithdrawPayment);
  const mayPay = useHasRole('operator');
  return (
    <Panel title={t('payments')} hint={t('paymentsHint')} flush>
      <DeskTable
        label={t('payments')}
        rows={period.payments}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'from',
            title: t('payer'),
            render: ({ payer, payee }) => `${companyName(payer)} → ${companyName(payee)}`,
          },
          {
            key: 'amount',
            title: t('amount'),
            align: 'right',
            phone: 'mark',
            render: ({ amount }) => money(amount),
          },
          { key: 'due', title: t('dueOn'), render: ({ dueOn }) => formatDate(dueOn) },
          {
            key: 'state',
            title: t('state'),
            render: ({ paidOn }) =>
              paidOn === null ? (
                <Tag tone="warning">{t('unpaid')}</Tag>
              ) : (
                <Tag tone="good">{t('paid', { on: formatDate(paidOn) })}</Tag>
              ),
          },
          {
            key: 'orders',
            title: '',
            align: 'right',
            render: ({ id, paidOn }) =>
              !mayPay ? null : paidOn === null ? (
                <Pay paymentId={id} />
              ) : period.state === 'SETTLED' ? null : (
                <Button
                  size="small"
                  onClick={() =>
                    void withdraw.give({ paymentId: id, reason: t('withdraw') }, t('withdrawn'))
                  }
                >
                  {t('withdraw')}
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}

function Pay({ paymentId }: { readonly paymentId: string }) {
  const t = useClearingTexts();
  const record = useOrder(RecordPayment);
  const [isOpen, setOpen] = useState(false);
  const [reference, setReference] = useState('');
  const run = async (): Promise<void> => {
    const wish = { paymentId, bankReference: reference.trim(), paidOn: shanghaiDay(new Date()) };
    const done = await record.give(wish, t('recorded'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('recordPayment')}
      </Button>
      <Modal
        open={isOpen}
        title={t('recordPayment')}
        okText={t('recordPayment')}
        okButtonProps={{ disabled: reference.trim() === '' }}
        confirmLoading={record.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Input
          aria-label={t('bankReference')}
          placeholder={t('bankReference')}
          value={reference}
          maxLength={60}
          onChange={({ target }) => setReference(target.value)}
        />
      </Modal>
    </>
  );
}

export function Disputes({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
  const decide = useOrder(DecideDispute);
  const mayDecide = useHasRole('operator');
  return (
    <Panel title={t('disputes')} flush>
      <DeskTable
        label={t('disputes')}
        rows={period.disputes}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'line',
            title: t('lineNo'),
            render: ({ company, lineNo }) => `${companyName(company)} #${lineNo}`,
          },
          { key: 'reason', title: t('reason'), render: ({ notes }) => notes[0]?.text ?? '' },
          {
            key: 'claimed',
            title: t('claimed'),
            align: 'right',
            render: ({ claimed }) => money(claimed),
          },
          {
            key: 'state',
            title: t('state'),
            phone: 'mark',
            render: ({ state }) => (
              <Tag tone={state === 'OPEN' ? 'warning' : state === 'ACCEPTED' ? 'good' : 'neutral'}>
                {wordFor(DISPUTE_STATES, state)}
              </Tag>
            ),
          },
          {
            key: 'orders',
            title: '',
            align: 'right',
            render: ({ id, state }) =>
              state === 'OPEN' && mayDecide ? (
                <span className={css.actions}>
                  <Button
                    size="small"
                    onClick={() =>
                      void decide.give(
                        { disputeId: id, accept: true, reason: t('accept') },
                        t('decided'),
                      )
                    }
                  >
                    {t('accept')}
                  </Button>
                  <Button
                    size="small"
                    onClick={() =>
                      void decide.give(
                        { disputeId: id, accept: false, reason: t('reject') },
                        t('decided'),
                      )
                    }
                  >
                    {t('reject')}
                  </Button>
                </span>
              ) : null,
          },
        ]}
      />
    </Panel>
  );
}
