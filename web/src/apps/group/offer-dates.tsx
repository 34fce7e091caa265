/** Days in a member's life that set an offer off: birthday, joining, or a date that a company tells. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Select } from 'antd';
import css from '../../desk/desk.module.css';
import { wordFor } from '../../i18n/texts.ts';
import { Kept } from './benefit-fields.tsx';
import type { OfferForm } from './offer-form.ts';
import { DATE_WORDS, useOfferTexts } from './offer-texts.ts';

export function OfferDates() {
  const t = useOfferTexts();
  const dates = Form.useWatch<OfferForm['dates'] | undefined>('dates');
  return (
    <Form.Item label={t('dates')} extra={t('datesHint')}>
      <Form.List name="dates">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={css.formRow}>
                <Form.Item name={[name, 'kept']} noStyle>
                  <Kept />
                </Form.Item>
                <Form.Item name={[name, 'of']} style={{ flex: '1 1 160px', maxWidth: 320 }}>
                  <Select
                    aria-label={t('dates')}
                    // A date that a company tells is chosen where its thing is named; here it is only kept.
                    disabled={dates?.[name]?.of === 'FACT'}
                    options={Object.keys(DATE_WORDS)
                      .filter((value) => value !== 'FACT' || dates?.[name]?.of === 'FACT')
                      .map((value) => ({ value, label: wordFor(DATE_WORDS, value) }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'days']}>
                  <InputNumber
                    aria-label={t('daysBefore')}
                    prefix={t('daysBefore')}
                    min={-365}
                    max={365}
                    precision={0}
                    style={{ width: 170 }}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${t('remove')} ${name + 1}`}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined />} onClick={() => add({ of: 'BIRTHDAY', days: 7 })}>
              {t('addDate')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
