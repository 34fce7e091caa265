/** What is paid after netting in one month of clearing. */
import { Button, DatePicker, Input, Modal } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { companyName } from '../../desk/words.ts';
import { formatDate, shanghaiDay } from '../../format/dates.ts';
import { formatMoney } from '../../format/numbers.ts';
import { RecordPayment, WithdrawPayment } from './clearing-operations.ts';
import type { PeriodView } from './clearing-period-page.tsx';
import { useClearingTexts } from './clearing-texts.ts';

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
                <Sure
                  title={t('withdraw')}
                  description={t('withdrawSure')}
                  onConfirm={() =>
                    withdraw.give({ paymentId: id, reason: t('withdraw') }, t('withdrawn'))
                  }
                >
                  <Button size="small">{t('withdraw')}</Button>
                </Sure>
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
  const [day, setDay] = useState(shanghaiDay(new Date()));
  const run = async (): Promise<void> => {
    const wish = { paymentId, bankReference: reference.trim(), paidOn: day };
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
        <Stack>
          <Input
            aria-label={t('bankReference')}
            placeholder={t('bankReference')}
            value={reference}
            maxLength={60}
            onChange={({ target }) => setReference(target.value)}
          />
          <DatePicker
            aria-label={t('paidOn')}
            prefix={t('paidOn')}
            allowClear={false}
            value={dayjs(day)}
            maxDate={dayjs()}
            onChange={(on) => setDay(on?.format('YYYY-MM-DD') ?? day)}
          />
        </Stack>
      </Modal>
    </>
  );
}
