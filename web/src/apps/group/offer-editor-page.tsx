/** An offer is made or revised: saved as a draft, read back in plain words on its own page, published from there. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useNavigate, useParams } from 'react-router';
import css from '../../desk/desk.module.css';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Columns, Note, Page, Panel, Stack } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { useOrder } from '../../desk/use-order.ts';
import { companyOptions, payerOptions } from '../../desk/words.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { inLocale } from '../../i18n/locale.ts';
import { wordFor } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Asked, NoPermission, NotFound } from '../../ui/states.tsx';
import { BenefitFields, DECIMAL_RULE } from './benefit-fields.tsx';
import { ConditionField } from './condition-field.tsx';
import { OfferDates } from './offer-dates.tsx';
import { emptyForm, formOf, type OfferForm, type OfferTerms, termsOf } from './offer-form.ts';
import { CreateOffer, OfferToRevise, OfferWords, ReviseOffer } from './offer-operations.ts';
import {
  CONSENT_WORDS,
  PHASE_WORDS,
  SCOPE_WORDS,
  TRIGGER_WORDS,
  useOfferTexts,
} from './offer-texts.ts';

type Revised = NonNullable<ResultOf<typeof OfferToRevise>['offer']>;

export function NewOfferPage() {
  return useHasRole('operator') ? <Editor /> : <ReadersMayNot back="/group/offers" />;
}

/** To whoever reads offers without writing any: the way back to what they may see. */
function ReadersMayNot({ back }: { readonly back: string }) {
  const t = useCommonTexts();
  return (
    <NoPermission>
      <ButtonLink to={back}>{t('back')}</ButtonLink>
    </NoPermission>
  );
}

export function EditOfferPage() {
  const { offerId = '' } = useParams();
  const query = useAsk(OfferToRevise, { id: offerId });
  const mayEdit = useHasRole('operator');
  if (!mayEdit) return <ReadersMayNot back={`/group/offers/${offerId}`} />;
  return (
    <Asked query={query}>
      {({ offer }) =>
        offer === null ? <NotFound home="/group/offers" /> : <Editor key={offer.id} offer={offer} />
      }
    </Asked>
  );
}

function Editor({ offer }: { readonly offer?: Revised }) {
  const t = useOfferTexts();
  const navigate = useNavigate();
  const [form] = Form.useForm<OfferForm>();
  const create = useOrder(CreateOffer);
  const revise = useOrder(ReviseOffer);
  const [{ segment }] = useFilters(['segment']);
  const kept = (offer?.asInput ?? {}) as Partial<OfferTerms>;
  const save = async (values: OfferForm): Promise<void> => {
    const terms = termsOf(values, kept);
    const saved =
      offer === undefined
        ? await create.give({ ...terms, code: values.code }, t('saved'))
        : await revise.give({ ...terms, offerId: offer.id }, t('saved'));
    if (saved?.__typename === 'Offer') void navigate(`/group/offers/${saved.id}`);
  };
  return (
    <Page
      title={offer === undefined ? t('create') : `${t('revise')} · ${inLocale(offer.name)}`}
      back={
        offer === undefined
          ? { to: '/group/offers', label: t('offers') }
          : { to: `/group/offers/${offer.id}`, label: inLocale(offer.name) }
      }
    >
      <Form<OfferForm>
        form={form}
        layout="vertical"
        scrollToFirstError
        initialValues={
          offer === undefined ? emptyForm(segment) : formOf(offer.code, kept as OfferTerms)
        }
        onFinish={(values) => void save(values)}
      >
        <Stack>
          {offer === undefined ? null : (
            <Note tone="info">{t('reviseNote', { version: offer.latestVersion })}</Note>
          )}
          <WhatItIs isNew={offer === undefined} />
          <Audience />
          <Benefits />
          <Columns>
            <Funding />
            <Limits />
          </Columns>
          <div className={css.actions}>
            <Button
              type="primary"
              htmlType="submit"
              size="large"
              loading={create.isRunning || revise.isRunning}
            >
              {t('saveDraft')}
            </Button>
          </div>
        </Stack>
      </Form>
    </Page>
  );
}

function WhatItIs({ isNew }: { readonly isNew: boolean }) {
  const t = useOfferTexts();
  const desk = useDeskTexts();
  const required = { required: true, message: desk('required') };
  return (
    <Panel title={t('what')}>
      <Columns>
        <Form.Item name="nameZh" label={t('nameZh')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="nameEn" label={t('nameEn')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[required, { pattern: /^[A-Z0-9][A-Z0-9-]{1,39}$/, message: t('codeHint') }]}
        >
          <Input disabled={!isNew} maxLength={40} />
        </Form.Item>
        <Form.Item name="period" label={t('period')} rules={[required]}>
          <DatePicker.RangePicker showTime allowEmpty={[false, true]} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="descriptionZh" label={t('descriptionZh')}>
          <Input.TextArea rows={2} maxLength={300} />
        </Form.Item>
        <Form.Item name="descriptionEn" label={t('descriptionEn')}>
          <Input.TextArea rows={2} maxLength={300} />
        </Form.Item>
      </Columns>
    </Panel>
  );
}

function Audience() {
  const t = useOfferTexts();
  const { data } = useAsk(OfferWords, {});
  const tiers = (data?.tierProgrammes ?? []).flatMap((programme) => programme.tiers);
  return (
    <Panel title={t('audience')}>
      <Columns>
        <Form.Item
          name="triggers"
          label={t('triggers')}
          dependencies={['dates']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, value: string[] | undefined) =>
                (value ?? []).length + ((getFieldValue('dates') as []) ?? []).length > 0
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('triggerOrDate'))),
            }),
          ]}
        >
          <Select
            mode="tags"
            options={Object.keys(TRIGGER_WORDS).map((value) => ({
              value,
              label: wordFor(TRIGGER_WORDS, value),
            }))}
          />
        </Form.Item>
        <Form.Item name="subsidiaries" label={t('subsidiaries')}>
          <Select mode="multiple" options={companyOptions()} />
        </Form.Item>
        <Form.Item name="tiers" label={t('tiers')}>
          <Select
            mode="multiple"
            options={tiers.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Form.Item>
        <Form.Item name="segments" label={t('segments')}>
          <Select
            mode="multiple"
            options={(data?.segments ?? []).map(({ code, name, memberCount }) => ({
              value: code,
              label: `${inLocale(name)}${memberCount === null ? '' : ` (${memberCount})`}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="consents" label={t('consents')}>
          <Select
            mode="multiple"
            options={Object.keys(CONSENT_WORDS).map((value) => ({
              value,
              label: wordFor(CONSENT_WORDS, value),
            }))}
          />
        </Form.Item>
        <Form.Item name="household" label={t('household')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Columns>
      <OfferDates />
      <Form.Item name="condition" label={t('condition')} style={{ marginBottom: 0 }}>
        <ConditionField />
      </Form.Item>
    </Panel>
  );
}

function Benefits() {
  const t = useOfferTexts();
  return (
    <Panel title={t('gives')}>
      <Form.List name="benefits">
        {(fields, { add, remove }) => (
          <Stack>
            {fields.map(({ key, name }) => (
              <div key={key} style={{ borderBottom: '1px solid var(--line)' }}>
                <div className={css.panelHead} style={{ marginBottom: 4 }}>
                  <strong>
                    {t('benefit')} {name + 1}
                  </strong>
                  {fields.length > 1 ? (
                    <Button
                      type="text"
                      danger
                      icon={<DeleteOutlined />}
                      aria-label={`${t('remove')} ${name + 1}`}
                      onClick={() => remove(name)}
                    />
                  ) : null}
                </div>
                <BenefitFields index={name} />
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => add({ kind: 'coupon', couponKind: 'AMOUNT_OFF', honouredBy: [] })}
            >
              {t('addBenefit')}
            </Button>
          </Stack>
        )}
      </Form.List>
    </Panel>
  );
}

function Funding() {
  const t = useOfferTexts();
  const shares = Form.useWatch<OfferForm['funding'] | undefined>('funding');
  const sum = (shares ?? []).reduce((total, share) => total + (share?.percent ?? 0), 0);
  return (
    <Panel title={t('funding')} hint={t('fundingHint')}>
      <Form.List
        name="funding"
        rules={[
          {
            validator: (_rule, rows: OfferForm['funding']) =>
              Math.abs(rows.reduce((total, { percent }) => total + percent, 0) - 100) < 0.001
                ? Promise.resolve()
                : Promise.reject(new Error(t('fundingHint'))),
          },
        ]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={css.formRow}>
                <Form.Item name={[name, 'subsidiary']} style={{ flex: 1 }}>
                  <Select aria-label={t('funding')} options={payerOptions()} />
                </Form.Item>
                <Form.Item name={[name, 'percent']}>
                  <InputNumber aria-label={t('share')} min={0} max={100} suffix="%" />
                </Form.Item>
                {fields.length > 1 ? (
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={`${t('remove')} ${name + 1}`}
                    onClick={() => remove(name)}
                  />
                ) : null}
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() => add({ subsidiary: 'property', percent: Math.max(0, 100 - sum) })}
            >
              {t('addShare')}
            </Button>{' '}
            <span
              className={css.small}
              style={{ color: sum === 100 ? 'var(--text-2)' : 'var(--danger)' }}
            >
              {t('fundingSum', { sum })}
            </span>
            <Form.ErrorList errors={errors} />
          </>
        )}
      </Form.List>
    </Panel>
  );
}

function Limits() {
  const t = useOfferTexts();
  const desk = useDeskTexts();
  return (
    <Panel title={t('limits')}>
      <Form.List name="limits">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className={css.formRow}>
                <Form.Item name={[name, 'phase']} style={{ width: 96 }}>
                  <Select
                    aria-label={t('phase')}
                    options={Object.keys(PHASE_WORDS).map((value) => ({
                      value,
                      label: wordFor(PHASE_WORDS, value),
                    }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'scope']} style={{ flex: '1 1 120px' }}>
                  <Select
                    aria-label={t('limitScope')}
                    options={Object.keys(SCOPE_WORDS).map((value) => ({
                      value,
                      label: wordFor(SCOPE_WORDS, value),
                    }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'measure']} style={{ width: 90 }}>
                  <Select
                    aria-label={t('limitMeasure')}
                    options={[
                      { value: 'USES', label: t('perUse') },
                      { value: 'MONEY', label: t('perMoney') },
                    ]}
                  />
                </Form.Item>
                <Form.Item
                  name={[name, 'ceiling']}
                  rules={[{ required: true, message: desk('required') }, DECIMAL_RULE]}
                  style={{ width: 110 }}
                >
                  <Input aria-label={t('limitCeiling')} inputMode="decimal" />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={`${t('remove')} ${name + 1}`}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                add({ phase: 'GRANT', scope: 'TOTAL', measure: 'USES', ceiling: '1000' })
              }
            >
              {t('addLimit')}
            </Button>
          </>
        )}
      </Form.List>
      <div className={css.formRow} style={{ gap: 24, marginTop: 16 }}>
        <Form.Item name="pointPrice" label={t('pointPrice')} rules={[DECIMAL_RULE]}>
          <Input inputMode="decimal" style={{ width: 110 }} />
        </Form.Item>
        <Form.Item name="priority" label={t('priority')}>
          <InputNumber min={0} max={1_000} />
        </Form.Item>
        <Form.Item name="exclusive" label={t('exclusive')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </Panel>
  );
}
