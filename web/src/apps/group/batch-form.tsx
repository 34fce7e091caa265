/** A batch is ordered: of which offer's coupon, made here or brought, how many, good until when. */
import { DatePicker, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useNavigate } from 'react-router';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { useOrder } from '../../desk/use-order.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { CreateBatch, OffersForCodes } from './batch-operations.ts';
import { ORIGIN_WORDS, useBatchTexts } from './batch-texts.ts';

interface Values {
  readonly offerId: string;
  readonly benefitNo?: number;
  readonly origin: 'GENERATED' | 'IMPORTED';
  readonly code: string;
  readonly size?: number;
  readonly validUntil?: Dayjs | null;
}

const MOST = 5_000_000;

export function BatchForm({
  isOpen,
  offerId,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly offerId: string | undefined;
  readonly onClose: () => void;
}) {
  const t = useBatchTexts();
  const desk = useDeskTexts();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const create = useOrder(CreateBatch);
  const { data } = useAsk(OffersForCodes, {}, { enabled: isOpen });
  const chosen = Form.useWatch('offerId', form);
  const origin = Form.useWatch('origin', form);
  const offers = (data?.offers.edges ?? []).flatMap(({ node }) =>
    node?.benefits.some(({ coupon }) => coupon !== null) === true ? [node] : [],
  );
  const coupons = (offers.find(({ id }) => id === chosen)?.benefits ?? []).flatMap(
    ({ coupon }, index) =>
      coupon === null ? [] : [{ value: index, label: inLocale(coupon.name) }],
  );
  const required = { required: true, message: desk('required') };
  const save = async ({ validUntil, size, benefitNo, ...batch }: Values): Promise<void> => {
    const made = await create.give(
      {
        ...batch,
        ...(batch.origin === 'GENERATED' && size !== undefined ? { size } : {}),
        ...(benefitNo === undefined ? {} : { benefitNo }),
        ...(validUntil === null || validUntil === undefined
          ? {}
          : { validUntil: validUntil.format('YYYY-MM-DD') }),
      },
      t('created'),
    );
    if (made?.__typename !== 'CouponBatch') return;
    onClose();
    void navigate(`/group/batches/${made.id}`);
  };
  return (
    <Modal
      open={isOpen}
      title={t('create')}
      okText={t('create')}
      confirmLoading={create.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={{
          origin: 'GENERATED',
          size: 1_000,
          ...(offerId === undefined ? {} : { offerId }),
        }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="offerId" label={t('offer')} extra={t('noCouponOffer')} rules={[required]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={offers.map(({ id, name }) => ({ value: id, label: inLocale(name) }))}
          />
        </Form.Item>
        {coupons.length > 1 ? (
          <Form.Item name="benefitNo" label={t('coupon')} rules={[required]}>
            <Select options={coupons} />
          </Form.Item>
        ) : null}
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[required, { pattern: /^[A-Z0-9][A-Z0-9-]{1,63}$/, message: t('codeHint') }]}
        >
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="origin" label={t('origin')}>
          <Radio.Group
            options={(['GENERATED', 'IMPORTED'] as const).map((value) => ({
              value,
              label: wordFor(ORIGIN_WORDS, value),
            }))}
          />
        </Form.Item>
        {origin === 'IMPORTED' ? null : (
          <Form.Item name="size" label={t('size')} rules={[required]}>
            <InputNumber min={1} max={MOST} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        )}
        <Form.Item name="validUntil" label={t('expiresAt')} extra={t('validUntilHint')}>
          <DatePicker style={{ width: '100%' }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
