/** Firms, found as one types. */

import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import css from '../../desk/desk.module.css';
import { type Column, DeskTable, Pager, useCursor } from '../../desk/desk-table.tsx';
import { useDeskTexts } from '../../desk/desk-texts.ts';
import { ExportButton } from '../../desk/export-button.tsx';
import { Page } from '../../desk/page.tsx';
import { useHasRole } from '../../desk/roles.ts';
import { StateTag, Tag } from '../../desk/state-tag.tsx';
import { useOrder } from '../../desk/use-order.ts';
import { stateWord } from '../../desk/words.ts';
import { formatShortMoney } from '../../format/numbers.ts';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useAsk } from '../../graphql/queries.ts';
import { request } from '../../graphql/request.ts';
import { formatList } from '../../i18n/texts.ts';
import { useFilters } from '../../routing/use-filters.ts';
import { Asked, EmptyState, FailureState, SkeletonList } from '../../ui/states.tsx';
import own from './firm/firm-orders.module.css';
import { LatestKnown, RegisterFirm, SearchFirms } from './firm-operations.ts';
import { Grade } from './grade.tsx';
import { useRiskTexts } from './risk-texts.ts';
import { useSearchText } from './search-text.ts';

type Hit = ResultOf<typeof SearchFirms>['searchFirms'][number];
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
      text: ({ firm }) => firm?.name,
    },
    {
      key: 'code',
      title: t('code'),
      render: ({ firm }) => <span className={css.mono}>{firm?.code}</span>,
      text: ({ firm }) => firm?.code,
    },
    {
      key: 'grade',
      title: t('grade'),
      phone: 'mark',
      render: ({ firm }) => <Grade grade={firm?.assessment?.grade} />,
      text: ({ firm }) => firm?.assessment?.grade,
    },
    {
      key: 'lists',
      title: t('lists'),
      render: ({ firm }) =>
        (firm?.listEntries ?? []).length === 0
          ? '—'
          : firm?.listEntries.map(({ id, list }) => <StateTag key={id} state={list} />),
      text: ({ firm }) => formatList((firm?.listEntries ?? []).map(({ list }) => stateWord(list))),
    },
    {
      key: 'limit',
      title: t('limit'),
      align: 'right',
      render: ({ firm }) => (
        <span className={`${css.amount} ${firm?.exposure.blocked === true ? own.spent : ''}`}>
          {formatShortMoney(firm?.exposure.limit ?? '0')}
        </span>
      ),
      text: ({ firm }) => firm?.exposure.limit,
    },
    {
      key: 'available',
      title: t('available'),
      align: 'right',
      render: ({ firm }) => (
        <span
          className={css.amount}
          style={firm?.exposure.blocked === true ? { color: 'var(--danger)' } : undefined}
        >
          {formatShortMoney(firm?.exposure.available ?? '0')}
        </span>
      ),
      text: ({ firm }) => firm?.exposure.available,
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
  const [{ q = '' }, setFilters] = useFilters(['q', 'after']);
  const { text, asked, setText, composing } = useSearchText(q);
  const query = useAsk(
    SearchFirms,
    { text: asked, limit: 20 },
    { enabled: asked !== '', keepPrevious: true },
  );
  const columns = useColumns();
  const mayRegister = useHasRole('risk_officer');
  useEffect(() => {
    // The place in the list of all is left as soon as one searches.
    if (asked !== q) setFilters({ q: asked, after: null });
  }, [asked]);
  const hits = asked === '' ? [] : (query.data?.searchFirms ?? []);
  return (
    <Page
      title={t('firms')}
      lead={t('firmsLead')}
      actions={
        <>
          <ExportButton name={t('firms')} columns={columns} page={exportPage(asked)} />
          {mayRegister ? <Register /> : null}
        </>
      }
    >
      <search {...composing}>
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
        <LatestFirms />
      ) : query.isPending ? (
        <SkeletonList rows={8} height={44} />
      ) : (
        <DeskTable
          label={t('firms')}
          columns={columns}
          rows={hits}
          rowKey={({ firm, matchedName }) => firm?.id ?? matchedName}
          loading={query.isPlaceholderData}
          empty={<EmptyState title={t('nothing')} icon="search" />}
        />
      )}
    </Page>
  );
}

/** What was found, or every firm when nothing is typed. */
const exportPage = (asked: string) => async (cursor: string | null) => {
  if (asked !== '')
    return {
      rows: (await request(SearchFirms, { text: asked, limit: 50 })).searchFirms,
      next: null,
    };
  const { firms } = await request(LatestKnown, { first: 100, after: cursor });
  return {
    rows: firms.edges.flatMap(({ node }) =>
      node === null
        ? []
        : [{ firm: node, matchedName: node.name, score: '1', band: 'SAME' as const }],
    ),
    next: firms.pageInfo.hasNextPage ? (firms.pageInfo.endCursor ?? null) : null,
  };
};

/** Before anything is typed: the firms known latest, a page at a time. */
function LatestFirms() {
  const t = useRiskTexts();
  const after = useCursor();
  const query = useAsk(LatestKnown, { first: 20, after }, { keepPrevious: true });
  const columns = useColumns().filter(({ key }) => key !== 'match');
  return (
    <Asked query={query}>
      {({ firms }) => (
        <>
          <h2 className={css.panelTitle} style={{ marginBottom: 8 }}>
            {t('latest')}
          </h2>
          <DeskTable
            label={t('latest')}
            columns={columns}
            rows={firms.edges.flatMap(({ node }) =>
              node === null
                ? []
                : [{ firm: node, matchedName: node.name, score: '1', band: 'SAME' as const }],
            )}
            rowKey={({ firm }) => firm?.id ?? ''}
            loading={query.isPlaceholderData}
            empty={<EmptyState title={t('start')} hint={t('startHint')} icon="search" />}
          />
          <Pager pageInfo={firms.pageInfo} />
        </>
      )}
    </Asked>
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
      <Button
        type="primary"
        icon={<PlusOutlined aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
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
