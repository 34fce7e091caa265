/** What an operator may do to a member, each with its reason, each to be taken back. */
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useHasRole } from '../../desk/roles.ts';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { type Text, wordFor } from '../../i18n/texts.ts';
import { ReinstateMember, SuspendMember } from './member-operations.ts';
import type { MemberView } from './member-page.tsx';
import { useMemberTexts } from './member-texts.ts';
import { UnmergeMembers } from './review-operations.ts';

export function MemberOrders({ member }: { readonly member: MemberView }) {
  const mayChange = useHasRole('operator');
  if (!mayChange) return null;
  if (member.status === 'ACTIVE') return <WithReason memberId={member.id} act="suspend" />;
  if (member.status === 'SUSPENDED') return <WithReason memberId={member.id} act="reinstate" />;
  return null;
}

/** Reasons are codes, so that they can be counted. */
const REASONS = {
  suspend: ['FRAUD_SUSPECTED', 'MEMBER_ASKED', 'DISPUTE_OPEN'],
  reinstate: ['CLEARED', 'MEMBER_ASKED', 'DISPUTE_SETTLED'],
} as const;

const REASON_WORDS: Readonly<Record<string, Text>> = {
  FRAUD_SUSPECTED: { zh: '疑似舞弊', en: 'Fraud suspected' },
  MEMBER_ASKED: { zh: '会员要求', en: 'The member asked' },
  DISPUTE_OPEN: { zh: '有争议未决', en: 'A dispute is open' },
  CLEARED: { zh: '已查清', en: 'Cleared' },
  DISPUTE_SETTLED: { zh: '争议已了', en: 'The dispute is settled' },
};

function WithReason({
  memberId,
  act,
}: {
  readonly memberId: string;
  readonly act: 'suspend' | 'reinstate';
}) {
  const t = useMemberTexts();
  const suspend = useOrder(SuspendMember);
  const reinstate = useOrder(ReinstateMember);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const run = async (): Promise<void> => {
    const wish = { memberId, reason };
    const done =
      act === 'suspend'
        ? await suspend.give(wish, t('suspended'))
        : await reinstate.give(wish, t('reinstated'));
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button danger={act === 'suspend'} onClick={() => setOpen(true)}>
        {t(act)}
      </Button>
      <Modal
        open={isOpen}
        title={t(act)}
        okText={t(act)}
        okButtonProps={{ disabled: reason === '', danger: act === 'suspend' }}
        confirmLoading={suspend.isRunning || reinstate.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        {act === 'suspend' ? <p style={{ marginBottom: 12 }}>{t('suspendSure')}</p> : null}
        <Select
          aria-label={t('reason')}
          placeholder={t('reason')}
          value={reason === '' ? null : reason}
          options={REASONS[act].map((value) => ({ value, label: wordFor(REASON_WORDS, value) }))}
          onChange={setReason}
          style={{ width: '100%' }}
        />
      </Modal>
    </>
  );
}

export function UndoMerge({ mergeId }: { readonly mergeId: string }) {
  const t = useMemberTexts();
  const unmerge = useOrder(UnmergeMembers);
  const mayChange = useHasRole('operator');
  if (!mayChange) return null;
  return (
    <div>
      <Sure
        title={t('undoMerge')}
        description={t('undoMergeSure')}
        onConfirm={() => unmerge.give({ mergeId, reason: 'NOT_ONE_PERSON' }, t('mergeUndone'))}
      >
        <Button loading={unmerge.isRunning}>{t('undoMerge')}</Button>
      </Sure>
    </div>
  );
}
