/** Outside brands: what they do, registered, changed and let go. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Switch } from 'antd';
import { useState } from 'react';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag } from '../../desk/state-tag.tsx';
import { Sure } from '../../desk/sure.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { stateWord } from '../../desk/words.ts';
import { inList } from '../../format/lists.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { inLocale } from '../../i18n/locale.ts';
import { Asked, EmptyState } from '../../ui/states.tsx';
import { EndPartner, Partners, RegisterPartner } from './finance-operations.ts';
import { useFinanceTexts } from './finance-texts.ts';

type Partner = ResultOf<typeof Partners>['partners'][number];

interface Values {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly funds: boolean;
  readonly honours: boolean;
}

export function PartnersPage() {
  const t = useFinanceTexts();
  const query = useAsk(Partners, {});
  const end = useOrder(EndPartner);
  const mayChange = useHasRole('operator');
  const [edited, setEdited] = useState<Partner | 'new'>();
  const does = ({ funds, honours }: Partner) =>
    inList([funds ? t('funds') : '', honours ? t('honours') : ''].filter(Boolean)) || '—';
  const columns: readonly Column<Partner>[] = [
    {
      key: 'name',
      title: t('brand'),
      phone: 'title',
      render: ({ name, code }) => (
        <>
          {inLocale(name)}
          <div className={`${css.small} ${css.quiet} ${css.mono}`}>{code}</div>
        </>
      ),
      text: ({ name }) => inLocale(name),
    },
    { key: 'does', title: t('does'), render: does, text: does },
    {
      key: 'state',
      title: t('state'),
      phone: 'mark',
      render: ({ state }) => <StateTag state={state} />,
      text: ({ state }) => stateWord(state),
    },
    {
      key: 'orders',
      title: '',
      align: 'right',
      render: (partner) =>
        mayChange ? (
          <span className={css.actions}>
            <Button size="small" onClick={() => setEdited(partner)}>
              {t('change')}
            </Button>
            {partner.state === 'LEFT' ? null : (
              <Sure
                danger
                title={t('end')}
                description={t('endSure')}
                onConfirm={() => end.give({ code: partner.code }, t('ended'))}
              >
                <Button size="small" danger>
                  {t('end')}
                </Button>
              </Sure>
            )}
          </span>
        ) : null,
    },
  ];
  return (
    <Page
      title={t('partners')}
      lead={t('partnersLead')}
      actions={
        <>
          <ExportButton
            name={t('partners')}
            columns={columns}
            page={async () => ({ rows: query.data?.partners ?? [], next: null })}
          />
          {mayChange ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
              {t('addPartner')}
            </Button>
          ) : null}
        </>
      }
    >
      <Asked query={query}>
        {({ partners }) => (
          <DeskTable
            label={t('partners')}
            columns={columns}
            rows={partners}
            rowKey={({ code }) => code}
            empty={<EmptyState title={t('noPartners')} hint={t('partnersLead')} />}
          />
        )}
      </Asked>
      {edited === undefined ? null : (
        <Editor partner={edited} onClose={() => setEdited(undefined)} />
      )}
    </Page>
  );
}

function Editor({
  partner,
  onClose,
}: {
  readonly partner: Partner | 'new';
  readonly onClose: () => void;
}) {
  const t = useFinanceTexts();
  const desk = useDeskTexts();
  const [form] = Form.useForm<Values>();
  const register = useOrder(RegisterPartner);
  const required = { required: true, whitespace: true, message: desk('required') };
  const isNew = partner === 'new';
  const save = async ({ nameZh, nameEn, ...rest }: Values): Promise<void> => {
    const wish = { ...rest, name: { zh: nameZh.trim(), en: nameEn.trim() } };
    if ((await register.give(wish, t('saved'))) !== undefined) onClose();
  };
  return (
    <Modal
      open
      title={isNew ? t('addPartner') : `${t('change')} · ${inLocale(partner.name)}`}
      okText={isNew ? t('addPartner') : t('change')}
      confirmLoading={register.isRunning}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          isNew
            ? { funds: true, honours: true }
            : {
                code: partner.code,
                nameZh: partner.name.zh,
                nameEn: partner.name.en,
                funds: partner.funds,
                honours: partner.honours,
              }
        }
        onFinish={(values) => void save(values)}
      >
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
          rules={[required, { pattern: /^[a-z][a-z0-9-]{1,63}$/, message: t('codeHint') }]}
        >
          <Input maxLength={64} disabled={!isNew} autoComplete="off" />
        </Form.Item>
        <div style={{ display: 'flex', gap: 32, flexWrap: 'wrap' }}>
          <Form.Item name="funds" label={t('funds')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="honours" label={t('honours')} valuePropName="checked">
            <Switch />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
