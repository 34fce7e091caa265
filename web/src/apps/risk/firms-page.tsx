/** Firms, found as one types. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { EmptyState, FailureState } from '../../ui/states.tsx';
import { RegisterFirm, SearchFirms } from './firm-operations.ts';
import { Grade } from './grade.tsx';
import { useRiskTexts } from './risk-texts.ts';

type Hit = ResultOf<typeof SearchFirms>['searchFirms'][number];
const PAUSE_MS = 120;

export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

function useColumns(): readonly Column<Hit>[] {
  const t = useRiskTexts();
  return [
    {
      key: 'name',
      title: t('name'),
      phone: 'title',
      render: ({ firm, matchedName }) => (
        <>
          <Link to={`/risk/firms/${firm?.id ?? ''}`}>{firm?.name}</Link>
          {matchedName === firm?.name ? null : (
            <div className={`${css.small} ${css.quiet}`}>{matchedName}</div>
          )}
        </>
      ),
    },
    {
      key: 'code',
      title: t('code'),
      render: ({ firm }) => <span className={css.mono}>{firm?.code}</span>,
    },
    {
      key: 'grade',
      title: t('grade'),
      phone: 'mark',
      render: ({ firm }) => <Grade grade={firm?.assessment?.grade} />,
    },
    {
      key: 'lists',
      title: t('lists'),
      render: ({ firm }) =>
        (firm?.listEntries ?? []).map(({ id, list }) => <StateTag key={id} state={list} />),
    },
    {
      key: 'limit',
      title: t('limit'),
      align: 'right',
      render: ({ firm }) => (
        <span className={css.amount}>{formatShortMoney(firm?.exposure.limit ?? '0')}</span>
      ),
    },
    {
      key: 'match',
      title: t('match'),
      align: 'right',
      phone: 'hide',
      render: ({ score, band }) => (
        <Tag tone={band === 'SAME' ? 'good' : 'neutral'}>{Math.round(Number(score) * 100)}%</Tag>
      ),
    },
  ];
}

export function FirmsPage() {
  const t = useRiskTexts();
  const [{ q = '' }, setFilters] = useFilters(['q']);
  const [text, setText] = useState(q);
  const asked = usePaused(text.trim());
  const query = useAsk(
    SearchFirms,
    { text: asked, limit: 20 },
    { enabled: asked !== '', keepPrevious: true },
  );
  const columns = useColumns();
  const mayRegister = useHasRole('risk_officer');
  useEffect(() => setFilters({ q: asked }), [asked, setFilters]);
  const hits = asked === '' ? [] : (query.data?.searchFirms ?? []);
  return (
    <Page title={t('firms')} lead={t('firmsLead')} actions={mayRegister ? <Register /> : null}>
      <search>
        <Input
          autoFocus
          allowClear
          size="large"
          type="search"
          aria-label={t('search')}
          placeholder={t('searchHint')}
          value={text}
          onChange={({ target }) => setText(target.value)}
          style={{ marginBottom: 16 }}
        />
      </search>
      <p role="status" className={`${css.small} ${css.quiet}`} style={{ marginBottom: 8 }}>
        {asked === '' || query.data === undefined ? '' : t('found', { count: hits.length })}
      </p>
      {query.error !== null ? (
        <FailureState failure={query.error} retry={query.refetch} />
      ) : asked === '' ? (
        <EmptyState title={t('start')} hint={t('startHint')} icon="search" />
      ) : (
        <DeskTable
          label={t('firms')}
          columns={columns}
          rows={hits}
          rowKey={({ firm, matchedName }) => firm?.id ?? matchedName}
          loading={query.isPending}
          empty={<EmptyState title={t('nothing')} icon="search" />}
        />
      )}
    </Page>
  );
}

interface NewFirm {
  readonly name: string;
  readonly uscc: string;
}

function Register() {
  const t = useRiskTexts();
  const desk = useDeskTexts();
  const navigate = useNavigate();
  const register = useOrder(RegisterFirm);
  const [isOpen, setOpen] = useState(false);
  const [form] = Form.useForm<NewFirm>();
  const required = { required: true, message: desk('required') };
  const save = async ({ name, uscc }: NewFirm): Promise<void> => {
    const done = await register.give({ name: name.trim(), uscc: uscc.trim() }, t('registered'));
    if (done?.__typename === 'RegisteredFirm' && done.firm !== null)
      void navigate(`/risk/firms/${done.firm.id}`);
  };
  return (
    <>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {t('register')}
      </Button>
      <Modal
        open={isOpen}
        title={t('register')}
        okText={t('register')}
        confirmLoading={register.isRunning}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form<NewFirm>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => void save(values)}
        >
          <Form.Item name="name" label={t('name')} rules={[required]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="uscc" label={t('uscc')} rules={[required]}>
            <Input className={css.mono ?? ''} maxLength={18} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
