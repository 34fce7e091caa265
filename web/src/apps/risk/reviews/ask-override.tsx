/** Asking for an override: of a list entry for one company, of a grade, of a limit; another person grants it. */
import { Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import css from '../../../desk/desk.module.css';
import { useDeskTexts } from '../../../desk/desk-texts.ts';
import { useOrder } from '../../../desk/use-order.ts';
import { companyOptions } from '../../../desk/words.ts';
import { AskGradeOverride, AskLimit, AskListOverride } from './review-operations.ts';
import { useReviewTexts } from './review-texts.ts';

const LIST_DAYS = 30;
const GRADE_DAYS = 180;
const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C'] as const;

interface Wish {
  readonly reason: string;
  readonly until?: Dayjs;
  readonly subsidiary?: string;
  readonly grade?: (typeof GRADES)[number];
  readonly limit?: string;
}

/** The last moment of that day in Shanghai. */
const endOf = (day: Dayjs): string =>
  new Date(`${day.format('YYYY-MM-DD')}T23:59:59+08:00`).toISOString();

function AskModal({
  title,
  hint,
  isRunning,
  mostDays,
  onAsk,
  onClose,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly isRunning: boolean;
  /** Without an end when left out. */
  readonly mostDays?: number;
  readonly onAsk: (wish: Wish) => Promise<boolean>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useReviewTexts();
  const desk = useDeskTexts();
  const [form] = Form.useForm<Wish>();
  const required = { required: true, message: desk('required') };
  return (
    <Modal
      open
      title={title}
      okText={title}
      confirmLoading={isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className={`${css.small} ${css.quiet}`} style={{ marginBottom: 12 }}>
        {hint}
      </p>
      <Form<Wish>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ until: dayjs().add(Math.min(14, mostDays ?? 14), 'day') }}
        onFinish={(wish) => void onAsk(wish).then((done) => done && onClose())}
      >
        {children}
        {mostDays === undefined ? null : (
          <Form.Item name="until" label={t('until')} rules={[required]}>
            <DatePicker
              style={{ width: '100%' }}
              minDate={dayjs()}
              maxDate={dayjs().add(mostDays - 1, 'day')}
            />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t('reason')} rules={[{ ...required, whitespace: true }]}>
          <Input.TextArea rows={3} maxLength={1_000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

export function AskListOverrideButton({ entryId }: { readonly entryId: string }) {
  const t = useReviewTexts();
  const desk = useDeskTexts();
  const ask = useOrder(AskListOverride);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('askListOverride')}</Button>
      {isOpen ? (
        <AskModal
          title={t('askListOverride')}
          hint={t('askListHint')}
          isRunning={ask.isRunning}
          mostDays={LIST_DAYS}
          onClose={() => setOpen(false)}
          onAsk={async ({ subsidiary = '', reason, until = dayjs() }) =>
            (await ask.give(
              { entryId, subsidiary, reason: reason.trim(), until: endOf(until) },
              t('asked'),
            )) !== undefined
          }
        >
          <Form.Item
            name="subsidiary"
            label={t('company')}
            rules={[{ required: true, message: desk('required') }]}
          >
            <Select options={companyOptions()} />
          </Form.Item>
        </AskModal>
      ) : null}
    </>
  );
}

export function AskGradeModal({
  firmId,
  onClose,
}: {
  readonly firmId: string;
  readonly onClose: () => void;
}) {
  const t = useReviewTexts();
  const desk = useDeskTexts();
  const ask = useOrder(AskGradeOverride);
  return (
    <AskModal
      title={t('askGrade')}
      hint={t('askGradeHint')}
      isRunning={ask.isRunning}
      mostDays={GRADE_DAYS}
      onClose={onClose}
      onAsk={async ({ grade = 'BBB', reason, until = dayjs() }) =>
        (await ask.give(
          { firmId, grade, reason: reason.trim(), expiresAt: endOf(until) },
          t('asked'),
        )) !== undefined
      }
    >
      <Form.Item
        name="grade"
        label={t('grade')}
        rules={[{ required: true, message: desk('required') }]}
      >
        <Select options={GRADES.map((value) => ({ value, label: value }))} />
      </Form.Item>
    </AskModal>
  );
}

export function AskLimitModal({
  firmId,
  onClose,
}: {
  readonly firmId: string;
  readonly onClose: () => void;
}) {
  const t = useReviewTexts();
  const ask = useOrder(AskLimit);
  return (
    <AskModal
      title={t('askLimit')}
      hint={t('askLimitHint')}
      isRunning={ask.isRunning}
      onClose={onClose}
      onAsk={async ({ limit, reason }) =>
        (await ask.give(
          {
            firmId,
            reason: reason.trim(),
            ...(limit === undefined || limit === '' ? {} : { limit }),
          },
          t('asked'),
        )) !== undefined
      }
    >
      <Form.Item
        name="limit"
        label={t('limit')}
        rules={[{ pattern: /^\d{1,13}(\.\d{1,2})?$/, message: t('limitRule') }]}
      >
        <Input inputMode="decimal" prefix="¥" />
      </Form.Item>
    </AskModal>
  );
}
