/** Disputes of a month: what is claimed, what was said and shown, and the decision, each with its reason. */
import { PaperClipOutlined } from '@ant-design/icons';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { DeskTable } from '../../desk/desk-table.tsx';
import { download } from '../../desk/download.ts';
import { Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { When } from '../../desk/when.tsx';
import { companyName } from '../../desk/words.ts';
import { formatMoney } from '../../format/numbers.ts';
import { wordFor } from '../../i18n/texts.ts';
import { DecideDispute, WithdrawDispute } from './clearing-operations.ts';
import type { PeriodView } from './clearing-period-page.tsx';
import { DISPUTE_STATES, NOTE_KINDS, useClearingTexts } from './clearing-texts.ts';

type Dispute = PeriodView['disputes'][number];
const money = (amount: string) => <span className={css.amount}>{formatMoney(amount)}</span>;

export function Disputes({ period }: { readonly period: PeriodView }) {
  const t = useClearingTexts();
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
            phone: 'title',
            render: ({ company, lineNo }) => `${companyName(company)} #${lineNo}`,
          },
          { key: 'notes', title: t('reason'), render: (dispute) => <Notes of={dispute} /> },
          {
            key: 'claimed',
            title: t('claimed'),
            align: 'right',
            render: ({ claimed }) => money(claimed),
          },
          {
            key: 'granted',
            title: t('granted'),
            align: 'right',
            render: ({ granted }) => (granted === null ? '—' : money(granted)),
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
            render: (dispute) =>
              dispute.state === 'OPEN' && mayDecide ? (
                <span className={css.actions}>
                  <Decide dispute={dispute} act="accept" />
                  <Decide dispute={dispute} act="reject" />
                  <Decide dispute={dispute} act="withdrawDispute" />
                </span>
              ) : null,
          },
        ]}
      />
    </Panel>
  );
}

function Notes({ of }: { readonly of: Dispute }) {
  return (
    <ul className={css.notes}>
      {of.notes.map(({ kind, text, at, fileName, fileUrl }) => (
        <li key={`${kind} ${at}`}>
          <span className={css.quiet}>{wordFor(NOTE_KINDS, kind)}</span> {text}{' '}
          <span className={`${css.small} ${css.quiet}`}>
            <When at={at} />
          </span>
          {fileUrl === null || fileName === null ? null : (
            <div>
              <Button
                type="link"
                size="small"
                style={{ padding: 0 }}
                icon={<PaperClipOutlined />}
                onClick={() => void download(fileUrl, fileName)}
              >
                {fileName}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Decide({
  dispute,
  act,
}: {
  readonly dispute: Dispute;
  readonly act: 'accept' | 'reject' | 'withdrawDispute';
}) {
  const t = useClearingTexts();
  const decide = useOrder(DecideDispute);
  const withdraw = useOrder(WithdrawDispute);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [granted, setGranted] = useState(dispute.claimed);
  const isAmount = /^-?\d+(\.\d{1,2})?$/.test(granted);
  const run = async (): Promise<void> => {
    const wish = { disputeId: dispute.id, reason: reason.trim() };
    const done =
      act === 'withdrawDispute'
        ? await withdraw.give(wish, t('disputeWithdrawn'))
        : await decide.give(
            { ...wish, accept: act === 'accept', ...(act === 'accept' ? { granted } : {}) },
            t('decided'),
          );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t(act)}
      </Button>
      <Modal
        open={isOpen}
        title={`${t(act)} · ${companyName(dispute.company)} #${dispute.lineNo}`}
        okText={t(act)}
        okButtonProps={{ disabled: reason.trim() === '' || (act === 'accept' && !isAmount) }}
        confirmLoading={decide.isRunning || withdraw.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Stack>
          {act === 'withdrawDispute' ? <p>{t('withdrawDisputeSure')}</p> : null}
          {act === 'accept' ? (
            <Input
              aria-label={t('grantedHint')}
              addonBefore={t('grantedHint')}
              inputMode="decimal"
              value={granted}
              onChange={({ target }) => setGranted(target.value)}
            />
          ) : null}
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
