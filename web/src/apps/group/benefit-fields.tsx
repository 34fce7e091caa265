/** One benefit of an offer: points in one of three ways, or a coupon. */
import { DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { honourerOptions } from '../../desk/words.ts';
import { wordFor } from '../../i18n/texts.ts';
import { type BenefitForm, WITH_AMOUNT, WITH_CEILING, WITH_SHARE } from './offer-form.ts';
import { CATEGORY_WORDS, COUPON_KIND_WORDS, useOfferTexts } from './offer-texts.ts';

/** An amount or a rate as text: up to eight decimals, never through a float. */
export const DECIMAL_RULE = { pattern: /^\d{1,12}(\.\d{1,8})?$/ };

export function BenefitFields({ index }: { readonly index: number }) {
  const t = useOfferTexts();
  const desk = useDeskTexts();
  const form = Form.useFormInstance();
  const benefit = Form.useWatch<BenefitForm | undefined>(['benefits', index], form);
  const required = { required: true, message: desk('required') };
  const kind = benefit?.kind;
  const couponKind = benefit?.couponKind ?? '';
  const isUntil = benefit?.validUntil !== null && benefit?.validUntil !== undefined;
  return (
    <div
      style={{
        display: 'grid',
        gap: '0 16px',
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 180px), 1fr))',
      }}
    >
      <Form.Item name={[index, 'kept']} noStyle>
        <Kept />
      </Form.Item>
      <Form.Item name={[index, 'kind']} label={t('benefitKind')} rules={[required]}>
        <Select
          options={[
            { value: 'fixedPoints', label: t('fixedPoints') },
            { value: 'pointsPerCny', label: t('perCny') },
            { value: 'multiplier', label: t('multiplier') },
            { value: 'coupon', label: t('coupon') },
          ]}
        />
      </Form.Item>
      {kind === 'fixedPoints' ? (
        <Form.Item
          name={[index, 'points']}
          label={t('amountPoints')}
          rules={[required, DECIMAL_RULE]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
      ) : null}
      {kind === 'pointsPerCny' ? (
        <Form.Item name={[index, 'rate']} label={t('rate')} rules={[required, DECIMAL_RULE]}>
          <Input inputMode="decimal" />
        </Form.Item>
      ) : null}
      {kind === 'multiplier' ? (
        <Form.Item name={[index, 'times']} label={t('times')} rules={[required]}>
          <InputNumber min={1} max={10} step={0.5} style={{ width: '100%' }} />
        </Form.Item>
      ) : null}
      {kind === 'coupon' ? (
        <>
          <Form.Item name={[index, 'couponKind']} label={t('couponKind')} rules={[required]}>
            <Select
              options={Object.keys(COUPON_KIND_WORDS).map((value) => ({
                value,
                label: wordFor(COUPON_KIND_WORDS, value),
              }))}
            />
          </Form.Item>
          <Form.Item
            name={[index, 'nameZh']}
            label={`${t('couponName')} (中文)`}
            rules={[required]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item
            name={[index, 'nameEn']}
            label={`${t('couponName')} (English)`}
            rules={[required]}
          >
            <Input maxLength={60} />
          </Form.Item>
          {WITH_AMOUNT.includes(couponKind) ? (
            <Form.Item
              name={[index, 'amount']}
              label={t('amountOff')}
              rules={[required, DECIMAL_RULE]}
            >
              <Input inputMode="decimal" />
            </Form.Item>
          ) : null}
          {WITH_SHARE.includes(couponKind) ? (
            <Form.Item name={[index, 'percent']} label={t('shareOff')} rules={[required]}>
              <InputNumber min={1} max={100} suffix="%" style={{ width: '100%' }} />
            </Form.Item>
          ) : null}
          {WITH_CEILING.includes(couponKind) ? (
            <Form.Item name={[index, 'ceiling']} label={t('ceiling')} rules={[DECIMAL_RULE]}>
              <Input inputMode="decimal" />
            </Form.Item>
          ) : null}
          <Form.Item name={[index, 'minimum']} label={t('minimum')} rules={[DECIMAL_RULE]}>
            <Input inputMode="decimal" />
          </Form.Item>
          <Form.Item name={[index, 'honouredBy']} label={t('honouredBy')} rules={[required]}>
            <Select mode="multiple" options={honourerOptions()} />
          </Form.Item>
          <Form.Item
            name={[index, 'categories']}
            label={t('categories')}
            tooltip={t('categoriesHint')}
          >
            <Select
              mode="tags"
              options={Object.keys(CATEGORY_WORDS).map((value) => ({
                value,
                label: wordFor(CATEGORY_WORDS, value),
              }))}
            />
          </Form.Item>
          <Form.Item
            name={[index, 'validDays']}
            label={t('validDays')}
            dependencies={[['benefits', index, 'validUntil']]}
            rules={[isUntil ? {} : required]}
          >
            <InputNumber min={1} max={3_650} disabled={isUntil} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={[index, 'validUntil']} label={t('validUntil')}>
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={[index, 'uses']} label={t('uses')} initialValue={1}>
            <InputNumber min={1} max={10_000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={[index, 'instalments']} label={t('instalments')}>
            <InputNumber min={1} max={60} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item
            name={[index, 'transferable']}
            label={t('transferable')}
            valuePropName="checked"
          >
            <Switch />
          </Form.Item>
        </>
      ) : null}
    </div>
  );
}

/** Nothing to see: the form only carries on what it has no field for. */
export function Kept() {
  return null;
}
