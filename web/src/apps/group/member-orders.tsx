/** What an operator may do to a member, each with its reason, each to be taken back. */
import { Button, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
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
    const wish = { memberId, reason: reason.trim() };
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
        okButtonProps={{ disabled: reason.trim() === '', danger: act === 'suspend' }}
        confirmLoading={suspend.isRunning || reinstate.isRunning}
        onOk={() => void run()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        {act === 'suspend' ? <p style={{ marginBottom: 12 }}>{t('suspendSure')}</p> : null}
        <Input.TextArea
          aria-label={t('reason')}
          placeholder={t('reason')}
          rows={2}
          maxLength={200}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
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
      <Popconfirm
        title={t('undoMerge')}
        description={t('undoMergeSure')}
        onConfirm={() =>
          unmerge.give({ mergeId, reason: t('undoMerge') }, t('mergeUndone')).then(() => undefined)
        }
      >
        <Button loading={unmerge.isRunning}>{t('undoMerge')}</Button>
      </Popconfirm>
    </div>
  );
}
