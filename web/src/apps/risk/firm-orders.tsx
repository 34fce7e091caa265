/** What a risk officer does about a firm: records a survey, proposes a listing, screens. */
import { EllipsisOutlined, UploadOutlined } from '@ant-design/icons';
import {
  Button,
  Checkbox,
  DatePicker,
  Dropdown,
  Form,
  Input,
  InputNumber,
  Modal,
  Select,
  Upload,
} from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { enterEndsHere } from '../../desk/menu-keys.ts';
import { useHasRole } from '../../desk/roles.ts';
import { useOpener } from '../../desk/use-opener.ts';
import { useOrder } from '../../desk/use-order.ts';
import { stateOptions } from '../../desk/words.ts';
import { wordFor } from '../../i18n/texts.ts';
import { toast } from '../../ui/toast.tsx';
import { useOrderTexts } from './firm/order-texts.ts';
import { WatchButton } from './firm/watch-firm.tsx';
import { ProposeListing, RecordSurvey, StoreEvidence } from './firm-operations.ts';
import type { FirmView } from './firm-page.tsx';
import { inBase64, MOST_BYTES } from './in-base64.ts';
import { AskGradeModal, AskLimitModal } from './reviews/ask-override.tsx';
import { useReviewTexts } from './reviews/review-texts.ts';
import { useRiskTexts } from './risk-texts.ts';
import { FACT_WORDS, LISTING_REASON_WORDS, REASONS_OF } from './risk-words.ts';

export function FirmOrders({ firm }: { readonly firm: FirmView }) {
  const t = useRiskTexts();
  const navigate = useNavigate();
  const isOfficer = useHasRole('risk_officer');
  const mayPropose = useHasRole('risk_officer', 'risk_approver');
  return (
    <>
      {isOfficer ? <SurveyButton firmId={firm.id} /> : null}
      {mayPropose ? <ProposeButton firmId={firm.id} /> : null}
      <WatchButton firm={firm} />
      <MoreOrders firmId={firm.id} mayAsk={mayPropose} />
      {isOfficer ? (
        <Button type="primary" onClick={() => void navigate(`/risk/screening?firm=${firm.id}`)}>
          {t('screen')}
        </Button>
      ) : null}
    </>
  );
}

function MoreOrders({ firmId, mayAsk }: { readonly firmId: string; readonly mayAsk: boolean }) {
  const t = useReviewTexts();
  const o = useOrderTexts();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'grade' | 'limit'>();
  const { opener, giveBack } = useOpener();
  const close = (): void => {
    setOpen(undefined);
    giveBack();
  };
  return (
    <>
      <Dropdown
        autoFocus
        trigger={['click']}
        menu={{
          onKeyDown: enterEndsHere,
          items: [
            {
              key: 'report',
              label: o('report'),
              onClick: () => void navigate(`/risk/firms/${firmId}/report`),
            },
            ...(mayAsk
              ? [
                  { key: 'grade', label: t('askGrade'), onClick: () => setOpen('grade') },
                  { key: 'limit', label: t('askLimit'), onClick: () => setOpen('limit') },
                ]
              : []),
          ],
        }}
      >
        <Button
          ref={opener}
          icon={<EllipsisOutlined aria-hidden="true" />}
          aria-label={t('more')}
          aria-haspopup="menu"
        />
      </Dropdown>
      {open === 'grade' ? <AskGradeModal firmId={firmId} onClose={close} /> : null}
      {open === 'limit' ? <AskLimitModal firmId={firmId} onClose={close} /> : null}
    </>
  );
}

type ListName = keyof typeof REASONS_OF;

interface Proposal {
  readonly list: ListName;
  readonly reasonCode: string;
  readonly note?: string;
  readonly overridable: boolean;
}

function ProposeButton({ firmId }: { readonly firmId: string }) {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const propose = useOrder(ProposeListing);
  const store = useOrder(StoreEvidence);
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File>();
  const [form] = Form.useForm<Proposal>();
  const list = Form.useWatch('list', form) ?? 'BLACKLIST';
  const required = { required: true, message: desk('required') };
  const save = async ({ note, ...values }: Proposal): Promise<void> => {
    let evidenceIds: string[] = [];
    if (file !== undefined) {
      const kept = await store.give({ firmId, name: file.name, content: await inBase64(file) });
      if (kept?.__typename !== 'StoredEvidence') return;
      evidenceIds = [kept.id];
    }
    const done = await propose.give(
      { ...values, firmId, evidenceIds, ...(note === undefined || note === '' ? {} : { note }) },
      t('proposed'),
    );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('propose')}</Button>
      <Modal
        open={isOpen}
        title={t('propose')}
        okText={t('propose')}
        confirmLoading={propose.isRunning || store.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<Proposal>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{ list: 'BLACKLIST', overridable: true }}
          onFinish={(values) => void save(values)}
        >
          <Form.Item name="list" label={t('list')} rules={[required]}>
            <Select
              options={stateOptions(Object.keys(REASONS_OF))}
              onChange={() => form.resetFields(['reasonCode'])}
            />
          </Form.Item>
          <Form.Item name="reasonCode" label={t('reason')} rules={[required]}>
            <Select
              options={REASONS_OF[list].map((value) => ({
                value,
                label: wordFor(LISTING_REASON_WORDS, value),
              }))}
            />
          </Form.Item>
          <Form.Item name="note" label={t('note')}>
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
          <Form.Item label={t('evidence')} extra={t('evidenceHint')} htmlFor="evidence">
            <Upload
              id="evidence"
              maxCount={1}
              beforeUpload={(chosen) => {
                if (chosen.size > MOST_BYTES) toast(t('evidenceTooLarge'), { kind: 'problem' });
                else setFile(chosen);
                return false;
              }}
              onRemove={() => setFile(undefined)}
              fileList={file === undefined ? [] : [{ uid: '1', name: file.name, status: 'done' }]}
            >
              <Button icon={<UploadOutlined aria-hidden="true" />}>{t('chooseFile')}</Button>
            </Upload>
          </Form.Item>
          <Form.Item name="overridable" valuePropName="checked" style={{ marginBottom: 0 }}>
            <Checkbox>{t('overridable')}</Checkbox>
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}

/** What is entered by hand most: the shape of the value goes by the type of fact. */
const SHAPES: Readonly<Record<string, 'text' | 'money' | 'number' | 'date' | 'flag' | 'default'>> =
  {
    REGISTERED_NAME: 'text',
    ESTABLISHED_ON: 'date',
    REGISTERED_CAPITAL: 'money',
    PAID_IN_CAPITAL: 'money',
    LEGAL_REPRESENTATIVE: 'text',
    ADDRESS: 'text',
    BUSINESS_SCOPE: 'text',
    EXTERNAL_RATING: 'text',
    BANK_LINE: 'money',
    PAYMENT_DAYS_BEYOND_TERMS: 'number',
    DEFAULT: 'default',
    ANNUAL_REVENUE: 'money',
    STAFF: 'number',
    PENALTY: 'money',
    NO_LITIGATION_FOUND: 'flag',
  };
const WITH_ITEM = ['BANK_LINE', 'DEFAULT', 'PENALTY'];

interface FactForm {
  readonly type: string;
  readonly item?: string;
  readonly text?: string;
  readonly number?: number;
  readonly date?: Dayjs;
}

interface SurveyForm {
  readonly surveyedOn: Dayjs;
  readonly surveyor?: string;
  readonly source: string;
  readonly facts: FactForm[];
}

function factValue({ type, text = '', number = 0, date }: FactForm): unknown {
  switch (SHAPES[type]) {
    case 'money':
      return { amount: text, currency: 'CNY' };
    case 'default':
      return { amount: text, currency: 'CNY', status: 'OPEN' };
    case 'number':
      return { number };
    case 'date':
      return { date: (date ?? dayjs()).format('YYYY-MM-DD') };
    case 'flag':
      return { flag: true };
    default:
      return { text };
  }
}

function SurveyButton({ firmId }: { readonly firmId: string }) {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const record = useOrder(RecordSurvey);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<SurveyForm>();
  const required = { required: true, message: desk('required') };
  const save = async (survey: SurveyForm): Promise<void> => {
    const done = await record.give(
      {
        firmId,
        surveyedOn: survey.surveyedOn.format('YYYY-MM-DD'),
        ...(survey.surveyor === undefined ? {} : { surveyor: survey.surveyor }),
        facts: survey.facts.map((fact) => ({
          type: fact.type,
          observedAt: survey.surveyedOn.toISOString(),
          source: survey.source,
          value: factValue(fact),
          ...(fact.item === undefined || fact.item === '' ? {} : { item: fact.item }),
        })),
      },
      t('surveyed'),
    );
    if (done !== undefined) setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('survey')}</Button>
      <Modal
        open={isOpen}
        width={720}
        title={t('survey')}
        okText={t('survey')}
        confirmLoading={record.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<SurveyForm>
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          initialValues={{
            surveyedOn: dayjs(),
            source: '国家企业信用信息公示系统',
            facts: [{ type: 'REGISTERED_CAPITAL' }],
          }}
          onFinish={(values) => void save(values)}
        >
          <div className={css.columns} style={{ gap: '0 16px' }}>
            <Form.Item name="surveyedOn" label={t('surveyedOn')} rules={[required]}>
              <DatePicker style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="source" label={t('source')} rules={[required]}>
              <Input maxLength={100} />
            </Form.Item>
          </div>
          <Form.List name="facts">
            {(fields, { add, remove }) => (
              <>
                {fields.map(({ key, name }) => (
                  <FactFields
                    key={key}
                    index={name}
                    onRemove={fields.length > 1 ? () => remove(name) : undefined}
                  />
                ))}
                <Button onClick={() => add({ type: 'LEGAL_REPRESENTATIVE' })}>
                  {t('addFact')}
                </Button>
              </>
            )}
          </Form.List>
        </Form>
      </Modal>
    </>
  );
}

function FactFields({
  index,
  onRemove,
}: {
  readonly index: number;
  readonly onRemove: (() => void) | undefined;
}) {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const type = Form.useWatch<string | undefined>(['facts', index, 'type']) ?? '';
  const shape = SHAPES[type] ?? 'text';
  const required = { required: true, message: desk('required') };
  const money = { pattern: /^\d{1,15}(\.\d{1,2})?$/, message: t('amountRule') };
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: '0 8px', alignItems: 'flex-end' }}>
      <Form.Item name={[index, 'type']} label={t('fact')} style={{ flex: '1 1 180px' }}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={Object.keys(SHAPES).map((value) => ({
            value,
            label: wordFor(FACT_WORDS, value),
          }))}
        />
      </Form.Item>
      {WITH_ITEM.includes(type) ? (
        <Form.Item
          name={[index, 'item']}
          label={t('item')}
          rules={[required]}
          style={{ flex: '1 1 160px' }}
        >
          <Input maxLength={100} />
        </Form.Item>
      ) : null}
      {shape === 'number' ? (
        <Form.Item
          name={[index, 'number']}
          label={t('value')}
          rules={[required]}
          style={{ flex: '1 1 160px' }}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
      ) : shape === 'date' ? (
        <Form.Item
          name={[index, 'date']}
          label={t('value')}
          rules={[required]}
          style={{ flex: '1 1 160px' }}
        >
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
      ) : shape === 'flag' ? null : (
        <Form.Item
          name={[index, 'text']}
          label={shape === 'text' ? t('value') : t('amount')}
          rules={shape === 'text' ? [required] : [required, money]}
          style={{ flex: '1 1 160px' }}
        >
          <Input maxLength={300} />
        </Form.Item>
      )}
      {onRemove === undefined ? null : (
        <Form.Item>
          <Button danger type="text" onClick={onRemove}>
            {t('remove')}
          </Button>
        </Form.Item>
      )}
    </div>
  );
}
