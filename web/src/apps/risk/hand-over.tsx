/** Giving a case to a colleague: those of the desk, with why some of them could not decide it. */
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { useOpener } from '../../desk/use-opener.ts';
import { useOrder } from '../../desk/use-order.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { wordFor } from '../../i18n/texts.ts';
import { Asked } from '../../ui/states.tsx';
import { AssignCase, CaseOfficers } from './case-operations.ts';
import { useOrderTexts } from './firm/order-texts.ts';
import { CASE_OBSTACLE_WORDS } from './inbox-texts.ts';

export function HandOver({
  caseId,
  assignee,
}: {
  readonly caseId: string;
  readonly assignee: string | null;
}) {
  const t = useOrderTexts();
  const [isOpen, setOpen] = useState(false);
  const { opener, giveBack } = useOpener();
  const close = (): void => {
    setOpen(false);
    giveBack();
  };
  return (
    <>
      <Button ref={opener} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('handOver')}
      </Button>
      {isOpen ? <HandOverModal caseId={caseId} assignee={assignee} onClose={close} /> : null}
    </>
  );
}

type Officer = NonNullable<
  NonNullable<ResultOf<typeof CaseOfficers>['creditCase']>['officers']
>[number];

interface Wish {
  readonly to: string;
  readonly note?: string;
}

function HandOverModal({
  caseId,
  assignee,
  onClose,
}: {
  readonly caseId: string;
  readonly assignee: string | null;
  readonly onClose: () => void;
}) {
  const t = useOrderTexts();
  const desk = useDeskTexts();
  const assign = useOrder(AssignCase);
  const query = useAsk(CaseOfficers, { id: caseId });
  const [form] = Form.useForm<Wish>();
  const officers = (query.data?.creditCase?.officers ?? []).filter(
    ({ person }) => person !== assignee,
  );
  const save = async ({ to, note = '' }: Wish): Promise<void> => {
    const name = officers.find(({ person }) => person === to)?.name ?? '';
    const said = note.trim() === '' ? {} : { note: note.trim() };
    const done = await assign.give({ caseId, to, ...said }, t('handedOver', { name }));
    if (done !== undefined) onClose();
  };
  return (
    <Modal
      open
      title={t('handOverTitle')}
      okText={t('handOver')}
      okButtonProps={{ disabled: officers.every(({ obstacle }) => obstacle !== null) }}
      confirmLoading={assign.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className={`${css.small} ${css.quiet}`} style={{ marginBottom: 12 }}>
        {t('handOverHint')}
      </p>
      <Asked query={query}>
        {() => (
          <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void save(v)}>
            <Form.Item
              name="to"
              label={t('handOverTo')}
              rules={[{ required: true, message: desk('required') }]}
            >
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                options={officers.map((officer) => ({
                  value: officer.person,
                  label: labelOf(t, officer),
                  disabled: officer.obstacle !== null,
                }))}
              />
            </Form.Item>
            <Form.Item name="note" label={t('handOverNote')} style={{ marginBottom: 0 }}>
              <Input.TextArea rows={2} maxLength={1_000} />
            </Form.Item>
          </Form>
        )}
      </Asked>
    </Modal>
  );
}

const labelOf = (
  t: ReturnType<typeof useOrderTexts>,
  { name, approver, obstacle }: Officer,
): string =>
  [name, approver ? t('approver') : '', wordFor(CASE_OBSTACLE_WORDS, obstacle)]
    .filter((part) => part !== '')
    .join(' · ');
